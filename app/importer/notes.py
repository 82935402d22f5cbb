"""Markdown and text that no exporter made: an owner's note, a page saved as text."""

from app.importer.headings import level, title
from app.importer.source import Source
from app.model import Kind, ParsedDocument


def read_note(source: Source) -> ParsedDocument:
    """The file as one document with a body. A file that ends in `.txt` is a text, any other a note, unless its header says what it is."""
    draft = source.draft()
    body = source.lines[source.header.end :]
    heading = next((line for line in body if line.strip()), "")
    if level(heading) == 1:
        draft.heading(title(heading))
    draft.body = body
    kind: Kind = "text" if source.suffix == ".txt" else "note"
    return draft.document((), kind=kind)
