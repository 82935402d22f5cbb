"""The forms of an export by name, each with its name for readers and its media type."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache, partial
from typing import NamedTuple

from app.export.forms.anki import anki_pieces
from app.export.forms.bibliography import bibtex_pieces, csl_pieces
from app.export.forms.epub import epub_pieces
from app.export.forms.json_lines import json_pieces
from app.export.forms.logseq import logseq_files
from app.export.forms.readwise_csv import csv_pieces
from app.export.markdown import markdown_files
from app.export.packing import File, zipped
from app.export.pictures import picture
from app.export.selection import Order, batches, make_plan
from app.model import OWN_KINDS
from app.store.reads.exported import KeptDocument
from app.store.reads.pictures import Held, held_files

Batches = Iterable[Sequence[KeptDocument]]


class Form(NamedTuple):
    """A form: one file given in pieces, or a folder of `files` of which the pieces are a zip.

    `suffix` ends the file's name, `tells` says what the form is for.
    """

    label: str
    suffix: str
    media_type: str
    tells: str
    pieces: Callable[[Order], Iterator[bytes]]
    files: Callable[[Order], Iterator[File]] | None = None
    bare: bool = False  # of documents alone


def _of_documents(
    write: Callable[[Batches], Iterator[str]], order: Order, *, gone: bool = False
) -> Iterator[bytes]:
    """The pieces of a form that is written from documents in the order of their titles."""
    plan = order.ask(partial(make_plan, query=order.query, gone=gone))
    for piece in write(batches(order, plan)):
        yield piece.encode("utf-8", "replace")


def _logseq(order: Order) -> Iterator[File]:
    plan = order.ask(partial(make_plan, query=order.query))
    yield from logseq_files(batches(order, plan))


def _epub(order: Order) -> Iterator[bytes]:
    plan = order.ask(partial(make_plan, query=order.query))

    @lru_cache(maxsize=1)  # one document after another, each with many pictures
    def held(document: str) -> Sequence[Held]:
        return order.ask(partial(held_files, codes=[document])).get(document, ())

    yield from epub_pieces(
        batches(order, plan), lambda document, address: picture(held(document), address)
    )


def _of_sources(write: Callable[[Batches], Iterator[str]], order: Order) -> Iterator[bytes]:
    """The pieces of a form of sources, and in `order.written` what is left out of it."""
    plan = order.ask(partial(make_plan, query=order.query))

    def sources() -> Iterator[Sequence[KeptDocument]]:
        for documents in batches(order, plan, bare=True):
            own = [one.document.title for one in documents if one.document.kind in OWN_KINDS]
            order.written.left_out += own
            order.written.documents -= len(own)
            yield documents

    for piece in write(sources()):
        yield piece.encode("utf-8", "replace")


def _zipped(files: Callable[[Order], Iterator[File]], order: Order) -> Iterator[bytes]:
    return zipped(files(order))


FORMS: dict[str, Form] = {
    "markdown": Form(
        "Markdown",
        ".zip",
        "application/zip",
        "a folder for Obsidian and other editors, which imports back without loss",
        partial(_zipped, markdown_files),
        markdown_files,
    ),
    "logseq": Form(
        "Logseq",
        ".zip",
        "application/zip",
        "pages of a Logseq graph, a block for each highlight",
        partial(_zipped, _logseq),
        _logseq,
    ),
    "epub": Form(
        "EPUB",
        ".epub",
        "application/epub+zip",
        "a book to read on a device, a chapter for each document",
        _epub,
    ),
    "csv": Form(
        "CSV",
        ".csv",
        "text/csv; charset=utf-8",
        "a row for each highlight, in the columns of Readwise’s export",
        partial(_of_documents, csv_pieces),
    ),
    "anki": Form(
        "Anki",
        ".txt",
        "text/plain; charset=utf-8",
        "a card for each highlight; importing again changes cards and doubles none",
        partial(_of_documents, anki_pieces),
    ),
    "bibtex": Form(
        "BibTeX",
        ".bib",
        "application/x-bibtex; charset=utf-8",
        "the documents as sources, for LaTeX and citation programs",
        partial(_of_sources, bibtex_pieces),
        bare=True,
    ),
    "csl": Form(
        "CSL-JSON",
        ".json",
        "application/vnd.citationstyles.csl+json",
        "the documents as sources, for Zotero, pandoc and others",
        partial(_of_sources, csl_pieces),
        bare=True,
    ),
    "jsonl": Form(
        "JSON Lines",
        ".jsonl",
        "application/jsonl; charset=utf-8",
        "all that is known of each document and highlight, a line each, for programs",
        partial(_of_documents, json_pieces, gone=True),
    ),
}
