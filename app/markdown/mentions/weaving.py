"""Links that the reader added to texts: where their words are, and texts that show them."""

from collections.abc import Iterable
from functools import lru_cache

from app.markdown.mentions.finding import Finder, Name, linked, make_finder
from app.markdown.placing import Span
from app.text import name_key


def find_words(markdown: str, words: str) -> Span | None:
    """Range of words in a text where they first occur, by themselves and as no link."""
    finder = _finder(name_key(words), words)
    return finder.first(markdown) if finder else None


@lru_cache(maxsize=1 << 10)
def _finder(key: str, words: str) -> Finder | None:
    return make_finder([Name(key, words)])


def woven(markdown: str, links: Iterable[tuple[str, str]]) -> str:
    """The text with links, each a name and the words that lead to it, where these occur."""
    for name, words in links:
        span = find_words(markdown, words)
        markdown = linked(markdown, span, name) if span else markdown
    return markdown
