"""Ties between nodes: links, authorship and tags, from documents outwards and towards nodes."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from sqlalchemy import Connection

from app.store.db.aliases import read_all_aliases
from app.store.graph.resolving import Ref, linked
from app.text import name_key

_LINKS = """
SELECT l.document_id, l.target, min(l.name) AS name, sum(l.place <> 'metadata') AS number
FROM links l JOIN documents d ON d.id = l.document_id AND d.gone = 0
LEFT JOIN highlights h ON h.id = l.highlight_id
WHERE l.target <> '' AND coalesce(h.gone, 0) = 0 AND {which}
GROUP BY l.document_id, l.target ORDER BY l.document_id, l.target
"""
_AUTHORS = """
SELECT w.document_id, w.author_id FROM document_authors w
JOIN documents d ON d.id = w.document_id AND d.gone = 0 WHERE {which}
"""
_TAGS = """
SELECT c.document_id, c.tag_id, t.key, max(c.highlights, c.documents) AS number
FROM tag_counts c JOIN tags t ON t.id = c.tag_id
WHERE t.key NOT IN (SELECT key FROM my_tags WHERE hidden = 1) AND {which}
"""
_IN = "{column} IN (SELECT value FROM json_each(?))"
_TO = (
    "l.id IN (SELECT id FROM links WHERE target IN (SELECT value FROM json_each(?))"
    " UNION SELECT id FROM links WHERE stem IN (SELECT value FROM json_each(?)))"
)


class Tie(NamedTuple):
    """Tie from a document to a node; of one kind there is one between two nodes."""

    document: Ref
    other: Ref
    kind: str


@dataclass(slots=True)
class Ties:
    """Ties with their weights."""

    weights: dict[Tie, int] = field(default_factory=dict)

    def take(self, others: "Ties") -> None:
        """Add the ties of others; what both have counts once."""
        self.weights |= others.weights

    def between(self) -> dict[tuple[Ref, Ref], int]:
        """The weight between each two nodes that are tied, the lesser first."""
        found: dict[tuple[Ref, Ref], int] = {}
        for tie, weight in self.weights.items():
            one, other = sorted((tie.document, tie.other), key=str)
            found[one, other] = found.get((one, other), 0) + weight
        return found


def from_documents(db: Connection, documents: Collection[int] | None = None) -> Ties:
    """The ties of live documents (by row id), all of them for None, to whatever they lead to."""
    asked = () if documents is None else (json.dumps([*documents]),)
    which = "1" if documents is None else _IN
    ties = Ties()
    _add_links(db, ties, which.format(column="l.document_id"), asked)
    _add_authors(db, ties, which.format(column="w.document_id"), asked)
    _add_tags(db, ties, which.format(column="c.document_id"), asked)
    return ties


def towards(db: Connection, nodes: Iterable[Ref]) -> Ties:
    """The ties of live documents to these nodes."""
    by_type: dict[str, list[int | str]] = {}
    for kind, row in nodes:
        by_type.setdefault(kind, []).append(row)
    ties = Ties()
    keys = json.dumps(_link_keys(db, by_type))
    _add_links(db, ties, _TO, (keys, keys))
    if of := by_type.get("author"):
        _add_authors(db, ties, _IN.format(column="w.author_id"), (json.dumps(of),))
    if of := by_type.get("tag"):
        _add_tags(db, ties, _IN.format(column="c.tag_id"), (json.dumps(of),))
    wanted = {(kind, row) for kind, several in by_type.items() for row in several}
    ties.weights = {tie: weight for tie, weight in ties.weights.items() if tie.other in wanted}
    return ties


def _link_keys(db: Connection, nodes: Mapping[str, list[int | str]]) -> list[str]:
    """Keys by which links may mean these nodes."""
    keys = [str(key) for key in nodes.get("wanted", ())]
    if of := nodes.get("document"):
        named = "SELECT key FROM names WHERE document_id IN (SELECT value FROM json_each(?))"
        keys += db.exec_driver_sql(named, (json.dumps(of),)).scalars()
    for kind, table in (("author", "authors"), ("tag", "tags")):
        if of := nodes.get(kind):
            named = f"SELECT key FROM {table} WHERE id IN (SELECT value FROM json_each(?))"
            keys += db.exec_driver_sql(named, (json.dumps(of),)).scalars()
    known = {*keys}
    for aliases in read_all_aliases(db):
        keys += [old for old in aliases.names if name_key(aliases.shown(old)) in known]
    return [*dict.fromkeys(keys)]


def _add_links(db: Connection, ties: Ties, which: str, asked: tuple[str, ...]) -> None:
    rows = db.exec_driver_sql(_LINKS.format(which=which), asked).all()
    for document, other, number in linked(db, rows):
        if number:
            tie = Tie(document, other, "link")
            ties.weights[tie] = ties.weights.get(tie, 0) + number
        elif other[0] != "author":  # a file names the authors of its document
            ties.weights.setdefault(Tie(document, other, "link"), 1)


def _add_authors(db: Connection, ties: Ties, which: str, asked: tuple[str, ...]) -> None:
    for row in db.exec_driver_sql(_AUTHORS.format(which=which), asked):
        document: Ref = ("document", row.document_id)
        ties.weights[Tie(document, ("author", row.author_id), "author")] = 1


def _add_tags(db: Connection, ties: Ties, which: str, asked: tuple[str, ...]) -> None:
    """Tags of documents; one above another adds nothing where it counts no more than that."""
    of: dict[int, dict[str, tuple[int, int]]] = {}
    for row in db.exec_driver_sql(_TAGS.format(which=which), asked):
        of.setdefault(row.document_id, {})[row.key] = row.tag_id, row.number
    for document, tags in of.items():
        below = {(key.rpartition("/")[0], number) for key, (_, number) in tags.items()}
        for key, (tag, number) in tags.items():
            if (key, number) not in below:
                ties.weights[Tie(("document", document), ("tag", tag), "tag")] = max(1, number)
