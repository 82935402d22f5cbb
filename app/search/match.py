"""Where a word, a phrase or a beginning stands."""

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from app.query.tree import Mention, Phrase, Prefix, Sign, Term, Within, Word
from app.search.columns.delta import all_from, just
from app.search.columns.postings import ONCE, Codes, Mask, coded, instances, one_of, within
from app.search.columns.rows import numbers
from app.search.columns.storage import Array
from app.search.columns.words import LAST
from app.search.fts_query import in_column, quoted
from app.search.scope import Ground, Leaf
from app.store.fts.hyphens import without_hyphens
from app.store.fts.index import searchable
from app.store.fts.tables import DOCUMENTS
from app.store.reads.links import linking

_SIGNED = re.compile(r"(?<!\w)\w++([+#]{1,3})(?!\S)")  # C++ and C# are no C
_SLICE = 4_000  # instances of the rarest word of a phrase that are looked through at once where all its words are frequent
_PATIENCE = 0.010  # seconds after which no further slice is begun
_LONGER = 0.1  # the same for signs that stand in no index
_QUICK = 30_000  # instances that FTS5 looks through in about that time


def leaf(ground: Ground, node: Term | Within | Sign | Mention) -> Leaf:
    """Where a leaf of a tree stands."""
    known = ground.leaves.get(node)
    if known is None:
        known = ground.leaves[node] = _found(ground, node)
    return known


def _found(ground: Ground, node: Term | Within | Sign | Mention) -> Leaf:
    if isinstance(node, Sign):
        return _signed(ground, "", [searchable(node.text).strip()], ground.shelf.indexed)
    if isinstance(node, Mention):
        return _mentioned(ground, node.text)
    if not isinstance(node, Within):
        return _term(ground, node, "")
    column = ground.shelf.columns.get(node.column)
    if column and isinstance(node.term, Word) and len(ground.tokens.stems(searchable(node.term.text))) == 1 and not _signs(node.term):
        return _in(ground, leaf(ground, node.term), column)
    return _term(ground, node.term, column) if column else Leaf(ground.none())


def _mentioned(ground: Ground, name: str) -> Leaf:
    """Where a name stands in a row in a text or note, or a link leads to what bears it."""
    said = [leaf(ground, Within(column, Phrase(name))) for column in ("text", "note")]
    codes = said[0].codes | said[1].codes
    rows = np.array(linking(ground.db, name)[ground.shelf is DOCUMENTS], np.intp)
    codes[rows[rows < len(codes)]] |= ONCE
    return Leaf(codes, exact=all(each.exact for each in said))


def _signs(term: Term) -> bool:
    """Whether the index knows less of a word than was typed."""
    return isinstance(term, Word | Phrase) and _SIGNED.search(searchable(term.text)) is not None


def _term(ground: Ground, term: Term, column: str) -> Leaf:
    """Where a term stands in a column, or, without one, in any; one with hyphens also as the word that it is without."""
    found = _as_written(ground, term, column)
    joined = without_hyphens(term.text)
    if not joined:
        return found
    also = _as_written(ground, Prefix(joined) if isinstance(term, Prefix) else Word(joined), column)
    return Leaf(found.codes | also.codes, exact=found.exact)


def _as_written(ground: Ground, term: Term, column: str) -> Leaf:
    text = searchable(term.text)
    if _signs(term):
        signs = [word[0].lower() if word[0].isascii() else word[1] for word in _SIGNED.finditer(text)]  # SQLite knows the case of ASCII alone
        return _signed(ground, in_column(quoted(term.text), column), signs, (column,) if column else ground.shelf.indexed)
    plain = ground.tokens.plain(text) if isinstance(term, Prefix) else []
    if len(plain) == 1:
        return _in(ground, _beginning(ground, plain[0], Word(term.text), in_columns=bool(column)), column)
    words = ground.tokens.stems(text)
    if len(words) == 1:
        return _in(ground, Leaf(_word(ground, words[0])), column)
    if isinstance(term, Prefix):
        return _phrase(ground, quoted(term.text) + "*", words[:-1], column)
    return _phrase(ground, quoted(term.text), words, column)


def _in(ground: Ground, found: Leaf, column: str) -> Leaf:
    return replace(found, codes=within(found.codes, ground.shelf, column)) if column else found


def _word(ground: Ground, word: str) -> Codes:
    """Where a word, as the index has it, stands."""
    part = ground.part
    codes = part.words.codes(word, part.size) if part.words else None
    if codes is not None:
        return _with_tail(ground, codes, just(word))
    codes = ground.none()
    _put(ground, codes, "term = ?", (word,))
    return codes


def _with_tail(ground: Ground, codes: Codes, bounds: tuple[str, str]) -> Codes:
    """The bytes with those of rows that were written later put right."""
    part = ground.part
    if part.tail and part.touched is not None:
        codes = codes.copy()
        codes[part.touched[part.touched < len(codes)]] = 0
        part.tail.put(codes, *bounds)
    return codes


