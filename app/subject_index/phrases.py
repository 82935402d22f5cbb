"""Recurring phrases and names of a library, by how often words occur together.

A name is a run of capitalised words, or one that is nearly always capitalised within sentences. A
phrase is two or three words that occur together far more often than by chance (log-likelihood),
and no verbs (`contexts`).
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from math import log
from typing import Literal

from app.subject_index.contexts import Contexts, Openers, find_openers
from app.subject_index.endings import Ending, endings
from app.subject_index.first_names import first_names
from app.subject_index.stop_words import labels, stop_words
from app.subject_index.words import Sentence, sentences

Key = tuple[str, ...]  # words in lower case
LEAST_PASSAGES, LEAST_DOCUMENTS = 4, 2  # in which a phrase recurs
_FREQUENT, _OF_WORDS = 130, 40  # that begin and end no phrase: the most frequent of so many
_COMMON_SHARE = 0.02  # of all passages: nor do those in so many
_LIKELIHOOD = 25.0  # of a phrase, at least
_TIMES_CHANCE = 24.0  # as often as by chance
_CAPITAL_SHARE = 0.85  # of its uses within sentences in which a name is capitalised
_INSIDE_SHARE = 0.6  # of its uses that are parts of a longer one, which is listed instead
_LONGEST_NAME = 4  # words
_NAMED_SHARE = 0.1  # of the uses of a phrase, behind an article or the like: it is one then
_APOSTROPHE = frozenset("'’")
_ADVERB = "ly"
_BINDING = frozenset(["of", "and", "in", "as", "de", "di", "du", "del", "der", "von"])
_SHORTEST = 3  # letters of a word of a phrase, and of a name of one word


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name or phrase as it is mostly written, and in how many passages and documents it is."""

    words: str
    kind: Literal["name", "phrase"]
    passages: int
    documents: int


@dataclass(slots=True)
class _Seen:
    """Where a key was seen: how often, how it was written, in which passages and documents."""

    spelled: Counter[str] = field(default_factory=Counter)
    passages: int = 0
    documents: set[int] = field(default_factory=set)
    last: int = -1
    behind_nouns: int = 0  # uses behind an article or the like

    def see(self, spelled: str, passage: int, document: int) -> None:
        self.spelled[spelled] += 1
        if passage != self.last:
            self.last = passage
            self.passages += 1
            self.documents.add(document)

    def recurs(self) -> bool:
        return self.passages >= LEAST_PASSAGES and len(self.documents) >= LEAST_DOCUMENTS


@dataclass(slots=True)
class _Counts:
    words: Counter[str] = field(default_factory=Counter)
    passages: Counter[str] = field(default_factory=Counter)
    low: Counter[str] = field(default_factory=Counter)  # uses within sentences in lower case
    pairs: dict[Key, _Seen] = field(default_factory=dict)
    names: dict[Key, _Seen] = field(default_factory=dict)
    contexts: Contexts = field(default_factory=lambda: Contexts(Openers(), Counter()))
    total: int = 0


def recurring(
    passages: Iterable[tuple[int, str]],
    most: int = 1_500,
    stopped: Callable[[], bool] = lambda: False,
) -> list[Phrase]:
    """The names and phrases that recur in these passages (document, plain text).

    At most so many of each, those with the greatest likelihood; in the order of their words. Empty
    once `stopped` says so.
    """
    texts = list(passages)
    counts = _Counts()
    split: list[tuple[int, list[Sentence]]] = []
    for number, (document, text) in enumerate(texts):
        if not number % 1000 and stopped():
            return []
        found = sentences(text)
        split.append((document, found))
        words = [word for sentence in found for word in sentence.lower]
        counts.words.update(words)
        counts.passages.update({*words})
        counts.total += len(words)
    if not counts.total:
        return []
    common = _common(counts, len(texts))
    counts.contexts = Contexts(
        find_openers((found for _, found in split), counts.words), counts.words
    )
    unfit = {word for word in counts.words if _is_unfit(word, common)}
    for number, (document, found) in enumerate(split):
        if not number % 1000 and stopped():
            return []
        for sentence in found:
            counts.contexts.see(sentence)
            _see_names(counts, sentence, common, number, document)
            _see_phrases(counts, sentence, common, unfit, number, document)
    names = _names(counts, common)
    likely = _likely(counts, names)
    after = endings((found for _, found in split), likely, common)
    complete = {key: n for key, n in likely.items() if _is_complete(counts, key, after[key])}
    phrases = _phrases(counts, complete, most)
    return sorted([*names.values(), *phrases.values()], key=lambda each: each.words.casefold())


