"""Cards for Anki: text with tabs, one line a highlight, under the headers that Anki reads.

The id of a highlight is its note's guid, so that a second import into Anki changes cards and
doubles none.
"""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from app.export.citations import Source, date_parts, web_address
from app.export.forms.readwise_csv import tags_of
from app.export.forms.xhtml import as_xhtml
from app.markdown.render import Renderer, make_renderer
from app.model import Document, Highlight
from app.store.reads.exported import KeptDocument
from app.text import storable

COLUMNS = ("Guid", "Passage", "Source", "Tags")
_SPACES = str.maketrans({"\t": "&#9;", "\n": "&#10;", "\r": "&#13;"})


def anki_pieces(batches: Iterable[Sequence[KeptDocument]]) -> Iterator[str]:
    """The text of the file, in a piece for each batch; discarded highlights are left out."""
    columns = "\t".join(COLUMNS)
    yield f"#separator:tab\n#html:true\n#guid column:1\n#tags column:4\n#columns:{columns}\n"
    renderer = make_renderer()
    for documents in batches:
        yield "".join(
            _card(renderer, kept.document, one.highlight)
            for kept in documents
            for one in kept.highlights
            if not one.highlight.discarded
        )


def _card(renderer: Renderer, document: Document, highlight: Highlight) -> str:
    """One line: the passage, on the back the note and its source."""
    text, note = (as_xhtml(renderer.render(part)) for part in (highlight.text, highlight.note))
    tags = " ".join(filter(None, map(_tag, tags_of(highlight))))
    cells = (highlight.id, text, note + _source(document, highlight), tags)
    return "\t".join(storable(cell.strip()).translate(_SPACES) for cell in cells) + "\n"


def _source(document: Document, highlight: Highlight) -> str:
    """Authors, title, year, chapter and place, the title as a link where there is one."""
    source = Source(document.title, document.authors, published=document.published)
    year = date_parts(source.published)[0]
    title = f"<em>{escape(' '.join(source.title.split()))}</em>"
    address = web_address(highlight.url) or web_address(document.url)
    if address:
        title = f'<a href="{escape(address)}">{title}</a>'
    parts = [
        escape(", ".join(source.authors)),
        f"{title} ({year})" if year else title,
        escape(highlight.chapter),
        escape(highlight.location),
    ]
    return f"<p>{', '.join(filter(None, parts))}</p>"


def _tag(tag: str) -> str:
    """A tag as Anki has them: no spaces or `"`, `::` before one below another."""
    parts = ("_".join(part.replace('"', "").split()) for part in tag.split("/"))
    return "::".join(filter(None, parts))
