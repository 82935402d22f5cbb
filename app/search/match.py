"""Matches of one term: a word, phrase, prefix, sign or mention."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from app.query.tree import Mention, Phrase, Prefix, Sign, Term, Within, Word
from app.search.columns.delta import exact_bounds, prefix_bounds
from app.search.columns.postings import (
    ONCE,
    Mask,
    Postings,
    encode,
    instance_key,
    one_in,
    only_column,
)
from app.search.columns.rows import parse_numbers
from app.search.columns.storage import Array
from app.search.columns.words import LAST
from app.search.fts_query import in_column
from app.search.scope import Match, Scope
from app.store.fts.form import fts_phrase, searchable
from app.store.fts.hyphens import without_hyphens
from app.store.fts.tables import DOCUMENTS
from app.store.mentions.panel import rows_of_panel
from app.store.mentions.subjects import subject_of

_WITH_SIGNS = re.compile(r"(?<!\w)\w++([+#]{1,3})(?!\S)")  # C++ and C# are no C
_SLICE = 4_000  # instances of the rarest word of a frequent phrase that one slice looks through
_PHRASE_SECONDS = 0.010  # seconds after which no further slice is begun
_SIGN_SECONDS = 0.1  # the same for signs, which no index has
_FEW_INSTANCES = 30_000  # instances that FTS5 looks through in about that time


def match_term(scope: Scope, node: Term | Within | Sign | Mention) -> Match:
    """The matches of a term, looked for once for each scope."""
    match = scope.matches.get(node)
    if match is None:
        found = _match_node(scope, node)
        match = scope.matches[node] = replace(found, postings=scope.within(found.postings))
    return match


def _match_node(scope: Scope, node: Term | Within | Sign | Mention) -> Match:
    if isinstance(node, Sign):
        return _match_signs(scope, "", [searchable(node.text).strip()], scope.table.indexed)
    if isinstance(node, Mention):
        return _match_mention(scope, node.text)
    if not isinstance(node, Within):
        return _match_in(scope, node, "")
    column = scope.table.columns.get(node.column)
    if (
        column
        and isinstance(node.term, Word)
        and len(scope.tokens.stems(searchable(node.term.text))) == 1
        and not _signs(node.term)
    ):
        return _limit_to(scope, match_term(scope, node.term), column)
    return _match_in(scope, node.term, column) if column else Match(scope.no_postings())


def _match_mention(scope: Scope, name: str) -> Match:
    """Rows on the panel of a name's page: those that link to it, and those that mention it."""
    subject, _ = subject_of(scope.db, name)
    highlights, documents, whole = rows_of_panel(scope.db, subject)
    postings = scope.no_postings()
    rows = np.array(sorted(documents if scope.table is DOCUMENTS else highlights), np.intp)
    postings[rows[rows < len(postings)]] |= ONCE
    return Match(postings, exact=whole)


def _signs(term: Term) -> bool:
    """Whether a word ends in signs that the index leaves out."""
    return isinstance(term, Word | Phrase) and _WITH_SIGNS.search(searchable(term.text)) is not None


def _match_in(scope: Scope, term: Term, column: str) -> Match:
    """The matches of a term in a column, or in any; one with hyphens also without them."""
    match = _match_spelling(scope, term, column)
    joined = without_hyphens(term.text)
    if not joined:
        return match
    also = _match_spelling(
        scope, Prefix(joined) if isinstance(term, Prefix) else Word(joined), column
    )
    return Match(match.postings | also.postings, exact=match.exact)


def _match_spelling(scope: Scope, term: Term, column: str) -> Match:
    text = searchable(term.text)
    if _signs(term):
        found = _WITH_SIGNS.finditer(text)
        # SQLite knows the case of ASCII alone.
        signs = [word[0].lower() if word[0].isascii() else word[1] for word in found]
        return _match_signs(
            scope,
            in_column(fts_phrase(term.text), column),
            signs,
            (column,) if column else scope.table.indexed,
        )
    plain = scope.tokens.plain(text) if isinstance(term, Prefix) else []
    if len(plain) == 1:
        return _limit_to(
            scope, _match_prefix(scope, plain[0], Word(term.text), in_columns=bool(column)), column
        )
    words = scope.tokens.stems(text)
    if len(words) == 1:
        return _limit_to(scope, Match(_word_postings(scope, words[0])), column)
    if isinstance(term, Prefix):
        return _match_phrase(scope, fts_phrase(term.text) + "*", words[:-1], column)
    return _match_phrase(scope, fts_phrase(term.text), words, column)


def _limit_to(scope: Scope, match: Match, column: str) -> Match:
    return (
        replace(match, postings=only_column(match.postings, scope.table, column))
        if column
        else match
    )


def _word_postings(scope: Scope, word: str) -> Postings:
    """The postings of a word in the form of the index."""
    part = scope.part
    postings = part.words.postings(word, part.size) if part.words else None
    if postings is not None:
        return _with_delta(scope, postings, exact_bounds(word))
    postings = scope.no_postings()
    _add_postings(scope, postings, "term = ?", (word,))
    return postings


def _with_delta(scope: Scope, postings: Postings, bounds: tuple[str, str]) -> Postings:
    """The postings with those of rows written since the snapshot in place of older ones."""
    part = scope.part
    if part.delta and part.touched is not None:
        postings = postings.copy()
        postings[part.touched[part.touched < len(postings)]] = 0
        part.delta.write_postings(postings, *bounds)
    return postings


