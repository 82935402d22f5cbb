"""The highlights of a document, while its file is read."""

from dataclasses import dataclass, field, replace

from app.importer.chapters import Chapters
from app.importer.headings import Opening
from app.importer.labels import labelled
from app.importer.marks import NO_MARKS, Marks, merge, peel
from app.importer.metadata import Draft
from app.importer.passages import Context, attach, build, read_bullet
from app.model import Line, ParsedHighlight


@dataclass(slots=True)
class Section:
    """Passages met so far, and what holds for the next one."""

    draft: Draft
    highlights: list[ParsedHighlight] = field(default_factory=list)
    unparsed: list[Line] = field(default_factory=list)
    chapters: Chapters = field(default_factory=Chapters)
    added_at: str | None = None
    awaiting: Marks = NO_MARKS  # what a heading said of the passage below it

    def open(self, opening: Opening, line: Line) -> None:
        """A heading or bullet that opens highlights: it dates what follows and ends the chapters."""
        self.keep(self.chapters.close())
        self.added_at = opening.added_at
        self.draft.add("tags", opening.tags)
        if opening.rest:
            self.unparsed.append(line)

    def heading(self, level: int, title: str, line: Line) -> None:
        """A heading between passages: a chapter, unless it is the place or number of the one passage below it."""
        marks = peel(f"^rw{title[2:]}" if title.startswith("id") and title[2:].isdecimal() else f"({title})" if title[:1].isalpha() else title)
        if marks.text or not (marks.ids or marks.url or marks.location):
            self.keep(self.chapters.open(level, title, line))
        else:
            self.awaiting = marks

    def context(self) -> Context:
        """What holds for a passage that comes now."""
        return Context(self.added_at, self.chapters.name() if self.chapters.path else "")

    def bullet(self, chunk: list[str], first: int) -> None:
        """A bullet with what belongs to it; `first` is the number of its first line."""
        said = labelled(chunk[0]) if len(chunk[0]) > 5 and ":" in chunk[0][:20] else None  # noqa: PLR2004 - `- a: b` is the shortest
        highlight = read_bullet(chunk, first, self.context())
        if said and self.highlights and self._is_marked(self.highlights[-1]) and highlight and not self._is_marked(highlight):
            self.attach(said[0], "\n".join([said[1], *chunk[1:]]), first + len(chunk) - 1)
        elif highlight:
            self.highlights.append(highlight)

    def passage(self, texts: list[str], marks: Marks, first: int, last: int) -> None:
        """A passage that is no bullet, with the marks that stood behind it."""
        marks = merge(self.awaiting, marks)
        self.awaiting = NO_MARKS
        highlight = build(marks._replace(text="\n".join(texts).strip("\n")), (), (first, last), self.context())
        if highlight:
            self.highlights.append(highlight)

    def attach(self, label: str, value: str, last: int) -> None:
        """What a labelled line says of the passage above it."""
        highlight = attach(self.highlights[-1], label, value)
        self.highlights[-1] = replace(highlight, lines=((highlight.lines[0][0], last),))

    def prose(self, lines: list[str]) -> None:
        """Lines that are the owner's own, or the document's."""
        self.keep(self.chapters.leave())
        self.draft.body += ["", *lines]

    def keep(self, lines: list[Line]) -> None:
        """Headings that no passage came under: they are prose."""
        self.draft.body += [line.text for line in lines]

    @staticmethod
    def _is_marked(highlight: ParsedHighlight) -> bool:
        return bool(highlight.ids or highlight.url or highlight.location)
