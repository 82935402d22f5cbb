"""Annotations below a passage: labels, tags and comments."""

import re
from dataclasses import dataclass, field

from app.formats.exporters.callouts import CALLOUT
from app.formats.fields import labelled
from app.formats.lines import is_marked, unquote
from app.formats.markers.stripping import strip_markers
from app.formats.passages.collector import Collector

_TAGS = re.compile(r"(?:#[^\s#]{1,80}[ \t,]*){1,40}")
_NOTED = re.compile(r"\s\^[A-Za-z0-9_-]{1,60}-note$")  # the block id of a note
_NESTED = 4  # spaces
_FARTHEST = 300  # lines below a passage within which it may be annotated


def is_tags(line: str) -> bool:
    """Whether a line is nothing but hashtags."""
    return _TAGS.fullmatch(line.strip()) is not None


def is_furniture(line: str) -> bool:
    """Whether a line is nothing but a marker or hashtags."""
    return not strip_markers(line).text.strip("> ") or is_tags(line)


@dataclass(slots=True)
class Annotations:
    """Annotations below the last passage of a collector: labels, tags, comments."""

    collector: Collector
    # a passage is above under the same heading, so that the owner's words are its comment
    met: bool = False
    fresh: bool = False  # the last thing read was a passage, so that its tags and notes may follow
    last: int = 0  # the number of the last line of the passage
    indent: int = 0  # of the lines below its note, in spaces
    noted: int = 0  # the number of the last line of its note, which the next line may go on with
    comments: list[str] = field(default_factory=list)  # the owner's words below the passage
    commented: int = 0  # the number of the line below them

    def begin(self, last: int) -> None:
        """Begin a passage; `last` is the number of its last line."""
        self.met, self.fresh, self.last, self.noted = True, True, last, 0

    def follows(self, number: int) -> bool:
        """Whether the line of this number may still annotate the passage."""
        return self.fresh and number <= self.last + _FARTHEST

    def label(self, line: str) -> tuple[str, str] | None:
        """(label, value) of a labelled line.

        None where the line has a marker of its own and only begins like a label.
        """
        entry = labelled(line)
        return None if entry and strip_markers(line).ids and self.collector.is_marked() else entry

    def take(self, line: str, number: int, entry: tuple[str, str] | None, *, nested: bool) -> bool:
        """Attach a line to the passage if it annotates it; gives whether it did.

        `entry` is the line's (label, value), `nested`: the line is in a quote.
        """
        entry = self._unlabelled(line, number, nested=nested) or entry
        if entry is None:
            return False
        indent = len(line) - len(line.lstrip(" "))
        if entry[0] == "note":
            self.indent = indent + _NESTED
        if entry[0] == "more":
            self.indent = min(self.indent, indent)
            entry = entry[0], line[self.indent :]
        self.collector.attach(*entry, number)
        self.noted = number if entry[0] in ("note", "more") else 0
        return True

    def comment(self, lines: list[str], first: int) -> None:
        """Add the owner's comment; `first` is the number of its first line."""
        self.comments += [*([""] if first > self.commented else []), *lines]
        self.commented = first + len(lines)

    def apply_comments(self) -> None:
        """Attach the owner's comments to the passage."""
        if self.comments:
            self.collector.comment(self.comments)
        self.comments = []

    def _unlabelled(self, line: str, number: int, *, nested: bool) -> tuple[str, str] | None:
        """(label, value) of a line without a label that annotates the passage, else None."""
        if is_tags(bare := line.lstrip("> ")):
            return "tags", bare.strip()
        if _NOTED.search(line) or (line.startswith("^") and not strip_markers(line).text):
            markers = strip_markers(line)
            return (
                ("note", "\n\n".join(filter(None, (markers.text, markers.note))))
                if _NOTED.search(line)
                else ("block", line)
            )
        if nested and line.startswith(">") and not is_marked(line):
            return "note", CALLOUT.sub(r"\2", unquote(line), count=1)
        marked = is_marked(line)
        if labelled(line) or (marked and self.collector.is_marked()):
            return None
        if marked:
            return ("marked", line) if number == self.last + 1 or is_furniture(line) else None
        return ("more", line) if number == self.noted + 1 else None
