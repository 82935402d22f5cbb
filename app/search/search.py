"""Search: a reader's text answered from the library, whatever the text is, and what to ask instead where little was found."""

import re
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from app.model import Found, Hit
from app.query.explain import explain
from app.query.parser import parse
from app.query.rewrite import whole
from app.query.tree import Like, Node, Query, Within, Word, asks_for_gone, leaves, parts
from app.search.fts_query import Tokens, any_word
from app.search.snippets import framed, of_beginning, of_documents, of_highlight
from app.store.db.rows import codes_of_rows, decode, encode
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, SHELVES, Shelf
from app.store.reads.documents import summaries
from app.store.reads.highlights import highlights_by_id
from app.text import name_key

if TYPE_CHECKING:
    from app.search.fts_query import Tokens
    from app.search.rank import Place
    from app.search.scope import Ground
    from app.search.tiers import Answer

MOST = 200  # results of one page
MOST_OF_ALL = 100_000  # results that are handed out in one go
_AT_ONCE = 100  # results of a piece: a text may be long
_DEEPEST = 1_000_000  # results that can be paged through
Piece = Callable[[Connection], tuple[Hit, ...]]


@dataclass(frozen=True, slots=True)
class _Marks:
    """What frames the matches in snippets: by indexed table, the expression of all that made its rows fit."""

    tokens: "Tokens"
    expressions: Mapping[str, str]


def search(db: Connection, text: str, *, limit: int = 20, cursor: str = "") -> Found:
    """The results for any text, best first, `limit` of them from where `cursor` says; nothing a reader types is an error."""
    begun = time.perf_counter()
    query = _understood(db, text)
    first = _first(cursor)
    last = first + max(1, min(limit, MOST))
    return (_gone if asks_for_gone(query.tree) else _live)(db, query, first, last, begun)


def _live(db: Connection, query: Query, first: int, last: int, begun: float) -> Found:
    from app.search.facets import facets  # these and what they need are slow to import: NumPy
    from app.search.rank import groups, places

    found = _answer(db, query)
    ordered = groups(found)
    total = found.total
    return Found(
        query=query.text,
        explanation=explain(query, widened=found.widened, read_as=found.read_as),
        total=total,
        exact_total=found.exact,
        hits=_hits(db, _marks(found), places(found, ordered, first, last)),
        facets=facets(db, found.grounds[0].digest, found.rows) if total else (),
        suggestions=suggestions(found),
        next_cursor=_next(last, total),
        tiers=_tiers((group.tier, group.total) for group in ordered),
        seconds=time.perf_counter() - begun,
    )


def _gone(db: Connection, query: Query, first: int, last: int, begun: float) -> Found:
    from app.search.gone import gone_facets, gone_hits, search_gone

    titles = _titles(db, query)
    ids, exact = search_gone(db, query)
    total = len(titles) + len(ids)
    return Found(
        query=query.text,
        explanation=explain(query),
        total=total,
        exact_total=exact,
        hits=titles[first:last] + gone_hits(db, query, ids[max(0, first - len(titles)) : max(0, last - len(titles))]),
        facets=gone_facets(db, ids),
        next_cursor=_next(last, total),
        tiers=_tiers([("exact phrase", len(titles)), ("all words", len(ids))]),
        seconds=time.perf_counter() - begun,
    )


def count(db: Connection, text: str) -> int:
    """How many results `search` has for a text, less what only fits it nearly."""
    query = _understood(db, text)
    if asks_for_gone(query.tree):
        from app.search.gone import search_gone

        return len(_titles(db, query)) + len(search_gone(db, query)[0])
    return _answer(db, query, nearly=False).total


def all_hits(db: Connection, text: str, *, most: int = MOST_OF_ALL, nearly: bool = True) -> Iterator[Hit]:
    """The first results for a text, best first, with or without what only fits `nearly`; they are read some hundred at a time."""
    for read in hit_pieces(db, text, most=most, nearly=nearly):
        yield from read(db)


def hit_pieces(db: Connection, text: str, *, most: int = MOST_OF_ALL, nearly: bool = True) -> Sequence[Piece]:
    """What `all_hits` gives, as functions that read about a hundred hits each, over any later connection to the same library.

    Which results there are, and their order, is decided here; a row that has been removed when its piece is read is left out.
    """
    query = _understood(db, text)
    if asks_for_gone(query.tree):
        from app.search.gone import gone_hits, search_gone

        titles = _titles(db, query)
        ids = search_gone(db, query)[0][:most]
        return [lambda _: titles, *(partial(gone_hits, query=query, ids=ids[at : at + _AT_ONCE]) for at in range(0, len(ids), _AT_ONCE))]
    from app.search.rank import groups, places

    found = _answer(db, query, nearly=nearly)
    placed, marks = places(found, groups(found), 0, most), _marks(found)
    return [partial(_hits, marks=marks, places=placed[at : at + _AT_ONCE]) for at in range(0, len(placed), _AT_ONCE)]


def all_codes(db: Connection, text: str, *, most: int = MOST_OF_ALL) -> tuple[Sequence[str], Sequence[str]]:
    """The codes of the highlights and of the documents among the first results for a text, however well they fit, best first."""
    query = _understood(db, text)
    if asks_for_gone(query.tree):
        hits = tuple(all_hits(db, text, most=most))
        return [h.highlight.id for h in hits if h.highlight], [h.document.id for h in hits if not h.highlight]
    from app.search.rank import groups, places

    answer = _answer(db, query)
    placed = places(answer, groups(answer), 0, most)
    return codes_of_rows(db, HIGHLIGHTS.name, _ids(placed, HIGHLIGHTS)), codes_of_rows(db, DOCUMENTS.name, _ids(placed, DOCUMENTS))


