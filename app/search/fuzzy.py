"""Fuzzy matches: words of the index spelled nearly as a typed one, or that contain it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.search.columns.delta import Delta
from app.search.columns.storage import Array
from app.search.columns.words import Vocabulary, signatures
from app.search.scope import Scope
from app.store.fts.change_log import position
from app.store.fts.form import searchable
from app.store.fts.hyphens import without_hyphens

_NEAREST = 3  # words that are offered for one
# Letters of a word of which two may be wrong; with two others a shorter one is another word.
_LONG = 6
_TRIED = 6  # of which as many are looked up in the library
# Times that a word is to be more frequent than the typed one, where the library has that.
_LIKELIER = 20
_HOLDING = 6  # words that are offered for a piece of one
_SHORTEST = 3  # letters of a word that may be misspelled
_PIECE = 4  # letters of a piece
_CUT = 3  # letters that may be missing at its end
# Letters that the stem of a word may lack, and the misspelled word, having no stem, does not.
_ENDING = 6
_LOOKED_AT = 8  # rows with a word, of which the one with it near the start gives its spelling
_PASSED = 64  # places of a word, of which those in rows of other states are passed over
_DEEP = 1_000  # words
_LONGEST = 400_000  # letters of a text that are cut into words for that
_STEM = 4  # letters of a stem that is compared with the beginning of a longer word


@dataclass(frozen=True, slots=True)
class _Candidate:
    distance: float
    count: int
    stem: str
    scope: Scope


def similar_spellings(scopes: Sequence[Scope], typed: str, number: int) -> list[str]:
    """Words of the library that differ from a typed one in a letter or two, best first.

    Args:
        scopes: one for each indexed table; the first with any such word gives all of them.
        typed: the word.
        number: how often it is in the library; where it is, only much more frequent words are
            given.
    """
    plain, stem = _plain_and_stem(scopes, typed)
    if len(plain) < _SHORTEST or plain.isdigit():
        return []
    most = _max_distance(plain)
    for scope in scopes:  # whoever misspells a word of passages seldom means one of bodies alone
        tried = _best(
            each
            for known in vocabularies(scope)
            for each in _near_words(scope, known, plain, stem, most)
        )
        ranked: dict[str, tuple[int, bool, int]] = {}
        for each in [each for each in tried if each.count >= _LIKELIER * number][:_TRIED]:
            word = as_written(scope, each.stem)
            distance = OSA.distance(plain, word)
            if word and 0 < distance <= most and word not in ranked:
                ranked[word] = (distance, word[0] != plain[0], -each.count)
        if ranked:
            return sorted(ranked, key=lambda word: ranked[word])[:_NEAREST]
    return []


def words_containing(scopes: Sequence[Scope], typed: str, _number: int = 0) -> list[str]:
    """Words of the library that contain a typed one, the most frequent first."""
    plain, _ = _plain_and_stem(scopes, typed)
    if len(plain) < _PIECE:
        return []
    cuts = range(min(_CUT, len(plain) - _PIECE) + 1)
    tried = _best(
        each
        for scope in scopes
        for known in vocabularies(scope)
        for each in _containing(scope, known, plain, cuts)
    )
    words = (as_written(each.scope, each.stem) for each in tried[: 2 * _HOLDING])
    return [word for word in dict.fromkeys(words) if plain in word and word != plain][:_HOLDING]


def _plain_and_stem(scopes: Sequence[Scope], typed: str) -> tuple[str, str]:
    """A word without case, accents and hyphens, and its stem; empty for more than one word."""
    typed = without_hyphens(typed) or typed
    tokens = scopes[0].tokens
    plain, stems = tokens.plain(searchable(typed)), tokens.stems(searchable(typed))
    return (plain[0], stems[0]) if len(plain) == len(stems) == 1 else ("", "")


def _max_distance(plain: str) -> int:
    return 1 if len(plain) < _LONG else 2


def vocabularies(scope: Scope) -> Sequence[Vocabulary]:
    """The words of an indexed table.

    One vocabulary of all, or one of the snapshot and one of the rows written since.
    """
    part = scope.part
    if part.words:
        return (
            (part.words.vocabulary, _delta_vocabulary(scope, part.delta))
            if part.delta
            else (part.words.vocabulary,)
        )
    if position(scope.db) != scope.snapshot.position:  # another position is not kept for others
        return (_index_vocabulary(scope),)
    return (
        scope.snapshot.compute_once(("vocabulary", scope.table), lambda: _index_vocabulary(scope)),
    )


def _index_vocabulary(scope: Scope) -> Vocabulary:
    return _vocabulary(
        scope.db.exec_driver_sql(f"SELECT term, cnt FROM {scope.table.index}_counts")
    )


def _delta_vocabulary(scope: Scope, delta: Delta) -> Vocabulary:
    return scope.snapshot.compute_once(("delta", scope.table), lambda: _vocabulary(delta.counts()))


def _vocabulary(counted: Iterable[Sequence[Any]]) -> Vocabulary:
    """A vocabulary of words in order, each with its number of instances."""
    rows = list(counted)
    letters = "".join(f"{row[0]}\n" for row in rows).encode()
    array = np.frombuffer(letters, np.uint8)
    ends = np.flatnonzero(array == ord("\n"))
    return Vocabulary(
        letters, ends, np.array([row[1] for row in rows], np.uint32), signatures(array, ends)
    )


def _best(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Each word once, the nearest first; words written again are in both vocabularies."""
    best: dict[tuple[str, str], _Candidate] = {}
    for each in sorted(candidates, key=lambda each: (each.distance, -each.count)):
        best.setdefault((each.scope.table.name, each.stem), each)
    return list(best.values())


