"""Spelling of a tag or author.

That of the first file with the name, whatever the order of imports.
"""

import json
from collections.abc import Collection, Iterable, Mapping
from typing import Literal

from sqlalchemy import Connection

from app.store.db.counts import names_above
from app.store.db.derived_schema import spellings
from app.store.db.rows import add_rows, change_rows
from app.store.db.schema import authors, tags
from app.text import name_key, normal

What = Literal["tag", "author"]
Spelled = Mapping[
    int, Mapping[int, str]
]  # by the row of a document: how it spells tags or authors, by their rows

_TABLES = {"tag": tags, "author": authors}
_COLUMNS = ("what", "name_id", "document_id", "name")


def replace_spellings(
    db: Connection, what: What, spelled: Spelled, before: Collection[int]
) -> set[int]:
    """Replace the spellings that these documents use.

    `before` are the existing rows, also removed ones.

    Gives the documents whose index rows contain a different form of a name now.
    """
    gone = json.dumps(list(before))
    old = db.exec_driver_sql(_OLD, (what, gone)).all() if before else []
    known = {(row.document_id, row.name_id): row.name for row in old}
    wanted = {
        (document, each): name
        for document, names in spelled.items()
        for each, name in names.items()
    }
    touched = {
        each for _, each in known.keys() | wanted.keys()
    }  # also where nothing differs: a file may have got another name
    surplus = [key for key, name in known.items() if wanted.get(key) != name]
    if surplus:
        db.exec_driver_sql(_DROP, [(what, *key) for key in surplus])
    missing = [
        (what, each, document, name)
        for (document, each), name in wanted.items()
        if known.get((document, each)) != name
    ]
    add_rows(db, spellings, _COLUMNS, missing)
    return settle_names(db, what, touched)


def add_spellings(db: Connection, what: What, spelled: Spelled) -> set[int]:
    """Add spellings of names that the documents did not have before.

    Gives the documents whose index rows contain a different form of a name now.
    """
    rows = [
        (what, each, document, name)
        for document, names in spelled.items()
        for each, name in names.items()
    ]
    if rows:
        db.exec_driver_sql(_ADD, rows)
    return settle_names(db, what, {each for names in spelled.values() for each in names})


def settle_names(db: Connection, what: What, rows: Iterable[int]) -> set[int]:
    """Show these tags or authors as the first file (by path) spells them.

    Unused ones stay unchanged.

    Gives the documents whose index rows contain a different form of a name now.
    """
    table = _TABLES[what].name
    changed = []
    respelled: set[int] = set()
    for row, shown, least, most in db.exec_driver_sql(
        _RANGE.format(table=table), {"what": what, "rows": json.dumps(list(rows))}
    ).all():
        if least is None or shown == least == most:
            continue
        name = least if least == most else db.exec_driver_sql(_FIRST, (what, row)).scalar_one()
        if name != shown:
            changed.append((name, row))
            if in_index(name) != in_index(shown):
                respelled.update(db.exec_driver_sql(_BEARING, (what, row)).scalars())
    change_rows(db, _TABLES[what], ("name",), changed)
    return respelled


def in_index(name: str) -> str:
    """Name in the form of the index.

    Without case and accents, so that few spellings differ there.
    """
    return normal(name)


def first_spelled(names: Iterable[str], *, nested: bool = False) -> tuple[str, ...]:
    """Names, each once in its first spelling.

    `nested` adds parents, as `a` and `a/b` of `a/b/c`.
    """
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(name_key(name), name)
    if nested:
        for key, name in [*first.items()]:
            if "/" in key:
                for above, spelled in names_above(key, name):
                    first.setdefault(above, spelled)
    return tuple(first.values())


_OLD = (
    "SELECT document_id, name_id, name FROM spellings WHERE what = ? AND document_id IN "
    "(SELECT value FROM json_each(?))"
)
_DROP = "DELETE FROM spellings WHERE what = ? AND document_id = ? AND name_id = ?"
_ADD = "INSERT OR IGNORE INTO spellings (what, name_id, document_id, name) VALUES (?, ?, ?, ?)"
_BEARING = "SELECT document_id FROM spellings WHERE what = ? AND name_id = ?"
_RANGE = """
SELECT {table}.id, {table}.name,
  (SELECT min(name) FROM spellings WHERE what = :what AND name_id = {table}.id),
  (SELECT max(name) FROM spellings WHERE what = :what AND name_id = {table}.id)
FROM {table} WHERE id IN (SELECT value FROM json_each(:rows))
"""
_FIRST = """
SELECT spellings.name FROM spellings
LEFT JOIN document_files USING (document_id) LEFT JOIN files ON files.id = file_id
WHERE what = ? AND name_id = ? ORDER BY path IS NULL, path, spellings.name LIMIT 1
"""
