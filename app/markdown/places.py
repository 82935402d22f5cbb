"""Places in a text that anchors name: `Heading`, `Heading#Within it`, and `^id` of a block."""

import re
from dataclasses import dataclass

from app.markdown.anchors import block_id, heading_key, heading_path, nested_heading
from app.markdown.pieces import TextHeading, pieces

_BLOCK_NAME = re.compile(r"[A-Za-z0-9-]{1,64}")


@dataclass(frozen=True, slots=True)
class Place:
    """Place in a text: its HTML id, and the number of its piece where an earlier one has that id.

    Else the number is 0. The top of the text has no id.
    """

    anchor: str = ""
    piece: int = 0


def find_place(markdown: str, anchor: str, title: str = "") -> Place | None:
    """Place that an anchor names in a text; None where there is none.

    The title of the text is its top. Of several headings the first counts, and of `A#B` the first
    `B` within an `A`.
    """
    if anchor.startswith("^"):
        return _block(markdown, anchor[1:])
    path = heading_path(anchor)
    if path and path[0] == heading_key(title):
        path = path[1:]
    if not path:
        return Place()
    found = pieces(markdown).headings
    if found and heading_key(found[0].words) == heading_key(title) and found[0].level == 1:
        found = pieces(markdown.lstrip("\n").partition("\n")[2]).headings  # as the page shows it
    number = nested_heading(((each.level, heading_key(each.words)) for each in found), path)
    return _heading(found, number) if number is not None else None


def _heading(headings: tuple[TextHeading, ...], number: int) -> Place:
    heading = headings[number]
    earlier = any(each.anchor == heading.anchor for each in headings[:number])
    return Place(heading.anchor, heading.piece if earlier else 0)


def _block(markdown: str, name: str) -> Place | None:
    if not _BLOCK_NAME.fullmatch(name):
        return None
    ends = re.compile(rf"(?:^|[ \t])\^{re.escape(name)}[ \t]*$", re.IGNORECASE | re.MULTILINE)
    return Place(block_id(name)) if ends.search(markdown) else None
