"""Words with hyphens as the one word that they are without: `wellknown` of `well-known`, and `attention` of `atten-` at the end of a line.

The index holds them behind the text they stand in, so that either spelling finds the other and phrases stay what they are.
"""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.text import SIGNS

BEHIND = "\ufffe"  # a noncharacter, and none of a word to FTS5, between a text and its joined words: no indexed text holds it
_GAP = "\U0010fffd"  # for private use, and a word to FTS5: it stands before each joined word, so that none follows another in a row
_HYPHEN = "[-\u2010\u2011\u00ad]"
_LETTER = f"(?:[^\\W{SIGNS}]|[\u0300-\u036f])"  # with accents that stand by themselves
# At a line's end, which may have become a space, unless what follows shows that a part was left out: `pre- and postwar`.
_LINE_END = r"(?:(?: |\s?\n)(?![A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁ]|(?:and|or|to|und|oder|bis|et|ou|en|of|y|o|e)\b))?"
_LETTERS = f"(?:[^\\W{SIGNS}]++|[\u0300-\u036f]++)++"  # as many of these as there are: runs of one sort are matched much faster than each letter
_HYPHENED = re.compile(rf"(?<![^\W{SIGNS}])(?<!['’]){_LETTERS}(?:{_HYPHEN}{_LINE_END}{_LETTERS})++")
_BETWEEN = re.compile(rf"{_HYPHEN}\s*+")
_ANY = re.compile(_HYPHEN)
_LONGEST = 60  # letters of a piece that is remembered
_FEWEST = 4  # letters of a joined word: `x-y` is none


def hyphened(text: str) -> Iterator[tuple[int, int, str]]:
    """The words with hyphens in a text: where each begins and ends, and what it is without.

    Hyphens are looked for, not words: there are few of them, and most stand between two words.
    """
    many = not text.isascii() and ("\u2010" in text or "\u2011" in text or "\u00ad" in text)
    at = 0
    while (middle := _next(text, at) if many else text.find("-", at)) >= 0:
        before, behind = text[middle - 1 : middle], text[middle + 1 : middle + 2]
        if middle == at or not (before.isalnum() or _is_letter(before)) or not (behind.isalnum() or behind.isspace() or _is_letter(behind)):
            at = middle + 1
            continue
        found = _HYPHENED.search(text, text.rfind(" ", at, middle) + 1 or at)  # no match begins before the word that the hyphen is in
        if not found:
            return
        shown = found[0]
        at = found.end()
        if shown.isascii() and shown.isprintable() and " " not in shown:
            word = shown.replace("-", "")
        else:
            word = _BETWEEN.sub("", shown)
            shown = shown.replace("\u00ad", "")  # a mark where a word may be broken, which it was not
        if len(word) >= _FEWEST and word != shown and not word.isdecimal():
            yield found.start(), at, word


def _next(text: str, at: int) -> int:
    found = _ANY.search(text, at)
    return found.start() if found else -1


def _is_letter(sign: str) -> bool:
    return sign == "_" or "\u0300" <= sign <= "\u036f"


def without_hyphens(text: str) -> str:
    """The one word that a text is without its hyphens; empty where it is none with hyphens, or more than that."""
    return next((word for start, end, word in hyphened(text) if (start, end) == (0, len(text))), "")


def with_joined(text: str) -> str:
    """A text and, behind it, its words with hyphens without these, each once and apart from the one before."""
    words = joined(text)
    return text + BEHIND + words if words else text


def joined(text: str) -> str:
    """The words with hyphens in a text, without these, each once and apart from the one before."""
    others = "\u2010" in text or "\u2011" in text or "\u00ad" in text
    words = dict.fromkeys([word for _, _, word in hyphened(text)]) if others else _joined(text)
    return " ".join([f"{_GAP} {word}" for word in words]) if words else ""


def _joined(text: str) -> dict[str, None]:
    """The same of a text with plain hyphens alone: what stands between two spaces is mostly met again, and tells all by itself."""
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
        words.update(_of_piece(piece) if len(piece) <= _LONGEST else dict.fromkeys([word for _, _, word in hyphened(piece)]))
    return words


@lru_cache(maxsize=1 << 14)
def _of_piece(piece: str) -> dict[str, None]:
    return dict.fromkeys([word for _, _, word in hyphened(piece)])
