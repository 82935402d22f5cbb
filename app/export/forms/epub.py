"""A book to read on a device: EPUB 3, a chapter a document, the same bytes for the same passages.

It holds no pictures and no scripts, and loads nothing.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple
from uuid import NAMESPACE_URL, uuid5

from app.export.citations import web_address
from app.export.forms.xhtml import MATHML, as_xhtml, xml_text
from app.export.packing import Packing
from app.markdown.pieces import pieces as text_pieces
from app.markdown.render import Renderer, make_renderer
from app.model import OWN_KINDS, Document, Highlight
from app.store.reads.exported import KeptDocument

_DATE = re.compile(r"[12][0-9]{3}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
_NEVER = "2000-01-01"  # where nothing is dated: an EPUB must name a day
_HEAD = (
    '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">\n'
    '<head><meta charset="utf-8"/><title>{title}</title>'
    '<link rel="stylesheet" type="text/css" href="book.css"/></head>\n<body>\n'
)
_FOOT = "</body>\n</html>\n"
_CONTAINER = (
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="OEBPS/book.opf" '
    'media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
_STYLE = """\
body { font-family: serif; line-height: 1.5; }
h1 { margin-bottom: 0.2em; }
.about, .place { font-size: 0.85em; opacity: 0.75; }
.passage { margin: 1.6em 0; }
.note { margin: 0.6em 0 0 1.2em; padding-left: 0.8em; border-left: 2px solid; font-style: italic; }
"""


class _Chapter(NamedTuple):
    """A chapter that was written: the name of its file, its title, whether it holds formulas."""

    name: str
    title: str
    formulas: bool
    latest: str


def epub_pieces(batches: Iterable[Sequence[KeptDocument]]) -> Iterator[bytes]:
    """The bytes of the book, in a piece for each batch.

    Discarded highlights are left out, and documents of which nothing is left. A page of the
    reader's own, and a document without highlights, comes with its text.
    """
    chapters: list[_Chapter] = []
    with Packing() as packing:
        _add_frame(packing)
        for documents in batches:
            chapters += _add_chapters(packing, documents)
            yield packing.take()
        packing.add("OEBPS/nav.xhtml", _nav(chapters).encode())
        packing.add("OEBPS/book.opf", _package(chapters).encode())
        yield packing.close()


def _add_frame(packing: Packing) -> None:
    """Add what is in every book, the type of the whole as the first."""
    packing.add("mimetype", b"application/epub+zip", stored=True)
    packing.add("META-INF/container.xml", _CONTAINER.encode())
    packing.add("OEBPS/book.css", _STYLE.encode())


def _add_chapters(packing: Packing, documents: Iterable[KeptDocument]) -> list[_Chapter]:
    renderer = make_renderer()
    return [
        _add_chapter(packing, kept.document, body)
        for kept in documents
        if (body := _body(renderer, kept))
    ]


def _add_chapter(packing: Packing, document: Document, body: str) -> _Chapter:
    title = " ".join(document.title.split()) or "Untitled"
    text = f"{_HEAD.format(title=xml_text(title))}{_opening(document, title)}{body}{_FOOT}"
    packing.add(f"OEBPS/{document.id}.xhtml", text.encode())
    return _Chapter(document.id, title, MATHML in body, document.latest)


def _opening(document: Document, title: str) -> str:
    authors = xml_text(", ".join(document.authors))
    by = f'<p class="about">{authors}</p>\n' if authors else ""
    address = xml_text(web_address(document.url))
    link = f'<p class="about"><a href="{address}">{address}</a></p>\n' if address else ""
    return f"<h1>{xml_text(title)}</h1>\n{by}{link}"


def _body(renderer: Renderer, kept: KeptDocument) -> str:
    document = kept.document
    highlights = [one.highlight for one in kept.highlights if not one.highlight.discarded]
    note = f'<div class="note">{_rendered(renderer, document.note)}</div>\n'
    parts = [note if document.note.strip() else "", *_passages(renderer, highlights)]
    if document.kind in OWN_KINDS or not highlights:
        parts.append(_rendered(renderer, document.body))
    return "".join(parts)


def _passages(renderer: Renderer, highlights: Iterable[Highlight]) -> Iterator[str]:
    chapter = ""
    for one in highlights:
        if one.chapter != chapter:
            chapter = one.chapter
            if shown := " ".join(chapter.split()):
                yield f"<h2>{xml_text(shown)}</h2>\n"
        yield _passage(renderer, one)


def _passage(renderer: Renderer, one: Highlight) -> str:
    place = xml_text(" · ".join(filter(None, (one.location, *(f"#{tag}" for tag in one.tags)))))
    note = f'<div class="note">{_rendered(renderer, one.note)}</div>\n' if one.note.strip() else ""
    below = f'<p class="place">{place}</p>\n' if place else ""
    text = _rendered(renderer, one.text)
    return f'<div class="passage" id="p{one.id}">\n{text}{note}{below}</div>\n'


def _rendered(renderer: Renderer, markdown: str) -> str:
    """A text of any length as XHTML."""
    parts = text_pieces(markdown).pieces if len(markdown) > _LONG else ()
    texts = [part.markdown for part in parts] or [markdown]
    return "".join(as_xhtml(renderer.render(text)) for text in texts)


_LONG = 20_000  # letters, beyond which a text is rendered in pieces


def _nav(chapters: Iterable[_Chapter]) -> str:
    items = "".join(
        f'<li><a href="{each.name}.xhtml">{xml_text(each.title)}</a></li>\n' for each in chapters
    )
    listed = items or '<li><a href="nav.xhtml">Nothing</a></li>\n'
    return (
        f'{_HEAD.format(title="Contents")}<nav epub:type="toc" id="toc">\n<h1>Contents</h1>\n'
        f"<ol>\n{listed}</ol>\n</nav>\n{_FOOT}"
    )


def _package(chapters: Sequence[_Chapter]) -> str:
    """What the book says of itself: title, date, files and their order."""
    identifier = uuid5(NAMESPACE_URL, f"florilegium:{','.join(each.name for each in chapters)}")
    days = [found[0] for each in chapters if (found := _DATE.match(each.latest))]
    files = "".join(map(_item, chapters))
    order = "".join(f'<itemref idref="d{each.name}"/>\n' for each in chapters)
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<package xmlns="http://www.idpf.org/2007/opf" '
        'version="3.0" unique-identifier="id">\n'
        '<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n'
        f'<dc:identifier id="id">urn:uuid:{identifier}</dc:identifier>\n'
        f"<dc:title>{xml_text(_title(chapters))}</dc:title>\n<dc:language>und</dc:language>\n"
        f'<meta property="dcterms:modified">{max(days, default=_NEVER)}T00:00:00Z</meta>\n'
        '</metadata>\n<manifest>\n<item id="nav" href="nav.xhtml" '
        'media-type="application/xhtml+xml" properties="nav"/>\n'
        f'<item id="css" href="book.css" media-type="text/css"/>\n{files}</manifest>\n'
        f'<spine>\n<itemref idref="nav"/>\n{order}</spine>\n</package>\n'
    )


def _item(chapter: _Chapter) -> str:
    formulas = ' properties="mathml"' if chapter.formulas else ""
    kind = 'media-type="application/xhtml+xml"'
    return f'<item id="d{chapter.name}" href="{chapter.name}.xhtml" {kind}{formulas}/>\n'


def _title(chapters: Sequence[_Chapter]) -> str:
    """The title of the only document, or what is in the book besides its first."""
    first, *others = chapters or [_Chapter("", "Nothing", formulas=False, latest="")]
    more = f" and {len(others):,} more" if others else ""
    return f"Passages: {first.title}{more}"
