"""Where a passage can be split in two: before each sentence, or before each word."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

_WORD = re.compile(r"\S+")
_ENDS = (".", "!", "?", "…", "。", "！", "？")  # of sentences
_CLOSING = "\"'”’»)]*_"
_FEW = 2  # sentences of which one can choose; a passage of one is split between words
_MOST = 400  # places that a page offers


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: the letter with which it begins, its first word, and what follows.

    A split is offered before it where `opens`.
    """

    at: int
    word: str
    rest: str
    opens: bool


def stretches(text: str, *, finely: bool = False) -> list[Piece]:
    """The text in pieces, each from one place of a split to the next; joined they are the text.

    Places are the beginnings of sentences and paragraphs. `finely`, or where there is but one
    sentence, they are all words.
    """
    words = [(match.start(), match.end()) for match in _WORD.finditer(text)]
    starts = [start for start, _ in words]
    if not finely and len(sentences := [*_sentences(text, words)]) >= _FEW:
        starts = sentences
    starts = starts[: _MOST + 1]
    ends = dict(words)
    return [
        Piece(start, text[start : ends[start]], text[ends[start] : following], number > 0)
        for number, (start, following) in enumerate(pairwise([*starts, len(text)]))
    ]


def _sentences(text: str, words: list[tuple[int, int]]) -> Iterator[int]:
    """Where sentences and paragraphs begin."""
    before = ""  # the word before, with what stands between
    for number, (start, end) in enumerate(words):
        between = text[words[number - 1][1] : start] if number else ""
        if not number or "\n" in between or before.rstrip(_CLOSING).endswith(_ENDS):
            yield start
        before = text[start:end]
