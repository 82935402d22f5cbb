"""Names: runs of words with capitals, and words that nearly always have one within sentences."""

from collections import Counter
from collections.abc import Iterator
from collections.abc import Set as AbstractSet

import numpy as np

from app.subject_index.association import association
from app.subject_index.contexts import Contexts
from app.subject_index.first_names import first_names
from app.subject_index.found import Found, Phrase, one_number, outermost
from app.subject_index.function_words import IN_NAMES
from app.subject_index.runs import Key, Runs, runs
from app.subject_index.stop_words import calendar, exported, no_subjects
from app.subject_index.tokens import Array, Tokens
from app.subject_index.wording import Wording

LEAST_PASSAGES, LEAST_DOCUMENTS = 4, 2  # in which a name of one word recurs
_LEAST_OF_SEVERAL = 2  # passages in which one of several words does
_LONGEST = 4  # words
_TIMES_CHANCE = 10.0  # as often as by chance, one of several words
_SHORTEST = 3  # letters of a name of one word
_CAPITAL_SHARE = 0.85  # of its uses within sentences in which a name is capitalised
_DESCRIBES_SHARE = 0.5  # of its uses before a noun: `American` describes, `America` is a name
# of the words of a sentence that are capitalised: a title, where capitals say nothing
_SHOUTED = 0.6
_FEW = 4  # words of which that cannot be told
_PERSONS_WORDS = (2, 3)


def names(tokens: Tokens, wording: Wording, context: Contexts, given: AbstractSet[str]) -> Found:
    """The names that recur, by their words; `given` are given names of persons, in lower case.

    None are those, where they are alone, nor words that describe others, as `American`.
    """
    capital = _capitals(tokens, wording)
    starts, lengths = _runs_of(tokens, capital, wording)
    several: dict[Key, Phrase] = {}
    passages: dict[Key, int] = {}
    for length in range(2, _LONGEST + 1):
        of_length = runs(tokens, starts[lengths == length], length, passages=1, documents=1)
        passages |= zip(of_length.keys(), of_length.passages.tolist(), strict=True)
        recurring = of_length.those(
            (of_length.passages >= _LEAST_OF_SEVERAL)
            & (of_length.documents >= LEAST_DOCUMENTS)
            & (of_length.surroundings() >= _LEAST_OF_SEVERAL)
        )
        chance = association(recurring, wording.uses).chance
        several |= _named(recurring.those(recurring.uses >= _TIMES_CHANCE * chance))
    alone = starts[(lengths == 1) & ~tokens.begins[starts] & ~wording.noun_capitals(starts)]
    single = runs(tokens, alone, 1, passages=LEAST_PASSAGES, documents=LEAST_DOCUMENTS)
    low = dict(wording.low_uses())
    passages |= zip(single.keys(), single.passages.tolist(), strict=True)
    nameless = wording.common | given | first_names(passages, low)
    fit = np.array(
        [word not in nameless and len(word) >= _SHORTEST for word in tokens.words], dtype=bool
    )
    kept = _always_capital(single, wording, context)
    kept = kept.those(fit[kept.words(0)])
    several |= _named(_everywhere(tokens, kept, capital))
    every = {key: each for key, each in several.items() if _is_name(key)}
    return one_number(outermost(_with_persons(every, given)))


def _capitals(tokens: Tokens, wording: Wording) -> Array:
    """Whether each token is a word with a capital that may belong to a name."""
    is_capital = np.array(
        [form[:1].isupper() and len(form) > 1 for form in tokens.forms], dtype=bool
    )
    known = wording.grammar | calendar()
    unfit = np.array([word in known for word in tokens.words], dtype=bool)
    is_word = tokens.word >= 0
    capital = is_word & is_capital[tokens.form]
    sentence = np.cumsum(~is_word)
    number = np.bincount(sentence[is_word], minlength=int(sentence.max(initial=0)) + 1)
    shouted = np.bincount(sentence[capital], minlength=len(number)) > _SHOUTED * number
    titles = (shouted & (number > _FEW))[sentence]
    common_first = tokens.begins & wording.is_common[tokens.word]
    fit: Array = capital & ~titles & ~unfit[tokens.word] & ~common_first
    return fit


