"""Evaluation of a query: from its tree to ranked rows, their hits, facets and other spellings."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from sqlalchemy import Connection

from app.model import Facet, Hit
from app.query.rewrite import query_text
from app.query.tree import Like, Node, Query, Within, Word, asks_for_gone, leaves, parts
from app.search.columns.cache import cache_of
from app.search.columns.rows import GONE, LIVE
from app.search.columns.snapshot import read_snapshot
from app.search.facets import facets
from app.search.filters import documents_titled
from app.search.fts_query import Tokens, any_word
from app.search.most_words import words_held
from app.search.rank import Group, ResultRow, group_results, page_rows
from app.search.scope import Scope
from app.search.search import HitBatch
from app.search.similar import resolve_likes
from app.search.snippets import framed, of_beginning, of_documents, of_highlight
from app.search.tiers import MOST_WORDS, Results, evaluate
from app.store.db.library import Reader
from app.store.db.rows import codes_of_rows, in_json
from app.store.fts.tables import DOCUMENTS, HIGHLIGHTS, TABLES, IndexedTable
from app.store.reads.documents import summaries
from app.store.reads.highlights import highlights_by_id
from app.text import name_key


def evaluate_query(db: Connection, query: Query, *, nearly: bool = True) -> "Evaluation":
    """The results of a query; with `nearly`, words that are near to its rare ones are tried."""
    scopes = scopes_of(db, gone=asks_for_gone(query.tree))
    if any(isinstance(leaf, Like) for leaf, _ in leaves(query.tree)):
        query = replace(query, tree=resolve_likes(scopes, query.tree))
    key = name_key(query.text)
    titled = documents_titled(db, key) if key else ()
    results = evaluate(scopes, query, titled=titled, nearly=nearly)
    return Evaluation(results, group_results(results))


def scopes_of(db: Connection, *, gone: bool = False) -> list[Scope]:
    """The scope of each indexed table, as of what this reader sees; with `gone` highlights too."""
    cache = cache_of(db.library) if isinstance(db, Reader) else None  # a writer sees more
    snapshot, tokens = (cache.current(db), cache.tokens) if cache else (read_snapshot(db), Tokens())
    states = {HIGHLIGHTS.name: LIVE | GONE} if gone else {}
    return [
        Scope(db, snapshot, tokens, table, states.get(name, LIVE)) for name, table in TABLES.items()
    ]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The rows that a query matches, by tier and rank, not yet read.

    The query of `results` has its `like:` terms with their words.
    """

    results: Results
    groups: Sequence[Group]

    @property
    def most_of(self) -> int:
        """The number of words of which the tier `most words` holds most; 0 without this tier."""
        return len(self.results.most.words) if self.results.most else 0

    @property
    def suggestions(self) -> tuple[str, ...]:
        """The query with other spellings, best first."""
        return suggestions(self.results)

    @property
    def tiers(self) -> Iterable[tuple[str, int]]:
        """The names of the tiers, each with its number of results."""
        return [(group.tier, group.total) for group in self.groups]

    def batches(self, first: int, last: int, size: int) -> Sequence[HitBatch]:
        """Functions that read the results from `first` to before `last`, `size` at a time."""
        rows, matched = page_rows(self.results, self.groups, first, last), _matched(self.results)
        rows = [_with_words(self.results, row) for row in rows]
        chunks = [rows[at : at + size] for at in range(0, len(rows), size)]
        return [partial(_hits, matched=matched, rows=chunk) for chunk in chunks]

    def codes(self, db: Connection, most: int) -> tuple[Sequence[str], Sequence[str]]:
        """The codes of the highlights and of the documents among the first results, in order."""
        rows = page_rows(self.results, self.groups, 0, most)
        highlights, documents = (
            codes_of_rows(db, table.name, [row.id for row in rows if row.table is table])
            for table in (HIGHLIGHTS, DOCUMENTS)
        )
        return highlights, documents

    def facets(self, db: Connection) -> tuple[Facet, ...]:
        """The most frequent kinds, authors, tags, years and documents of the results."""
        snapshot = self.results.all_scopes[0].snapshot
        return facets(db, snapshot, self.results.rows) if self.results.total else ()


def _with_words(results: Results, row: ResultRow) -> ResultRow:
    """The row, with how many of the words it holds where that is most of them."""
    most = results.most
    if not most or row.tier != MOST_WORDS:
        return row
    scope = next(scope for scope in results.scopes if scope.table is row.table)
    return replace(row, held=(words_held(scope, most, row.id), len(most.words)))


