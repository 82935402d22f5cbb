"""The library as a folder of Markdown, a file a document.

That reads well and that an import takes in without loss.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import Connection

from app.export.documents import as_parsed, gone_part
from app.export.folder import Counts, ExportFolder, open_folder
from app.export.names import Place, places
from app.export.pages import addition
from app.export.pictures import pictures_of
from app.export.selection import Selection, Tell, select
from app.formats.own_markdown import write_document
from app.formats.registry import parse_file
from app.model import ParsedDocument, Problem
from app.store.db.library import Library
from app.store.reads.exported import (
    KeptDocument,
    Placed,
    kept_documents,
    placed_documents,
)
from app.store.reads.pictures import held_files
from app.store.writes.versions import Version, deflated, inflate, versions_of

_TOGETHER = 200  # documents read at once


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: how many documents and highlights, what became of its files.

    And what went wrong.
    """

    documents: int
    highlights: int
    files: Counts
    problems: tuple[Problem, ...]


def export_markdown(
    library: Library, folder: Path, *, query: str = "", into: bool = False, tell: Tell | None = None
) -> Exported:
    """Write the library, or what a search finds, as it is at one moment.

    A second export of the same changes no byte.

    WrongUseError where the folder holds other files, unless `into` allows that. Files of an earlier
    export that were changed since are left as they are, and named among the problems.
    """
    target = open_folder(folder, into=into)
    with library.reading() as db:
        documents, highlights = _write(db, target, query, tell)
    target.finish(whole=not query)
    return Exported(documents, highlights, target.counts, tuple(target.problems))


def _write(db: Connection, target: ExportFolder, query: str, tell: Tell | None) -> tuple[int, int]:
    placed = placed_documents(db)
    where = places(placed)
    chosen = select(db, query) if query else None
    wanted = [one for one in placed if chosen is None or one.code in chosen.documents]
    total = 0
    for start in range(0, len(wanted), _TOGETHER):
        batch = wanted[start : start + _TOGETHER]
        total += sum(_write_together(db, target, batch, where, chosen))
        if tell:
            tell(start + len(batch), len(wanted))
    return len(wanted), total


def _write_together(
    db: Connection,
    target: ExportFolder,
    batch: Sequence[Placed],
    where: Mapping[int, Place],
    chosen: Selection | None,
) -> Iterator[int]:
    """Write these documents; gives how many highlights each has."""
    kept = dict(
        zip((one.row for one in batch), kept_documents(db, [one.row for one in batch]), strict=True)
    )
    pages = {place.page.id for one in batch if (place := where[one.row]).page}
    newest = {version.file_id: version for version in versions_of(db, pages) if version.live}
    data = deflated(db, {version.sha256 for version in newest.values()})
    held = held_files(db, [one.code for one in batch])
    for one in batch:
        place = where[one.row]
        version = newest.get(place.page.id) if place.page else None
        if version:
            parts = _page(target, kept[one.row], place, version, data[version.sha256])
        else:
            parts = _document(kept[one.row], place, chosen.of(one.code) if chosen else None)
        moment = max((file.mtime_ns for file in one.files if not file.gone), default=0)
        for name, document in parts.items():
            target.write(name, write_document(document).encode("utf-8", "surrogatepass"), moment)
        for document in (*parts.values(), *_body_of(kept[one.row])):
            for name, picture in pictures_of(document, held.get(one.code, ())):
                target.write(name, picture)
        yield max(
            len(kept[one.row].highlights) if version else 0,
            sum(len(d.highlights) for d in parts.values()),
        )


def _body_of(kept: KeptDocument) -> tuple[ParsedDocument]:
    return (ParsedDocument("", body=kept.document.body),)


def _page(
    target: ExportFolder, kept: KeptDocument, place: Place, version: Version, data: bytes
) -> dict[str, ParsedDocument]:
    """Write a page of the reader's own as it is; gives the files of what the library adds to it."""
    bytes_ = inflate(data, version.path)
    target.write(place.path, bytes_, version.mtime_ns)
    (said,) = parse_file(version.path, bytes_, named=version.named).documents
    name = place.path.rpartition("/")[2]
    added, gone = addition(kept, place, said), gone_part(kept, beside=name)
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
