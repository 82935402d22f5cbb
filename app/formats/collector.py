"""The highlights of a document while its file is read, and the headings that are open above them."""

from dataclasses import dataclass, field

from app.formats.document import Draft
from app.formats.exporters.links import place_of
from app.formats.fields import labelled
from app.formats.headings import Opening, is_numbering
from app.formats.highlight import Context, attach, build, read_bullet
from app.formats.markers import NO_MARKS, Marks, merge, peel, peel_usual
from app.model import Line, ParsedHighlight


@dataclass(slots=True)
class _Heading:
    level: int
    title: str
    line: Line
    used: bool = False


@dataclass(slots=True)
class Chapters:
    """The open headings, and whether any passage came under them."""

    path: list[_Heading] = field(default_factory=list)

    def open(self, level: int, title: str, line: Line) -> list[Line]:
        """Open a heading: those of its level and below it close. Gives the lines of those that no passage came under."""
        unused = self.end(level)
        self.path.append(_Heading(level, title, line))
        return unused

    def end(self, level: int) -> list[Line]:
        """Close the headings of a level and below it; gives the lines of those that no passage came under."""
        closed = []
        while self.path and self.path[-1].level >= level:
            closed.append(self.path.pop())
        return [heading.line for heading in reversed(closed) if not heading.used]

    def close(self) -> list[Line]:
        """Close all headings; gives the lines of those that no passage came under."""
        unused = self.leave()
        self.path.clear()
        return unused

    def leave(self) -> list[Line]:
        """The open headings that no passage came under, which prose has now taken."""
        unused = [heading.line for heading in self.path if not heading.used]
        for heading in self.path:
            heading.used = True
        return unused

    def name(self) -> str:
        """The titles of the open headings, joined by ` / `, for a passage that comes under them."""
        for heading in self.path:
            heading.used = True
        return " / ".join(heading.title for heading in self.path)


