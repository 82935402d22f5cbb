"""The reader's own notes in the library: the files that read as notes, and their documents."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Row, func, select

from app.model import Listing, Note
from app.store.db.import_schema import files
from app.store.db.rows import Order, page
from app.store.db.schema import document_files, documents
from app.text import utc_stamp

_END = "\U0010ffff"
_NOTES = (
    select(files.c.path, files.c.size, files.c.mtime_ns, documents.c.code, documents.c.title)
    .select_from(files.join(document_files).join(documents))
    .where(files.c.gone == 0, files.c.format == "note")
)
_NEWEST = Order("changed", (files.c.mtime_ns, files.c.id), descending=True)


def list_notes(db: Connection, folder: Path, *, cursor: str = "", limit: int = 50) -> Listing[Note]:
    """Page of the notes in a folder and the folders below it, the one changed last first."""
    mine = _NOTES.where(*_below(folder))
    total = db.execute(select(func.count()).select_from(mine.subquery())).scalar_one()
    rows, following = page(db, mine, _NEWEST, cursor, limit)
    return Listing(tuple(_note(row, folder) for row in rows), total, following)


def note_at(db: Connection, path: Path) -> str:
    """Code of the document that the file at this path feeds; empty where there is none."""
    held = select(documents.c.code).select_from(files.join(document_files).join(documents))
    return str(db.execute(held.where(files.c.path == str(path)).limit(1)).scalar() or "")


def note_of_version(db: Connection, folder: Path, version: str) -> str:
    """Path within a folder of the only note there whose bytes have this SHA-256; else empty."""
    here = select(files.c.path).where(
        files.c.gone == 0, files.c.format == "note", files.c.sha256 == version, *_below(folder)
    )
    found = db.scalars(here.limit(2)).all()
    return Path(found[0]).relative_to(folder).as_posix() if len(found) == 1 else ""


def _below(folder: Path) -> tuple[Any, ...]:
    first = f"{str(folder).rstrip('/')}/"
    suffix = func.lower(func.substr(files.c.path, -3))
    return files.c.path >= first, files.c.path < first + _END, suffix == ".md"


def _note(row: Row[Any], folder: Path) -> Note:
    path = str(Path(row.path).relative_to(folder))
    at = utc_stamp(datetime.fromtimestamp(row.mtime_ns // 10**9, UTC))
    return Note(path, row.title, row.code, row.size, at)
