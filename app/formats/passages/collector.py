"""Collector of one document's highlights and chapters while its file is read."""

import re
from dataclasses import dataclass, field

from app.formats.document import DocumentBuilder
from app.formats.exporters.marking_headings import NOTE_HEADING, added_on, heading_markers
from app.formats.exporters.trailing import BLOCK_ID, HYPOTHESIS_GROUP
from app.formats.fields import labelled
from app.formats.headings import Opening, is_numbering, level, title
from app.formats.markers.one_link import strip_one_link
from app.formats.markers.values import NO_MARKERS, Markers, merge
from app.formats.passages.bullets import read_bullet, split_children
from app.formats.passages.chapters import Chapters
from app.formats.passages.highlight import Context, attach, build
from app.identity.combine import combine
from app.model import Line, ParsedHighlight

_SNIP = "share.snipd.com/snip/"
_SNIPS_QUOTE = re.compile(r"\W{0,8}quote\W{0,8}", re.IGNORECASE)


@dataclass(slots=True)
class Collector:
    """Highlights read so far, and the state for the next one."""

    builder: DocumentBuilder
    highlights: list[ParsedHighlight] = field(default_factory=list)
    unparsed: list[Line] = field(default_factory=list)
    chapters: Chapters = field(default_factory=Chapters)
    added_at: str | None = None
    current_context: Context | None = None  # of all highlights until the next heading
    highlighted_at: str = ""  # by a line above the next highlight
    heading_markers: Markers = NO_MARKERS  # of a heading above the next highlight
    heading_line: Line | None = None  # that heading
    headed: bool = False  # the last passage has the markers of a heading
    noted: bool = False  # a heading said that the next words are the note on the last passage

    def open(self, opening: Opening, line: Line) -> None:
        """Open a run of highlights by a heading or bullet; it dates them and ends the chapters."""
        self.keep(self.chapters.close())
        self._drop_heading_markers()
        self.added_at = opening.added_at
        self.current_context = None
        self.builder.add("tags", opening.tags)
        if opening.rest:
            self.unparsed.append(line)

    def heading(self, level: int, title: str, line: Line) -> None:
        """Read a heading: a chapter, or the location or number of the one highlight below it."""
        if self.highlights and NOTE_HEADING.fullmatch(title):
            self._drop_heading_markers()
            self.noted = True
            return
        if _SNIP in self.heading_markers.url and _SNIPS_QUOTE.fullmatch(title):
            return  # between the link to a snip and its words
        markers = heading_markers(title)
        if is_numbering(title):
            self.unparsed.append(line)
            return
        if self.heading_line is None:
            self.heading_markers = NO_MARKERS
        marked = markers.stated
        if marked and not markers.text:
            self._drop_heading_markers()
            self.heading_markers, self.heading_line = markers, line
            return
        if not marked and (added := added_on(title)):
            self.keep(self.chapters.close())
            self.added_at, self.current_context = added, None
            return
        self.keep(self.chapters.open(level, markers.text if marked else title, line))
        self.current_context = None
        if marked:
            self.passage([markers.text], markers, line.number, line.number)

    def context(self) -> Context:
        """Context for a highlight read now."""
        if self.current_context is None:
            self.current_context = Context(
                self.added_at, self.chapters.name() if self.chapters.path else ""
            )
        return self.current_context

    def take_simple_bullet(self, line: str, number: int) -> bool:
        """Read a bullet of one line with one link at its end, the common case.

        False for any other.
        """
        markers = strip_one_link(line) if self.heading_markers is NO_MARKERS else None
        if markers is None:
            return False
        added_at, chapter = self.current_context or self.context()
        text, ids, url, location, *_ = markers
        self.highlights.append(
            ParsedHighlight(
                text[2:].lstrip(),
                "",
                (),
                chapter,
                location,
                url,
                "",
                None,
                added_at,
                ids,
                ((number, number),),
            )
        )
        return True

    def bullet(self, chunk: list[str], first: int) -> None:
        """Read a bullet with its children; `first` is the 1-based number of its first line."""
        group = HYPOTHESIS_GROUP.fullmatch(chunk[0].strip())
        if group and self.highlights and _of_hypothesis(self.highlights[-1].url):
            self._take_group(group[1], chunk, first + len(chunk) - 1)
            return
        highlight = read_bullet(chunk, first, self.current_context or self.context())
        if highlight is None:
            return
        if not (highlight.ids or highlight.url or highlight.location) and self._is_label(
            chunk, first + len(chunk) - 1
        ):
            return
        self.highlights.append(
            highlight
            if self.heading_markers is NO_MARKERS
            else self._with_heading_markers(highlight)
        )

    def _take_group(self, group: str, chunk: list[str], last: int) -> None:
        """Attach Hypothesis' group, and what is below it, to the passage above."""
        if group.casefold() != "public":
            self.attach("tags", f"#[[{group}]]", last)
        texts, children = split_children(chunk)
        if words := "\n".join(texts[1:]).strip():
            self.attach("note", words, last)
        for label, values in children:
            self.attach(label, "\n".join(values).strip(), last)

    def _with_heading_markers(self, highlight: ParsedHighlight) -> ParsedHighlight:
        """Bullet with the markers of the heading above.

        Their location holds for later bullets too.
        """
        markers = self.heading_markers
        self.heading_markers, self.heading_line = (
            (NO_MARKERS._replace(location=markers.location) if markers.location else NO_MARKERS),
            None,
        )
        above = ParsedHighlight("", location=markers.location, url=markers.url, ids=markers.ids)
        return combine((highlight, above))

    def passage(self, texts: list[str], markers: Markers, first: int, last: int) -> bool:
        """Add a passage that is no bullet, with the markers after it; False for a heading."""
        if self.noted:
            self.noted = False
            self.comment(texts)
            return True
        if first == last and not (markers.stated or self.heading_markers.stated):
            name = texts[0].strip() if len(texts) == 1 else ""
            # a heading written as a quote or a number; a shell's comment has a small letter
            if title(name) and (level(name) > 1 or (level(name) and not title(name)[0].islower())):
                self.heading(level(name), title(name), Line(first, name))
                return False
        self.headed = self.heading_markers is not NO_MARKERS
        if self.headed and self.heading_markers.date:  # KOReader sets its passages in italics
            texts = "\n".join(texts).strip().removeprefix("*").removesuffix("*").split("\n")
        markers = merge(self.heading_markers, markers)
        self.heading_markers, self.heading_line = NO_MARKERS, None
        dated = [("date", [self.highlighted_at])] if self.highlighted_at else []
        self.highlighted_at = ""
        highlight = build(
            markers._replace(text="\n".join(texts).strip("\n")),
            dated,
            (first, last),
            self.context(),
        )
        if highlight:
            self.highlights.append(highlight)
        return True

    def attach(self, label: str, value: str, last: int) -> None:
        """Attach the value of a labelled line to the last highlight."""
        highlight = attach(self.highlights[-1], label, value)
        self.highlights[-1] = highlight._replace(lines=((highlight.lines[0][0], last),))

    def is_marked(self) -> bool:
        """Whether the last highlight has an id or a link."""
        return bool(self.highlights) and bool(self.highlights[-1].ids or self.highlights[-1].url)

    def extend(self, lines: list[str], last: int) -> None:
        """Append lines to the text of the last highlight."""
        highlight = self.highlights[-1]
        text = "\n".join([highlight.text, *lines]) if highlight.text else "\n".join(lines)
        self.highlights[-1] = highlight._replace(text=text, lines=((highlight.lines[0][0], last),))

    def comment(self, lines: list[str]) -> None:
        """Append the owner's comment to the note of the last highlight."""
        highlight = self.highlights[-1]
        comment_text = BLOCK_ID.sub("", "\n".join(lines).strip("\n"))
        self.highlights[-1] = highlight._replace(
            note=f"{highlight.note}\n\n{comment_text}".strip("\n")
        )

    def prose(self, lines: list[str]) -> None:
        """Add lines of the owner, or of the document, to the body."""
        self.keep(self.chapters.mark_used())
        self.builder.body += ["", *lines]

    def close(self) -> None:
        """End the highlights.

        Unused headings become prose, a location without highlight is unparsed.
        """
        self._drop_heading_markers()
        self.keep(self.chapters.close())

    def _drop_heading_markers(self) -> None:
        self.unparsed += [self.heading_line] if self.heading_line else []
        self.heading_markers, self.heading_line = NO_MARKERS, None

    def keep(self, lines: list[Line]) -> None:
        """Add headings without a highlight to the body."""
        self.builder.body += [line.text for line in lines]

    def _is_label(self, chunk: list[str], last: int) -> bool:
        """Attach a bullet without a marker to the highlight above that it labels.

        False for others.
        """
        label = labelled(chunk[0]) if self.highlights else None
        if (
            label is None
            or label[0] == "text"
            or not (
                self.highlights[-1].ids or self.highlights[-1].url or self.highlights[-1].location
            )
        ):
            return False
        self.attach(label[0], "\n".join([label[1], *chunk[1:]]), last)
        return True


def _of_hypothesis(address: str) -> bool:
    """Whether an address is of an annotation of Hypothesis."""
    return "hyp.is/" in address or "hypothes.is" in address
