"""What to ask instead where little or nothing was found: other spellings, and the query without one of its parts."""

from collections.abc import Iterator

import numpy as np

from app.model import Drop
from app.query.tree import And, Word, parts
from app.query.write import rewritten, written
from app.store.search_answer import GOOD, Answer, with_words
from app.store.search_ground import Ground
from app.store.search_near import spellings
from app.store.search_sets import fitting

_MOST = 8  # parts of a query that are left out in turn


def suggestions(found: Answer) -> tuple[str, ...]:
    """The query with its misspelled words spelled as the library has them, if that finds anything; best first."""
    read_as = found.read_as
    asked = []
    for number in range(max(map(len, read_as.values()), default=0)):
        tree = with_words(found.query.tree, lambda word, number=number: Word(read_as[word.text][min(number, len(read_as[word.text]) - 1)]) if word.text in read_as else word)  # type: ignore[misc]  # noqa: E501
        asked.append(rewritten(found.query, tree))
    return tuple(dict.fromkeys(asked))


def drops(found: Answer) -> tuple[Drop, ...]:
    """What leaving out each part of a query that finds nothing would give, most results first."""
    every = parts(found.query.tree)
    if found.total or not 1 < len(every) <= _MOST:
        return ()
    told = []
    for number, part in enumerate(every):
        rest = And(every[:number] + every[number + 1 :])
        total = sum(int(np.count_nonzero(fitting(ground, rest))) for ground in found.grounds)
        if total:
            told.append(Drop(written(part), rewritten(found.query, rest), total))
    return tuple(sorted(told, key=lambda drop: -drop.total))
