"""The one form in which texts, names and queries are compared."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

from app.text.folding import FOLDED

# An ASCII letter keeps its form unless an accent follows, and nothing before it changes its own: so
# each of these runs is rewritten alone.
_BEYOND_ASCII = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
# letters of a run that is remembered: a letter or two beyond ASCII within a word, which occur again
# and again
_SHORT = 8
_LETTERS = {
    "ß": "ss",
    "æ": "ae",
    "Æ": "AE",
    "œ": "oe",
    "Œ": "OE",
    "þ": "th",
    "Þ": "TH",
    "ð": "d",
    "Ð": "D",
    "ı": "i",
    "ĸ": "k",
    "ȷ": "j",
    "ŋ": "n",
    "Ŋ": "N",
    "ə": "e",
    "Ə": "E",
    "ɛ": "e",
    "Ɛ": "E",
    "ɔ": "o",
    "Ɔ": "O",
    # one letter as several keyboards write it
    "ٱ": "ا",
    "ى": "ي",
    "ی": "ي",
    "ے": "ي",
    "ک": "ك",
    "ە": "ه",
    "ہ": "ه",
    "ھ": "ه",
    "\u0640": None,  # which only makes an Arabic word longer
    "\u05be": "-",  # the hyphen of Hebrew
}
_ACCENTS = frozenset(
    [1, *range(10, 37), *range(200, 256)]
)  # classes of marks; the others are parts of letters, as of kana, or vowels
_WITH = re.compile(
    r"((?:LATIN|CYRILLIC) (?:SMALL |CAPITAL )?(?:LETTER|LIGATURE) [A-Z ]+?) WITH [A-Z ]+"
)
_COMPATIBLE = frozenset(
    {"Lu", "Ll", "Lt", "Lm", "Lo", "Nd"}
)  # categories of which NFKC spoils nothing: ½ and x² are of others
_RADICALS = range(0x2E80, 0x2FE0)  # forms of Chinese signs that PDFs have instead


_FOLDED_SIGNS = {chr(number): form for number, form in FOLDED.items()}


class _Forms(dict[int, str]):
    """Form of each letter beyond ASCII by its code point, computed when first needed."""

    def __missing__(self, number: int) -> str:
        form = self[number] = _form(chr(number))
        return form


def _form(letter: str) -> str:
    """Letter or accent without case and accents.

    An ASCII letter keeps its case, which the index ignores.
    """
    if letter.isascii():
        return letter
    for table in (_LETTERS, _FOLDED_SIGNS):
        if letter in table:
            return table[letter] or ""
    if unicodedata.combining(letter):
        return "" if unicodedata.combining(letter) in _ACCENTS else letter
    if unicodedata.category(letter) not in _COMPATIBLE and ord(letter) not in _RADICALS:
        return letter
    parts = [
        part
        for part in unicodedata.normalize("NFKD", letter)
        if unicodedata.combining(part) not in _ACCENTS
    ]
    if parts == [letter]:
        parts = [*_without_stroke(letter)]
    if parts == [letter]:
        parts = [*letter.casefold()]
    return letter if parts == [letter] else unicodedata.normalize("NFC", "".join(map(_form, parts)))


def _without_stroke(letter: str) -> str:
    """Base letter of one with a stroke, hook or tail: `l` of `ł`, `к` of `қ`.

    Unicode does not decompose these.
    """
    named = _WITH.fullmatch(unicodedata.name(letter, ""))
    try:
        return unicodedata.lookup(named[1]) if named else letter
    except KeyError:
        return letter


_FORMS = _Forms()
_LATER_PARTS = frozenset(map(chr, [*range(0x1160, 0x1200), *range(0xD7B0, 0xD800), 0xFF9E, 0xFF9F]))
_FREQUENT = [
    (sign, _FOLDED_SIGNS[sign] or "") for sign in "\u2019\u201c\u201d\u2014\u2013\u2018\u00a0"
]  # these alone make most texts other than ASCII
_DROPPED = re.compile(f"[{''.join(chr(n) for n, form in FOLDED.items() if form is None)}\u0640]")


def base_letters(text: str) -> str:
    """Text in the form of the search index: no accents in any script, plain quotes and dashes.

    ASCII keeps its case, as FTS5 ignores it; all other letters lose theirs.
    """
    if text.isascii():
        return text
    for sign, plain in _FREQUENT:
        text = text.replace(sign, plain)
    return text if text.isascii() else _BEYOND_ASCII.sub(_based, text)


def _based(run: re.Match[str]) -> str:
    return _remembered(run[0]) if len(run[0]) <= _SHORT else _base(run[0])


def _base(run: str) -> str:
    run = unicodedata.normalize("NFC", _DROPPED.sub("", run))
    return unicodedata.normalize("NFC", run.translate(_FORMS))


_remembered = lru_cache(maxsize=1 << 14)(_base)


def normal(text: str) -> str:
    """Form in which names, texts and queries are compared: `base_letters` in lower case.

    Spaces and signs stay as they are.
    """
    return base_letters(text).lower()


def clusters(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    """Range (begin, end) of each letter with its accents, in a part of a text.

    `base_letters` of the whole is that of each range in a row.
    """
    while begin < end:
        last = cluster_end(text, begin + 1)
        yield begin, last
        begin = last


def cluster_end(text: str, at: int) -> int:
    """First index from `at` at which a text can be cut without changing its `base_letters`."""
    while at < len(text) and text[at] > "\x7f" and _goes_on(text[at]):
        at += 1
    return min(at, len(text))


@lru_cache(maxsize=4096)
def _goes_on(letter: str) -> bool:
    """Whether a letter may change the form of the one before it.

    Accents, later parts of a Korean syllable, the voicing of narrow kana.
    """
    return (
        unicodedata.category(letter)[0] == "M" or letter in _LATER_PARTS or not _FORMS[ord(letter)]
    )
