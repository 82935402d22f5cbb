"""What to ask instead where little was found: the query with other spellings."""

import re
from dataclasses import replace

from app.query.texts import whole
from app.store.search_answer import Answer


def suggestions(found: Answer) -> tuple[str, ...]:
    """The query with its misspelled words spelled as the library has them; best first."""
    most = max(map(len, found.read_as.values()), default=0)
    return tuple(dict.fromkeys(_respelled(found, number) for number in range(most)))


def _respelled(found: Answer, number: int) -> str:
    """The query with the words of that number among those taken for a typed one, or the last of them."""
    texts = found.query.texts
    for typed, words in found.read_as.items():
        alone = re.compile(rf"(?<!\w){re.escape(typed)}(?!\w)")
        texts = tuple(alone.sub(words[min(number, len(words) - 1)], text) for text in texts)
    return whole(replace(found.query, texts=texts))
