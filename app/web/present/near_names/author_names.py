"""Why two authors may be one: signs, initials, a part or the order of names, or one letter."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from app.model import Why
from app.text import letters
from app.web.present.filing import is_handle, surname_first
from app.web.present.near_names.slips import (
    changed_word,
    is_other_spelling,
    is_slip,
    less_one,
    same_numbers,
)

_TITLES = frozenset({"dame", "dr", "lord", "mr", "mrs", "ms", "prof", "sir", "the"})
_CHANGED = 6  # letters of the name in which one may be wrong
_IN_BRACKETS = re.compile(r"\s{0,4}\(([^()]{1,80})\)\s{0,4}")
_INITIAL = re.compile(r"\b(\w)\.(?=\w)")  # set apart from what stands right behind it


@dataclass(frozen=True, slots=True)
class _Person:
    """The letters of a person's first and middle names, and of the last name."""

    firsts: tuple[str, ...]
    last: str


def author_forms(name: str) -> Iterable[str]:
    """What near authors have in common: the letters, those less one, the last name and initial."""
    for plain in _names(name):
        yield f"={letters(plain)}"
        if person := _person(plain):
            words = [*person.firsts, person.last]
            yield f"{person.firsts[0][:1]} {person.last}"
            yield f"order {' '.join(sorted(words))}"
            yield from (f"+{form}" for form in less_one("".join(words)))


def why_authors_are_near(one: str, other: str) -> Why | None:
    """Why two authors may be one; None where nothing says so.

    With initials it is the first of the two that has them where the other has the full name.
    """
    if not same_numbers(one, other):
        return None
    if letters(one) == letters(other):
        return "signs"
    if all(map(_IN_BRACKETS.search, (one, other))):  # each says who is meant
        return None
    pairs = ((plain, others) for plain in _names(one) for others in _names(other))
    return next((why for pair in pairs if (why := _why_plain(*pair))), None)


def _why_plain(one: str, other: str) -> Why | None:
    if letters(one) == letters(other):
        return "part"
    person, other_person = _person(one), _person(other)
    if not person or not other_person:
        return None
    if person.last == other_person.last and _agree(person.firsts[1:], other_person.firsts[1:]):
        first, other_first = person.firsts[0], other_person.firsts[0]
        if first == other_first:
            return "order" if sorted(letters(one)) == sorted(letters(other)) else "part"
        if len(first) == 1 and other_first.startswith(first):
            return "initials"
    words, others = ([*each.firsts, each.last] for each in (person, other_person))
    if sorted(words) == sorted(others):
        return "order"
    return "letter" if _differ_in_a_letter(words, others) else None


def _agree(middle: Sequence[str], other: Sequence[str]) -> bool:
    """Whether middle names may be the same: one is left out, or is its initial."""
    return all(
        one.startswith(two) or two.startswith(one) if 1 in (len(one), len(two)) else one == two
        for one, two in zip(middle, other, strict=False)
    )


def _differ_in_a_letter(words: Sequence[str], others: Sequence[str]) -> bool:
    one, other = changed_word(" ".join(words), " ".join(others))
    return is_other_spelling(one, other) or (
        min(len(one), len(other)) >= _CHANGED and is_slip(one, other)
    )


@lru_cache(maxsize=1 << 14)
def _names(name: str) -> tuple[str, ...]:
    """The names that one names: less titles and what is in brackets, and a name in brackets.

    A handle or a site is only what it is.
    """
    if is_handle(_IN_BRACKETS.sub("", name)):
        return (name,)
    plain = _IN_BRACKETS.sub(" ", name)
    within = [each for each in _IN_BRACKETS.findall(name) if " " in each.strip()]
    return tuple(_without_title(each) for each in (plain, *within) if letters(_without_title(each)))


def _without_title(name: str) -> str:
    words = _INITIAL.sub(r"\1. ", name).split()
    at = next((n for n, word in enumerate(words) if letters(word) not in _TITLES), 0)
    return " ".join(words[at:])


@lru_cache(maxsize=1 << 14)
def _person(name: str) -> _Person | None:
    last, _, firsts = surname_first(name).partition(", ")
    words = tuple(filter(None, map(letters, firsts.partition(", ")[0].split())))
    return (
        _Person(words, letters(last)) if words and letters(last) and not is_handle(name) else None
    )
