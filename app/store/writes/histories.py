"""Stored histories: what the versions of a file say together, to go on from with the next one."""

from collections.abc import Mapping

from sqlalchemy import Connection, select

from app.store.db.import_schema import histories
from app.store.db.rows import row_ids


def histories_of(db: Connection, marks: Mapping[int, str]) -> dict[int, bytes]:
    """Stored histories of the files with these marks (by file id)."""
    rows = (
        db.execute(select(histories).where(histories.c.file_id.in_(row_ids(list(marks)))))
        if marks
        else ()
    )
    return {row.file_id: row.data for row in rows if row.mark == marks[row.file_id]}


def keep_histories(db: Connection, kept: Mapping[int, tuple[str, bytes]]) -> None:
    """Store these histories, each with its mark, replacing those of the files."""
    if kept:
        db.exec_driver_sql(_KEEP, [(file, mark, data) for file, (mark, data) in kept.items()])


_KEEP = "INSERT OR REPLACE INTO histories (file_id, mark, data) VALUES (?, ?, ?)"