def _runs_of(tokens: Tokens, capital: Array, wording: Wording) -> tuple[Array, Array]:
    """Where runs of capitals begin, and how many words they have, with `of` and `de` in them.

    In a language that writes nouns with capitals these bind no names.
    """
    binding = np.array([word in IN_NAMES for word in tokens.words] or [False], dtype=bool)
    is_binding = (tokens.word >= 0) & binding[tokens.word]
    inside = np.zeros(len(capital), bool)
    inside[1:-1] = is_binding[1:-1] & capital[:-2] & capital[2:]
    inside[inside] = ~wording.noun_capitals(np.flatnonzero(inside))
    member = (capital | inside).astype(np.int8)
    change = np.diff(member, prepend=0, append=0)
    starts, ends = np.flatnonzero(change == 1), np.flatnonzero(change == -1)
    return starts, ends - starts


def _always_capital(single: Runs, wording: Wording, context: Contexts) -> Runs:
    """Words that are seldom written without a capital, and do not mostly describe others."""
    word = single.words(0)
    low = wording.low[word]
    behind = single.behind()
    noun = ~wording.is_common & wording.is_low & ~context.is_no_noun & ~context.is_no_end
    describes = single.sums((behind >= 0) & noun[behind])
    often = single.uses >= _CAPITAL_SHARE * (single.uses + low)
    fits = (describes <= _DESCRIBES_SHARE * single.uses) | _has_capitals(single)
    return single.those(often & fits)


def _has_capitals(single: Runs) -> Array:
    """Whether each is written with capitals within the word, as `HTML`, and so describes none."""
    forms = single.tokens.forms
    capitals = np.array([form[1:] != form[1:].lower() for form in forms], dtype=bool)
    written = single.sums(capitals[single.tokens.form[single.at]])
    return 2 * written > single.uses


def _everywhere(tokens: Tokens, found: Runs, capital: Array) -> Runs:
    """Names of one word with all their places, also at the beginning of a sentence."""
    chosen = np.zeros(len(tokens.words), bool)
    chosen[found.words(0)] = True
    at = np.flatnonzero(capital & (tokens.word >= 0) & chosen[tokens.word])
    return runs(tokens, at, 1, passages=1, documents=1)


def _is_name(key: Key) -> bool:
    if key[0] in no_subjects() or key[-1] in exported():
        return False
    return not {"'", "’"} & {*key[0]}


def _named(found: Runs) -> dict[Key, Phrase]:
    """Names as they are mostly written."""
    named = {}
    rows = zip(
        found.keys(), found.spellings(), found.places(), found.documents.tolist(), strict=True
    )
    for key, spelled, at, documents in rows:
        written = max(spelled, key=lambda each: (spelled[each], each))
        named[key] = Phrase(" ".join(written), "name", at, documents)
    return named


def _with_persons(every: Found, given: AbstractSet[str]) -> Found:
    """The names, those of persons marked as such, each with the places of its last name alone."""
    persons = {key for key in every if len(key) in _PERSONS_WORDS and key[0] in given}
    last = Counter(key[-1:] for key in persons)
    joined = dict(every)
    for key in persons:
        own, alone = every[key], every.get(key[-1:]) if last[key[-1:]] == 1 else None
        at = sorted({*own.at, *(alone.at if alone else ())})
        documents = max(own.documents, alone.documents if alone else 0)
        joined[key] = Phrase(own.words, "person", at, documents)
        if alone:
            del joined[key[-1:]]
    return joined


def name_words(found: Found) -> Iterator[str]:
    """The words of names of several words."""
    for key in found:
        if len(key) > 1:
            yield from key
