"""Recurring names and phrases of a library, by how often words occur, alone and together.

A name is a run of capitalised words, or one that is nearly always capitalised within sentences. A
phrase is two or three words that occur together far more often than by chance (log-likelihood),
some of which keep to a few documents, and no verbs.
"""

from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet

from app.subject_index.contexts import contexts
from app.subject_index.found import Phrase
from app.subject_index.names import names
from app.subject_index.phrases import phrases
from app.subject_index.signs import sign_phrases
from app.subject_index.tokens import read_tokens
from app.subject_index.wording import wording

MOST = 1_500  # phrases


def recurring(
    passages: Iterable[tuple[int, str]],
    *,
    most: int = MOST,
    given_names: AbstractSet[str] = frozenset(),
    stopped: Callable[[], bool] = lambda: False,
) -> list[Phrase]:
    """The names and phrases that recur in these passages (document, plain text).

    At most so many phrases, the likeliest; in the order of their words. A given name (in lower
    case) alone is none, and with others it begins the name of a person. Empty once `stopped` says
    so.
    """
    tokens = read_tokens(passages, stopped)
    if tokens is None:
        return []
    found = sign_phrases(tokens, most)
    if tokens.words:
        known = wording(tokens)
        context = contexts(tokens, known.is_common, known.languages)
        named = names(tokens, known, context, given_names)
        if stopped():
            return []
        found += [*named.values(), *phrases(tokens, known, context, named, most).values()]
    return sorted(found, key=lambda each: (each.words.casefold(), each.words))