def _put(ground: Ground, codes: Codes, condition: str, values: tuple[str, ...]) -> None:
    """Write into an array of bytes those of the rows that hold words of a condition."""
    query = f"SELECT group_concat({instances(ground.shelf)}, ' ') FROM {ground.shelf.index}_words WHERE {condition}"
    rows, found = coded(np.sort(numbers(ground.db.exec_driver_sql(query, values).scalar())), ground.shelf)
    within = rows < len(codes)
    codes[rows[within]] |= found[within]


def _beginning(ground: Ground, begun: str, whole: Word, *, in_columns: bool) -> Leaf:
    """Where words with a beginning stand, and the beginning as a word in any of its forms: the index holds `day` as `dai`.

    In which columns those with one or two letters stand is only looked up where that counts.
    """
    part = ground.part
    codes = leaf(ground, whole).codes.copy()
    every = part.words.all_from(begun, part.size) if part.words and not in_columns else None
    if every is not None:
        codes |= _with_tail(ground, every.view(np.uint8), all_from(begun))
        return Leaf(codes)
    frequent = part.words.frequent_from(begun) if part.words else ()
    for word in frequent:
        codes |= _word(ground, word)
    others = part.words.others_from(begun, part.size) if part.words and not in_columns else None
    if others is not None:
        codes |= _with_tail(ground, others.view(np.uint8), all_from(begun))
        return Leaf(codes)
    firsts = [begun, *(word + "\0" for word in frequent)]
    for first, last in zip(firsts, [*map(_below, frequent), begun + LAST], strict=True):
        if first <= last:
            _put(ground, codes, "term >= ? AND term <= ?", (first, last))
    return Leaf(codes)


def _below(word: str) -> str:
    """What sorts before a word and behind all that do: a bound that were the word itself would have FTS5 read all of its rows."""
    return word[:-1] + chr(ord(word[-1]) - 1) + LAST


def _phrase(ground: Ground, expression: str, words: Sequence[str], column: str, patience: float = _PATIENCE) -> Leaf:
    """Where words stand in a row. Where all are frequent, the newest rows are looked at first, and not for long."""
    codes = ground.none()
    if not words:
        return Leaf(codes)
    rarest = _rarest(ground, words)
    if rarest <= _QUICK * patience / _PATIENCE:
        columns = [column] if column else [next(iter(ground.shelf.columns.values())), ""]
        for each in reversed(columns):
            rows = _matching(ground, in_column(expression, each))
            codes[rows] = one_of(ground.shelf, each if each in ground.shelf.indexed else "title")
        return Leaf(codes)
    return _by_slices(codes, 1 + rarest // _SLICE, patience, lambda first, last: _matching(ground, in_column(expression, column), first, last))


def _by_slices(codes: Codes, slices: int, patience: float, find: Callable[[int, int], Array]) -> Leaf:
    """The rows that are found from one to another, in so many slices, the newest first, and none begun when patience has ended."""
    begun = time.perf_counter()
    edges = [len(codes) * number // slices for number in range(slices, -1, -1)]
    for end, first in pairwise(edges):
        if time.perf_counter() - begun > patience:
            return Leaf(codes, exact=False)
        codes[find(first, end - 1)] = ONCE
    return Leaf(codes)


def in_prose(ground: Ground, phrase: Phrase) -> Mask:
    """Which rows hold words in a row in what is their own: no title that all highlights of a document share."""
    words = ground.tokens.stems(searchable(phrase.text))
    return _phrase(ground, quoted(phrase.text), words, ground.shelf.prose, _PATIENCE / 4).mask


def _rarest(ground: Ground, words: Sequence[str]) -> int:
    """How often the rarest of these words stands in the index."""
    if ground.part.words is None:
        return 0
    return min(ground.part.words.vocabulary.count(word) for word in words)


def _matching(ground: Ground, expression: str, first: int = 0, last: int = 0) -> Array:
    """The rows that FTS5 finds, all or those from `first` to `last`."""
    index = ground.shelf.index
    last = last or ground.part.size - 1
    query = f"SELECT group_concat(rowid, ' ') FROM (SELECT rowid FROM {index} WHERE {index} MATCH ? AND rowid BETWEEN ? AND ?)"
    return numbers(ground.db.exec_driver_sql(query, (expression, first, last)).scalar())


def _signed(ground: Ground, expression: str, signs: Sequence[str], columns: tuple[str, ...]) -> Leaf:
    """Where signs that the index does not know stand, looked for letter by letter, the newest rows first, and not for long."""
    index = ground.shelf.index
    held = " AND ".join([f"instr({'lower' if expression else ''}({' || char(10) || '.join(columns)}), ?)"] * len(signs))
    fits, values = (f"{index} MATCH ? AND {held}", (expression, *signs)) if expression else (held, tuple(signs))
    query = f"SELECT group_concat(rowid, ' ') FROM (SELECT rowid FROM {index} WHERE {fits} AND rowid BETWEEN ? AND ?)"

    def find(first: int, last: int) -> Array:
        return numbers(ground.db.exec_driver_sql(query, (*values, first, last)).scalar())

    return _by_slices(ground.none(), 1 + ground.part.size // _SLICE, _LONGER, find)
