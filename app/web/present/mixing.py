"""Two wordings of one text, side by side and mixed: where they differ, word by word."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from markupsafe import Markup

_WORD = re.compile(r"\S+\s*|\s+")
_MINE = Markup('<ins class="mine">{}</ins>')
_THEIRS = Markup("<ins>{}</ins>")
_MOST = 2_000  # words of both together; longer ones are compared as wholes


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of two texts that is the same in both, or a difference: what one says and what the other says in its place."""

    mine: str
    theirs: str

    @property
    def same(self) -> bool:
        """Whether both say the same."""
        return self.mine == self.theirs


def pieces(mine: str, theirs: str) -> list[Piece]:
    """Two texts as stretches in a row; all of `mine` joined is the one text, all of `theirs` the other."""
    one, two = _words(mine), _words(theirs)
    if len(one) + len(two) > _MOST:
        return [Piece(mine, theirs)]
    matched = SequenceMatcher(None, one, two, autojunk=False).get_opcodes()
    return [Piece("".join(one[a:b]), "".join(two[c:d])) for _, a, b, c, d in matched]


def mixed(mine: str, theirs: str, choices: Iterable[str]) -> str:
    """One text out of two: for each difference in its order what was chosen, `mine` or `theirs`; mine where nothing was."""
    chosen = iter(choices)
    said = (piece.mine if piece.same or next(chosen, "mine") != "theirs" else piece.theirs for piece in pieces(mine, theirs))
    return "".join(said)


def framed(mine: str, theirs: str) -> tuple[Markup, Markup]:
    """Both texts for reading, each with its own words framed where they differ."""
    told = pieces(mine, theirs)
    return _framed(told, "mine"), _framed(told, "theirs")


def _framed(told: Sequence[Piece], side: str) -> Markup:
    frame = _MINE if side == "mine" else _THEIRS
    words = ((piece.same, piece.mine if side == "mine" else piece.theirs) for piece in told)
    return Markup().join(frame.format(text) if text.strip() and not same else Markup.escape(text) for same, text in words)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)
