"""What has gone from its files, searched: it stands in no index, so the newest of it are read one by one."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any
from unicodedata import combining, normalize

from sqlalchemy import Connection, Row

from app.markdown.plain import plain
from app.model import Facet, Found, Highlight, Hit
from app.query.explain import explain
from app.query.tree import And, Between, Filter, Length, Node, Not, Or, Phrase, Prefix, Query, Sign, Within, Word, parts
from app.store.cursors import decode, encode
from app.store.highlights import highlights_by_id
from app.store.search_snippets import of_highlight
from app.text import fold, name_key

MOST_READ = 5_000  # gone highlights that are looked at, the newest
_NEWEST = f"SELECT id, at, import_id FROM highlights WHERE gone = 1 ORDER BY at DESC, id DESC LIMIT {MOST_READ + 1}"
_STATES: Mapping[str, Callable[[Highlight], object]] = {
    "gone": lambda _one: True, "highlight": lambda _one: True, "favorite": lambda one: one.favorite, "discarded": lambda one: one.discarded,
    "tagged": lambda one: one.tags, "untagged": lambda one: not one.tags, "noted": lambda one: one.note, "cut": lambda one: one.cut_short,
    "location": lambda one: one.location, "link": lambda one: one.url, "chapter": lambda one: one.chapter, "color": lambda one: one.color,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Gone:
    """A gone highlight with its texts in the form in which they are compared."""

    highlight: Highlight
    at: str
    import_id: int
    text: str
    note: str
    title: str
    names: str


def asks_for_gone(query: Query) -> bool:
    """Whether only what has gone can fit a query."""
    return Filter("is", "gone") in parts(query.tree)


def search_gone(db: Connection, query: Query, *, limit: int, cursor: str, begun: float) -> Found:
    """The gone highlights that fit a query, newest first unless sorted otherwise; words are looked for letter by letter, documents not at all."""
    rows = db.exec_driver_sql(_NEWEST).all()
    found = [one for one in _read(db, rows[:MOST_READ]) if _fits(query.tree, one)]
    if query.sort == "random":
        Random(query.seed).shuffle(found)  # noqa: S311 an order is no secret
    if query.sort == "old":
        found.reverse()
    first = next((value for value in decode(cursor) if isinstance(value, int) and 0 <= value <= MOST_READ), 0)
    last = first + limit
    return Found(
        query=query.text,
        explanation=explain(query),
        total=len(found),
        exact_total=len(rows) <= MOST_READ,
        hits=tuple(Hit(one.highlight.document, one.highlight, of_highlight(one.highlight, ()), "all words") for one in found[first:last]),
        facets=_facets([one.highlight for one in found]),
        tiers=(("all words", len(found)),) if found else (),
        next_cursor=encode([last]) if last < len(found) else "",
        seconds=time.perf_counter() - begun,
    )


def _read(db: Connection, rows: Sequence[Row[Any]]) -> Iterator[_Gone]:
    highlights = highlights_by_id(db, [row[0] for row in rows])
    for row in rows:
        one = highlights[row.id]
        names = "\n".join((*one.document.authors, *one.tags, *one.document.tags))
        yield _Gone(one, row.at, row.import_id, _key(plain(one.text)), _key(plain(one.note)), _key(one.document.title), _key(names))


def _key(text: str) -> str:
    return "".join(letter for letter in normalize("NFD", fold(text).casefold()) if not combining(letter))


def _fits(node: Node, one: _Gone) -> bool:
    match node:
        case Not(part):
            return not _fits(part, one)
        case And(every):
            return all(_fits(part, one) for part in every)
        case Or(any_of):
            return any(_fits(part, one) for part in any_of)
        case Between(first, end):
            return bool(one.at) and first <= one.at and (not end or one.at < end)
        case Length(least, most):
            return least <= len(one.highlight.text) <= most
    return _bears(node, one) if isinstance(node, Filter) else _holds(node, one)


def _holds(node: Word | Phrase | Prefix | Sign | Within, one: _Gone) -> bool:
    if isinstance(node, Within):
        return _key(node.term.text) in {"text": one.text, "note": one.note, "title": one.title}[node.column]
    return any(_key(node.text) in place for place in (one.text, one.note, one.title, one.names))


def _bears(node: Filter, one: _Gone) -> bool:
    highlight, document = one.highlight, one.highlight.document
    if node.name in ("is", "has"):
        return bool(_STATES[node.value](highlight)) if node.value in _STATES else False
    if node.name == "tag":
        wanted = name_key(node.value.rstrip("*")) + ("" if node.value.endswith("*") else "/")
        return any(f"{tag}/".startswith(wanted) for tag in map(name_key, _all_tags(highlight)))
    exact = {
        "kind": document.kind == node.value,
        "in": str(one.import_id) == node.value,
        "document": node.value == document.id or name_key(node.value) == name_key(document.title),
    }
    if node.name in exact:
        return exact[node.name]
    written = {
        "author": "\n".join(document.authors),
        "source": f"{document.title}\n{highlight.url}",
        "chapter": highlight.chapter,
        "color": highlight.color,
    }
    return _key(node.value) in _key(written[node.name])


def _all_tags(highlight: Highlight) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*highlight.tags, *highlight.document.tags)))


def _facets(found: list[Highlight]) -> tuple[Facet, ...]:
    from app.store.search_facets import most, with_rows  # slow to import: NumPy

    return (
        Facet("kind", most(Counter(one.document.kind for one in found))),
        Facet("author", most(Counter(author for one in found for author in one.document.authors))),
        Facet("tag", most(Counter(tag for one in found for tag in _all_tags(one)))),
        Facet("year", most(Counter(year for one in found if (year := (one.highlighted_at or one.added_at)[:4])))),
        Facet("document", most(Counter(one.document.title for one in found if one.document.title))),
        Facet("with", with_rows(sum(bool(one.note) for one in found), sum(one.favorite for one in found))),
    )
