"""Search of highlights that are gone from their files.

They are in no index: the newest of them are read and compared, one term after the other.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any, Literal

from sqlalchemy import Connection

from app.markdown.plain import plain
from app.model import Facet, Hit
from app.query.tree import (
    And,
    Between,
    Filter,
    Length,
    Like,
    Mention,
    Most,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Sign,
    Within,
    Word,
    leaves,
)
from app.search.columns.cache import cache_of
from app.search.columns.words import LAST
from app.search.facets import most_frequent, undated_row, with_rows
from app.search.filters import author_ids, tag_ids, tray_rows
from app.search.fts_query import Tokens, any_word
from app.search.similar import least_shared
from app.search.snippets import of_highlight
from app.store.db.rows import in_json
from app.store.fts.change_log import position
from app.store.fts.hyphens import with_joined, without_hyphens
from app.store.fts.index import indexed
from app.store.fts.tables import HIGHLIGHTS
from app.store.reads.highlights import highlights_by_id
from app.text import name_key, normal

MOST_READ = 5_000  # gone highlights that are looked at, the newest
_NEWEST = (  # the index of `gone` holds every row that is not live
    "SELECT id FROM highlights WHERE gone <> 0 AND gone = 1 ORDER BY at DESC, id DESC LIMIT ?"
)
_LISTED = "(SELECT value FROM json_each(?))"
_AMONG = (
    f"FROM highlights JOIN documents ON documents.id = document_id WHERE highlights.id IN {_LISTED}"
)
_DATED = "(highlighted_at <> '' OR added_at <> '')"
_OWN_TAGS = "SELECT highlight_id FROM highlight_tags"
_OF_TAGS = "SELECT document_id FROM document_tags"
_NEWEST_IMPORT = "SELECT max(import_id) AS newest FROM {} WHERE gone = 0"
_NEWEST_OF_ALL = (
    f"SELECT max(newest) FROM ({_NEWEST_IMPORT.format('highlights')} UNION ALL "
    f"{_NEWEST_IMPORT.format('documents')})"
)
_LARGEST = 2**63 - 1  # that SQL can hold
_STATES = {
    "gone": "1",
    "highlight": "1",
    "document": "0",
    "favorite": "highlights.favorite = 1",
    "discarded": "highlights.discarded = 1",
    "cut": "highlights.cut_short = 1",
    "noted": "highlights.note <> ''",
    "location": "location <> ''",
    "link": "highlights.url <> ''",
    "chapter": "chapter <> ''",
    "color": "color <> ''",
    "dated": _DATED,
    "tagged": f"highlights.id IN ({_OWN_TAGS})",
    "untagged": f"highlights.id NOT IN ({_OWN_TAGS})",
    "new": f"highlights.import_id = ({_NEWEST_OF_ALL})",
}
_SUBSTRINGS = {  # columns of which the filter names a piece
    "chapter": "chapter",
    "color": "color",
    "source": "documents.title || char(1) || documents.url",
}
_BY_ID = {
    "tag": (
        f"(highlights.id IN ({_OWN_TAGS} WHERE tag_id IN {_LISTED}) OR document_id IN "
        f"({_OF_TAGS} WHERE tag_id IN {_LISTED}))"
    ),
    "author": (
        f"document_id IN (SELECT document_id FROM document_authors WHERE author_id IN {_LISTED})"
    ),
}
_EQUAL = {
    "document": "(title_key = ? OR documents.code = ?)",
    "kind": "kind = ?",
    "in": "highlights.import_id = CAST(? AS INTEGER)",
}
_AUTHORS = (
    "(SELECT group_concat(name, char(10)) FROM authors JOIN document_authors ON author_id "
    "= authors.id WHERE document_id = documents.id)"
)
_TAGS = (
    "(SELECT group_concat(name, char(10)) FROM tags WHERE id IN"
    " (SELECT tag_id FROM highlight_tags WHERE highlight_id = highlights.id"
    " UNION SELECT tag_id FROM document_tags WHERE document_id = documents.id))"
)
_TEXTS = (
    f"SELECT highlights.id, text, highlights.note, documents.title, coalesce({_AUTHORS}, "
    f"''), coalesce({_TAGS}, '') {_AMONG}"
)
_FACETS: Mapping[Literal["kind", "author", "tag", "year", "document"], str] = {
    "kind": f"SELECT kind, count(*) {_AMONG} GROUP BY kind",
    "author": (
        "SELECT name, count(*) FROM highlights JOIN document_authors USING (document_id)"
        f" JOIN authors ON authors.id = author_id WHERE highlights.id IN {_LISTED} GROUP BY name"
    ),
    "tag": (  # a highlight with the tag `a/b` has `a` too
        "WITH RECURSIVE"
        f" found AS (SELECT id, document_id FROM highlights WHERE id IN {_LISTED}),"
        " tagged (of, key) AS (SELECT found.id, key FROM found"
        " JOIN highlight_tags ON highlight_id = found.id"
        " JOIN tags ON tags.id = tag_id"
        " UNION SELECT found.id, key FROM found JOIN document_tags USING (document_id)"
        " JOIN tags ON tags.id = tag_id"
        " UNION SELECT of, rtrim(rtrim(key, replace(key, '/', '')), '/') FROM tagged"
        " WHERE instr(key, '/'))"
        " SELECT name, count(*) FROM tagged JOIN tags USING (key) GROUP BY name"
    ),
    "year": f"SELECT substr(at, 1, 4), count(*) {_AMONG} AND {_DATED} AND at <> '' GROUP BY 1",
    "document": f"SELECT title, count(*) {_AMONG} AND title <> '' GROUP BY title_key",
}


def search_gone(db: Connection, query: Query) -> tuple[Sequence[int], bool]:
    """The ids of the gone highlights that match, in order, and whether all were looked at.

    The newest first unless sorted otherwise. Words are compared letter by letter.
    """
    rows = [row[0] for row in db.exec_driver_sql(_NEWEST, (MOST_READ + 1,))]
    fitting = _Gone(db, _known(db)).fitting(query.tree, frozenset(rows[:MOST_READ]))
    ids = [row for row in rows[:MOST_READ] if row in fitting]
    if query.sort == "random":
        Random(query.seed).shuffle(ids)  # noqa: S311 an order is no secret
    if query.sort == "old":
        old = f"SELECT id FROM highlights WHERE id IN {_LISTED} ORDER BY at = '', at, id"
        ids = [row[0] for row in db.exec_driver_sql(old, (in_json(ids),))]
    if query.sort == "place":
        placed = db.exec_driver_sql(
            f"SELECT id FROM highlights WHERE id IN {_LISTED} ORDER BY document_id, position, id",
            (in_json(ids),),
        )
        ids = [row[0] for row in placed]
    return ids, len(rows) <= MOST_READ


def gone_hits(db: Connection, query: Query, ids: Sequence[int]) -> tuple[Hit, ...]:
    """The hits of these gone highlights, in this order."""
    highlights = highlights_by_id(db, ids)
    marked = _marked(db, any_word(query.tree, HIGHLIGHTS), ids)
    shown = [
        (highlights[row], of_highlight(highlights[row], marked.get(row, ())))
        for row in ids
        if row in highlights
    ]
    return tuple(
        Hit(highlight.document, highlight, snippet, "all words") for highlight, snippet in shown
    )


def gone_facets(db: Connection, ids: Sequence[int]) -> tuple[Facet, ...]:
    """The facets of these gone highlights."""
    listed = (in_json(ids),)
    counted = tuple(
        Facet(name, most_frequent(dict(map(tuple, db.exec_driver_sql(query, listed)))))
        for name, query in _FACETS.items()
    )
    noted, favorite, undated = db.exec_driver_sql(
        f"SELECT coalesce(sum(highlights.note <> ''), 0), coalesce(sum(highlights.favorite), 0), "
        f"coalesce(sum(NOT {_DATED}), 0) {_AMONG}",
        listed,
    ).one()
    counted = tuple(
        Facet(each.name, each.rows + undated_row(undated)) if each.name == "year" else each
        for each in counted
    )
    return (*counted, Facet("with", with_rows(noted, favorite)))


def _marked(db: Connection, words: str, ids: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    """The texts of these highlights as the index would have them, with matches framed."""
    if not words or not ids:
        return {}
    cache = cache_of(db)
    texts = db.exec_driver_sql(_TEXTS, (in_json(ids),))
    rows = [
        (row, indexed(plain(text)), indexed(plain(note)), *map(indexed, names))
        for row, text, note, *names in texts
    ]
    return (cache.tokens if cache else Tokens()).framed(
        HIGHLIGHTS, rows, words, ("text", "note", "title")
    )


@dataclass(frozen=True, slots=True)
class _Texts:
    """The texts of a highlight in the form in which they are compared."""

    text: str
    note: str
    title: str
    names: str


@dataclass(frozen=True, slots=True)
class _Gone:
    """An evaluator of trees over gone highlights; `texts` are those read by now, by row id."""

    db: Connection
    texts: dict[int, _Texts]

    def fitting(self, node: Node, among: frozenset[int]) -> frozenset[int]:
        """The rows of these that match a tree; words are compared last, in what filters leave."""
        match node:
            case Not(part):
                return among - self.fitting(part, among)
            case And(every):
                for part in sorted(every, key=_asks_for_letters):
                    among = self.fitting(part, among)
                return among
            case Or(any_of):
                return frozenset().union(*(self.fitting(part, among) for part in any_of))
            case Most():
                raise TypeError  # it is made for live rows alone
            case Filter() if node.name in _SUBSTRINGS:
                named = self._rows(
                    f"SELECT highlights.id, {_SUBSTRINGS[node.name]} {_AMONG}", among
                )
                return frozenset(row for row, name in named if normal(node.value) in normal(name))
            case Filter() | Between() | Length():
                condition, values = _condition(self.db, node)
                return frozenset(
                    row[0]
                    for row in self._rows(
                        f"SELECT highlights.id {_AMONG} AND {condition}", among, *values
                    )
                )
        return frozenset(row for row, texts in self._read(among) if _holds(node, texts))

    def _rows(
        self, query: str, among: frozenset[int], *values: str | int
    ) -> Iterator[tuple[Any, ...]]:
        yield from map(
            tuple, self.db.exec_driver_sql(query, (in_json(among), *values)) if among else ()
        )

    def _read(self, among: frozenset[int]) -> Iterator[tuple[int, _Texts]]:
        for row, text, note, title, *names in self._rows(_TEXTS, among - self.texts.keys()):
            self.texts[row] = _Texts(
                *map(_compared, (plain(text), plain(note), title, "\n".join(names)))
            )
        return ((row, self.texts[row]) for row in among)


def _known(db: Connection) -> dict[int, _Texts]:
    """The texts that earlier searches read, if nothing was written since.

    The caller adds to them.
    """
    cache = cache_of(db)
    snapshot = cache.current(db) if cache else None
    return (
        snapshot.compute_once("gone", dict[int, _Texts])
        if snapshot and snapshot.position == position(db)
        else {}
    )


def _asks_for_letters(node: Node) -> bool:
    """Whether a part needs the texts."""
    return any(not isinstance(leaf, Filter | Between | Length) for leaf, _ in leaves(node))


def _compared(text: str) -> str:
    return normal(with_joined(text))


def _holds(node: Word | Phrase | Prefix | Sign | Mention | Like | Within, texts: _Texts) -> bool:
    if isinstance(node, Like):
        return sum(_holds(word, texts) for word in node.words) >= least_shared(node)
    places = [texts.text, texts.note, texts.title, texts.names]
    if isinstance(node, Within):
        places, node = (
            [{"text": texts.text, "note": texts.note, "title": texts.title}[node.column]],
            node.term,
        )
    forms = [normal(form) for form in (node.text, without_hyphens(node.text)) if form]
    return any(form in place for form in forms for place in places)


def _condition(
    db: Connection, node: Filter | Between | Length
) -> tuple[str, tuple[str | int, ...]]:
    """The SQL condition of a filter, as for live rows, and its parameters."""
    if isinstance(node, Between):
        return f"{_DATED} AND at >= ? AND at < ?", (node.first, node.end or LAST)
    if isinstance(node, Length):
        return "length(text) BETWEEN ? AND ?", (
            min(node.least, _LARGEST),
            min(node.most, _LARGEST),
        )
    if node.name in ("is", "has"):
        return _STATES[node.value], ()
    if node.name == "tray":
        return f"highlights.id IN {_LISTED}", (in_json(tray_rows(db, node.value)),)
    if node.name in ("tag", "author"):
        wanted = in_json(
            tag_ids(db, node.value) if node.name == "tag" else author_ids(db, node.value)
        )
        return _BY_ID[node.name], (wanted,) * _BY_ID[node.name].count("?")
    values = {
        "document": (name_key(node.value), node.value),
        "kind": (node.value,),
        "in": (node.value,),
    }
    return _EQUAL[node.name], values[node.name]
