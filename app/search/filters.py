"""Properties of a row - its tags, authors, dates, length, whatever is known of it but words - as sets of rows."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from sqlalchemy import Connection

from app.model import KINDS
from app.query.tree import Between, Filter, Length
from app.search.columns.postings import Mask, mask_of
from app.search.columns.rows import FLAGS, moment
from app.search.columns.storage import Array
from app.search.scope import Ground
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, SHELVES
from app.text import name_key

_KINDS: tuple[str, ...] = KINDS
_LARGEST = 2**31 - 1  # that the arrays hold
_OF_BOTH = ("noted", "link", "tagged", "dated")  # the others only highlights can have


def passing(ground: Ground, node: Filter | Between | Length) -> Mask:
    """Which rows pass a filter."""
    if not isinstance(node, Filter):
        return _measured(ground, node)
    if node.name in ("is", "has"):
        return _in_state(ground, node.value)
    columns = ground.part.columns
    if node.name == "in":
        return np.asarray(columns["brought"] == min(int(node.value), _LARGEST))
    if node.name == "tag":
        return _tagged(ground, tag_ids(ground.db, node.value))
    if node.name in ("chapter", "color"):
        return ground.digest.names[node.name].holding(node.value)[columns[node.name]] if ground.shelf is HIGHLIGHTS else _never(ground)
    return _of_documents(ground, _documents(ground, node))


def _measured(ground: Ground, node: Between | Length) -> Mask:
    """Which rows are of an age or of a length."""
    if isinstance(node, Length):
        letters = ground.part.columns["letters"]
        return (letters >= min(node.least, _LARGEST)) & (letters <= min(node.most, _LARGEST))
    stamps = ground.part.columns["stamp"]
    mask: Mask = (stamps >= (moment(node.first) if node.first else 1)) & (ground.part.columns["flags"] & FLAGS["dated"] != 0)
    return mask & (stamps < moment(node.end)) if node.end else mask


def _documents(ground: Ground, node: Filter) -> Mask:
    """Which documents pass a filter that is about documents."""
    columns = ground.digest.of(DOCUMENTS).columns
    if node.name == "author":
        return _of_pairs(*ground.digest.written, author_ids(ground.db, node.value), len(columns["kind"]))
    if node.name == "document":
        return only(titled(ground.db, name_key(node.value), node.value), len(columns["kind"]))
    if node.name == "source":
        return ground.digest.names["source"].holding(node.value)[columns["source"]]
    return np.asarray(columns["kind"] == _KINDS.index(node.value) + 1)


def _never(ground: Ground) -> Mask:
    return np.zeros(ground.part.size, bool)


def _in_state(ground: Ground, value: str) -> Mask:
    columns = ground.part.columns
    if value in ("highlight", "document"):
        return np.full(ground.part.size, ground.shelf.name == value + "s")
    if value == "gone":  # never among the live; `search_gone` looks for it
        return _never(ground)
    if value == "new":
        return np.asarray(columns["brought"] == max(_newest(ground.digest.of(shelf).columns) for shelf in SHELVES.values()))
    borne: Mask = (columns["flags"] & FLAGS[value.removeprefix("un")]) != 0
    if value == "untagged":
        return ~borne
    return borne if ground.shelf is HIGHLIGHTS or value in _OF_BOTH else _never(ground)


def _newest(columns: Mapping[str, Array]) -> int:
    """The newest import that brought any of the live rows; one that found nothing new makes nothing old."""
    return int(columns["brought"][mask_of(columns["live"])].max(initial=-1))


def _of_documents(ground: Ground, documents: Mask) -> Mask:
    """The rows of these documents: they themselves, or their highlights."""
    if ground.shelf is DOCUMENTS:
        return documents
    of: Mask = documents[ground.part.columns["document"]]
    return of


def _of_pairs(owners: Array, others: Array, wanted: Sequence[int], size: int) -> Mask:
    """Which of so many owners have a pair with any of these."""
    mask = np.zeros(size, bool)
    having = owners[np.isin(others, wanted)] if len(wanted) > 1 else owners[others == (wanted[0] if wanted else -1)]
    mask[having[having < size]] = True
    return mask


def _tagged(ground: Ground, wanted: Sequence[int]) -> Mask:
    inherited = _of_documents(ground, _of_pairs(*ground.digest.of(DOCUMENTS).tagged, wanted, ground.digest.of(DOCUMENTS).size))
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
    return f" {' '.join(''.join(letter if letter.isalnum() else ' ' for letter in key).split())} "


def titled(db: Connection, title_key: str, code: str = "") -> list[int]:
    """The live documents with exactly this title, or with this code."""
    return [row[0] for row in db.exec_driver_sql("SELECT id FROM documents WHERE (title_key = ? OR code = ?) AND gone = 0", (title_key, code))]


def only(rows: Iterable[int], size: int) -> Mask:
    """These of so many rows."""
    mask = np.zeros(size, bool)
    mask[[row for row in rows if row < size]] = True
    return mask