def _near_words(
    scope: Scope, known: Vocabulary, plain: str, stem: str, most: int
) -> Iterator[_Candidate]:
    lengths = np.diff(known.ends.astype(np.int32), prepend=np.int32(-1)) - 1  # bytes
    off = np.abs(lengths - len(stem.encode()))
    yield from _compared(scope, known, np.flatnonzero(off <= most * _bytes(stem)), stem, most)
    size = len(plain)
    # A stem that lacks an ending may differ less, and counts as further away.
    for length in range(max(_STEM, size - _ENDING), size):
        beginning = plain[:length]
        for each in _compared(
            scope, known, np.flatnonzero(lengths == len(beginning.encode())), beginning, most - 1
        ):
            yield replace(each, distance=each.distance + 1 / 2)


def _compared(
    scope: Scope, known: Vocabulary, numbers: Array, typed: str, most: int
) -> Iterator[_Candidate]:
    """The words of these numbers within `most` edits of the typed one.

    One wrong letter changes at most two bits of a signature, which rules out nearly all words.
    """
    numbers = numbers[
        np.bitwise_count(known.signatures[numbers] ^ _signature(typed)) <= 2 * most * _bytes(typed)
    ]
    matches = process.extract(
        typed, known.words(numbers), scorer=OSA.distance, score_cutoff=most, limit=None
    )
    for word, distance, place in matches:
        yield _Candidate(distance, int(known.counts[numbers[place]]), word, scope)


def _bytes(typed: str) -> int:
    """The most bytes that a letter of the word takes: two beyond the Latin alphabet."""
    return max(len(letter.encode()) for letter in typed)


def _signature(word: str) -> np.uint64:
    letters = np.frombuffer(f"{word}\n".encode(), np.uint8)
    return np.uint64(signatures(letters, np.array([len(letters) - 1]))[0])


def _containing(
    scope: Scope, known: Vocabulary, plain: str, cuts: Sequence[int]
) -> Iterator[_Candidate]:
    """Words that contain the typed one, or its beginning where the stem may lack an ending."""
    for number in _places(known.letters, plain[: len(plain) - cuts[-1]].encode(), known.ends):
        word = known.word(number)
        cut = next(cut for cut in cuts if plain[: len(plain) - cut] in word)
        yield _Candidate(cut, int(known.counts[number]), word, scope)


def _places(letters: bytes, piece: bytes, ends: Array) -> Iterable[int]:
    """The numbers of the words that contain a piece."""
    numbers: dict[int, None] = {}
    at = letters.find(piece)
    while at >= 0:
        number = int(np.searchsorted(ends, at))
        numbers[number] = None
        at = letters.find(piece, int(ends[number]))
    return numbers


def as_written(scope: Scope, stem: str) -> str:
    """A word with this stem as some row of the scope has it, without case and accents.

    Empty where none of the first rows that the index gives is of the scope.
    """
    index = scope.table.index
    places = scope.db.exec_driver_sql(
        f"SELECT doc, col, offset FROM {index}_words WHERE term = ? LIMIT {_PASSED}", (stem,)
    ).all()
    rows = scope.rows
    places = [each for each in places if each.doc < len(rows) and rows[each.doc]][:_LOOKED_AT]
    if not places:
        return ""
    # The first row, unless the word is deep in a long text there and another row has it earlier.
    place = min(places, key=lambda each: each.offset // _DEEP)
    text = scope.db.exec_driver_sql(
        f"SELECT substr({place.col}, 1, {_LONGEST}) FROM {index} WHERE rowid = ?", (place.doc,)
    ).scalar()
    words = scope.tokens.plain(str(text))
    return words[place.offset] if place.offset < len(words) else ""
