"""Words of the index that are spelled nearly as one that was typed, or that hold it, as the library writes them."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.search.columns.delta import Tail
from app.search.columns.storage import Array
from app.search.columns.words import Vocabulary, shapes
from app.search.scope import Ground
from app.store.fts.change_log import position
from app.store.fts.hyphens import without_hyphens
from app.store.fts.index import searchable

_NEAREST = 3  # words that are offered for one
_LONG = 6  # letters of a word of which two may be wrong; with two others a shorter one is another word
_TRIED = 6  # of which as many are looked up in the library
_LIKELIER = 20  # times that a word is to be more frequent than the one that was typed, where that is one
_HOLDING = 6  # words that are offered for a piece of one
_SHORTEST = 3  # letters of a word that may be misspelled
_PIECE = 4  # letters of a piece
_CUT = 3  # letters that may be missing at its end
_ENDING = 6  # letters that the stem of a word may lack, and the misspelled word, having no stem, does not
_LOOKED_AT = 8  # rows with a word, of which the one where it stands first tells how it is written
_DEEP = 1_000  # words
_LONGEST = 400_000  # letters of a text that are cut into words for that
_STEM = 4  # letters of a stem that is held against the beginning of a longer word


@dataclass(frozen=True, slots=True)
class _Candidate:
    distance: float
    count: int
    stem: str
    ground: Ground


def spellings(grounds: Sequence[Ground], typed: str, number: int) -> list[str]:
    """Words of the library that differ from a typed one in a letter or two, best first; of one that stands in rows only much more frequent ones."""
    plain, stem = _forms(grounds, typed)
    if len(plain) < _SHORTEST or plain.isdigit():
        return []
    most = _most_differing(plain)
    for ground in grounds:  # whoever misspells a word of passages seldom means one of bodies alone
        tried = _best(each for known in vocabularies(ground) for each in _near(ground, known, plain, stem, most))
        found: dict[str, tuple[int, bool, int]] = {}
        for each in [each for each in tried if each.count >= _LIKELIER * number][:_TRIED]:
            word = as_written(ground, each.stem)
            distance = OSA.distance(plain, word)
            if word and 0 < distance <= most and word not in found:
                found[word] = (distance, word[0] != plain[0], -each.count)
        if found:
            return sorted(found, key=lambda word: found[word])[:_NEAREST]
    return []


def holders(grounds: Sequence[Ground], typed: str, _number: int = 0) -> list[str]:
    """Words of the library that hold what was typed, the most frequent first."""
    plain, _ = _forms(grounds, typed)
    if len(plain) < _PIECE:
        return []
    cuts = range(min(_CUT, len(plain) - _PIECE) + 1)
    tried = _best(each for ground in grounds for known in vocabularies(ground) for each in _holding(ground, known, plain, cuts))
    words = (as_written(each.ground, each.stem) for each in tried[: 2 * _HOLDING])
    return [word for word in dict.fromkeys(words) if plain in word and word != plain][:_HOLDING]


def _forms(grounds: Sequence[Ground], typed: str) -> tuple[str, str]:
    """A word without case, accents and hyphens, and its stem; empty for what is more than one word."""
    typed = without_hyphens(typed) or typed
    tokens = grounds[0].tokens
    plain, stems = tokens.plain(searchable(typed)), tokens.stems(searchable(typed))
    return (plain[0], stems[0]) if len(plain) == len(stems) == 1 else ("", "")


def _most_differing(plain: str) -> int:
    return 1 if len(plain) < _LONG else 2


def vocabularies(ground: Ground) -> Sequence[Vocabulary]:
    """The words of a shelf's index: all of them, or those that the digest holds and those of the rows that were written since."""
    part = ground.part
    if part.words:
        return (part.words.vocabulary, _of_tail(ground, part.tail)) if part.tail else (part.words.vocabulary,)
    if position(ground.db) != ground.digest.position:  # what a reader of an earlier moment sees is not kept for others
        return (_of_index(ground),)
    return (ground.digest.once(("vocabulary", ground.shelf), lambda: _of_index(ground)),)


def _of_index(ground: Ground) -> Vocabulary:
    return _listed(ground.db.exec_driver_sql(f"SELECT term, cnt FROM {ground.shelf.index}_counts"))


