"""Comparing and mixing two versions of one text, word by word."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup

_WORD = re.compile(r"\S+\s*|\s+")
_MINE = Markup('<ins class="mine">{}</ins>')
_THEIRS = Markup("<ins>{}</ins>")
_MOST = 2_000  # words of both together; longer texts are compared as wholes


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts that is the same in both, or a difference with both versions."""

    mine: str
    theirs: str

    @property
    def same(self) -> bool:
        """Check whether both versions are equal."""
        return self.mine == self.theirs


def pieces(mine: str, theirs: str) -> list[Piece]:
    """Split two texts into matching pieces.

    Joining `mine` of all pieces gives the first text, joining `theirs` the second.
    """
    one, two = _words(mine), _words(theirs)
    if len(one) + len(two) > _MOST:
        return [Piece(mine, theirs)]
    matched = SequenceMatcher(None, one, two, autojunk=False).get_opcodes()
    return [Piece("".join(one[a:b]), "".join(two[c:d])) for _, a, b, c, d in matched]


def mixed(mine: str, theirs: str, choices: Iterable[str]) -> str:
    """Mix two texts: for each difference in order, choose `mine` or `theirs`.

    It is `mine` where there is no choice.
    """
    chosen = iter(choices)
    parts = (
        piece.mine if piece.same or next(chosen, "mine") != "theirs" else piece.theirs
        for piece in pieces(mine, theirs)
    )
    return "".join(parts)


def framed(mine: str, theirs: str) -> tuple[Markup, Markup]:
    """Both texts as HTML, each with its own words framed where they differ."""
    compared = pieces(mine, theirs)
    return _framed(compared, "mine"), _framed(compared, "theirs")


def _framed(compared: Sequence[Piece], side: str) -> Markup:
    frame = _MINE if side == "mine" else _THEIRS
    words = ((piece.same, piece.mine if side == "mine" else piece.theirs) for piece in compared)
    return Markup().join(
        frame.format(text.rstrip()) + text[len(text.rstrip()) :]
        if text.strip() and not same
        else Markup.escape(text)
        for same, text in words
    )


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
