"""The library as a folder of Markdown, a file a document: to be read, and imported without loss."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from sqlalchemy import Connection

from app.export.documents import as_parsed, gone_part
from app.export.names import Place, places
from app.export.packing import File
from app.export.pages import addition
from app.export.pictures import pictures_of
from app.export.selection import TOGETHER, Order, Selection, select
from app.formats.own_markdown import write_document
from app.formats.registry import parse_file
from app.model import ParsedDocument
from app.store.reads.exported import KeptDocument, PlacedDocument, kept_documents, placed_documents
from app.store.reads.pictures import Held, held_files
from app.store.reads.resolution import linked_blocks
from app.store.writes.versions import Version, deflated, inflate, versions_of


class _Part(NamedTuple):
    """What is written of one document: its files, and the texts that may show pictures."""

    files: Sequence[File]
    texts: Sequence[ParsedDocument]
    held: Sequence[Held]
    highlights: int


class _Plan(NamedTuple):
    """Where each document goes, what a search chose, and the names of blocks in links by keys."""

    where: Mapping[int, Place]
    chosen: Selection | None
    blocks: Mapping[str, Collection[str]]


def markdown_files(order: Order) -> Iterator[File]:
    """The files of the library, or of what a search finds; a second time the same.

    Documents are read some at a time, pictures one by one.
    """
    wanted, plan = order.ask(partial(_plan, query=order.query))
    for start in range(0, len(wanted), TOGETHER):
        batch = wanted[start : start + TOGETHER]
        for part in order.ask(partial(_read, batch=batch, plan=plan)):
            yield from part.files
            for text in part.texts:
                yield from (File(*picture) for picture in pictures_of(text, part.held))
            order.written.documents += 1
            order.written.highlights += part.highlights
        if order.tell:
            order.tell(start + len(batch), len(wanted))


def _plan(db: Connection, query: str) -> tuple[Sequence[PlacedDocument], _Plan]:
    """The documents to write, and what is true of all of them."""
    placed = placed_documents(db)
    chosen = select(db, query) if query.strip() else None
    wanted = [one for one in placed if chosen is None or one.code in chosen.documents]
    return wanted, _Plan(places(placed), chosen, linked_blocks(db))


def _read(db: Connection, batch: Sequence[PlacedDocument], plan: _Plan) -> list[_Part]:
    """What is to be written of these documents, less those that were removed since."""
    kept = {one.document.id: one for one in kept_documents(db, [one.row for one in batch])}
    pages = {place.page.id for one in batch if (place := plan.where[one.row]).page}
    newest = {version.file_id: version for version in versions_of(db, pages) if version.live}
    data = deflated(db, {version.sha256 for version in newest.values()})
    held = held_files(db, [one.code for one in batch])
    parts = []
    for one in batch:
        if document := kept.get(one.code):
            page = plan.where[one.row].page
            version = newest.get(page.id) if page else None
            content = inflate(data[version.sha256], version.path) if version else b""
            part = _part(one, document, plan, version, content)
            parts.append(part._replace(held=held.get(one.code, ())))
    return parts


def _part(
    one: PlacedDocument,
    kept: KeptDocument,
    plan: _Plan,
    version: Version | None,
    content: bytes,
) -> _Part:
    """What is written of a document; of a page of the reader's own, `content` is as it lies."""
    place, chosen = plan.where[one.row], plan.chosen
    if version:
        files = [File(place.path, content, version.mtime_ns)]
        parts = _page(kept, place, version, content)
    else:
        files, parts = [], _document(kept, place, chosen.of(one.code) if chosen else None)
    moment = max((file.mtime_ns for file in one.files if not file.gone), default=0)
    for name, document in parts.items():
        text = write_document(document, plan.blocks).encode("utf-8", "surrogatepass")
        files.append(File(name, text, moment))
    held = max(
        len(kept.highlights) if version else 0,
        sum(len(document.highlights) for document in parts.values()),
    )
    return _Part(files, (*parts.values(), *_body_of(kept)), (), held)


def _body_of(kept: KeptDocument) -> tuple[ParsedDocument]:
    return (ParsedDocument("", body=kept.document.body),)


def _page(
    kept: KeptDocument, place: Place, version: Version, content: bytes
) -> dict[str, ParsedDocument]:
    """The files of what the library adds to a page of the reader's own."""
    (written,) = parse_file(version.path, content, named=version.named).documents
    name = place.path.rpartition("/")[2]
    added, gone = addition(kept, place, written), gone_part(kept, beside=name)
    found = {place.beside: added, place.gone: gone}
    return {path: document for path, document in found.items() if document}


def _document(
    kept: KeptDocument, place: Place, only: Collection[str] | None
) -> dict[str, ParsedDocument]:
    """The files of a document: what is there, and what is gone of it."""
    live, gone = as_parsed(kept, place.stem, only=only), gone_part(kept, only=only)
    if kept.document.gone:  # then one file says all
        return {place.gone: replace(live, highlights=gone.highlights if gone else ())}
    return {place.path: live, **({place.gone: gone} if gone else {})}
