"""Files that were read, their versions, and the bytes of each."""

import hashlib
import zlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, insert, select, true, update

from app.errors import DamageError
from app.model import Line
from app.store.db.import_schema import contents, files, unparsed, versions
from app.store.db.keys import texts
from app.store.db.rows import next_id, row_ids
from app.store.db.schema import document_files


class KnownFile(NamedTuple):
    """File as the last import left it.

    `held` means that an undo excluded its last version, `spared` that this was its absence, `taken`
    that the file was not skipped.
    """

    id: int
    path: str
    root: str
    size: int
    mtime_ns: int
    sha256: str
    parser: int
    gone: bool
    held: bool
    spared: bool
    taken: bool


@dataclass(frozen=True, slots=True)
class Version:
    """Version of a file: its bytes at one moment.

    `named` means that they are parsed whatever the path, unlike those of a copy in a bin; `live`
    that they are the newest of a file that still exists.
    """

    id: int
    file_id: int
    path: str
    sha256: str
    mtime_ns: int
    named: bool
    live: bool


def known_files(db: Connection, paths: Collection[str] | None = None) -> dict[str, KnownFile]:
    """Files that were ever read, all or those with these paths, by path."""
    among = true() if paths is None else files.c.path.in_(texts(paths))
    of_these = true() if paths is None else versions.c.file_id.in_(select(files.c.id).where(among))
    last = (
        select(func.max(versions.c.id).label("id"))
        .where(of_these)
        .group_by(versions.c.file_id)
        .subquery()
    )
    met = (
        select(versions.c.file_id, versions.c.held, versions.c.sha256)
        .join(last, last.c.id == versions.c.id)
        .subquery()
    )
    rows = db.execute(
        select(
            files.c.id,
            files.c.path,
            files.c.root,
            files.c.size,
            files.c.mtime_ns,
            files.c.sha256,
            files.c.parser,
            files.c.gone == 1,
            func.coalesce(met.c.held, 0) == 1,
            (func.coalesce(met.c.held, 0) == 1) & met.c.sha256.is_(None),
            files.c.skipped == "",
        )
        .outerjoin(met, met.c.file_id == files.c.id)
        .where(among)
    )
    return {row[1]: KnownFile._make(row) for row in rows.all()}


def file_ids(db: Connection) -> list[int]:
    """Files that were ever read, by row id."""
    return list(db.scalars(select(files.c.id).order_by(files.c.id)))


def next_file(db: Connection) -> int:
    """Row id of the next new file."""
    return next_id(db, files)


def files_holding(db: Connection, hashes: Collection[str]) -> list[tuple[str, str]]:
    """Path and hash of each file whose last version had one of these hashes."""
    rows = db.execute(select(files.c.path, files.c.sha256).where(files.c.sha256.in_(texts(hashes))))
    return [(row.path, row.sha256) for row in rows.all()]


