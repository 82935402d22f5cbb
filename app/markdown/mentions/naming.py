"""Forms of a name that may occur in a text: which words, what lies between, what beside."""

import re
import unicodedata
from functools import lru_cache

from app import lexicon
from app.lexicon import SIGN, SIGNS, WORD
from app.text import name_key

FEWEST_LETTERS = 4  # of the longest word of a name that is no short one
FEWEST_SIGNS = 2  # the same for scripts without spaces
_KATAKANA = re.compile("[\u30a1-\u30fa\u30fc-\u30fe\uff66-\uff9f]")
_KOREAN = re.compile("[\uac00-\ud7a3]")
_PIECE = re.compile(rf"{WORD.pattern}|(?:[\W_](?<![{SIGNS}]))+")
_HANDLE = re.compile(r"@\w{2,30}")
_TAIL = re.compile(r"[+#]{1,3}$")  # C++ and C# are no C
EMPHASIS = "*_=~"  # marks that may begin or end within a name: *Moby* Dick
_MARKS = f"[{EMPHASIS}]{{0,3}}"
_BLANK = r"(?:[^\S\n]|[\u200e\u200f]|&nbsp;)"
_LINE = rf"{_BLANK}{{0,3}}\\?\n[^\S\n]{{0,8}}(?:>[ ]?){{0,3}}"  # its end, and what begins the next
_SPACE = rf"{_MARKS}(?:{_LINE}|-(?:{_LINE})?|{_BLANK}{{1,3}}){_MARKS}"
_SPACED_HYPHEN = rf"{_MARKS}(?:{_LINE}|{_BLANK}{{0,2}}-{_BLANK}{{0,2}}|{_BLANK}{{1,3}}){_MARKS}"
_NO_SPACE = rf"{_MARKS}(?:{_LINE}|{_BLANK}{{0,2}}){_MARKS}"
_INITIAL = rf"(?:\.{_NO_SPACE}|{_SPACE})"
_SHORT_FORMS = ("s", "d", "ll", "re", "ve", "m")  # that an apostrophe joins to any word
_DASHES = "\u2013\u2014\u2015"
_HYPHENS = "-\u2010\u2011"
_APOSTROPHES = "'\u2019"
_SMALL_WORD = 3  # letters of a word that a title may write without a capital
_SENTENCE_END = re.compile(r"[.!?:…][\"')\]*_”’]{0,3}\s{1,4}[\"'(\[*_“‘]{0,3}$")
_MARKER = re.compile(r"[ \t]{0,12}(?:[>*+#-]|\d{1,4}[.)]|\[[ xX]\]|[ \t\"'(\[*_“‘]){0,12}$")
_BEFORE = 40  # letters before a name by which the beginning of a sentence is known


@lru_cache(maxsize=1 << 14)
def words_of(key: str) -> tuple[str, ...]:
    """Words of a name's key, each sign of a script without spaces by itself."""
    return tuple(lexicon.words_of(key))


