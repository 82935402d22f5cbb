"""Search: a reader's text answered from the library, whatever the text is."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.model import Found, Hit
from app.query.explain import explain
from app.query.grammar import parse, widened
from app.query.reach import reach
from app.query.tree import Phrase, Query
from app.store.cursors import decode, encode
from app.store.documents import summaries
from app.store.highlights import highlights_by_id
from app.store.search_facets import MOST_RESULTS, facets
from app.store.search_gone import asks_for_gone, search_gone
from app.store.search_order import Place, dated, ranked, shuffled, total
from app.store.search_plans import Plan, plan
from app.store.search_shelves import DOCUMENTS, HIGHLIGHTS, Shelf
from app.store.search_snippets import framed, of_document, of_highlight
from app.store.search_terms import any_word, rough
from app.text import name_key

MOST = 200  # results of one page
MOST_OF_ALL = 100_000  # results that are handed out in one go
FEW = 20  # with fewer results than this the last word is read as a beginning as well
_AT_ONCE = 500
_DEEPEST = 1_000_000  # results that can be paged through


def search(db: Connection, text: str, *, limit: int = 20, cursor: str = "") -> Found:
    """The results for any text, best first, `limit` of them from where `cursor` says; nothing a reader types is an error."""
    begun = time.perf_counter()
    query = parse(text)
    if asks_for_gone(query):
        return search_gone(db, query, limit=max(1, min(limit, MOST)), cursor=cursor, begun=begun)
    answer = _understood(db, query)
    first = _first(cursor)
    last = first + max(1, min(limit, MOST))
    return Found(
        query=query.text,
        explanation=explain(query, widened=answer.query is not query),
        total=answer.total,
        exact_total=True,
        hits=_hits(db, answer.query, answer.places(db, first, last)),
        facets=facets(db, answer.plans) if 0 < answer.total <= MOST_RESULTS else (),
        next_cursor=encode([last]) if last < answer.total else "",
        seconds=time.perf_counter() - begun,
    )


def count(db: Connection, text: str) -> int:
    """How many results `search` has for a text."""
    query = parse(text)
    return search(db, text, limit=1).total if asks_for_gone(query) else _understood(db, query).total


def all_hits(db: Connection, text: str) -> Iterator[Hit]:
    """The results for a text, best first, `MOST_OF_ALL` at most; they are read some hundred at a time."""
    query = parse(text)
    if asks_for_gone(query):
        yield from search_gone(db, query, limit=MOST_OF_ALL, cursor="", begun=0).hits
        return
    answer = _understood(db, query)
    places = answer.places(db, 0, MOST_OF_ALL)
    for at in range(0, len(places), _AT_ONCE):
        yield from _hits(db, answer.query, places[at : at + _AT_ONCE])


@dataclass(frozen=True, slots=True)
class _Answer:
    """What a query asks of each shelf, how many results there are, and, for a widened query, those of the words as typed."""

    query: Query
    plans: tuple[Plan, ...]
    total: int
    before: tuple[Place, ...] | None = None

    def places(self, db: Connection, first: int, last: int) -> Sequence[Place]:
        if self.before is None:
            return self._own(db, first, last)
        known = {(place.shelf.name, place.id) for place in self.before}
        wide = [place for place in self._own(db, 0, last) if (place.shelf.name, place.id) not in known]
        return [*self.before, *(Place(place.shelf, place.id, "prefix") for place in wide)][first:last]

    def _own(self, db: Connection, first: int, last: int) -> list[Place]:
        if self.query.sort == "relevance" and all(plan.match for plan in self.plans):
            return ranked(db, self.plans, self.query.tree, name_key(self.query.text), first, last)
        if self.query.sort == "random":
            return shuffled(db, self.plans, self.query.seed, first, last)
        return dated(db, self.plans, self.query.sort, first, last)


def _understood(db: Connection, query: Query) -> _Answer:
    """The answer to a query, its last word read as a beginning where few fit it as it stands."""
    answer = _answer(db, query)
    return _widened(db, answer) if query.open and answer.total < FEW else answer


def _answer(db: Connection, query: Query) -> _Answer:
    shelves = [shelf for shelf, reached in zip((HIGHLIGHTS, DOCUMENTS), reach(query.tree), strict=True) if reached]
    plans = tuple(plan(db, query.tree, shelf) for shelf in shelves)
    return _Answer(query, plans, sum(total(db, one) for one in plans))


def _widened(db: Connection, answer: _Answer) -> _Answer:
    """The answer to the words as typed, followed by that to a beginning of the last one, if it finds more.

    What ends like a whole word is taken for one: the index would have to be searched letter by letter for it.
    """
    query = widened(answer.query)
    if rough(query.tree, HIGHLIGHTS):
        return answer
    wide = _answer(db, query)
    if wide.total == answer.total:
        return answer
    return replace(wide, before=tuple(answer.places(db, 0, FEW)) if answer.query.sort == "relevance" else None)


def _first(cursor: str) -> int:
    values = decode(cursor)
    return values[0] if len(values) == 1 and isinstance(values[0], int) and 0 <= values[0] <= _DEEPEST else 0


def _hits(db: Connection, query: Query, places: Sequence[Place]) -> tuple[Hit, ...]:
    highlight_ids = _ids(places, HIGHLIGHTS)
    document_ids = _ids(places, DOCUMENTS)
    highlights = highlights_by_id(db, highlight_ids)
    documents = summaries(db, document_ids)
    of_highlights = framed(db, HIGHLIGHTS, any_word(query.tree, HIGHLIGHTS), highlight_ids)
    of_documents = framed(db, DOCUMENTS, any_word(query.tree, DOCUMENTS), document_ids)
    beginnings = _beginnings(db, document_ids)
    hits = []
    for place in places:
        if place.id not in (documents if place.shelf is DOCUMENTS else highlights):
            continue  # an index that has outlived its row is told by `verify`; a search goes on
        tier = "exact phrase" if isinstance(query.tree, Phrase) else place.tier
        if place.shelf is DOCUMENTS:
            snippet = of_document(of_documents.get(place.id, ()), beginnings.get(place.id, ""))
            hits.append(Hit(documents[place.id], None, snippet, tier))
        else:
            highlight = highlights[place.id]
            hits.append(Hit(highlight.document, highlight, of_highlight(highlight, of_highlights.get(place.id, ())), tier))
    return tuple(hits)


def _beginnings(db: Connection, ids: Sequence[int]) -> dict[int, str]:
    marks = ", ".join("?" * len(ids))
    query = f"SELECT id, coalesce(nullif(summary, ''), substr(body, 1, 1000)) FROM documents WHERE id IN ({marks})"
    return {row[0]: row[1] for row in db.exec_driver_sql(query, tuple(ids))} if ids else {}


def _ids(places: Sequence[Place], shelf: Shelf) -> list[int]:
    return [place.id for place in places if place.shelf is shelf]