def _common(counts: _Counts, passages: int) -> set[str]:
    """Words that are too frequent to begin or end a phrase."""
    number = min(_FREQUENT, len(counts.words) // _OF_WORDS)
    often = {word for word, _ in counts.words.most_common(number)} | stop_words()
    return often | {w for w, n in counts.passages.items() if n > max(20, _COMMON_SHARE * passages)}


def _see_names(
    counts: _Counts, sentence: Sentence, common: set[str], passage: int, document: int
) -> None:
    for run in sentence.capitalised(common):
        spelled = [sentence.words[at] for at in run]
        key = tuple(sentence.lower[at] for at in run)
        if len(key) <= _LONGEST_NAME and (len(key) > 1 or run.start > 0):
            seen = counts.names.setdefault(key, _Seen())
            seen.see(" ".join(spelled), passage, document)
    counts.low.update(
        word
        for word, written in zip(sentence.lower, sentence.words, strict=True)
        if word == written
    )


def _see_phrases(
    counts: _Counts,
    sentence: Sentence,
    common: set[str],
    unfit: set[str],
    passage: int,
    document: int,
) -> None:
    lower, written = sentence.lower, sentence.words
    for at in range(len(lower) - 1):
        if lower[at] in unfit:
            continue
        for reach in (2, 3):
            key = lower[at : at + reach]
            if len(key) == reach and key[-1] not in unfit and _is_bound(key, common):
                seen = counts.pairs.setdefault(key, _Seen())
                seen.see(" ".join(written[at : at + reach]), passage, document)
                seen.behind_nouns += at > 0 and lower[at - 1] in counts.contexts.openers.nouns


def _is_unfit(word: str, common: set[str]) -> bool:
    """Whether a word begins and ends no subject, for it names nothing."""
    return (
        word in common
        or len(word) < _SHORTEST
        or not _APOSTROPHE.isdisjoint(word)
        or word.endswith(_ADVERB)
    )


def _is_bound(key: Key, common: set[str]) -> bool:
    """Whether what is between two words names something, or binds them."""
    return len(key) == 2 or key[1] not in common or key[1] in _BINDING  # noqa: PLR2004


def _names(counts: _Counts, common: set[str]) -> dict[Key, Phrase]:
    kept: dict[Key, _Seen] = {}
    nameless = common | first_names(
        {key: seen.passages for key, seen in counts.names.items()}, counts.low
    )
    for key, seen in counts.names.items():
        if not seen.recurs() or key[0] in labels() or _APOSTROPHE & {*key[0]}:
            continue
        if len(key) == 1:
            uses = sum(seen.spelled.values())
            low = counts.low[key[0]]
            if (
                key[0] in nameless
                or len(key[0]) < _SHORTEST
                or uses < _CAPITAL_SHARE * (uses + low)
            ):
                continue
        kept[key] = seen
    return {key: _phrase(seen, "name") for key, seen in _one_number(_outermost(kept)).items()}


def _likely(counts: _Counts, names: Mapping[Key, Phrase]) -> dict[Key, float]:
    """Phrases that are no accident, and how much they are none."""
    known = {word for key in names for word in key if len(key) > 1}
    likely: dict[Key, float] = {}
    for key, seen in counts.pairs.items():
        if key in names or not seen.recurs() or len(seen.documents) < LEAST_DOCUMENTS + 1:
            continue
        if all(word in known for word in key) or _capitalised(seen):
            continue
        strength, times = _strength(counts, key, seen)
        frequent = max(counts.words[key[0]], counts.words[key[-1]])
        least = min(_TIMES_CHANCE, 0.5 * counts.total / frequent)  # more is not possible in a few
        if strength >= _LIKELIHOOD and times >= least:
            likely[key] = strength * log(1 + len(seen.documents))
    return likely


def _phrases(counts: _Counts, likely: Mapping[Key, float], most: int) -> dict[Key, Phrase]:
    best = sorted(likely, key=lambda key: (-likely[key], key))[:most]
    kept = _outermost({key: counts.pairs[key] for key in best})
    return {key: _phrase(seen, "phrase") for key, seen in _one_number(kept).items()}


def _capitalised(seen: _Seen) -> bool:
    """Whether it is mostly written with capitals: a name that is too rare, or a title."""
    capital = sum(n for spelled, n in seen.spelled.items() if spelled.split()[-1][:1].isupper())
    return 2 * capital > sum(seen.spelled.values())


def _is_complete(counts: _Counts, key: Key, ending: Ending) -> bool:
    """Whether a phrase is no part of an expression, and no word of it a verb in its place."""
    if ending.is_cut_out or _is_participle(counts, key[-1]):
        return False
    seen = counts.pairs[key]
    if seen.behind_nouns >= _NAMED_SHARE * sum(seen.spelled.values()):
        return True
    first, last = (counts.contexts.is_no_noun(word) for word in (key[0], key[-1]))
    return not first and (not last or ending.is_complete)


def _is_participle(counts: _Counts, word: str) -> bool:
    """Whether a word is a form in -ed of another, as `mended` in `walls mended` (not `seed`).

    It describes what is before it, and more follows. English alone has such.
    """
    stem = word.removesuffix("ed")
    if stem == word or stem.endswith("e") or len(stem) < _SHORTEST:
        return False
    return any(form in counts.words for form in (stem, f"{stem}e"))


def _strength(counts: _Counts, key: Key, seen: _Seen) -> tuple[float, float]:
    """The log-likelihood ratio of a phrase, and how many times as often as by chance it occurs."""
    both, total = sum(seen.spelled.values()), counts.total
    first, last = counts.words[key[0]], counts.words[key[-1]]
    chance = first * last / total
    if len(key) > 2:  # noqa: PLR2004 what is between makes it less likely
        chance *= max(counts.words[key[1]] / total * 20, 0.05)
    ratio = 2 * (
        _term(both, chance)
        + _term(max(first - both, 0), max(first - chance, 1e-9))
        + _term(max(last - both, 0), max(last - chance, 1e-9))
    )
    return ratio, both / max(chance, 1e-9)


def _term(seen: float, expected: float) -> float:
    return seen * log(seen / expected) if seen > 0 else 0.0


def _outermost(kept: Mapping[Key, _Seen]) -> dict[Key, _Seen]:
    """Those that do not mostly occur within a longer one that is kept as well."""
    inside: Counter[Key] = Counter()
    for key, seen in kept.items():
        for length in range(1, len(key)):
            for at in range(len(key) - length + 1):
                inside[key[at : at + length]] += seen.passages
    return {k: seen for k, seen in kept.items() if inside[k] <= _INSIDE_SHARE * seen.passages}


def _one_number(kept: Mapping[Key, _Seen]) -> dict[Key, _Seen]:
    """One of `mental model` and `mental models`: the more frequent, since a search finds both."""
    best: dict[Key, Key] = {}
    for key in sorted(kept, key=lambda each: (-kept[each].passages, each)):
        best.setdefault(tuple(map(_singular, key)), key)
    return {key: kept[key] for key in best.values()}


def _singular(word: str) -> str:
    """A word without the ending of a plural, as far as its letters tell."""
    return f"{word[:-3]}y" if word.endswith("ies") else word.removesuffix("s")


def _phrase(seen: _Seen, kind: Literal["name", "phrase"]) -> Phrase:
    words = max(seen.spelled, key=lambda spelled: (seen.spelled[spelled], spelled))
    if kind == "phrase":
        words = words.lower() if words.lower() in seen.spelled else words
    return Phrase(words, kind, seen.passages, len(seen.documents))
