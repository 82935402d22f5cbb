"""The highlights of a document, while its file is read."""

from dataclasses import dataclass, field

from app.importer.chapters import Chapters
from app.importer.headings import Opening
from app.importer.metadata import Draft
from app.importer.passages import Context, read_passage
from app.model import Line, ParsedHighlight


@dataclass(slots=True)
class Section:
    """Passages met so far, and what holds for the next one."""

    draft: Draft
    highlights: list[ParsedHighlight] = field(default_factory=list)
    unparsed: list[Line] = field(default_factory=list)
    chapters: Chapters = field(default_factory=Chapters)
    added_at: str | None = None

    def open(self, opening: Opening, line: Line) -> None:
        """A heading or bullet that opens highlights: it dates what follows and ends the chapters."""
        self._prose(self.chapters.close())
        self.added_at = opening.added_at
        self.draft.add("tags", opening.tags)
        if opening.rest:
            self.unparsed.append(line)

    def chapter(self, level: int, title: str, line: Line) -> None:
        """A heading between passages."""
        self.chapters.open(level, title, line)

    def bullet(self, chunk: list[str], first: int) -> None:
        """A bullet with what belongs to it; `first` is the number of its first line."""
        context = Context(self.added_at, self.chapters.name() if self.chapters.path else "")
        highlight = read_passage(chunk, first, context)
        if highlight:
            self.highlights.append(highlight)

    def prose(self, lines: list[str]) -> None:
        """Lines that are the owner's own, or the document's."""
        self._prose(self.chapters.leave())
        self.draft.body += ["", *lines]

    def close(self) -> None:
        """The end of the highlights."""
        self._prose(self.chapters.close())

    def _prose(self, lines: list[Line]) -> None:
        self.draft.body += [line.text for line in lines]
