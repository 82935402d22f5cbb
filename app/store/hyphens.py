"""Words with hyphens as the one word that they are without: `wellknown` of `well-known`, and `attention` of `atten-` at the end of a line.

The index holds them behind the text they stand in, so that either spelling finds the other and phrases stay what they are.
"""

import re
from collections.abc import Iterator

BEHIND = "\ufffe"  # a noncharacter, and none of a word to FTS5, between a text and its joined words: no indexed text holds it
_HYPHEN = "[-\u2010\u2011]"
# At a line's end, which may have become a space, unless what follows shows that a part was left out: `pre- and postwar`.
_LINE_END = r"(?:[ \n]{1,2}(?![A-Z]|(?:and|or|to|und|oder|bis|et|ou|en|of|y|o|e)\b))?"
_HYPHENED = re.compile(rf"(?<!\w)\w++(?:{_HYPHEN}{_LINE_END}\w++)++")
_BETWEEN = re.compile(rf"{_HYPHEN}[ \n]*+")
_HYPHENS = ("-", "\u2010", "\u2011")
_FEWEST = 4  # letters of a joined word: `x-y` is none


def hyphened(text: str) -> Iterator[tuple[int, int, str]]:
    """The words with hyphens in a text: where each begins and ends, and what it is without."""
    if not any(hyphen in text for hyphen in _HYPHENS):
        return
    for found in _HYPHENED.finditer(text):
        word = _BETWEEN.sub("", found[0])
        if len(word) >= _FEWEST and not word.isdecimal():
            yield found.start(), found.end(), word


def without_hyphens(text: str) -> str:
    """The one word that a text is without its hyphens; empty where it is none with hyphens, or more than that."""
    return next((word for start, end, word in hyphened(text) if (start, end) == (0, len(text))), "")


def with_joined(text: str) -> str:
    """A text and, behind it, its words with hyphens without these, each once."""
    joined = " ".join(dict.fromkeys(word for _, _, word in hyphened(text)))
    return f"{text}{BEHIND}{joined}" if joined else text
