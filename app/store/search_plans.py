"""What a query asks of a shelf: an expression for its index and conditions on its rows."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from unicodedata import combining, normalize

from sqlalchemy import Connection

from app.query.tree import And, Between, Filter, Length, Node, Not, Or, Sign, parts
from app.store.search_shelves import HIGHLIGHTS, Shelf
from app.store.search_terms import exactly, match, quoted, rough
from app.text import name_key

Value = str | int
Condition = tuple[str, list[Value]]

_NEVER: Condition = ("0", [])
_HAS = {
    "favorite": "r.favorite", "discarded": "r.discarded", "cut": "r.cut_short", "noted": "r.note <> ''",
    "location": "r.location <> ''", "link": "r.url <> ''", "chapter": "r.chapter <> ''", "color": "r.color <> ''",
    "gone": "0",  # never among the live; `search_gone` looks for it
    "new": "r.import_id = (SELECT max(id) FROM imports)",
}  # fmt: skip
_NEAR = 8  # names that are looked up in the index
_OF_BOTH = ("noted", "link", "new")


@dataclass(frozen=True, slots=True)
class Plan:
    """Rows of a shelf that fit a query: those that its index finds by `match`, if any, and that fit `condition`, if any."""

    shelf: Shelf
    match: str
    condition: str
    values: tuple[Value, ...]

    @property
    def source(self) -> str:
        """The FROM and WHERE of the places, `s`, in the index where words were asked for, read with their rows, `r`, only if these count."""
        return f"FROM {self.shelf.index} s WHERE {self.shelf.index} MATCH ?" if self.match and not self.condition else self.rows

    @property
    def rows(self) -> str:
        """The FROM and WHERE of the rows, `r`, in the order of the index where words were asked for."""
        table, index = self.shelf.name, self.shelf.index
        if not self.match:
            return f"FROM {table} r WHERE r.gone = 0{self._also}"
        return f"FROM {index} s CROSS JOIN {table} r ON r.id = s.rowid WHERE {index} MATCH ?{self._also}"

    @property
    def among(self) -> str:
        """The FROM and WHERE of the same rows in whatever order is quickest to sort."""
        found = f" AND r.id IN (SELECT rowid FROM {self.shelf.index} WHERE {self.shelf.index} MATCH ?)" if self.match else ""
        return f"FROM {self.shelf.name} r WHERE r.gone = 0{found}{self._also}"

    @property
    def _also(self) -> str:
        return f" AND {self.condition}" if self.condition else ""

    @property
    def bound(self) -> tuple[Value, ...]:
        """The values of the question marks of `source` and of `among`."""
        return (self.match, *self.values) if self.match else self.values


def plan(db: Connection, tree: Node, shelf: Shelf) -> Plan:
    """How the rows of a shelf that fit a tree are found."""
    words: list[Node] = []
    conditions: list[Condition] = []
    for part in parts(tree):
        negative = isinstance(part, Not)
        inner = part.part if isinstance(part, Not) else part
        known, exact = match(inner, shelf), not rough(inner, shelf)
        words += [part] if known and (exact or not negative) else []
        conditions += [] if known and exact else [_condition(db, part, shelf)]
    expression = match(And(tuple(words)), shelf)
    if expression:
        expression = " AND ".join([f"({expression})", *(near for part in parts(tree) if (near := _near(db, part)))])
    else:
        conditions += [_condition(db, part, shelf) for part in words]
    return Plan(shelf, expression, " AND ".join(sql for sql, _ in conditions), tuple(value for _, values in conditions for value in values))


def _near(db: Connection, node: Node) -> str:
    """An expression that at least all rows of an author or a tag fit, which spares reading the others; empty where there is none."""
    if not isinstance(node, Filter) or node.name not in ("author", "tag"):
        return ""
    ids = _author_ids(db, node.value) if node.name == "author" else _tag_ids(db, node.value)
    names = [row.name for row in db.exec_driver_sql(f"SELECT name FROM {node.name}s WHERE id IN {_LISTED} LIMIT {_NEAR + 1}", (ids,))]
    if not 0 < len(names) <= _NEAR or not all(any(letter.isalnum() for letter in name) for name in names):
        return ""
    return f"{{{node.name}s}} : (" + " OR ".join(quoted(name) for name in names) + ")"


def _condition(db: Connection, node: Node, shelf: Shelf) -> Condition:
    if isinstance(node, Not):
        sql, values = _condition(db, node.part, shelf)
        return f"NOT {sql}", values
    exact = exactly(node, shelf)
    if exact:  # letters are slow to look at: once is enough
        return f"r.id IN {_LISTED}", [_ids(db, *exact)]
    expression = "" if rough(node, shelf) else match(node, shelf)
    if expression:
        return f"r.id IN (SELECT rowid FROM {shelf.index} WHERE {shelf.index} MATCH ?)", [expression]
    if isinstance(node, And | Or):
        inner = [_condition(db, part, shelf) for part in node.parts]
        joint = " AND " if isinstance(node, And) else " OR "
        return "(" + (joint.join(sql for sql, _ in inner) or "1") + ")", [value for _, values in inner for value in values]
    return _property(db, node, shelf)


def _property(db: Connection, node: Node, shelf: Shelf) -> Condition:
    if isinstance(node, Between):
        bounds = ([(f"{shelf.stamp} >= ?", node.first)] if node.first else []) + ([(f"{shelf.stamp} < ?", node.end)] if node.end else [])
        return "(" + " AND ".join(sql for sql, _ in bounds) + f" AND {shelf.dated})", [value for _, value in bounds]
    if isinstance(node, Length):
        return f"length(r.{shelf.columns['text']}) BETWEEN ? AND ?", [node.least, node.most]
    if isinstance(node, Sign):
        return _sign(node.text, shelf)
    return _filter(db, node, shelf) if isinstance(node, Filter) else _NEVER


def _sign(text: str, shelf: Shelf) -> Condition:
    columns = " || ' ' || ".join(shelf.indexed)
    return f"r.id IN (SELECT rowid FROM {shelf.index} WHERE instr({columns}, ?))", [text]


def _filter(db: Connection, node: Filter, shelf: Shelf) -> Condition:
    match node.name:
        case "tag":
            return _tagged(_tag_ids(db, node.value), shelf)
        case "author":
            return f"{shelf.document} IN (SELECT document_id FROM document_authors WHERE author_id IN {_LISTED})", [_author_ids(db, node.value)]
        case "kind" | "document" | "source":
            fits = {"kind": "kind = ?", "document": "title_key = ? OR code = ?", "source": _SOURCE}[node.name]
            values = {"kind": [node.value], "document": [name_key(node.value), node.value], "source": [_like(node.value)] * 2}[node.name]
            return f"{shelf.document} IN (SELECT id FROM documents WHERE {fits})", [*values]
        case "in":
            return "r.import_id = ?", [int(node.value)]
        case "is" | "has":
            return _state(node.value, shelf)
    return (rf"r.{node.name} LIKE ? ESCAPE '\'", [_like(node.value)]) if shelf is HIGHLIGHTS else _NEVER


def _state(value: str, shelf: Shelf) -> Condition:
    if value in ("highlight", "document"):
        return ("1" if shelf.name == value + "s" else "0"), []
    if value in ("tagged", "untagged"):
        sort = shelf.name.removesuffix("s")
        return f"{'NOT ' if value == 'untagged' else ''}EXISTS (SELECT 1 FROM {sort}_tags WHERE {sort}_id = r.id)", []
    return (_HAS[value], []) if shelf is HIGHLIGHTS or value in _OF_BOTH else _NEVER


_SOURCE = r"title LIKE ? ESCAPE '\' OR url LIKE ? ESCAPE '\'"
_LISTED = "(SELECT value FROM json_each(?))"


def _tagged(ids: str, shelf: Shelf) -> Condition:
    inherited = f"{shelf.document} IN (SELECT document_id FROM document_tags WHERE tag_id IN {_LISTED})"
    if shelf is not HIGHLIGHTS:
        return inherited, [ids]
    return f"(r.id IN (SELECT highlight_id FROM highlight_tags WHERE tag_id IN {_LISTED}) OR {inherited})", [ids, ids]


def _tag_ids(db: Connection, name: str) -> str:
    """A tag and all tags below it, or, with a star at its end, all tags that begin so."""
    key = name_key(name.rstrip("*"))
    last = key + "\U0010ffff" if name.endswith("*") else key
    query = "SELECT id FROM tags WHERE key BETWEEN ? AND ? OR (key > ? AND key < ?)"
    return _ids(db, query, (key, last, key + "/", key + "0"))  # "0" follows "/"


def _author_ids(db: Connection, name: str) -> str:
    """The author of this name, else all authors in whose names these words stand in a row."""
    key = name_key(name)
    exact = _ids(db, "SELECT id FROM authors WHERE key = ?", (key,))
    if exact != "[]":
        return exact
    words = _words(key)
    near = db.exec_driver_sql("SELECT id, key FROM authors") if words.strip() else ()
    return json.dumps([row.id for row in near if words in _words(row.key)])


def _words(key: str) -> str:
    """The words of a name without accents and marks, with a space on either side."""
    bare = "".join(letter for letter in normalize("NFD", key) if not combining(letter))
    return f" {' '.join(''.join(letter if letter.isalnum() else ' ' for letter in bare).split())} "


def _ids(db: Connection, query: str, values: Sequence[Value]) -> str:
    return json.dumps([row[0] for row in db.exec_driver_sql(query, tuple(values)).all()])


def _like(text: str) -> str:
    for sign in ("\\", "%", "_"):
        text = text.replace(sign, "\\" + sign)
    return f"%{text}%"
