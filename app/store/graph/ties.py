"""Ties between nodes: links, authorship and tags, from documents outwards and towards nodes."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row

from app.store.db.aliases import read_all_aliases
from app.store.graph.resolving import Ref, linked
from app.text import name_key

_LIVE = """
AND l.document_id NOT IN (SELECT id FROM documents WHERE gone <> 0)
AND coalesce(l.highlight_id, 0) NOT IN (SELECT id FROM highlights WHERE gone <> 0)
"""
_LINKS = f"""
SELECT l.document_id, l.target, min(l.name) AS name, sum(l.place <> 'metadata') AS number
FROM links l WHERE l.target <> '' AND {{which}} {_LIVE} GROUP BY l.document_id, l.target
"""
# The key of a name that is no path says what its name does: so an index has all that is read of
# those, and only of paths the last part is looked for.
_LINKS_TO = f"""
SELECT * FROM (
SELECT l.document_id, l.target, l.target AS name, sum(l.place <> 'metadata') AS number
FROM links l WHERE l.target IN (SELECT value FROM json_each(?) WHERE NOT instr(value, '/')) {_LIVE}
GROUP BY l.target, l.document_id UNION ALL
SELECT l.document_id, l.target, min(l.name), sum(l.place <> 'metadata') FROM links l
WHERE l.id IN (SELECT id FROM links WHERE target IN
  (SELECT value FROM json_each(?) WHERE instr(value, '/')) UNION ALL SELECT id FROM links
  WHERE stem IN (SELECT value FROM json_each(?)) AND instr(target, '/')) {_LIVE}
GROUP BY l.target, l.document_id) AS l
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
# The heaviest ties of each kind; equals by what does not tell which was imported first.
_HEAVIEST = "ORDER BY {order} LIMIT ?"
_OF_LINKS = "number DESC, (SELECT code FROM documents WHERE id = l.document_id), l.target"
_OF_AUTHORS = "d.highlights DESC, d.code"
_OF_TAGS = (
    "number DESC, length(t.key) DESC, (SELECT code FROM documents WHERE id = c.document_id), t.key"
)
_IN = "{column} IN (SELECT value FROM json_each(?))"
_AMONG = (
    "l.document_id IN (SELECT value FROM json_each(?)) AND (l.target IN"
    " (SELECT value FROM json_each(?)) OR instr(l.target, '/') AND l.stem IN"
    " (SELECT value FROM json_each(?)))"
)
# One below another says whether that adds anything.
_AMONG_TAGS = (
    "c.document_id IN (SELECT value FROM json_each(?))"
    " AND (c.tag_id IN (SELECT value FROM json_each(?)) OR instr(t.key, '/'))"
)
_HUBS = {  # of these the ones with so many ties of a kind, and more
    kind: f"SELECT value FROM json_each(?) WHERE EXISTS"
    f" (SELECT 1 FROM {table} WHERE {column} = value LIMIT 1 OFFSET ?)"
    for kind, table, column in (
        ("link", "links", "target"),
        ("author", "document_authors", "author_id"),
        ("tag", "tag_counts", "tag_id"),
    )
}
_KEYS = """
SELECT key FROM names WHERE document_id IN (SELECT value FROM json_each(?))
UNION ALL SELECT key FROM authors WHERE id IN (SELECT value FROM json_each(?))
UNION ALL SELECT key FROM tags WHERE id IN (SELECT value FROM json_each(?))
"""


class Tie(NamedTuple):
    """Tie from a document to a node; of one kind there is one between two nodes."""

    document: Ref
    other: Ref
    kind: str


@dataclass(slots=True)
class Ties:
    """Ties with their weights; `cut` where there are more, of which the heaviest were read."""

    weights: dict[Tie, int] = field(default_factory=dict)
    cut: bool = False

    def take(self, others: "Ties") -> None:
        """Add the ties of others; what both have counts once."""
        self.weights |= others.weights
        self.cut |= others.cut

    def between(self) -> dict[tuple[Ref, Ref], int]:
        """The weight between each two nodes that are tied, the lesser first."""
        found: dict[tuple[Ref, Ref], int] = {}
        for tie, weight in self.weights.items():
            # of nodes of one type both ids are numbers or both are names
            two = (tie.document, tie.other)
            if two[1] < two[0]:
                two = (tie.other, tie.document)
            found[two] = found.get(two, 0) + weight
        return found


def from_documents(
    db: Connection, documents: Collection[int] | None = None, *, most: int = -1
) -> Ties:
    """The ties of live documents (by row id), all of them for None, to whatever they lead to.

    Of links, authorship and tags `most` each, the heaviest; all of them for -1.
    """
    asked = () if documents is None else (json.dumps([*documents]),)
    which = "1" if documents is None else _IN
    ties = Ties()
    links = _LINKS.format(which=which.format(column="l.document_id"))
    _add_links(db, ties, links, asked, most)
    _add_authors(db, ties, which.format(column="w.document_id"), asked, most)
    _add_tags(db, ties, which.format(column="c.document_id"), asked, most)
    return ties