def _of_tail(ground: Ground, tail: Tail) -> Vocabulary:
    return ground.digest.once(("tail", ground.shelf), lambda: _listed(tail.counts()))


def _listed(counted: Iterable[Sequence[Any]]) -> Vocabulary:
    """Words, in order, each with how often it stands."""
    rows = list(counted)
    letters = "".join(f"{row[0]}\n" for row in rows).encode()
    array = np.frombuffer(letters, np.uint8)
    ends = np.flatnonzero(array == ord("\n"))
    return Vocabulary(letters, ends, np.array([row[1] for row in rows], np.uint32), shapes(array, ends))


def _best(found: Iterable[_Candidate]) -> list[_Candidate]:
    """Each word once, the nearest first: one that was written again stands among the older ones too."""
    best: dict[tuple[str, str], _Candidate] = {}
    for each in sorted(found, key=lambda each: (each.distance, -each.count)):
        best.setdefault((each.ground.shelf.name, each.stem), each)
    return list(best.values())


def _near(ground: Ground, known: Vocabulary, plain: str, stem: str, most: int) -> Iterator[_Candidate]:
    lengths = np.diff(known.ends.astype(np.int32), prepend=np.int32(-1)) - 1  # bytes
    off = np.abs(lengths - len(stem.encode()))
    yield from _compared(ground, known, np.flatnonzero(off <= most * _bytes(stem)), stem, most)
    size = len(plain)
    for length in range(max(_STEM, size - _ENDING), size):  # a stem that lacks an ending may differ less, and counts as further away
        beginning = plain[:length]
        for each in _compared(ground, known, np.flatnonzero(lengths == len(beginning.encode())), beginning, most - 1):
            yield replace(each, distance=each.distance + 1 / 2)


def _compared(ground: Ground, known: Vocabulary, numbers: Array, typed: str, most: int) -> Iterator[_Candidate]:
    """Those among the words of these numbers that differ little: one letter taken for another puts one shape in the place of another."""
    numbers = numbers[np.bitwise_count(known.shapes[numbers] ^ _shape(typed)) <= 2 * most * _bytes(typed)]
    found = process.extract(typed, known.words(numbers), scorer=OSA.distance, score_cutoff=most, limit=None)
    for word, distance, place in found:
        yield _Candidate(distance, int(known.counts[numbers[place]]), word, ground)


def _bytes(typed: str) -> int:
    """How many bytes a letter takes, at most: those of alphabets beyond the Latin one take two."""
    return max(len(letter.encode()) for letter in typed)


def _shape(word: str) -> np.uint64:
    letters = np.frombuffer(f"{word}\n".encode(), np.uint8)
    return np.uint64(shapes(letters, np.array([len(letters) - 1]))[0])


def _holding(ground: Ground, known: Vocabulary, plain: str, cuts: Sequence[int]) -> Iterator[_Candidate]:
    """The words that hold what was typed, or, as far as a stem may lack the end of its words, its beginning."""
    for number in _places(known.letters, plain[: len(plain) - cuts[-1]].encode(), known.ends):
        word = known.word(number)
        cut = next(cut for cut in cuts if plain[: len(plain) - cut] in word)
        yield _Candidate(cut, int(known.counts[number]), word, ground)


def _places(letters: bytes, piece: bytes, ends: Array) -> Iterable[int]:
    """The numbers of the words that hold a piece."""
    found: dict[int, None] = {}
    at = letters.find(piece)
    while at >= 0:
        number = int(np.searchsorted(ends, at))
        found[number] = None
        at = letters.find(piece, int(ends[number]))
    return found


def as_written(ground: Ground, stem: str) -> str:
    """A word whose stem this is, as some row of the index has it, without case and accents; empty where none is found."""
    index = ground.shelf.index
    places = ground.db.exec_driver_sql(f"SELECT doc, col, offset FROM {index}_words WHERE term = ? LIMIT {_LOOKED_AT}", (stem,)).all()
    if not places:
        return ""
    place = min(places, key=lambda each: each.offset // _DEEP)  # the first row, or one in which it does not stand deep in a long text
    text = ground.db.exec_driver_sql(f"SELECT substr({place.col}, 1, {_LONGEST}) FROM {index} WHERE rowid = ?", (place.doc,)).scalar()
    words = ground.tokens.plain(str(text))
    return words[place.offset] if place.offset < len(words) else ""
