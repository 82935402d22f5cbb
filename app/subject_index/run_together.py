"""Words that are two without the space between them, as PDF files give them: `andthe`."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet

import numpy as np

from app.subject_index.tokens import Array, Tokens

_LONGEST = 40  # letters


def run_together(tokens: Tokens, uses: Array, grammar: AbstractSet[str]) -> Array:
    """Whether each word, none of grammar, is two others that come apart as often or more often."""
    size = max(1, len(tokens.words))
    found = np.array([*_parts(tokens.words, grammar)], dtype=np.int64).reshape(-1, 3)
    first = np.flatnonzero(tokens.pairs)
    pairs = np.sort(tokens.word[first].astype(np.int64) * size + tokens.word[first + 1])
    asked = found[:, 1] * size + found[:, 2]
    apart = np.searchsorted(pairs, asked, "right") - np.searchsorted(pairs, asked, "left")
    together = np.zeros(len(tokens.words), bool)
    together[found[apart >= uses[found[:, 0]], 0]] = True
    return together


def _parts(words: list[str], grammar: AbstractSet[str]) -> Iterator[tuple[int, int, int]]:
    """Words that are no words of grammar, each with two others that it is made of."""
    numbers: Mapping[str, int] = {word: number for number, word in enumerate(words)}
    for number, word in enumerate(words):
        if word in grammar or len(word) > _LONGEST:
            continue
        for at in range(1, len(word)):
            one = numbers.get(word[:at])
            if one is not None and (other := numbers.get(word[at:])) is not None:
                yield number, one, other
