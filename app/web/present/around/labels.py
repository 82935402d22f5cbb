"""Where the names of a drawing are written, so that none covers another name or a node."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from app.model.graph import Point

Box = tuple[float, float, float, float]  # left, top, right, bottom

_LONGEST, _SHORTEST = 30, 16  # letters of a name, and of one that has little room
_WIDE, _NARROW = "mwMW@%—…", "iljtfrI.,:;'!|()[] "
_ABOVE, _BELOW = 12.0, 4.0  # height of a name over its line and under it, in units of the drawing
_GAP = 3.0  # between a name and its node


@dataclass(frozen=True, slots=True)
class Label:
    """A name as it is written: where it begins, is centred or ends.

    One without room is not `shown` until its node is pointed at.
    """

    name: str
    x: float
    y: float
    anchor: str
    shown: bool = True


def round_node(at: Point, size: float) -> Box:
    """The room that a node takes."""
    return at[0] - size, at[1] - size, at[0] + size, at[1] + size


def label(
    name: str, at: Point, size: float, taken: Sequence[Box], room: Box, *, scale: float = 1
) -> tuple[Label, Box]:
    """A name beside its node, and the box that it fills: in the first place that is free.

    It is shortened where nothing else has room, within `room` and apart from what is `taken`; the
    letters are `scale` times as large as others.
    """
    for most in (_LONGEST, _SHORTEST):
        short = shortened(name, most)
        for found, box in _places(short, at, size, scale):
            if _within(box, room) and not any(_meet(box, other) for other in taken):
                return found, box
    found, box = min(
        _places(shortened(name, _LONGEST), at, size, scale),
        key=lambda place: _beyond(place[1], room),
    )
    return Label(found.name, found.x, found.y, found.anchor, shown=False), box


def shortened(name: str, most: int) -> str:
    """A name of so many letters at most."""
    return name if len(name) <= most else f"{name[: most - 1].rstrip()}…"


def width_of(name: str) -> float:
    """About how wide a name is, in units of the drawing, rather more than less."""
    return sum(_letter(each) for each in name)


def _letter(letter: str) -> float:
    if east_asian_width(letter) in "WF":
        return 14.0
    if letter in _NARROW:
        return 5.4
    return 13.0 if letter in _WIDE else 9.6 if letter.isupper() else 8.1


def _places(name: str, at: Point, size: float, scale: float) -> Iterator[tuple[Label, Box]]:
    """Places for a name: below and above its node, at its corners, and beside it, on its edges."""
    x, y = at
    wide = width_of(name) * scale
    low, high = y + size + _GAP + _ABOVE * scale, y - size - _GAP - _BELOW
    behind, before = x + size + _GAP, x - size - _GAP
    for px, py, anchor in (
        (x, low, "middle"),
        (x, high, "middle"),
        (x, low, "start"),
        (x, low, "end"),
        (x, high, "start"),
        (x, high, "end"),
        (behind, y + _BELOW, "start"),
        (before, y + _BELOW, "end"),
    ):
        left = px - wide * {"start": 0, "middle": 0.5, "end": 1}[anchor]
        yield (
            Label(name, px, py, anchor),
            (left, py - _ABOVE * scale, left + wide, py + _BELOW),
        )


def _within(box: Box, room: Box) -> bool:
    return _beyond(box, room) <= 0


def _beyond(box: Box, room: Box) -> float:
    """How far a box is beyond another one, all sides in sum."""
    before = max(0, room[0] - box[0]) + max(0, room[1] - box[1])
    return before + max(0, box[2] - room[2]) + max(0, box[3] - room[3])


def _meet(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
