"""Values of the markers behind a passage: ids, link, location and the like."""

from typing import NamedTuple


class Markers(NamedTuple):
    """Text without its markers, and their values: ids, link, location, colour, hashtags, date.

    `url` is the first link that is not "Open in Readwise"; `note` is the reader's, where an
    exporter puts it after the marker; `block` is a block id that is no exporter's.
    """

    text: str
    ids: tuple[str, ...] = ()
    url: str = ""
    location: str = ""
    color: str = ""
    tags: str = ""
    date: str = ""
    note: str = ""
    block: str = ""

    @property
    def stated(self) -> bool:
        """Whether any marker identifies the passage."""
        return bool(self.ids or self.url or self.location)


NO_MARKERS = Markers("")


def merge(first: Markers, second: Markers) -> Markers:
    """Values of both; where both have one, the second's."""
    if first is NO_MARKERS:
        return second
    return Markers(
        second.text or first.text,
        ordered_ids([*first.ids, *second.ids]),
        second.url or first.url,
        second.location or first.location,
        second.color or first.color,
        f"{first.tags} {second.tags}".strip(),
        second.date or first.date,
        "\n\n".join(filter(None, dict.fromkeys((first.note, second.note)))),
        second.block or first.block,
    )


def ordered_ids(ids: list[str]) -> tuple[str, ...]:
    """Ids in reading order, each once, Reader's before numbers; given from last to first."""
    if len(ids) < 2:  # noqa: PLR2004 - the usual case
        return tuple(ids)
    return tuple(sorted(dict.fromkeys(reversed(ids)), key=str.isdecimal))
