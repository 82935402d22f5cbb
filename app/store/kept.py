"""Results that are computed in the background and kept, with the state of the library they show."""

import json
import zlib
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from app.store.db.derived_schema import kept_results
from app.store.db.rows import add_rows
from app.store.fts.change_log import position


@dataclass(frozen=True, slots=True)
class Kept:
    """A result (JSON values), the stamp of the library that it shows, and when it was computed."""

    stamp: str
    made_at: str
    data: Any


def library_stamp(db: Connection) -> str:
    """Text that is another one after each import and each act of the reader.

    Its first word is the number of the last import.
    """
    imports = db.exec_driver_sql("SELECT coalesce(max(id), 0) FROM imports").scalar_one()
    acts = db.exec_driver_sql("SELECT count(*), sum(undone_at <> '') FROM my_changes").one()
    return " ".join(map(str, (imports, *position(db), *acts)))


def kept_stamp(db: Connection, name: str) -> str:
    """Stamp of the kept result of this name; empty where there is none."""
    query = "SELECT stamp FROM kept_results WHERE name = ?"
    return str(db.exec_driver_sql(query, (name,)).scalar() or "")


def made_at(db: Connection, name: str) -> str:
    """When the kept result of this name was computed; empty where there is none."""
    query = "SELECT made_at FROM kept_results WHERE name = ?"
    return str(db.exec_driver_sql(query, (name,)).scalar() or "")


def read_kept(db: Connection, name: str) -> Kept | None:
    """The kept result of this name; None where there is none."""
    query = "SELECT stamp, made_at, data FROM kept_results WHERE name = ?"
    row = db.exec_driver_sql(query, (name,)).one_or_none()
    return Kept(row.stamp, row.made_at, json.loads(zlib.decompress(row.data))) if row else None


def write_kept(db: Connection, name: str, kept: Kept) -> None:
    """Keep a result in place of the one of this name."""
    data = zlib.compress(json.dumps(kept.data, ensure_ascii=False).encode(), 3)
    forget_kept(db, name)
    columns = ("name", "stamp", "made_at", "data")
    add_rows(db, kept_results, columns, [(name, kept.stamp, kept.made_at, data)])


def forget_kept(db: Connection, name: str) -> None:
    """Delete the kept result of this name."""
    db.exec_driver_sql("DELETE FROM kept_results WHERE name = ?", (name,))
