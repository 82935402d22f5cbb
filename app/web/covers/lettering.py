"""Lettering of covers: the width of a line, and the size at which a title fits."""

from collections.abc import Iterator, Sequence
from functools import lru_cache
from unicodedata import bidirectional, east_asian_width

LEADING = 1.14
_LONGEST = 240  # letters of a title that are looked at; no cover holds more
_WITH_SUBTITLE = 34  # letters beyond which a subtitle is left out
_NARROW, _BROAD = frozenset("ijltfI.,:;'|!’ "), frozenset("mwMWQO@")


def width(text: str) -> float:
    """Width of a line of serif in em, near enough to set a title by."""
    return sum(map(_letter_width, text))


@lru_cache(maxsize=4096)
def _letter_width(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return 1.0
    if letter in _NARROW:
        return 0.29
    if letter in _BROAD:
        return 0.82
    return 0.68 if letter.isupper() else 0.48


def runs_leftwards(text: str) -> bool:
    """Check whether a line holds letters of a script that is written from right to left."""
    return any(bidirectional(letter) in ("R", "AL") for letter in text)


def fit(
    text: str, room: tuple[float, float], lines: int, sizes: Sequence[float]
) -> tuple[float, list[str]]:
    """The largest size at which a text fits into a room (wide, high) in at most `lines` lines.

    The lines are returned with it. A text that is too long is cut with an ellipsis.
    """
    wide, high = room
    text = _headline(text)
    rows: list[str] = []
    size = sizes[-1]
    for size in sizes:
        rows = _set(text, wide / size)
        if (
            len(rows) <= lines
            and len(rows) * size * LEADING <= high
            and all(width(row) * size <= wide for row in rows)
        ):
            return size, rows
    cut = [_cut(row, wide / size) for row in rows[:lines]]
    if len(rows) > lines:
        cut[-1] = cut[-1].rstrip("…,. ") + "…"
    return size, cut


def _headline(text: str) -> str:
    """A long title without its subtitle."""
    text = text[:_LONGEST]
    return text.split(": ")[0] if len(text) > _WITH_SUBTITLE else text


def _set(text: str, room: float) -> list[str]:
    rows = [""]
    for piece in _pieces(text):
        longer = (rows[-1] + piece).strip()
        if not rows[-1] or width(longer) <= room:
            rows[-1] = longer
        else:
            rows.append(piece.strip())
    return rows


def _pieces(text: str) -> Iterator[str]:
    """Pieces of a text between which a line may break.

    A line breaks between words, after a hyphen, and between Chinese or Japanese letters.
    """
    for word in text.split():
        piece = " "
        for letter in word:
            piece += letter
            if letter in "-_/" or east_asian_width(letter) in "WF":
                yield piece
                piece = ""
        if piece.strip():
            yield piece


def _cut(row: str, room: float) -> str:
    return row if width(row) <= room else row[: int(room / 0.55)] + "…"