def _add_postings(
    scope: Scope, postings: Postings, condition: str, values: tuple[str, ...]
) -> None:
    """Add the postings of the words that fulfil an SQL condition on `term`."""
    keys = f"SELECT group_concat({instance_key(scope.table)}, ' ') FROM {scope.table.index}_words"
    query = f"{keys} WHERE {condition}"
    rows, added = encode(
        np.sort(parse_numbers(scope.db.exec_driver_sql(query, values).scalar())), scope.table
    )
    inside = rows < len(postings)
    postings[rows[inside]] |= added[inside]


def _match_prefix(scope: Scope, beginning: str, whole: Word, *, in_columns: bool) -> Match:
    """The matches of words with a prefix, and of the prefix as a word: `day` is indexed as `dai`.

    The columns of matches of one or two letters are looked up only with `in_columns`.
    """
    part = scope.part
    postings = match_term(scope, whole).postings.copy()
    every = part.words.all_from(beginning, part.size) if part.words and not in_columns else None
    if every is not None:
        postings |= _with_delta(scope, every.view(np.uint8), prefix_bounds(beginning))
        return Match(postings)
    frequent = part.words.frequent_from(beginning) if part.words else ()
    for word in frequent:
        postings |= _word_postings(scope, word)
    others = part.words.others_from(beginning, part.size) if part.words and not in_columns else None
    if others is not None:
        postings |= _with_delta(scope, others.view(np.uint8), prefix_bounds(beginning))
        return Match(postings)
    firsts = [beginning, *(word + "\0" for word in frequent)]
    for first, last in zip(firsts, [*map(_below, frequent), beginning + LAST], strict=True):
        if first <= last:
            _add_postings(scope, postings, "term >= ? AND term <= ?", (first, last))
    return Match(postings)


def _below(word: str) -> str:
    """A bound before a word and behind all words that sort before it.

    With the word itself as a bound FTS5 would read all of its rows.
    """
    return word[:-1] + chr(ord(word[-1]) - 1) + LAST


def _match_phrase(
    scope: Scope,
    expression: str,
    words: Sequence[str],
    column: str,
    seconds: float = _PHRASE_SECONDS,
) -> Match:
    """The matches of words in a row.

    Where all of them are frequent the newest rows are looked at first, for at most `seconds`, and
    the match is not exact.
    """
    postings = scope.no_postings()
    if not words:
        return Match(postings)
    rarest = _rarest_count(scope, words)
    if rarest <= _FEW_INSTANCES * seconds / _PHRASE_SECONDS:
        columns = [column] if column else [next(iter(scope.table.columns.values())), ""]
        for each in reversed(columns):
            rows = _fts_rows(scope, in_column(expression, each))
            postings[rows] = one_in(scope.table, each if each in scope.table.indexed else "title")
        return Match(postings)
    return _match_slices(
        postings,
        1 + rarest // _SLICE,
        seconds,
        lambda first, last: _fts_rows(scope, in_column(expression, column), first, last),
    )


def _match_slices(
    postings: Postings, slices: int, seconds: float, find: Callable[[int, int], Array]
) -> Match:
    """The matches found slice by slice, newest rows first, until `seconds` have passed."""
    beginning = time.perf_counter()
    edges = [len(postings) * number // slices for number in range(slices, -1, -1)]
    for end, first in pairwise(edges):
        if time.perf_counter() - beginning > seconds:
            return Match(postings, exact=False)
        postings[find(first, end - 1)] = ONCE
    return Match(postings)


def phrase_in_prose(scope: Scope, phrase: Phrase) -> Mask:
    """The rows with a phrase in their own words: not in a title that their document gives them."""
    words = scope.tokens.stems(searchable(phrase.text))
    return _match_phrase(
        scope, fts_phrase(phrase.text), words, scope.table.prose, _PHRASE_SECONDS / 4
    ).mask


def _rarest_count(scope: Scope, words: Sequence[str]) -> int:
    """The number of instances of the rarest of these words."""
    if scope.part.words is None:
        return 0
    return min(scope.part.words.vocabulary.count(word) for word in words)


def _fts_rows(scope: Scope, expression: str, first: int = 0, last: int = 0) -> Array:
    """The row ids that FTS5 gives for an expression, all or those from `first` to `last`."""
    index = scope.table.index
    last = last or scope.part.size - 1
    rows = f"SELECT rowid FROM {index} WHERE {index} MATCH ? AND rowid BETWEEN ? AND ?"
    query = f"SELECT group_concat(rowid, ' ') FROM ({rows})"
    return parse_numbers(scope.db.exec_driver_sql(query, (expression, first, last)).scalar())


def _match_signs(
    scope: Scope, expression: str, signs: Sequence[str], columns: tuple[str, ...]
) -> Match:
    """The matches of signs that the index leaves out, compared letter by letter, newest first."""
    index = scope.table.index
    conditions = " AND ".join(
        [f"instr({'lower' if expression else ''}({' || char(10) || '.join(columns)}), ?)"]
        * len(signs)
    )
    fits, values = (
        (f"{index} MATCH ? AND {conditions}", (expression, *signs))
        if expression
        else (conditions, tuple(signs))
    )
    rows = f"SELECT rowid FROM {index} WHERE {fits} AND rowid BETWEEN ? AND ?"
    query = f"SELECT group_concat(rowid, ' ') FROM ({rows})"

    def find(first: int, last: int) -> Array:
        return parse_numbers(scope.db.exec_driver_sql(query, (*values, first, last)).scalar())

    return _match_slices(scope.no_postings(), 1 + scope.part.size // _SLICE, _SIGN_SECONDS, find)
