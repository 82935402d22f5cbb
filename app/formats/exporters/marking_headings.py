"""Headings that mark the one passage below them, and those above the note on it."""

import re

from app.formats.dates import only_stamp
from app.formats.exporters.links import location_label
from app.formats.headings import level, title
from app.formats.markers.stripping import strip_markers
from app.formats.markers.values import Markers

NOTE_HEADING = re.compile(
    r"Note [-–—] (?:[^\n]{1,100} [·>] )?(?:location|page) [0-9]{1,7}", re.IGNORECASE
)  # of Kindle's notebook, above the note on the passage before
_ADDED = re.compile(
    r"(?:imported|synced|added|updated|exported)(?: on| at)?:? ([^\n]{6,60})", re.IGNORECASE
)
_NOTEBOOK = re.compile(r"Highlight ?\(([a-z]{3,10})\) [-–—] ([^\n]{3,200})", re.IGNORECASE)


def heading_markers(name: str) -> Markers:
    """Markers of a heading above a single passage, and its words, as `strip_markers` gives them.

    As `id55512345`, `Page 12`, `Page 12 @ 3 March 2023 04:05 PM` (KOReader) and
    `Highlight (yellow) - Page 12 · Location 355` (Kindle's notebook).
    """
    if name.startswith("id") and name[2:].isdecimal():
        return strip_markers(f"^rw{name[2:]}")
    if location_label(name):
        return strip_markers(f"({name})")
    place, _, date = name.partition(" @ ")
    if date and location_label(place) and (moment := only_stamp(date)):
        return Markers("", location=location_label(place), date=moment)
    notebook = _NOTEBOOK.fullmatch(name)
    if notebook and (location := location_label(re.split(" [·>] ", notebook[2])[-1])):
        return Markers("", location=location, color=(notebook[1] or "").lower())
    return strip_markers(name)


def added_on(name: str) -> str:
    """Moment in a heading that only dates what is below: `Imported: 2023-08-29 6:10 pm`; or ""."""
    match = _ADDED.fullmatch(name.strip())
    return (only_stamp(match[1]) or "") if match else ""


def marks_passage(line: str) -> bool:
    """Whether a line is a heading that only marks the passage below, as exporters write it."""
    if not level(line):
        return False
    markers = heading_markers(title(line))
    return not markers.text and bool(markers.ids or markers.date or markers.color)
