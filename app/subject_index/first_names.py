"""First names that stand alone, known by the names that they begin: of several persons, none's."""

from collections import Counter
from collections.abc import Mapping
from collections.abc import Set as AbstractSet

Key = tuple[str, ...]  # words in lower case
# Short forms by which English calls persons: nobody's name by themselves.
_SHORT = """
abby andy ben beth bill billy bob bobby carl charlie chris dan danny dave ed eddie eve fred greg
jack jackie jake jeff jen jenny jerry jess jill jim jimmy joe joey jon josh kate kathy katie kelly
ken kim larry liz lou lucy maggie mandy matt meg mike molly nan nate ned nick pam pat pete phil ray
rick rob ron ross sally sam sara sasha sean steve sue susie ted tim tina tom tommy tony vicky will
zach
"""
SHORT_NAMES = frozenset(_SHORT.split())
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
