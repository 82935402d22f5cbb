"""Slips of the pen: words that differ in one letter, wrong, missing, or changed with the next."""

import re
from collections.abc import Iterator
from functools import lru_cache

from app.text import normal

_TWINS = tuple(map(frozenset, ("ck", "iy", "sz", "vw")))  # letters that are written for each other
_LONGEST = 60  # letters of a name in which slips are looked for
_SHORTEST = 3  # letters of a word in which such a letter may differ
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")


def words_of_name(name: str) -> tuple[str, ...]:
    """The words of a name in the form of comparisons, without signs; `&` is the word `and`."""
    return tuple(_WORD.findall(normal(name.replace("&", " and "))))


def same_numbers(one: str, other: str) -> bool:
    """Whether two names have the same numbers in the same order."""
    return _numbers(one) == _numbers(other)


@lru_cache(maxsize=1 << 14)  # each name is held against several
def _numbers(name: str) -> tuple[str, ...]:
    return tuple(_NUMBER.findall(name))


def less_one(word: str) -> Iterator[str]:
    """The word, and the word without each of its letters: two that differ in one share one.

    Of a long one, nothing.
    """
    if len(word) > _LONGEST:
        return
    yield word
    yield from {word[:at] + word[at + 1 :] for at in range(len(word))}


def changed_word(one: str, other: str) -> tuple[str, str]:
    """The only words in which two names differ; both are empty where there is not one."""
    words, others = words_of_name(one), words_of_name(other)
    if len(words) != len(others):
        return "", ""
    changed = [pair for pair in zip(words, others, strict=True) if pair[0] != pair[1]]
    return changed[0] if len(changed) == 1 else ("", "")


def is_slip(one: str, other: str) -> bool:
    """Whether one letter within a word is wrong, missing, or changed with the next.

    The first and the last letter are the same: `atheist` and `theist`, `activist` and `activism`
    are two.
    """
    if one[:1] != other[:1] or one[-1:] != other[-1:]:
        return False
    if len(one) != len(other):
        return _more_at(one, other) >= 0
    at = [n for n, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    return len(at) == 1 or (
        len(at) == 2  # noqa: PLR2004
        and at[1] == at[0] + 1
        and one[at[0]] + one[at[1]] == other[at[1]] + other[at[0]]
    )


def is_other_spelling(one: str, other: str) -> bool:
    """Whether a letter is doubled, written with a silent `h`, or by one that sounds the same.

    As in `Alan` and `Allan`, `Jon` and `John`, `Erik` and `Eric`.
    """
    if min(len(one), len(other)) < _SHORTEST:
        return False
    if len(one) != len(other):
        at = _more_at(one, other)
        long = max(one, other, key=len)
        return at > 0 and (long[at] == "h" or long[at] == long[at - 1])
    changed = [frozenset(pair) for pair in zip(one, other, strict=True) if pair[0] != pair[1]]
    return len(changed) == 1 and changed[0] in _TWINS


def _more_at(one: str, other: str) -> int:
    """Where the longer word has one letter more; -1 where more than that is different."""
    short, long = sorted((one, other), key=len)
    at = next((n for n, letter in enumerate(short) if letter != long[n]), len(short))
    return at if long[:at] + long[at + 1 :] == short else -1
