"""Markdown and text that no exporter made: an owner's note, a page saved as text."""

from app.formats.headings import level, title
from app.formats.lines import is_exported
from app.formats.passages.collector import Collector
from app.formats.passages.paragraphs import read_paragraphs
from app.formats.source import Source
from app.markdown.finding import tags
from app.model import Kind, Line, ParsedDocument


def read_note(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """Document with the whole text as body, and no unparsed lines.

    Passages that end with an exporter's link are highlights as well. A file that ends in `.txt`
    is a text, any other a note: exporters write Markdown.
    """
    collector = Collector(source.builder())
    start = source.header.end
    body = source.lines[start:]
    first = next((i for i, line in enumerate(body) if line.strip()), 0)
    if body and level(body[first]) == 1:
        collector.builder.heading(title(body[first]))
        start += first + 1
    if any(map(is_exported, body)):
        _read_quotations(source.lines, start, collector)
    collector.builder.body = body
    kind: Kind = "text" if source.suffix == ".txt" else "note"
    if kind == "note":
        collector.builder.add("tags", tags("\n".join(body)))
    return collector.builder.document(tuple(collector.highlights), kind=kind), collector.unparsed


def _read_quotations(lines: list[str], start: int, collector: Collector) -> None:
    """Add the passages between the owner's prose, each under its heading."""
    i = start
    while i < len(lines):
        end = next((k for k in range(i + 1, len(lines)) if level(lines[k])), len(lines))
        if level(lines[i]):
            collector.heading(level(lines[i]), title(lines[i]), Line(i + 1, lines[i]))
        read_paragraphs(lines, i + (level(lines[i]) > 0), end, collector, "prose")
        i = end