@dataclass(slots=True)
class Section:
    """Passages met so far, and what holds for the next one."""

    draft: Draft
    highlights: list[ParsedHighlight] = field(default_factory=list)
    unparsed: list[Line] = field(default_factory=list)
    chapters: Chapters = field(default_factory=Chapters)
    added_at: str | None = None
    fresh: Context | None = None  # what holds, until the next heading
    highlighted_at: str = ""  # what a line said of the passage below it
    awaiting: Marks = NO_MARKS  # what a heading said of the passage below it
    awaited_by: Line | None = None  # that heading

    def open(self, opening: Opening, line: Line) -> None:
        """A heading or bullet that opens highlights: it dates what follows and ends the chapters."""
        self.keep(self.chapters.close())
        self._leave_awaiting()
        self.added_at = opening.added_at
        self.fresh = None
        self.draft.add("tags", opening.tags)
        if opening.rest:
            self.unparsed.append(line)

    def heading(self, level: int, title: str, line: Line) -> None:
        """A heading between passages: a chapter, unless it is the place or number of the one passage below it."""
        numbered = title.startswith("id") and title[2:].isdecimal()
        marks = peel(f"^rw{title[2:]}" if numbered else f"({title})" if place_of(title) else title)
        if is_numbering(title):
            self.unparsed.append(line)
            return
        if self.awaited_by is None:
            self.awaiting = NO_MARKS
        marked = marks.stated
        if marked and not marks.text:
            self._leave_awaiting()
            self.awaiting, self.awaited_by = marks, line
            return
        self.keep(self.chapters.open(level, marks.text if marked else title, line))
        self.fresh = None
        if marked:
            self.passage([marks.text], marks, line.number, line.number)

    def context(self) -> Context:
        """What holds for a passage that comes now."""
        if self.fresh is None:
            self.fresh = Context(self.added_at, self.chapters.name() if self.chapters.path else "")
        return self.fresh

    def take_usual(self, line: str, number: int) -> bool:
        """Take in a bullet of one line that ends with one link, as most do; False for any other."""
        marks = peel_usual(line) if self.awaiting is NO_MARKS else None
        if marks is None:
            return False
        added_at, chapter = self.fresh or self.context()
        text, ids, url, location, *_ = marks
        self.highlights.append(ParsedHighlight(text[2:].lstrip(), "", (), chapter, location, url, "", None, added_at, ids, ((number, number),)))
        return True

    def bullet(self, chunk: list[str], first: int) -> None:
        """A bullet with what belongs to it; `first` is the number of its first line."""
        highlight = read_bullet(chunk, first, self.fresh or self.context())
        if highlight is None:
            return
        if not (highlight.ids or highlight.url or highlight.location) and self._is_label(chunk, first + len(chunk) - 1):
            return
        self.highlights.append(highlight if self.awaiting is NO_MARKS else self._awaited(highlight))

    def _awaited(self, highlight: ParsedHighlight) -> ParsedHighlight:
        """The bullet with what the heading above said of it; the place holds for the bullets that follow as well."""
        marks = self.awaiting
        self.awaiting, self.awaited_by = (NO_MARKS._replace(location=marks.location) if marks.location else NO_MARKS), None
        ids = tuple(dict.fromkeys((*highlight.ids, *marks.ids)))
        return highlight._replace(ids=ids, url=highlight.url or marks.url, location=highlight.location or marks.location)

    def passage(self, texts: list[str], marks: Marks, first: int, last: int) -> None:
        """A passage that is no bullet, with the marks that stood behind it."""
        marks = merge(self.awaiting, marks)
        self.awaiting, self.awaited_by = NO_MARKS, None
        dated = [("date", [self.highlighted_at])] if self.highlighted_at else []
        self.highlighted_at = ""
        highlight = build(marks._replace(text="\n".join(texts).strip("\n")), dated, (first, last), self.context())
        if highlight:
            self.highlights.append(highlight)

    def attach(self, label: str, value: str, last: int) -> None:
        """What a labelled line says of the passage above it."""
        highlight = attach(self.highlights[-1], label, value)
        self.highlights[-1] = highlight._replace(lines=((highlight.lines[0][0], last),))

    def is_marked(self) -> bool:
        """Whether the last passage says which it is."""
        return bool(self.highlights) and bool(self.highlights[-1].ids or self.highlights[-1].url)

    def extend(self, lines: list[str], last: int) -> None:
        """Lines that go on with the passage above them."""
        highlight = self.highlights[-1]
        text = "\n".join([highlight.text, *lines]) if highlight.text else "\n".join(lines)
        self.highlights[-1] = highlight._replace(text=text, lines=((highlight.lines[0][0], last),))

    def comment(self, lines: list[str]) -> None:
        """The owner's words below a passage: a note on it."""
        highlight = self.highlights[-1]
        said = "\n".join(lines).strip("\n")
        self.highlights[-1] = highlight._replace(note=f"{highlight.note}\n\n{said}".strip("\n"))

    def prose(self, lines: list[str]) -> None:
        """Lines that are the owner's own, or the document's."""
        self.keep(self.chapters.leave())
        self.draft.body += ["", *lines]

    def close(self) -> None:
        """The end of the highlights: headings that no passage came under are prose, or have a place without a passage."""
        self._leave_awaiting()
        self.keep(self.chapters.close())

    def _leave_awaiting(self) -> None:
        self.unparsed += [self.awaited_by] if self.awaited_by else []
        self.awaiting, self.awaited_by = NO_MARKS, None

    def keep(self, lines: list[Line]) -> None:
        """Headings that no passage came under: they are prose."""
        self.draft.body += [line.text for line in lines]

    def _is_label(self, chunk: list[str], last: int) -> bool:
        """Whether a bullet without a mark says something of the marked passage above it, which is then noted."""
        said = labelled(chunk[0]) if self.highlights else None
        if said is None or said[0] == "text" or not (self.highlights[-1].ids or self.highlights[-1].url or self.highlights[-1].location):
            return False
        self.attach(said[0], "\n".join([said[1], *chunk[1:]]), last)
        return True