def overlap(words: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Whether names of these words may stand over each other in a text.

    One holds the other, or begins with the words with which the other ends.
    """
    if not words or not other or (words[-1] not in other and other[-1] not in words):
        return False  # so most names with a word in common
    first, last = other[0], other[-1]
    if first in words or last in words:
        fewer = min(len(words), len(other))
        if any(words[-n:] == other[:n] or words[:n] == other[-n:] for n in range(1, fewer + 1)):
            return True
    if len(words) > len(other):
        words, other = other, words
    size = len(words)
    return any(other[at : at + size] == words for at in range(len(other) - size + 1))


@lru_cache(maxsize=1 << 12)
def pattern_of(key: str) -> str:
    """Regular expression of a name (a key) in a text of the same form; empty without a word.

    Between its words may be a space, a hyphen or the end of a line; behind an initial a full
    stop; else what the name has there. A handle, `@name`, is found with its sign.
    """
    if is_handle(key):
        return re.escape(key)
    pieces = _pieces(key)
    made: list[str] = []
    for number, piece in enumerate(pieces):
        if piece[0].isalnum():
            made.append(re.escape(piece))
        elif number == len(pieces) - 1:
            made.append(re.escape(piece))  # a tail of signs
        else:
            made.append(_gap(piece, initial=len(pieces[number - 1]) == 1))
    return "".join(made)


def is_handle(key: str) -> bool:
    """Whether a name (a key) is an `@handle`, as of Twitter."""
    return _HANDLE.fullmatch(key) is not None


def _pieces(key: str) -> list[str]:
    """Words of a name and what lies between them; marks around it are left out."""
    pieces = _PIECE.findall(key)
    while pieces and not pieces[0][0].isalnum():
        del pieces[0]
    if pieces and not pieces[-1][0].isalnum():
        tail = _TAIL.match(pieces.pop())
        pieces += [tail[0]] if tail and pieces else []
    return pieces


def _gap(written: str, *, initial: bool) -> str:
    bare = written.strip()
    if initial and bare in ("", "."):
        return _INITIAL
    marks = f"-_{EMPHASIS}" if bare != written else "-_"
    if not bare.strip(marks):
        between = _SPACED_HYPHEN if "-" in bare and bare != written else _SPACE
        return f"(?:_|{between})" if bare == "_" else between
    return f"{_NO_SPACE}{re.escape(bare).replace('&', '&(?:amp;)?')}{_NO_SPACE}"


def is_short(key: str) -> bool:
    """Whether a name is too short, or has no letters, to be known wherever its words occur."""
    words = words_of(key)
    if not any(letter.isalpha() for word in words for letter in word):
        return True
    if signs := sum(SIGN.match(word) is not None for word in words):
        return signs < FEWEST_SIGNS
    return all(len(word) < FEWEST_LETTERS for word in words)


def stands_alone(text: str, start: int, end: int, key: str) -> bool:
    """Whether the letters of a name in this range of a text are whole words, and no part of others.

    A possessive `'s` and other short forms may follow. A hyphen joins what begins with a small
    letter to another word, `time-honoured`, not what is written as a name: `Darwin-inspired`.
    A dash parts words, unless the name has one. Where a script has no spaces, a name is found
    wherever its signs follow one another; words in katakana are whole, and those in Korean may have
    an ending.
    """
    parted = " - " not in key and any(dash in text[start:end] for dash in _DASHES)
    return not parted and _ends_before(text, start) and _begins_behind(text, start, end)


def _ends_before(text: str, start: int) -> bool:
    """Whether no word goes on up to the first letter of a range."""
    if not start:
        return True
    before, further, first = text[start - 1], text[max(0, start - 2) : start - 1], text[start]
    if (further, before) == ("\\", "_"):  # an escaped one is a letter of a word
        further = text[max(0, start - 3) : start - 2]
    if SIGN.match(first):
        return not any(of.match(first) and of.match(before) for of in (_KATAKANA, _KOREAN))
    if before == "#" and first.isdigit():  # a number, #18
        return not further.isalnum()
    if _joins(before, further):
        return False
    return not further.isalnum() or _may_follow(before, further, first)


def _joins(beside: str, further: str) -> bool:
    """Whether a letter beside a range belongs to the same word; `_` does so before another."""
    if beside == "_":
        return further.isalnum()
    return beside in "@#" or (_is_letter(beside) and not SIGN.match(beside))


def _may_follow(mark: str, further: str, first: str) -> bool:
    """Whether a word may begin behind a mark that itself follows a letter."""
    if mark in _APOSTROPHES:
        return further not in "oO"  # O'Brien is no Brien
    return not (first.islower() and mark in f"{_HYPHENS}.\\")


def _begins_behind(text: str, start: int, end: int) -> bool:
    """Whether no word goes on behind the last letter of a range."""
    behind, further, last = text[end : end + 1], text[end + 1 : end + 2], text[end - 1]
    if (behind, further) == ("\\", "_"):
        behind, further = further, text[end + 2 : end + 3]
    if not behind:
        return True
    if SIGN.match(last):
        return not (_KATAKANA.match(last) and _KATAKANA.match(behind))
    if _joins(behind, further) or behind == "+":
        return False
    if not further.isalnum():
        return True
    if behind in _APOSTROPHES:
        return _short_form(text, end + 1)
    joined = (behind in _HYPHENS and text[start].islower()) or (behind == "." and further.islower())
    return not joined


def _short_form(text: str, at: int) -> bool:
    """Whether a short form as of `she'll` is here, and no more letters."""
    end = at
    while end < len(text) and end < at + 3 and text[end].isalpha():
        end += 1
    return text[at:end].lower() in _SHORT_FORMS


def _is_letter(letter: str) -> bool:
    return letter.isalnum() or unicodedata.category(letter)[0] == "M"


def written_as_name(text: str, start: int, end: int, spelled: str) -> bool:
    """Whether a range of a text is written as a name, and not as words that it also means.

    It has capitals, those of the name where that has more than first ones (WHO, iPhone). One word
    with a capital at the beginning of a sentence tells nothing, nor do capitals throughout.
    """
    shown = text[start:end]
    words = re.findall(r"[^\W_]+", shown)
    if not words or not any(word.lower() != word.upper() for word in words):
        return False
    own = re.findall(r"[^\W_]+", spelled)
    if any(letter.isupper() for word in own for letter in word[1:]):
        return words == own
    if shown.isupper() and (len(shown) > 1 or len(words) > 1):
        return False
    large = [word for word in (words[0], words[-1], *words) if len(word) > _SMALL_WORD]
    if not all(word[0].isupper() or word[0].isdigit() for word in (words[0], *large)):
        return False
    return len(words) > 1 or not _begins_sentence(text, start)


def _begins_sentence(text: str, start: int) -> bool:
    before = text[max(0, start - _BEFORE) : start]
    line = before.rpartition("\n")[2]
    whole = start <= _BEFORE or "\n" in before
    return bool(_SENTENCE_END.search(before) or (whole and _MARKER.fullmatch(line)))


def unmarked(words: str) -> str:
    """Words of a text without the marks of emphasis that begin or end among them."""
    return re.sub(rf"(?<!\w)[{EMPHASIS}]+|[{EMPHASIS}]+(?!\w)", "", words)


def spelled_key(name: str) -> str:
    """Key of a name as a person or a file spells it; empty where it has no word."""
    key = name_key(name)
    return key if words_of(key) else ""
