"""Phrases: two or three words that belong together, say something, and have no verb in them."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

import numpy as np

from app.subject_index.association import association, clustering
from app.subject_index.contexts import Contexts
from app.subject_index.found import Found, Phrase, one_number, outermost
from app.subject_index.function_words import IN_PHRASES
from app.subject_index.names import name_words
from app.subject_index.run_together import run_together
from app.subject_index.runs import Key, Runs, runs
from app.subject_index.stop_words import exported, no_subjects
from app.subject_index.tokens import Array, Tokens
from app.subject_index.wording import Wording

LEAST_PASSAGES, LEAST_DOCUMENTS = 3, 2  # in which a phrase recurs
LEAST_SURROUNDINGS = 2  # words between which it is: else it is a part of a text that is repeated
_OF_FEW = 5  # passages in which it does in fewer documents than there are passages, of two
_LIKELIHOOD = 20.0  # of a phrase, at least
_TIMES_CHANCE = 24.0  # as often as by chance
_SHORTEST = 3  # letters of its first and last word
_ADVERB = "ly"
_APOSTROPHES = frozenset("'’")
# How much a phrase says: the clustering of its words, against the usual one, how many times as
# often as by chance it is, and the share of it in the uses of its rarer word.
_TELLING, _BY_CHANCE, _BY_SHARE = 2.63, 0.19, 1.5
_TELLING_OF_FEW = 3.78  # of what recurs in two documents and fewer passages, with its share
_TOPIC = 2.3  # clustering of two words that are what some documents are about
_USED = 8  # times that a word is, of those by which the usual clustering is told
_NAMED = 0.1  # of its uses behind an article or the like: its last word is no verb there
_SURELY_NAMED = 0.3  # of them, so that its first word is none either
_AT_END = 0.3  # of its uses at the end of a sentence, or before a sign
_SAME_WORD = 0.7  # of its uses before one common word: it is cut out of an expression


def phrases(tokens: Tokens, wording: Wording, context: Contexts, names: Found, most: int) -> Found:
    """The phrases that recur, by their words: at most so many, those that are most likely."""
    cluster = clustering(tokens)
    known = {*name_words(names)}
    likely: dict[Key, Phrase] = {}
    weights: dict[Key, float] = {}
    for candidates in _candidates(tokens, wording):
        telling = _telling(candidates, wording, cluster)
        weight = _weights(candidates, wording, telling)
        vague = context.is_no_end[candidates.words(-1)] & ~_are_topics(candidates, cluster, wording)
        recurs = candidates.documents > LEAST_DOCUMENTS
        recurs |= (candidates.passages >= _OF_FEW) | (
            telling + _share(candidates, wording) >= _TELLING_OF_FEW
        )
        recurs &= candidates.surroundings() >= LEAST_SURROUNDINGS
        chosen = (weight > 0) & recurs & ~vague & _is_complete(candidates, wording, context)
        kept = candidates.those(chosen)
        found = _phrased(kept, names, known, _with_capitals(kept, wording))
        weights |= dict(zip(kept.keys(), weight[chosen].tolist(), strict=True))
        likely |= found
    best = sorted(likely, key=lambda key: (-weights[key], key))[:most]
    return one_number(outermost({key: likely[key] for key in best}))


def _candidates(tokens: Tokens, wording: Wording) -> list[Runs]:
    """Runs of two words, and of three, that begin and end with what may be a noun."""
    unfit = np.array([_is_unfit(word, wording.common) for word in tokens.words] or [True])
    unfit |= run_together(tokens, wording.uses, wording.grammar)
    binding = np.array([word in IN_PHRASES for word in tokens.words] or [True])
    pairs = tokens.pairs
    word = tokens.word
    fit = (word >= 0) & ~unfit[word]
    first = np.flatnonzero(pairs & fit)
    two = first[fit[first + 1]]
    three = first[pairs[first + 1]]
    middle, last = word[three + 1], three + 2
    three = three[fit[last] & (binding[middle] | ~wording.is_common[middle])]
    least = {"passages": LEAST_PASSAGES, "documents": LEAST_DOCUMENTS}
    return [runs(tokens, two, 2, **least), runs(tokens, three, 3, **least)]


def _is_unfit(word: str, common: AbstractSet[str]) -> bool:
    """Whether a word begins and ends no subject, for it names nothing."""
    return (
        word in common
        or len(word) < _SHORTEST
        or not _APOSTROPHES.isdisjoint(word)
        or word.endswith(_ADVERB)
    )


def _share(found: Runs, wording: Wording) -> Array:
    """The share of each run in the uses of its rarer word."""
    first, last = wording.uses[found.words(0)], wording.uses[found.words(-1)]
    share: Array = found.uses / np.maximum(1, np.minimum(first, last))
    return share


def _telling(found: Runs, wording: Wording, cluster: Array) -> Array:
    """How much each run says."""
    times = found.uses / association(found, wording.uses).chance
    telling: Array = (
        _clustered(found, cluster, wording)
        + _BY_CHANCE * np.log10(np.maximum(1, times))
        + _BY_SHARE * _share(found, wording)
    )
    return telling


def _weights(found: Runs, wording: Wording, telling: Array) -> Array:
    """How likely each run is a phrase that says something; 0 where it is not."""
    uses = wording.uses
    bound = association(found, uses)
    frequent = np.maximum(uses[found.words(0)], uses[found.words(-1)])
    # more is not possible in a few words
    least = np.minimum(_TIMES_CHANCE, 0.5 * uses.sum() / np.maximum(1, frequent))
    bound_fits = (bound.likelihood >= _LIKELIHOOD) & (found.uses >= least * bound.chance)
    fits = bound_fits & (telling >= _TELLING)
    return np.where(fits, bound.likelihood * np.log1p(found.documents) * telling, 0.0)


def _clustered(found: Runs, cluster: Array, wording: Wording) -> Array:
    """How much the first and the last word keep to few documents, against words as they are."""
    used = wording.uses >= _USED
    usual = np.median(cluster[used]) if used.any() else 1.0
    return (cluster[found.words(0)] + cluster[found.words(-1)]) / usual


def _are_topics(found: Runs, cluster: Array, wording: Wording) -> Array:
    """Whether the words of each are what some documents are about."""
    return _clustered(found, cluster, wording) >= _TOPIC


def _is_complete(found: Runs, wording: Wording, context: Contexts) -> Array:
    """Whether each is no part of an expression, and no word of it is a verb in its place."""
    before, behind = found.before(), found.behind()
    named = found.sums((before >= 0) & context.before_nouns[before])
    ends = found.sums(behind < 0) >= _AT_END * found.uses
    first = context.is_no_noun[found.words(0)] & (named < _SURELY_NAMED * found.uses)
    last = context.is_no_noun[found.words(-1)] & (named < _NAMED * found.uses) & ~ends
    last |= context.is_verb[found.words(-1)]
    participle = _participles(found.tokens)[found.words(-1)]
    return ~first & ~last & ~participle & ~_is_cut_out(found, behind, wording)


def _is_cut_out(found: Runs, behind: Array, wording: Wording) -> Array:
    """Whether one and the same little word nearly always comes behind each."""
    little = (behind >= 0) & wording.is_common[behind]
    size = len(found.tokens.words)
    pair, number = np.unique(
        found.run[little].astype(np.int64) * size + behind[little], return_counts=True
    )
    most = np.zeros(len(found.uses), dtype=np.int64)
    np.maximum.at(most, pair // max(1, size), number)
    return most >= _SAME_WORD * found.uses


def _participles(tokens: Tokens) -> Array:
    """Whether each word is a form in -ed of another, as `mended` in `walls mended` (not `seed`).

    It describes what is before it, and more follows. English alone has such.
    """
    known = {*tokens.words}
    return np.array([_is_participle(word, known) for word in tokens.words] or [False], dtype=bool)


def _is_participle(word: str, known: AbstractSet[str]) -> bool:
    stem = word.removesuffix("ed")
    if stem == word or stem.endswith("e") or len(stem) < _SHORTEST:
        return False
    return stem in known or f"{stem}e" in known


def _with_capitals(found: Runs, wording: Wording) -> Array:
    """Whether each is mostly in a language that writes nouns with capitals."""
    capitals: Array = 2 * found.sums(wording.noun_capitals(found.at)) > found.uses
    return capitals


def _phrased(
    found: Runs, names: Found, known: AbstractSet[str], with_capitals: Array
) -> Mapping[Key, Phrase]:
    """The phrases as they are mostly written, without those that are names or parts of names."""
    phrased = {}
    rows = zip(
        found.keys(),
        found.spellings(),
        found.places(),
        found.documents.tolist(),
        with_capitals.tolist(),
        strict=True,
    )
    for key, spelled, at, documents, nouns in rows:
        if key in names or all(word in known for word in key):
            continue
        if key[0] in no_subjects() or key[-1] in exported():
            continue
        tells = 0 if nouns else -1  # the word whose capital tells of a name
        capital = sum(n for words, n in spelled.items() if words[tells][:1].isupper())
        if 2 * capital > sum(spelled.values()):  # a name that is too rare, or a title
            continue
        written = max(spelled, key=lambda each: (spelled[each], each))
        written = key if key in spelled and not nouns else written
        phrased[key] = Phrase(" ".join(written), "phrase", at, documents)
    return phrased
