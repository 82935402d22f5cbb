"""Hyphenated words joined to one.

`wellknown` for `well-known`, `attention` for `atten-` at a line's end.

The index holds them after the text in which they occur, so that either spelling matches and phrases
still work.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.lexicon import SIGNS

# a noncharacter, not part of an FTS5 word, between a text and its joined words: no indexed text
# contains it
BEHIND = "\ufffe"
# private use, an FTS5 word by itself: it precedes each joined word, so that no two of them form a
# phrase
GAP = "\U0010fffd"
_HYPHEN = "[-\u2010\u2011\u00ad]"
_LETTER = f"(?:[^\\W{SIGNS}]|[\u0300-\u036f])"  # with combining accents
# At a line's end, which may have become a space, unless what follows shows that a part was left
# out: `pre- and postwar`.
_LINE_END = r"(?:(?: |\s?\n)(?![A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁ]|(?:and|or|to|und|oder|bis|et|ou|en|of|y|o|e)\b))?"
# as many of these as there are: runs of one sort are matched much faster than each letter
_LETTERS = f"(?:[^\\W{SIGNS}]++|[\u0300-\u036f]++)++"
_HYPHENED = re.compile(rf"(?<![^\W{SIGNS}])(?<!['’]){_LETTERS}(?:{_HYPHEN}{_LINE_END}{_LETTERS})++")
_BETWEEN = re.compile(rf"{_HYPHEN}\s*+")
_ANY = re.compile(_HYPHEN)
_LONGEST = 60  # letters of a piece that is remembered
_SIGNS = "".join(chr(n) for n in range(32, 127) if not chr(n).isalnum() and chr(n) not in "-_'")
_FEWEST = 4  # letters of a joined word: `x-y` is none


def hyphened(text: str) -> Iterator[tuple[int, int, str]]:
    """Hyphenated words in a text: where each begins and ends, and its joined form.

    Searches for hyphens rather than words: they are few, and most are between two words.
    """
    many = not text.isascii() and ("\u2010" in text or "\u2011" in text or "\u00ad" in text)
    at = 0
    while (middle := _next(text, at) if many else text.find("-", at)) >= 0:
        before, behind = text[middle - 1 : middle], text[middle + 1 : middle + 2]
        if (
            middle == at
            or not (before.isalnum() or _is_letter(before))
            or not (behind.isalnum() or behind.isspace() or _is_letter(behind))
        ):
            at = middle + 1
            continue
        found = _HYPHENED.search(
            text, text.rfind(" ", at, middle) + 1 or at
        )  # no match begins before the word that the hyphen is in
        if not found:
            return
        shown = found[0]
        at = found.end()
        if shown.isascii() and shown.isprintable() and " " not in shown:
            word = shown.replace("-", "")
        else:
            word = _BETWEEN.sub("", shown)
            shown = shown.replace(
                "\u00ad", ""
            )  # a mark where a word may be broken, which it was not
        if len(word) >= _FEWEST and word != shown and not word.isdecimal():
            yield found.start(), at, word


def _next(text: str, at: int) -> int:
    found = _ANY.search(text, at)
    return found.start() if found else -1


def _is_letter(sign: str) -> bool:
    return sign == "_" or "\u0300" <= sign <= "\u036f"


def without_hyphens(text: str) -> str:
    """Joined form of a text that is one hyphenated word; empty for anything else."""
    return next((word for start, end, word in hyphened(text) if (start, end) == (0, len(text))), "")


def with_joined(text: str) -> str:
    """Text followed by the joined forms of its hyphenated words, each once and separated."""
    words = joined(text)
    return text + BEHIND + words if words else text


def joined(text: str) -> str:
    """Joined forms of the hyphenated words in a text, each once and separated."""
    others = "\u2010" in text or "\u2011" in text or "\u00ad" in text
    words = dict.fromkeys([word for _, _, word in hyphened(text)]) if others else _joined(text)
    return " ".join([f"{GAP} {word}" for word in words]) if words else ""


def _joined(text: str) -> dict[str, None]:
    """Joined forms in a text with plain hyphens only; each piece between two spaces is cached."""
    words: dict[str, None] = {}
    end = 0
    while (middle := text.find("-", end)) >= 0:
        begin = text.rfind(" ", end, middle) + 1 or end
        end = text.find(" ", middle)
        end = len(text) if end < 0 else end
        piece = text[begin:end]
        if piece == "-":
            continue
        if piece[-1] == "-":  # it may go on behind the space
            return dict.fromkeys([word for _, _, word in hyphened(text)])
        words.update(
            _of_piece(piece)
            if len(piece) <= _LONGEST
            else dict.fromkeys([word for _, _, word in hyphened(piece)])
        )
    return words


@lru_cache(maxsize=1 << 14)
def _of_piece(piece: str) -> dict[str, None]:
    bare = piece.strip(_SIGNS)
    if piece.isascii() and "'" not in piece and all(map(str.isalnum, bare.split("-"))):
        word = bare.replace("-", "")  # as nearly always: one word, and signs around it
        return {word: None} if len(word) >= _FEWEST and not word.isdecimal() else {}
    return dict.fromkeys([word for _, _, word in hyphened(piece)])
