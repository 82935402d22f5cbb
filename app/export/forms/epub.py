"""A book to read on a device: EPUB 3, a chapter a document, the same bytes for the same passages.

It holds no scripts and loads nothing; of pictures those in imported folders.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from app.export.citations import web_address
from app.export.forms.epub_package import CONTAINER, FOOT, HEAD, STYLE, Chapter, nav, package
from app.export.forms.epub_pictures import Pictures
from app.export.forms.xhtml import MATHML, as_xhtml, xml_text
from app.export.packing import PIECE, Packing
from app.markdown.pieces import pieces as text_pieces
from app.markdown.render import Renderer, make_renderer
from app.model import OWN_KINDS, Document, Highlight
from app.store.reads.exported import KeptDocument

Find = Callable[[str, str], bytes]  # a picture by document and address; empty for none
_LONG = 20_000  # letters, beyond which a text is rendered in pieces


@dataclass(frozen=True, slots=True)
class _Book:
    """The book that is being written."""

    packing: Packing
    find: Find
    renderer: Renderer = field(default_factory=make_renderer)
    chapters: list[Chapter] = field(default_factory=list)
    pictures: dict[str, str] = field(default_factory=dict)  # media types by name


def epub_pieces(
    batches: Iterable[Sequence[KeptDocument]], find: Find = lambda _document, _address: b""
) -> Iterator[bytes]:
    """The bytes of the book, in a piece for each batch; `find` gives the bytes of its pictures.

    Discarded highlights are left out, and documents of which nothing is left. A page of the
    reader's own, and a document without highlights, comes with its text.
    """
    with Packing() as packing:
        book = _Book(packing, find)
        _add_frame(packing)
        for documents in batches:
            for kept in documents:
                _add_chapter(book, kept)
                if packing.waiting > PIECE:  # pictures
                    yield packing.take()
            yield packing.take()
        packing.add("OEBPS/nav.xhtml", nav(book.chapters).encode())
        packing.add("OEBPS/book.opf", package(book.chapters, book.pictures).encode())
        yield packing.close()


def _add_frame(packing: Packing) -> None:
    """Add what is in every book, the type of the whole as the first."""
    packing.add("mimetype", b"application/epub+zip", stored=True)
    packing.add("META-INF/container.xml", CONTAINER.encode())
    packing.add("OEBPS/book.css", STYLE.encode())


def _add_chapter(book: _Book, kept: KeptDocument) -> None:
    """Add a document and its pictures, unless nothing of it is left."""
    document = kept.document
    pictures = Pictures(lambda address: book.find(document.id, address))
    if not (body := _body(_Setting(book.renderer, pictures), kept)):
        return
    title = " ".join(document.title.split()) or "Untitled"
    text = f"{HEAD.format(title=xml_text(title))}{_opening(document, title)}{body}{FOOT}"
    book.packing.add(f"OEBPS/{document.id}.xhtml", text.encode())
    book.chapters.append(Chapter(document.id, title, MATHML in body, document.latest))
    for name, (media_type, data) in pictures.found.items():
        if name not in book.pictures:
            book.packing.add(f"OEBPS/{name}", data, stored=True)
            book.pictures[name] = media_type


def _opening(document: Document, title: str) -> str:
    authors = xml_text(", ".join(document.authors))
    by = f'<p class="about">{authors}</p>\n' if authors else ""
    address = xml_text(web_address(document.url))
    link = f'<p class="about"><a href="{address}">{address}</a></p>\n' if address else ""
    return f"<h1>{xml_text(title)}</h1>\n{by}{link}"


@dataclass(frozen=True, slots=True)
class _Setting:
    """What sets the texts of one document."""

    renderer: Renderer
    pictures: Pictures

    def text(self, markdown: str) -> str:
        """A text of any length as XHTML."""
        parts = text_pieces(markdown).pieces if len(markdown) > _LONG else ()
        texts = [part.markdown for part in parts] or [markdown]
        html = (self.renderer.render(text, self.pictures) for text in texts)
        return self.pictures.put("".join(map(as_xhtml, html)))


def _body(setting: _Setting, kept: KeptDocument) -> str:
    document = kept.document
    highlights = [one.highlight for one in kept.highlights if not one.highlight.discarded]
    note = f'<div class="note">{setting.text(document.note)}</div>\n'
    parts = [note if document.note.strip() else "", *_passages(setting, highlights)]
    if document.kind in OWN_KINDS or not highlights:
        parts.append(setting.text(document.body))
    return "".join(parts)


def _passages(setting: _Setting, highlights: Iterable[Highlight]) -> Iterator[str]:
    chapter = ""
    for one in highlights:
        if one.chapter != chapter:
            chapter = one.chapter
            if shown := " ".join(chapter.split()):
                yield f"<h2>{xml_text(shown)}</h2>\n"
        yield _passage(setting, one)


def _passage(setting: _Setting, one: Highlight) -> str:
    place = xml_text(" · ".join(filter(None, (one.location, *(f"#{tag}" for tag in one.tags)))))
    note = f'<div class="note">{setting.text(one.note)}</div>\n' if one.note.strip() else ""
    below = f'<p class="place">{place}</p>\n' if place else ""
    text = setting.text(one.text)
    return f'<div class="passage" id="p{one.id}">\n{text}{note}{below}</div>\n'
