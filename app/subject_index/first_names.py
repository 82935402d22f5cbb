"""First names that stand alone, known by the names that they begin: of several persons, none's."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

Key = tuple[str, ...]  # words in lower case
_PERSONS = 3  # different last names behind a first name
_NEVER_LOW = 0.67  # of what stands behind it: a last name is no common word, as of `Acme Maps`
_SHARE = 0.3  # uses in such names, of its uses alone


def first_names(names: Mapping[Key, int], low: Mapping[str, int]) -> AbstractSet[str]:
    """Words that are mostly first names.

    `names` are capitalised words with the number of passages that have them, `low` tells how often
    a word is written in lower case.
    """
    behind: dict[str, Counter[str]] = {}
    for key, passages in names.items():
        if len(key) > 1:
            behind.setdefault(key[0], Counter())[key[1]] += passages
    return {
        word
        for word, following in behind.items()
        if _are_last_names(following, low, names.get((word,), 0))
    }


def _are_last_names(following: Counter[str], low: Mapping[str, int], alone: int) -> bool:
    last = {word: number for word, number in following.items() if not low.get(word)}
    number = sum(last.values())
    return (
        len(last) >= _PERSONS
        and number >= _NEVER_LOW * following.total()
        and number >= _SHARE * alone
    )