@dataclass(frozen=True, slots=True)
class _Matched:
    """The FTS5 expression, by indexed table, of all that made its rows match: snippets mark it."""

    tokens: Tokens
    expressions: Mapping[str, str]


def _matched(results: Results) -> _Matched:
    trees: list[Node] = [tier.tree for tier in results.tiers]
    expressions = {
        name: " OR ".join(dict.fromkeys(filter(None, (any_word(tree, table) for tree in trees))))
        for name, table in TABLES.items()
    }
    return _Matched(results.all_scopes[0].tokens, expressions)


def _hits(db: Connection, matched: _Matched, rows: Sequence[ResultRow]) -> tuple[Hit, ...]:
    """The hits of these rows, in order, without those of rows that have been removed."""
    highlights = _highlight_hits(db, matched, [row for row in rows if row.table is HIGHLIGHTS])
    documents = _document_hits(db, matched, [row for row in rows if row.table is DOCUMENTS])
    hits = ((documents if row.table is DOCUMENTS else highlights).get(row.id) for row in rows)
    return tuple(hit for hit in hits if hit)


def _highlight_hits(
    db: Connection, matched: _Matched, rows: Sequence[ResultRow]
) -> Mapping[int, Hit]:
    if not rows:
        return {}
    ids = [row.id for row in rows]
    read = highlights_by_id(db, ids)
    marked = _framed(db, matched, HIGHLIGHTS, ids)
    known = [(row, read[row.id]) for row in rows if row.id in read]
    return {
        row.id: Hit(
            one.document, one, of_highlight(one, marked.get(row.id, ())), row.tier, row.held
        )
        for row, one in known
    }


def _document_hits(
    db: Connection, matched: _Matched, rows: Sequence[ResultRow]
) -> Mapping[int, Hit]:
    if not rows:
        return {}
    ids = [row.id for row in rows]
    read = summaries(db, ids)
    snippets = of_documents(db, _framed(db, matched, DOCUMENTS, ids))
    beginnings = _beginnings(db, [row for row in ids if row not in snippets])
    known = [row for row in rows if row.id in read]
    texts = [snippets.get(row.id) or of_beginning(beginnings.get(row.id, "")) for row in known]
    pairs = zip(known, texts, strict=True)
    return {row.id: Hit(read[row.id], None, snippet, row.tier, row.held) for row, snippet in pairs}


def _framed(
    db: Connection, matched: _Matched, table: IndexedTable, ids: Sequence[int]
) -> Mapping[int, tuple[str, ...]]:
    return framed(db, matched.tokens, table, matched.expressions[table.name], ids)


def _beginnings(db: Connection, ids: Sequence[int]) -> dict[int, str]:
    query = (
        "SELECT id, coalesce(nullif(summary, ''), substr(body, 1, 1000)) FROM documents"
        " WHERE id IN (SELECT value FROM json_each(?))"
    )
    return dict(map(tuple, db.exec_driver_sql(query, (in_json(ids),)))) if ids else {}


def suggestions(results: Results) -> tuple[str, ...]:
    """The query with its misspelled words spelled as in the library; best first."""
    most = max(map(len, results.read_as.values()), default=0)
    return tuple(dict.fromkeys(_respelled(results, number) for number in range(most)))


def _respelled(results: Results, number: int) -> str:
    """The query with the spellings of this number, or the last, in place of the typed words."""
    texts = results.query.texts
    typed_words = [_wanted_words(part) for part in parts(results.query.tree)]
    for typed, words in results.read_as.items():
        alone = re.compile(rf"(?<!\w){re.escape(typed)}(?![\w:])")  # before a colon is a field
        word = words[min(number, len(words) - 1)]
        pairs = zip(texts, typed_words, strict=True)
        texts = tuple(alone.sub(word, text) if typed in words_ else text for text, words_ in pairs)
    return query_text(replace(results.query, texts=texts))


def _wanted_words(part: Node) -> set[str]:
    """The wanted words of a part of plain words; none where it holds anything else."""
    terms = [
        (leaf.term if isinstance(leaf, Within) else leaf, wanted) for leaf, wanted in leaves(part)
    ]
    words = {leaf.text for leaf, wanted in terms if wanted and isinstance(leaf, Word)}
    return words if all(wanted and isinstance(leaf, Word) for leaf, wanted in terms) else set()
