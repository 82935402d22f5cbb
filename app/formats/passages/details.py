"""Details of a highlight: fields from the text after and below its passage."""

import re
from dataclasses import dataclass, field

from app.formats.dates import only_stamp, stamp
from app.formats.exporters.links import link_ids, location_label
from app.formats.fields import COLORS
from app.formats.markers.stripping import strip_markers
from app.formats.markers.values import Markers
from app.formats.names import split_tags

_ID = re.compile(
    r"[0-9]{6,20}|[0-9A-Za-z]{26}|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
)  # Readwise's, Reader's, Logseq's
LISTED = re.compile(r"[ \t]{0,60}(?:[-*+]|[0-9]{1,4}[.)])[ \t]")


@dataclass(slots=True)
class Details:
    """Fields of a highlight from the text after and below its passage."""

    ids: dict[str, None]
    url: str = ""
    location: str = ""
    color: str = ""
    highlighted_at: str | None = None
    notes: list[str] = field(default_factory=list)
    tags: dict[str, None] = field(default_factory=dict)
    block: str = ""

    def take(self, label: str, value: str) -> None:
        """Add a labelled line's value; what its label cannot hold becomes a note."""
        match label:
            case "tags":
                self.take_tags(value)
            case "note":
                self.take_note(value)
            case "more":
                added = value.rstrip() if LISTED.match(value) else value.strip()
                note = f"{self.notes[-1]}\n{added}".strip()
                self.notes[-1] = (
                    note[:-2].rstrip() if note.endswith("**") and note.count("**") % 2 else note
                )
            case "color":
                self.take_color(value)
            case "date":
                self.highlighted_at = stamp(value) or self.highlighted_at
                self.notes += [] if only_stamp(value) else [value]
            case "id":
                self.take_id(value)
            case "link":
                self.take_link(value)
            case _:
                self.take_markers(
                    strip_markers(f"({value})" if location_label(value) else value),
                    is_location=label == "location",
                )

    def take_tags(self, value: str) -> None:
        """Add tags; a colour or a day among them becomes the highlight's field, not a tag."""
        for tag in split_tags([value]):
            if tag.lower() in COLORS:
                self.color = self.color or tag.lower()
            elif tag[:1].isdecimal() and (date := only_stamp(tag)):
                self.highlighted_at = date
            else:
                self.tags[tag] = None

    def take_color(self, value: str) -> None:
        """Set the highlight's one colour; any other value becomes a note."""
        color = value.strip("#[] ").lower()
        if color.isalpha() and self.color in ("", color):
            self.color = color
        else:
            self.notes.append(value)

    def take_id(self, value: str) -> None:
        """Add an exporter's id.

        A bare number is dropped, since ids are global and it would join other highlights;
        words are a note.
        """
        if _ID.fullmatch(value):
            self.ids[value.lower()] = None
        elif not value.isdecimal():
            self.notes.append(value)

    def take_link(self, value: str) -> None:
        """Add a bare address, or a link in brackets."""
        bare = value.strip("<>")
        if bare.startswith("http") and not any(map(str.isspace, bare)):
            self.ids.update(dict.fromkeys(link_ids(bare)))
            self.url = self.url or bare
        else:
            self.take_markers(strip_markers(value), is_location=False)

    def take_note(self, value: str) -> None:
        """Add a note; Reader's own copy has the tags in the same line."""
        note, _, tags = value.rpartition("Tags: ") if "Tags: " in value else (value, "", "")
        markers = strip_markers(note)
        self.notes += [markers.text, markers.note]
        if tags:
            self.take_tags(tags)

    def take_markers(self, markers: Markers, *, is_location: bool) -> None:
        """Add a marker on a line of its own; words beside it are the location, or a note."""
        self.ids.update(dict.fromkeys(markers.ids))
        self.url = self.url or markers.url
        self.block = self.block or markers.block
        words = markers.text.lstrip("-*+ ").removeprefix("[n]").strip(" *—–")
        if is_location and not (self.location or markers.location):
            self.location, words = words, ""
        self.location = self.location or markers.location
        self.notes += [words, markers.note]

    def note(self) -> str:
        """All notes as one text."""
        return "\n\n".join(filter(None, self.notes))
