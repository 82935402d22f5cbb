"""Words with hyphens as the one word that they are without: `wellknown` of `well-known`, and `attention` of `atten-` at the end of a line.

The index holds them behind the text they stand in, so that either spelling finds the other and phrases stay what they are.
"""

import re
from collections.abc import Iterator

from app.text import SIGNS

BEHIND = "\ufffe"  # a noncharacter, and none of a word to FTS5, between a text and its joined words: no indexed text holds it
_GAP = "\U0010fffd"  # for private use, and a word to FTS5: it stands before each joined word, so that none follows another in a row
_HYPHEN = "[-\u2010\u2011\u00ad]"
_LETTER = f"(?:[^\\W{SIGNS}]|[\u0300-\u036f])"  # with accents that stand by themselves
# At a line's end, which may have become a space, unless what follows shows that a part was left out: `pre- and postwar`.
_LINE_END = r"(?:(?: |\s?\n)(?![A-ZÀ-ÖØ-ÞΑ-ΩА-ЯЁ]|(?:and|or|to|und|oder|bis|et|ou|en|of|y|o|e)\b))?"
_HYPHENED = re.compile(rf"(?<![^\W{SIGNS}])(?<!['’]){_LETTER}++(?:{_HYPHEN}{_LINE_END}{_LETTER}++)++")
_BETWEEN = re.compile(rf"{_HYPHEN}\s*+")
_HYPHENS = ("-", "\u2010", "\u2011", "\u00ad")
_FEWEST = 4  # letters of a joined word: `x-y` is none


def hyphened(text: str) -> Iterator[tuple[int, int, str]]:
    """The words with hyphens in a text: where each begins and ends, and what it is without."""
    if not any(hyphen in text for hyphen in _HYPHENS):
        return
    for found in _HYPHENED.finditer(text):
        word = _BETWEEN.sub("", found[0])
        shown = found[0].replace("\u00ad", "")  # a mark where a word may be broken, which it was not
        if len(word) >= _FEWEST and not word.isdecimal() and word != shown:
            yield found.start(), found.end(), word


def without_hyphens(text: str) -> str:
    """The one word that a text is without its hyphens; empty where it is none with hyphens, or more than that."""
    return next((word for start, end, word in hyphened(text) if (start, end) == (0, len(text))), "")


def with_joined(text: str) -> str:
    """A text and, behind it, its words with hyphens without these, each once and apart from the one before."""
    joined = dict.fromkeys(word for _, _, word in hyphened(text))
    return text + BEHIND + " ".join(f"{_GAP} {word}" for word in joined) if joined else text
