"""Names and phrases that belong together: in the same passages far more often than by chance."""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import combinations
from math import log

from app.subject_index.found import Phrase

_OF_PASSAGE = 10  # phrases of a passage that are looked at: the rarest of them
_SHARED, _FEW_SHARED = 3, 2  # passages of both, at least
_SHARE, _FEW_SHARE = 0.2, 0.5  # of the passages of the rarer one; and where they are few
_TIMES_CHANCE = 5.0  # as often as by chance
_OF_POSSIBLE = 0.75  # of how many times as often as by chance is possible in a few passages
_BEST = 2  # that a phrase is shown with; those that are shown with it come to these
_MOST = 4


def beside(phrases: Sequence[Phrase], passages: int) -> Mapping[str, Sequence[str]]:
    """For each phrase, by its words, those that belong to it, nearest first; always both ways.

    `passages` is the number of all of them. Phrases that share a word do not belong together.
    """
    number = {each.words: len(each.at) for each in phrases}
    near: dict[str, list[tuple[float, str]]] = {}
    for (one, other), both in _together(phrases).items():
        rarer, chance = min(number[one], number[other]), number[one] * number[other] / passages
        least = min(_TIMES_CHANCE, _OF_POSSIBLE * passages / max(number[one], number[other]))
        share = _SHARE if both >= _SHARED else _FEW_SHARE
        if both < max(_FEW_SHARED, share * rarer) or both < least * chance:
            continue
        if {*one.lower().split()} & {*other.lower().split()}:
            continue
        weight = both * log(both / chance)
        near.setdefault(one, []).append((weight, other))
        near.setdefault(other, []).append((weight, one))
    best = {each: [other for _, other in sorted(near[each])[::-1][:_BEST]] for each in near}
    found = {each: list(others) for each, others in best.items()}
    for each, others in best.items():
        for other in others:
            if each not in found[other] and len(found[other]) < _MOST:
                found[other].append(each)
    return {each: [o for o in others if each in found[o]] for each, others in found.items()}


def _together(phrases: Sequence[Phrase]) -> Counter[tuple[str, str]]:
    """In how many passages two phrases are, for each two of some passage, in the order of words."""
    at: dict[int, list[str]] = {}
    for phrase in sorted(phrases, key=lambda each: (len(each.at), each.words)):
        for passage in phrase.at:
            at.setdefault(passage, []).append(phrase.words)
    counts: Counter[tuple[str, str]] = Counter()
    for words in at.values():
        if len(words) > 1:
            counts.update(combinations(sorted(words[:_OF_PASSAGE]), 2))
    return counts
