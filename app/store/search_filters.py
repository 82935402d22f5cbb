"""Properties of a row - its tags, authors, dates, length, whatever is known of it but words - as sets of rows."""

import json
from collections.abc import Sequence
from unicodedata import combining, normalize

import numpy as np
from sqlalchemy import Connection

from app.model import KINDS
from app.query.tree import Between, Filter, Length
from app.store.digest_codes import Mask
from app.store.digest_columns import FLAGS, moment
from app.store.digest_file import Array
from app.store.search_ground import Ground
from app.store.search_shelves import DOCUMENTS, HIGHLIGHTS
from app.text import name_key

_OF_BOTH = ("noted", "link", "tagged")  # the others only highlights can have


def passing(ground: Ground, node: Filter | Between | Length) -> Mask:
    """Which rows pass a filter."""
    columns = ground.part.columns
    if isinstance(node, Between):
        return (columns["stamp"] >= (moment(node.first) if node.first else 1)) & (not node.end or columns["stamp"] < moment(node.end))
    if isinstance(node, Length):
        return (columns["letters"] >= min(node.least, 2**31)) & (columns["letters"] <= min(node.most, 2**31))
    match node.name:
        case "tag":
            return _tagged(ground, tag_ids(ground.db, node.value))
        case "author":
            return _of_documents(ground, _of_pairs(*ground.digest.written, author_ids(ground.db, node.value), _documents(ground)))
        case "kind":
            return _of_documents(ground, ground.digest.of(DOCUMENTS).columns["kind"] == KINDS.index(node.value) + 1)  # type: ignore[arg-type] # a value of its own is a kind
        case "source":
            return _of_documents(ground, _named(ground, "source", node.value)[ground.digest.of(DOCUMENTS).columns["source"]])
        case "in":
            return np.asarray(columns["brought"] == min(int(node.value), 2**31 - 1))
        case "is" | "has":
            return _in_state(ground, node.value)
    return _named(ground, node.name, node.value)[columns[node.name]] if ground.shelf is HIGHLIGHTS else _never(ground)


def _never(ground: Ground) -> Mask:
    return np.zeros(ground.part.size, bool)


def _in_state(ground: Ground, value: str) -> Mask:
    columns = ground.part.columns
    if value in ("highlight", "document"):
        return np.full(ground.part.size, ground.shelf.name == value + "s")
    if value == "new":
        newest = ground.db.exec_driver_sql("SELECT max(id) FROM imports").scalar()
        return np.asarray(columns["brought"] == (newest or -1))
    if value == "untagged":
        return (columns["flags"] & FLAGS["tagged"]) == 0
    return (columns["flags"] & FLAGS[value]) != 0 if ground.shelf is HIGHLIGHTS or value in _OF_BOTH else _never(ground)


def _named(ground: Ground, what: str, part: str) -> Mask:
    return ground.digest.names[what].holding(part)


def _documents(ground: Ground) -> int:
    return ground.digest.of(DOCUMENTS).size


def _of_documents(ground: Ground, documents: Mask) -> Mask:
    """The rows of these documents: they themselves, or their highlights."""
    if ground.shelf is DOCUMENTS:
        return documents
    return documents[np.minimum(ground.part.columns["document"], len(documents) - 1)]


def _of_pairs(owners: Array, others: Array, wanted: Sequence[int], size: int) -> Mask:
    """Which of so many owners have a pair with any of these."""
    mask = np.zeros(size, bool)
    having = owners[np.isin(others, wanted)] if len(wanted) > 1 else owners[others == (wanted[0] if wanted else -1)]
    mask[having[having < size]] = True
    return mask


def _tagged(ground: Ground, wanted: Sequence[int]) -> Mask:
    inherited = _of_documents(ground, _of_pairs(*ground.digest.of(DOCUMENTS).tagged, wanted, _documents(ground)))
    return inherited if ground.shelf is DOCUMENTS else inherited | _of_pairs(*ground.part.tagged, wanted, ground.part.size)


def tag_ids(db: Connection, name: str) -> list[int]:
    """A tag and all tags below it, or, with a star at its end, all tags that begin so."""
    key = name_key(name.rstrip("*"))
    last = key + "\U0010ffff" if name.endswith("*") else key
    query = "SELECT id FROM tags WHERE key BETWEEN ? AND ? OR (key > ? AND key < ?)"
    return [row[0] for row in db.exec_driver_sql(query, (key, last, key + "/", key + "0"))]  # "0" follows "/"


def author_ids(db: Connection, name: str) -> list[int]:
    """The author of this name, else all authors in whose names these words stand in a row."""
    key = name_key(name)
    exact = [row[0] for row in db.exec_driver_sql("SELECT id FROM authors WHERE key = ?", (key,))]
    if exact:
        return exact
    words = _words(key)
    near = db.exec_driver_sql("SELECT id, key FROM authors") if words.strip() else ()
    return [row.id for row in near if words in _words(row.key)]


def _words(key: str) -> str:
    """The words of a name without accents and marks, with a space on either side."""
    bare = "".join(letter for letter in normalize("NFD", key) if not combining(letter)) if not key.isascii() else key
    return f" {' '.join(''.join(letter if letter.isalnum() else ' ' for letter in bare).split())} "


def titled(db: Connection, title_key: str) -> list[int]:
    """The live documents with exactly this title."""
    return [row[0] for row in db.exec_driver_sql("SELECT id FROM documents WHERE title_key = ? AND gone = 0", (title_key,))]


def in_json(ids: Sequence[int]) -> str:
    """Row ids as one value that SQL can list."""
    return json.dumps(ids)