def towards(
    db: Connection, nodes: Iterable[Ref], *, most: int = -1, but_hubs: bool = False
) -> Ties:
    """The ties of live documents to these nodes, `most` of each kind as in `from_documents`.

    With `but_hubs` none to a node to which more than `most` lead: they tell little of each other.
    """
    by_type = _by_type(nodes)
    ties = Ties()
    asked = {"link": _link_keys(db, by_type)} | {
        kind: by_type.get(kind, []) for kind in ("author", "tag")
    }
    if but_hubs:
        for kind, of in asked.items():
            hubs = {*db.exec_driver_sql(_HUBS[kind], (json.dumps(of), most)).scalars()}
            asked[kind] = [each for each in of if each not in hubs]
            ties.cut |= bool(hubs)
    keys = json.dumps(asked["link"])
    _add_links(db, ties, _LINKS_TO, (keys, keys, keys), most)
    for kind, add, column in (
        ("author", _add_authors, "w.author_id"),
        ("tag", _add_tags, "c.tag_id"),
    ):
        if of := asked[kind]:
            add(db, ties, _IN.format(column=column), (json.dumps(of),), most)
    return _leading_to(ties, by_type)


def among(db: Connection, nodes: Iterable[Ref]) -> Ties:
    """The ties between these nodes."""
    by_type = _by_type(nodes)
    ties = Ties()
    rows, keys = json.dumps(by_type.get("document", [])), json.dumps(_link_keys(db, by_type))
    _add_links(db, ties, _LINKS.format(which=_AMONG), (rows, keys, keys), -1)
    _add_authors(db, ties, _IN.format(column="w.document_id"), (rows,), -1)
    _add_tags(db, ties, _AMONG_TAGS, (rows, json.dumps(by_type.get("tag", []))), -1)
    return _leading_to(ties, by_type)


def _by_type(nodes: Iterable[Ref]) -> dict[str, list[int | str]]:
    by_type: dict[str, list[int | str]] = {}
    for kind, row in nodes:
        by_type.setdefault(kind, []).append(row)
    return by_type


def _leading_to(ties: Ties, nodes: Mapping[str, list[int | str]]) -> Ties:
    """Those of the ties that lead to one of these nodes."""
    wanted = {(kind, row) for kind, several in nodes.items() for row in several}
    kept = {tie: weight for tie, weight in ties.weights.items() if tie.other in wanted}
    return Ties(kept, ties.cut)


def _link_keys(db: Connection, nodes: Mapping[str, list[int | str]]) -> list[str]:
    """Keys by which links may mean these nodes."""
    keys = [str(key) for key in nodes.get("wanted", ())]
    asked = tuple(json.dumps(nodes.get(kind, ())) for kind in ("document", "author", "tag"))
    keys += db.exec_driver_sql(_KEYS, asked).scalars()
    known = {*keys}
    for aliases in read_all_aliases(db):
        keys += [old for old in aliases.names if name_key(aliases.shown(old)) in known]
    return [*dict.fromkeys(keys)]


def _read(
    db: Connection, ties: Ties, query: str, asked: tuple[str, ...], *, order: str, most: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """The first `most` rows of a query in an order, or all of them in none for -1.

    Notes in `ties` where there are more.
    """
    if most < 0:
        return db.exec_driver_sql(query, asked).all()
    rows = db.exec_driver_sql(query + _HEAVIEST.format(order=order), (*asked, most + 1)).all()
    ties.cut |= most < len(rows)
    return rows[:most]


def _add_links(db: Connection, ties: Ties, query: str, asked: tuple[str, ...], most: int) -> None:
    rows = _read(db, ties, query, asked, order=_OF_LINKS, most=most)
    for document, other, number in linked(db, rows):
        if number:
            tie = Tie(document, other, "link")
            ties.weights[tie] = ties.weights.get(tie, 0) + number
        elif other[0] != "author":  # a file names the authors of its document
            ties.weights.setdefault(Tie(document, other, "link"), 1)


def _add_authors(db: Connection, ties: Ties, which: str, asked: tuple[str, ...], most: int) -> None:
    query = _AUTHORS.format(which=which)
    for document, author in _read(db, ties, query, asked, order=_OF_AUTHORS, most=most):
        ties.weights[Tie(("document", document), ("author", author), "author")] = 1


def _add_tags(db: Connection, ties: Ties, which: str, asked: tuple[str, ...], most: int) -> None:
    """Tags of documents; one above another adds nothing where it counts no more than that."""
    query = _TAGS.format(which=which)
    rows = _read(db, ties, query, asked, order=_OF_TAGS, most=most)
    below = {(row[0], row[2].rpartition("/")[0], row[3]) for row in rows if "/" in row[2]}
    for document, tag, key, number in rows:
        if (document, key, number) not in below:
            ties.weights[Tie(("document", document), ("tag", tag), "tag")] = max(1, number)
