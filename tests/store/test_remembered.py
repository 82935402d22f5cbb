"""Results in memory: made once, and anew after whatever is written."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from app.store.db.connections import raw
from app.store.db.library import Library
from app.store.remembered import TIED, remembered
from tests.store.library import add_import


def test_a_result_is_made_once_for_each_state_of_the_library(engine: Library) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    def asked(*, lasting: bool = True) -> int:
        with engine.reading() as db:
            return remembered(db, ("a",), make, lasting=lambda _: lasting)

    assert (asked(), asked()) == (1, 1)
    with engine.writing() as db:
        assert remembered(db, ("a",), make) == 2, "a writer sees more"
        add_import(db)
    assert (asked(lasting=False), asked(), asked()) == (3, 4, 4)
    with engine.writing() as db:
        db.exec_driver_sql(
            "INSERT INTO index_log (mark, highlights, documents) VALUES (1,'[]','[]')"
        )
    assert (asked(), asked()) == (5, 5)


def test_a_result_of_some_tables_lasts_until_one_of_them_is_written(engine: Library) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    def asked(of: object = None) -> int:
        with engine.reading() as db:
            return remembered(db, ("a",), make, tables=("tags", "links"), of=of)

    assert asked() == 1
    with engine.writing() as db:
        add_import(db)
        db.exec_driver_sql("INSERT INTO authors VALUES (900, 'Mo Tarn', 'mo tarn')")
    assert asked() == 1, "nothing of it was written"
    with engine.writing() as db:
        db.exec_driver_sql("INSERT INTO tags VALUES (900, 'rope', 'rope')")
    assert (asked(), asked()) == (2, 2)
    assert (asked(of="another"), asked(of="another")) == (3, 3)


@pytest.mark.parametrize("table", [*dict.fromkeys((*TIED, "my_headings", "my_distinct_names"))])
def test_writes_of_each_table_are_counted(engine: Library, library: Path, table: str) -> None:
    """Not what is new of files and highlights: nothing shows it before more is written."""
    with closing(sqlite3.connect(library)) as db:
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
        changed = "gone" if "gone" in columns else columns[0]
        values = ", ".join(["900"] * len(columns))
        named = ", ".join(f'"{column}"' for column in columns)
        seen = []
        for statement in (
            f"INSERT INTO {table} ({named}) VALUES ({values})",
            f'UPDATE {table} SET "{changed}" = 901 WHERE "{columns[0]}" = 900',
            f'DELETE FROM {table} WHERE "{columns[0]}" IN (900, 901)',
        ):
            before = _written(db, table)
            db.execute(statement)
            seen.append(_written(db, table) - before)
    assert seen == [0 if table in {"files", "highlights"} else 1, 1, 1]


def test_a_highlight_that_stays_where_it_is_counts_as_nothing(engine: Library) -> None:
    with engine.writing() as db:
        before = _written(raw(db), "highlights")
        for change in ("favorite = 1", "note = 'New.'", "position = position, gone = 0"):
            db.exec_driver_sql(f"UPDATE highlights SET {change} WHERE id = 1")
            assert _written(raw(db), "highlights") == before
        db.exec_driver_sql("UPDATE highlights SET gone = 1 WHERE id = 1")
        assert _written(raw(db), "highlights") == before + 1


def _written(db: sqlite3.Connection, table: str) -> int:
    rows = db.execute("SELECT number FROM table_writes WHERE name = ?", (table,)).fetchall()
    return int(rows[0][0]) if rows else 0
