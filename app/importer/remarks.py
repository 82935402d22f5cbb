"""What is said of a passage below it: labelled lines, tags, a quote within its quote, code, and the owner's comments."""

import re
from dataclasses import dataclass, field

from app.importer.labels import labelled
from app.importer.lines import is_marked, unquote
from app.importer.marks import peel
from app.importer.section import Section

CALLOUT = re.compile(r"\[!([A-Za-z-]{1,20})\][+-]?[ \t]*(.*)")
_TAGS = re.compile(r"(?:#[^\s#]{1,80}[ \t,]*){1,40}")
_NOTED = re.compile(r"\s\^[A-Za-z0-9_-]{1,60}-note$")  # the block id of a note
_FARTHEST = 300  # lines: what says something of a passage does not stand farther below it


def is_tags(line: str) -> bool:
    """Whether a line holds nothing but hashtags."""
    return _TAGS.fullmatch(line.strip()) is not None


def is_furniture(line: str) -> bool:
    """Whether a line holds nothing but a mark or hashtags."""
    return not peel(line).text.strip("> ") or is_tags(line)


@dataclass(slots=True)
class Remarks:
    """Gives the last passage of a section what stands below it."""

    section: Section
    met: bool = False  # a passage stands above under the same heading, so that the owner's words are said of it
    fresh: bool = False  # the last thing read was a passage, so that its tags and notes may follow
    last: int = 0  # the number of the last line of the passage
    noted: int = 0  # the number of the last line of its note, which the next line may go on with
    comments: list[str] = field(default_factory=list)  # the owner's words below the passage
    commented: int = 0  # the number of the line below them

    def begin(self, last: int) -> None:
        """A passage was read; `last` is the number of its last line."""
        self.met, self.fresh, self.last, self.noted = True, True, last, 0

    def follows(self, number: int) -> bool:
        """Whether what stands on this line may still be said of the passage."""
        return self.fresh and number <= self.last + _FARTHEST

    def label(self, line: str) -> tuple[str, str] | None:
        """(label, value) of a line that says what it is, unless it has a mark of its own and only begins like a label."""
        said = labelled(line)
        return None if said and peel(line).ids and self.section.is_marked() else said

    def take(self, line: str, number: int, said: tuple[str, str] | None, *, nested: bool) -> bool:
        """Whether a line, of which `label` is `said`, says something of the passage, which is then noted. `nested`: it stands in a quote."""
        said = self._unlabelled(line, number, nested=nested) or said
        if said is None:
            return False
        self.section.attach(*said, number)
        self.noted = number if said[0] in ("note", "more") else 0
        return True

    def comment(self, lines: list[str], first: int) -> None:
        """The owner's words; `first` is the number of their first line."""
        self.comments += [*([""] if first > self.commented else []), *lines]
        self.commented = first + len(lines)

    def settle(self) -> None:
        """Give the passage what its owner said of it."""
        if self.comments:
            self.section.comment(self.comments)
        self.comments = []

    def _unlabelled(self, line: str, number: int, *, nested: bool) -> tuple[str, str] | None:
        """(label, value) of a line that has no label and yet says something of the passage."""
        if is_tags(line):
            return "tags", line.strip()
        if _NOTED.search(line):
            return "note", peel(line).text
        if line.startswith("^") and not peel(line).text:
            return "block", line
        if nested and line.startswith(">") and not is_marked(line):
            return "note", CALLOUT.sub(r"\2", unquote(line), count=1)
        marked = is_marked(line)
        if labelled(line) or (marked and self.section.is_marked()):
            return None
        if marked:
            return ("marked", line) if number == self.last + 1 or is_furniture(line) else None
        return ("more", line) if number == self.noted + 1 else None
