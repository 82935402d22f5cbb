"""Filters: what is known of a row besides its words (tags, dates, length), as masks of rows."""

import json
from collections.abc import Iterable, Sequence

import numpy as np
from sqlalchemy import Connection

from app.lexicon import words_of
from app.model import KINDS
from app.query.tree import Between, Filter, Length
from app.search.columns.postings import Mask
from app.search.columns.rows import FLAGS, GONE, LIVE, stamp_of
from app.search.columns.snapshot import Snapshot
from app.search.columns.storage import Array
from app.search.scope import Scope
from app.store.db.aliases import shown_author, shown_tag
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, TABLES, IndexedTable
from app.text import name_key

_KINDS: tuple[str, ...] = KINDS
_LARGEST = 2**31 - 1  # that the arrays hold
_FLAGS_OF_DOCUMENTS = ("noted", "link", "tagged", "dated")  # the others only highlights have


def filter_rows(scope: Scope, node: Filter | Between | Length) -> Mask:
    """The rows that pass a filter."""
    if not isinstance(node, Filter):
        return _range_rows(scope, node)
    if node.name in ("is", "has"):
        return _state_rows(scope, node.value)
    return _rows_named(scope, node)


def _rows_named(scope: Scope, node: Filter) -> Mask:
    """The rows with a value that the filter names."""
    columns = scope.part.columns
    if node.name == "in":
        return np.asarray(columns["brought"] == min(int(node.value), _LARGEST))
    if node.name == "tag":
        return _tagged_rows(scope, tag_ids(scope.db, node.value))
    if node.name == "tray":
        lying = tray_rows(scope.db, node.value) if scope.table is HIGHLIGHTS else ()
        return mask_of_rows(lying, scope.part.size)
    if node.name in ("chapter", "color"):
        return (
            scope.snapshot.names[node.name].containing(node.value)[columns[node.name]]
            if scope.table is HIGHLIGHTS
            else _no_rows(scope)
        )
    return _rows_of_documents(scope, _document_rows(scope, node))


def _range_rows(scope: Scope, node: Between | Length) -> Mask:
    """The rows in a span of dates or of lengths."""
    if isinstance(node, Length):
        letters = scope.part.columns["letters"]
        return (letters >= min(node.least, _LARGEST)) & (letters <= min(node.most, _LARGEST))
    stamps = scope.part.columns["stamp"]
    mask: Mask = (stamps >= (stamp_of(node.first) if node.first else 1)) & (
        scope.part.columns["flags"] & FLAGS["dated"] != 0
    )
    return mask & (stamps < stamp_of(node.end)) if node.end else mask


def _document_rows(scope: Scope, node: Filter) -> Mask:
    """The documents that pass a filter about documents."""
    columns = scope.snapshot.of(DOCUMENTS).columns
    if node.name == "author":
        return _owners_of(
            *scope.snapshot.document_authors, author_ids(scope.db, node.value), len(columns["kind"])
        )
    if node.name == "document":
        return mask_of_rows(
            documents_titled(scope.db, name_key(node.value), node.value), len(columns["kind"])
        )
    if node.name == "source":
        return scope.snapshot.names["source"].containing(node.value)[columns["source"]]
    return np.asarray(columns["kind"] == _KINDS.index(node.value) + 1)


def _no_rows(scope: Scope) -> Mask:
    return np.zeros(scope.part.size, bool)


def _state_rows(scope: Scope, value: str) -> Mask:
    columns = scope.part.columns
    if value in ("highlight", "document"):
        return np.full(scope.part.size, scope.table.name == value + "s")
    if value == "gone":  # is said of highlights alone
        highlights = scope.table is HIGHLIGHTS
        return scope.snapshot.in_state(scope.table, GONE) if highlights else _no_rows(scope)
    if value == "new":
        return np.asarray(
            columns["brought"]
            == max(_newest_import(scope.snapshot, table) for table in TABLES.values())
        )
    flagged: Mask = (columns["flags"] & FLAGS[value.removeprefix("un")]) != 0
    if value == "untagged":
        return ~flagged
    return flagged if scope.table is HIGHLIGHTS or value in _FLAGS_OF_DOCUMENTS else _no_rows(scope)


