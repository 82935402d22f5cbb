"""Own files of the library: each holds a passage that the reader added by hand."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, select

from app.store.db.import_schema import LIBRARY_ROOT, files, imports, versions
from app.store.db.schema import highlight_files, highlights
from app.store.writes.imports import begin_import, finish_import
from app.store.writes.versions import add_files, add_versions, change_file, keep_contents, next_file


def own_path(name: str) -> str:
    """Path of the own file with this name, as shown."""
    return f"{LIBRARY_ROOT}added/{name}.md"


def write_own_file(
    db: Connection, name: str, sha256: str, data: tuple[bytes, int], at: tuple[str, int, int]
) -> int:
    """Write a version of an own file and give the file's row id.

    `data` are its deflated bytes and their original size; `at` is the moment (ISO 8601 UTC), the
    same in nanoseconds, and the parser's version.
    """
    deflated, size = data
    stamp, mtime_ns, parser = at
    known = db.execute(select(files.c.id).where(files.c.path == own_path(name))).scalar()
    values = {
        "sha256": sha256,
        "size": size,
        "mtime_ns": mtime_ns,
        "parser": parser,
        "gone": 0,
        "format": "florilegium",
    }
    row = int(known) if known is not None else next_file(db)
    if known is None:
        add_files(db, [{"id": row, "path": own_path(name), "root": LIBRARY_ROOT, **values}])
    else:
        change_file(db, row, **values)
    keep_contents(db, {sha256: deflated})
    add_versions(
        db,
        [
            {
                "file_id": row,
                "import_id": own_import(db, stamp),
                "sha256": sha256,
                "mtime_ns": mtime_ns,
            }
        ],
    )
    return row


def set_present(db: Connection, name: str, sha256: str, at: tuple[str, int]) -> int | None:
    """Set the stored version that an own file holds now, or none if the hash is empty.

    Gives its row id, None where there is no such file. `at` is the moment (ISO 8601 UTC) and the
    same in nanoseconds.
    """
    stamp, mtime_ns = at
    row = db.execute(select(files.c.id).where(files.c.path == own_path(name))).scalar()
    if row is None:
        return None
    change_file(
        db,
        row,
        gone=int(not sha256),
        **({"sha256": sha256, "mtime_ns": mtime_ns} if sha256 else {}),
    )
    add_versions(
        db,
        [
            {
                "file_id": row,
                "import_id": own_import(db, stamp),
                "sha256": sha256 or None,
                "mtime_ns": mtime_ns if sha256 else 0,
            }
        ],
    )
    return int(row)


def bring_back(db: Connection, file: Mapping[str, Any]) -> None:
    """Restore an own file (a row of `files` without its id); its bytes are there."""
    known = db.execute(select(files.c.id).where(files.c.path == file["path"])).scalar()
    if known is not None and _is_so(db, known, file):
        return
    row = int(known) if known is not None else next_file(db)
    if known is None:
        add_files(db, [{"id": row, "root": LIBRARY_ROOT, **file}])
    else:
        change_file(db, row, **file)
    at = datetime.fromtimestamp(file["mtime_ns"] / 1e9, UTC).isoformat(timespec="seconds")
    version = {"file_id": row, "import_id": own_import(db, at)}
    held = {**version, "sha256": file["sha256"], "mtime_ns": file["mtime_ns"]}
    add_versions(db, [held])
    if file["gone"]:
        add_versions(db, [{**version, "sha256": None, "mtime_ns": 0}])


def _is_so(db: Connection, row: int, file: Mapping[str, Any]) -> bool:
    """Whether the file with this row id is this one, and its version is kept."""
    same = [files.c[name] == value for name, value in file.items()]
    held = (versions.c.file_id == row) & (versions.c.sha256 == file["sha256"])
    found = select(files.c.id).join(versions, held).where(files.c.id == row, *same).limit(1)
    return db.execute(found).first() is not None


def own_import(db: Connection, at: str) -> int:
    """Id of the hidden import to which all passages added by hand belong; created if missing."""
    known = db.execute(select(imports.c.id).where(imports.c.hidden == 1).limit(1)).scalar()
    if known is None:
        known = begin_import(db, at, "")
        finish_import(db, known, hidden=1, finished_at=at)
    return int(known)


def own_files_of(db: Connection, highlight: str) -> dict[str, tuple[int, str]] | None:
    """Own files that hold a highlight (by its code): path to row id and hash.

    None where other files hold it as well, or no file does.
    """
    held = select(files.c.path, files.c.id, files.c.sha256, files.c.root).select_from(
        highlight_files.join(files).join(highlights)
    )
    rows = db.execute(held.where(highlights.c.code == highlight)).all()
    own = {row.path: (row.id, row.sha256) for row in rows if row.root == LIBRARY_ROOT}
    return own if own and all(row.root == LIBRARY_ROOT for row in rows) else None


def highlights_in(db: Connection, file_id: int) -> list[str]:
    """Codes of the highlights that a file holds."""
    held = (
        select(highlights.c.code).join(highlight_files).where(highlight_files.c.file_id == file_id)
    )
    return list(db.scalars(held.order_by(highlights.c.position)))
