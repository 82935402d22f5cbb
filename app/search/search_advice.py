"""What to ask instead where little was found: the query with other spellings."""

import re
from dataclasses import replace

from app.query.rewrite import whole
from app.query.tree import Node, Within, Word, leaves, parts
from app.search.tiers import Answer


def suggestions(found: Answer) -> tuple[str, ...]:
    """The query with its misspelled words spelled as the library has them; best first."""
    most = max(map(len, found.read_as.values()), default=0)
    return tuple(dict.fromkeys(_respelled(found, number) for number in range(most)))


def _respelled(found: Answer, number: int) -> str:
    """The query with the words of that number among those taken for a typed one, or the last of them."""
    texts = found.query.texts
    misread = [_wanted_words(part) for part in parts(found.query.tree)]
    for typed, words in found.read_as.items():
        alone = re.compile(rf"(?<!\w){re.escape(typed)}(?![\w:])")  # what stands before a colon is a field
        word = words[min(number, len(words) - 1)]
        texts = tuple(alone.sub(word, text) if typed in asked else text for text, asked in zip(texts, misread, strict=True))
    return whole(replace(found.query, texts=texts))


def _wanted_words(part: Node) -> set[str]:
    """The words that a part asks for; none where it holds anything else, which was read as it stands."""
    asked = [(leaf.term if isinstance(leaf, Within) else leaf, wanted) for leaf, wanted in leaves(part)]
    words = {leaf.text for leaf, wanted in asked if wanted and isinstance(leaf, Word)}
    return words if all(wanted and isinstance(leaf, Word) for leaf, wanted in asked) else set()