def _newest_import(snapshot: Snapshot, table: IndexedTable) -> int:
    """The newest import with a live row; one that brought nothing new makes nothing old."""
    brought = snapshot.of(table).columns["brought"]
    return int(brought[snapshot.in_state(table, LIVE)].max(initial=-1))


def _rows_of_documents(scope: Scope, documents: Mask) -> Mask:
    """The rows of these documents: themselves, or their highlights."""
    if scope.table is DOCUMENTS:
        return documents
    of: Mask = documents[scope.part.columns["document"]]
    return of


def _owners_of(owners: Array, others: Array, wanted: Sequence[int], size: int) -> Mask:
    """The owners, below `size`, that have a pair with any of these values."""
    mask = np.zeros(size, bool)
    having = (
        owners[np.isin(others, wanted)]
        if len(wanted) > 1
        else owners[others == (wanted[0] if wanted else -1)]
    )
    mask[having[having < size]] = True
    return mask


def _tagged_rows(scope: Scope, wanted: Sequence[int]) -> Mask:
    inherited = _rows_of_documents(
        scope,
        _owners_of(*scope.snapshot.of(DOCUMENTS).tagged, wanted, scope.snapshot.of(DOCUMENTS).size),
    )
    return (
        inherited
        if scope.table is DOCUMENTS
        else inherited | _owners_of(*scope.part.tagged, wanted, scope.part.size)
    )


def tag_ids(db: Connection, name: str) -> list[int]:
    """The ids of a tag and all tags below it; with a star at its end, of all that begin so."""
    name = name if name.endswith("*") else shown_tag(db, name)
    key = name_key(name.rstrip("*"))
    last = key + "\U0010ffff" if name.endswith("*") else key
    query = "SELECT id FROM tags WHERE key BETWEEN ? AND ? OR (key > ? AND key < ?)"
    below = (key + "/", key + "0")  # "0" follows "/"
    return [row[0] for row in db.exec_driver_sql(query, (key, last, *below))]


def author_ids(db: Connection, name: str) -> list[int]:
    """The id of the author of this name, else of all with these words in a row in their names."""
    key = name_key(shown_author(db, name))
    exact = [row[0] for row in db.exec_driver_sql("SELECT id FROM authors WHERE key = ?", (key,))]
    if exact:
        return exact
    words = _words(key)
    near = db.exec_driver_sql("SELECT id, key FROM authors") if words.strip() else ()
    return [row.id for row in near if words in _words(row.key)]


def _words(key: str) -> str:
    """The words of a name without accents and marks, with a space on either side."""
    return f" {' '.join(words_of(key))} "


def documents_titled(db: Connection, title_key: str, code: str = "") -> list[int]:
    """The ids of documents with exactly this title, or with this code, gone ones too."""
    return [
        row[0]
        for row in db.exec_driver_sql(
            "SELECT id FROM documents WHERE title_key = ? OR code = ?", (title_key, code)
        )
    ]


def tray_rows(db: Connection, name: str) -> list[int]:
    """The ids of the highlights in a tray, by its code or its name in any case."""
    trays = db.exec_driver_sql("SELECT code, name FROM my_trays")
    meant = [code for code, own in trays if code == name or name_key(own) == name_key(name)]
    query = (
        "SELECT highlights.id FROM my_tray_items"
        " JOIN highlights ON highlights.code = highlight OR highlights.code ="
        " (SELECT code FROM highlight_keys WHERE own_code = highlight)"
        " WHERE highlight <> '' AND tray IN (SELECT value FROM json_each(?))"
    )
    return [row[0] for row in db.exec_driver_sql(query, (json.dumps(meant),))]


def mask_of_rows(rows: Iterable[int], size: int) -> Mask:
    """A mask of `size` rows in which these are True."""
    mask = np.zeros(size, bool)
    mask[[row for row in rows if row < size]] = True
    return mask
