"""What to ask instead where little or nothing was found: other spellings, and the query without one of its parts."""

from functools import partial

import numpy as np

from app.model import Drop
from app.query.tree import And, Word, parts
from app.query.write import rewritten, written
from app.store.search_answer import Answer, with_words
from app.store.search_sets import fitting

_MOST = 8  # parts of a query that are left out in turn


def suggestions(found: Answer) -> tuple[str, ...]:
    """The query with its misspelled words spelled as the library has them; best first."""
    most = max(map(len, found.read_as.values()), default=0)
    trees = (with_words(found.query.tree, partial(_spelled, found, number)) for number in range(most))
    return tuple(dict.fromkeys(rewritten(found.query, tree) for tree in trees))


def _spelled(found: Answer, number: int, word: Word) -> Word:
    """The word of that number among those taken for a typed one, or the last of them; the same word where there are none."""
    words = found.read_as.get(word.text, [word.text])
    return Word(words[min(number, len(words) - 1)])


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