def add_files(db: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Insert rows of `files`."""
    if rows:
        db.execute(insert(files), rows)


def change_file(db: Connection, file_id: int, **values: object) -> None:
    """Update these columns of a file's row."""
    db.execute(update(files).where(files.c.id == file_id).values(**values))


def touch_version(db: Connection, file_id: int, sha256: str, mtime_ns: int) -> bool:
    """Update the moment of a file's newest version with the same bytes, if the new one is later.

    Gives whether it was updated.
    """
    newest = (
        select(func.max(versions.c.id))
        .where(versions.c.file_id == file_id, versions.c.sha256 == sha256)
        .scalar_subquery()
    )
    touched = db.execute(
        update(versions)
        .where(versions.c.id == newest, versions.c.mtime_ns < mtime_ns)
        .values(mtime_ns=mtime_ns)
    )
    return touched.rowcount > 0


def keep_contents(db: Connection, data: Mapping[str, bytes]) -> None:
    """Store these bytes, deflated, by their hashes; existing ones are replaced only if damaged."""
    known = (
        {
            row.sha256: row.data
            for row in db.execute(select(contents).where(contents.c.sha256.in_(texts(data))))
        }
        if data
        else {}
    )
    rows = [
        {"sha256": sha, "data": deflated}
        for sha, deflated in data.items()
        if sha not in known or not is_whole(sha, known[sha])
    ]
    for row in rows:
        if row["sha256"] in known:
            db.execute(
                update(contents).where(contents.c.sha256 == row["sha256"]).values(data=row["data"])
            )
    fresh = [row for row in rows if row["sha256"] not in known]
    if fresh:
        db.execute(insert(contents), fresh)


def is_whole(sha256: str, data: bytes) -> bool:
    """Whether the deflated bytes have this hash."""
    try:
        return hashlib.sha256(zlib.decompress(data)).hexdigest() == sha256
    except zlib.error:
        return False


def add_versions(db: Connection, rows: Sequence[dict[str, object]]) -> None:
    """Insert rows of `versions`; their bytes are stored already."""
    if rows:
        db.execute(insert(versions), rows)


def deflated(db: Connection, digests: Collection[str]) -> dict[str, bytes]:
    """Deflated bytes with these hashes."""
    return {
        row.sha256: row.data
        for row in db.execute(select(contents).where(contents.c.sha256.in_(texts(digests))))
    }


def inflate(data: bytes, path: str) -> bytes:
    """Inflate the stored bytes of the file at `path`; DamageError where they are damaged."""
    try:
        return zlib.decompress(data)
    except zlib.error as error:
        advice = (
            "if the file still holds them take them with `florilegium verify --mend`, else "
            "restore a backup"
        )
        raise DamageError(
            f"the bytes kept of a version of '{path}' are damaged ({error}); {advice}"
        ) from error


def versions_of(db: Connection, file_ids: Collection[int]) -> list[Version]:
    """Versions of these files that no undo excluded, less the marks of a file's absence.

    Each states whether it is live.
    """
    rows = db.execute(
        select(
            versions.c.id,
            versions.c.file_id,
            files.c.path,
            versions.c.sha256,
            versions.c.mtime_ns,
            files.c.skipped,
        )
        .join(files, files.c.id == versions.c.file_id)
        .where(versions.c.file_id.in_(row_ids(list(file_ids))), versions.c.held == 0)
        .order_by(versions.c.id)
    ).all()
    newest: dict[int, tuple[int, int]] = {}
    absent: set[int] = set()
    for row in rows:
        if row.sha256 is None:
            absent.add(row.file_id)
        else:
            absent.discard(row.file_id)
            newest[row.file_id] = max(
                newest.get(row.file_id, (row.mtime_ns, row.id)), (row.mtime_ns, row.id)
            )
    return [
        Version(
            row.id, row.file_id, row.path, row.sha256, row.mtime_ns, named=not row.skipped,
            live=newest[row.file_id][1] == row.id and row.file_id not in absent,
        )
        for row in rows if row.sha256 is not None
    ]  # fmt: skip


def files_of_documents(db: Connection, document_ids: Collection[int]) -> set[int]:
    """Files that feed these documents."""
    return set(
        db.scalars(
            select(document_files.c.file_id).where(
                document_files.c.document_id.in_(row_ids(list(document_ids)))
            )
        )
    )


def documents_of_files(db: Connection, file_ids: Collection[int]) -> set[int]:
    """Documents that these files feed."""
    return set(
        db.scalars(
            select(document_files.c.document_id).where(
                document_files.c.file_id.in_(row_ids(list(file_ids)))
            )
        )
    )


def replace_unparsed(db: Connection, lines: dict[int, tuple[Line, ...]]) -> None:
    """Replace the unparsed lines of each of these files (by id)."""
    db.execute(delete(unparsed).where(unparsed.c.file_id.in_(row_ids(list(lines)))))
    rows = [
        {"file_id": f, "line": line.number, "text": line.text}
        for f, found in lines.items()
        for line in found
    ]
    if rows:
        db.execute(insert(unparsed), rows)


def unparsed_lines(db: Connection, file_id: int) -> tuple[Line, ...]:
    """Unparsed lines of a file, in order."""
    kept = select(unparsed.c.line, unparsed.c.text).where(unparsed.c.file_id == file_id)
    return tuple(Line(*row) for row in db.execute(kept.order_by(unparsed.c.line)))


def files_of_import(db: Connection, import_id: int) -> list[int]:
    """Files of which an import read new bytes or noted the absence, less those already excluded."""
    met = (
        select(versions.c.file_id)
        .where(versions.c.import_id == import_id, versions.c.held == 0)
        .distinct()
    )
    return list(db.scalars(met.order_by(versions.c.file_id)))


def exclude_versions(db: Connection, import_id: int, file_ids: Collection[int]) -> None:
    """Exclude the versions of these files that this import added from all derivation."""
    of_it = (versions.c.import_id == import_id) & versions.c.file_id.in_(row_ids(list(file_ids)))
    db.execute(update(versions).where(of_it).values(held=1))
    last = (
        select(func.max(versions.c.id))
        .where(versions.c.file_id == files.c.id, versions.c.held == 0)
        .correlate(files)
        .scalar_subquery()
    )
    missed = (
        select(versions.c.sha256.is_(None))
        .where(versions.c.id == last)
        .correlate(files)
        .scalar_subquery()
    )
    db.execute(
        update(files)
        .where(files.c.id.in_(row_ids(list(file_ids))))
        .values(gone=func.coalesce(missed, 0))
    )


def files_of_earlier_parsers(db: Connection, parser: int) -> list[int]:
    """Ids of the files that a parser before this version read last."""
    return list(db.scalars(select(files.c.id).where(files.c.parser < parser).order_by(files.c.id)))