def _titles(db: Connection, query: Query) -> tuple[Hit, ...]:
    """The documents whose title is all that was typed, where it asks for nothing live."""
    if not _titled(db, query):
        return ()
    from app.search.rank import groups, places

    found = _answer(db, query, nearly=False)
    return _hits(db, _marks(found), places(found, groups(found), 0, found.total))


def _next(last: int, total: int) -> str:
    """The cursor of the page after that one; none where `_first` would not take it."""
    return encode([last]) if last < total and last <= _DEEPEST else ""


def _titled(db: Connection, query: Query) -> Sequence[int]:
    """The live documents whose title is the whole text that was typed."""
    from app.search.filters import titled

    key = name_key(query.text)
    return titled(db, key) if key else ()


def _understood(db: Connection, text: str) -> Query:
    """The query that a text is, with what only the library can tell of it."""
    query = parse(text)
    if not any(isinstance(leaf, Like) for leaf, _ in leaves(query.tree)):
        return query
    from app.search.similar import with_likes

    return replace(query, tree=with_likes(_grounds(db), query.tree))


def _grounds(db: Connection) -> "list[Ground]":
    """The ground of each shelf, as of what this reader sees."""
    from app.search.columns.cache import keeper_of
    from app.search.columns.snapshot import read_digest
    from app.search.scope import Ground

    keeper = keeper_of(db)
    digest, tokens = (keeper.current(db), keeper.tokens) if keeper else (read_digest(db), Tokens())
    return [Ground(db, digest, tokens, shelf) for shelf in SHELVES.values()]


def _answer(db: Connection, query: Query, *, nearly: bool = True) -> "Answer":
    from app.search.tiers import answer

    return answer(_grounds(db), query, titled=_titled(db, query), nearly=nearly)


def _tiers(counted: Iterable[tuple[str, int]]) -> tuple[tuple[str, int], ...]:
    totals: dict[str, int] = {}
    for name, total in counted:
        totals[name] = totals.get(name, 0) + total
    return tuple((name, total) for name, total in totals.items() if total)


def _first(cursor: str) -> int:
    values = decode(cursor)
    return values[0] if len(values) == 1 and isinstance(values[0], int) and 0 <= values[0] <= _DEEPEST else 0


def _hits(db: Connection, marks: _Marks, places: "Sequence[Place]") -> tuple[Hit, ...]:
    if not places:
        return ()
    highlight_ids = _ids(places, HIGHLIGHTS)
    document_ids = _ids(places, DOCUMENTS)
    highlights = highlights_by_id(db, highlight_ids) if highlight_ids else {}
    documents = summaries(db, document_ids) if document_ids else {}
    of_highlights = framed(db, marks.tokens, HIGHLIGHTS, marks.expressions[HIGHLIGHTS.name], highlight_ids)
    snippets = of_documents(db, framed(db, marks.tokens, DOCUMENTS, marks.expressions[DOCUMENTS.name], document_ids))
    beginnings = _beginnings(db, [row for row in document_ids if row not in snippets])
    hits = []
    for place in places:
        if place.id not in (documents if place.shelf is DOCUMENTS else highlights):
            continue  # a row that went since the digest was read
        if place.shelf is DOCUMENTS:
            snippet = snippets.get(place.id) or of_beginning(beginnings.get(place.id, ""))
            hits.append(Hit(documents[place.id], None, snippet, place.tier))
        else:
            highlight = highlights[place.id]
            hits.append(Hit(highlight.document, highlight, of_highlight(highlight, of_highlights.get(place.id, ())), place.tier))
    return tuple(hits)


def _marks(found: "Answer") -> _Marks:
    trees: list[Node] = [tier.tree for tier in found.tiers]
    return _Marks(
        found.everywhere[0].tokens,
        {shelf.name: " OR ".join(dict.fromkeys(filter(None, (any_word(tree, shelf) for tree in trees)))) for shelf in SHELVES.values()},
    )


def _beginnings(db: Connection, ids: Sequence[int]) -> dict[int, str]:
    marks = ", ".join("?" * len(ids))
    query = f"SELECT id, coalesce(nullif(summary, ''), substr(body, 1, 1000)) FROM documents WHERE id IN ({marks})"
    return {row[0]: row[1] for row in db.exec_driver_sql(query, tuple(ids))} if ids else {}


def _ids(places: "Sequence[Place]", shelf: Shelf) -> list[int]:
    return [place.id for place in places if place.shelf is shelf]


def suggestions(found: "Answer") -> tuple[str, ...]:
    """The query with its misspelled words spelled as the library has them; best first."""
    most = max(map(len, found.read_as.values()), default=0)
    return tuple(dict.fromkeys(_respelled(found, number) for number in range(most)))


def _respelled(found: "Answer", number: int) -> str:
    """The query with the words of that number among those taken for a typed one, or the last of them."""
    texts = found.query.texts
    misread = [_wanted_words(part) for part in parts(found.query.tree)]
    for typed, words in found.read_as.items():
        alone = re.compile(rf"(?<!\w){re.escape(typed)}(?![\w:])")  # what stands before a colon is a field
        word = words[min(number, len(words) - 1)]
        texts = tuple(alone.sub(word, text) if typed in asked else text for text, asked in zip(texts, misread, strict=True))
    return whole(replace(found.query, texts=texts))


def _wanted_words(part: Node) -> set[str]:
    """The words that a part asks for; none where it holds anything else, which was read as it stands."""
    asked = [(leaf.term if isinstance(leaf, Within) else leaf, wanted) for leaf, wanted in leaves(part)]
    words = {leaf.text for leaf, wanted in asked if wanted and isinstance(leaf, Word)}
    return words if all(wanted and isinstance(leaf, Word) for leaf, wanted in asked) else set()
