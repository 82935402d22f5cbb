"""Rewriting of name keys in this program's form.

An earlier program may have kept accents in them.
"""

from collections.abc import Iterable

from sqlalchemy import Connection

from app.store.db.counts import write_tag_counts
from app.text import name_key, tag_name

_PLAIN = "[^\x01-\x7f]"  # a key of ASCII letters is the same in every form
_KEYS = (
    ("names", "key"),
    ("links", "target"),
    ("documents", "title_key"),
    ("documents", "author_key"),
)
_OWNED = {  # what leads to a tag or an author, and by which column
    "tags": (("document_tags", "tag_id"), ("highlight_tags", "tag_id"), ("tag_counts", "tag_id")),
    "authors": (("document_authors", "author_id"),),
}

_WHAT = {"tags": "tag", "authors": "author"}  # in the table of spellings


def write_keys_anew(db: Connection) -> None:
    """Rewrite the keys of titles, names, links, authors and tags.

    Tags or authors whose keys are now equal become one, the first one met.
    """
    for table, column in _KEYS:
        _change(db, table, column)
    _unite(db, "authors", _named(db, "authors", _beyond_ascii("key")))
    marked = " OR ".join(f"key LIKE '%{mark}'" for mark in ".,;:!?")
    tags = [
        (row, tag_name(name))
        for row, name in _named(db, "tags", f"{_beyond_ascii('key')} OR {marked}")
    ]
    write_tag_counts(db, _unite(db, "tags", tags))


def _beyond_ascii(column: str) -> str:
    return f"{column} GLOB '*{_PLAIN}*'"


def _change(db: Connection, table: str, column: str) -> None:
    keys = [
        row[0]
        for row in db.exec_driver_sql(
            f"SELECT DISTINCT {column} FROM {table} WHERE {_beyond_ascii(column)}"
        )
    ]
    changed = [(new, old) for old in keys if (new := name_key(old)) != old]
    if changed:
        db.exec_driver_sql(f"UPDATE OR IGNORE {table} SET {column} = ? WHERE {column} = ?", changed)
        if table == "names":  # a document that has both spellings keeps one
            db.exec_driver_sql(
                f"DELETE FROM {table} WHERE {column} = ?", [(old,) for _, old in changed]
            )


def _named(db: Connection, table: str, condition: str) -> list[tuple[int, str]]:
    return [
        (row, name)
        for row, name in db.exec_driver_sql(
            f"SELECT id, name FROM {table} WHERE {condition} ORDER BY id"
        )
    ]


def _unite(db: Connection, table: str, wanted: Iterable[tuple[int, str]]) -> set[int]:
    """Set tags or authors (row id, new name) to the keys of these names, merging equal ones.

    Gives the documents of those that were merged.
    """
    touched: set[int] = set()
    for row, name in wanted:
        same = db.exec_driver_sql(
            f"SELECT id FROM {table} WHERE key = ? AND id <> ?", (name_key(name), row)
        ).scalar()
        keep = row if same is None else min(row, int(same))
        if same is not None:
            touched |= _hand_over(db, table, *sorted((row, int(same))))
        if same is None or row < same:
            db.exec_driver_sql(
                f"UPDATE {table} SET key = ?, name = ? WHERE id = ?", (name_key(name), name, row)
            )
        if table == "tags":
            spelled = (
                db.exec_driver_sql(
                    "SELECT DISTINCT name FROM spellings WHERE what = 'tag' AND name_id = ?",
                    (keep,),
                )
                .scalars()
                .all()
            )
            wrong = [(tag_name(each), keep, each) for each in spelled if tag_name(each) != each]
            if wrong:
                db.exec_driver_sql(
                    "UPDATE spellings SET name = ? WHERE what = 'tag' AND name_id = ? AND name = ?",
                    wrong,
                )
    return touched


def _hand_over(db: Connection, table: str, keep: int, lose: int) -> set[int]:
    """Redirect every reference from the row `lose` to the row `keep`.

    Gives the documents concerned.
    """
    documents: set[int] = set()
    for owner, column in _OWNED[table]:
        source = (
            "highlights JOIN highlight_tags ON id = highlight_id"
            if owner == "highlight_tags"
            else owner
        )
        documents |= {
            row[0]
            for row in db.exec_driver_sql(
                f"SELECT document_id FROM {source} WHERE {column} = ?", (lose,)
            )
        }
        db.exec_driver_sql(
            f"UPDATE OR IGNORE {owner} SET {column} = ? WHERE {column} = ?", (keep, lose)
        )
    db.exec_driver_sql(
        "UPDATE OR IGNORE spellings SET name_id = ? WHERE what = ? AND name_id = ?",
        (keep, table.removesuffix("s"), lose),
    )
    db.exec_driver_sql(
        "DELETE FROM spellings WHERE what = ? AND name_id = ?", (table.removesuffix("s"), lose)
    )
    db.exec_driver_sql(
        "UPDATE OR IGNORE spellings SET name_id = ? WHERE what = ? AND name_id = ?",
        (keep, _WHAT[table], lose),
    )
    db.exec_driver_sql("DELETE FROM spellings WHERE what = ? AND name_id = ?", (_WHAT[table], lose))
    db.exec_driver_sql(
        f"DELETE FROM {table} WHERE id = ?", (lose,)
    )  # what it still owns goes with it
    return documents
