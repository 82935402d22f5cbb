"""The text of a query cut into its pieces: words, quoted phrases, brackets and the signs before them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Sort = Literal["word", "quoted", "not", "or", "and", "open", "close"]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a query. `field` is what stood before a colon, as typed; `text` the word, or what stood between quotes."""

    sort: Sort
    text: str = ""
    field: str = ""

    @property
    def written(self) -> str:
        """The piece as it can stand in a query again; a quote within quotes is written twice."""
        if self.sort != "quoted":
            return f"{self.field}:{self.text}" if self.field else self.text
        colon = ":" if self.field and not self.field.endswith("#") else ""
        return f"{self.field}{colon}{quoted(self.text)}"


def quoted(text: str) -> str:
    """A text between quotes, those within it doubled."""
    return '"' + text.replace('"', '""') + '"'


_OPERATORS: dict[str, Sort] = {"OR": "or", "AND": "and", "NOT": "not"}


def pieces(text: str) -> Iterator[Piece]:
    """The pieces of a query, in order. Operators count only where a word begins or ends; inside a word they are letters of it."""
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text[at] == "(":
            yield Piece("open")
            at += 1
        elif text[at] == ")":
            yield Piece("close")
            at += 1
        elif text[at] == "-":
            if text[at + 1 : at + 2].strip(" -"):
                yield Piece("not")
            at += 1
        else:
            end = _end(text, at)
            yield from _word(text[at:end])
            at = end


def last_word(text: str) -> int | None:
    """Where the word begins, with its field and quote, that the end of a text may still be in; None where that stands between words."""
    at = 0
    while at < len(text):
        if text[at].isspace() or text[at] in "()-":
            at += 1
            continue
        end = _end(text, at)
        if end == len(text):
            return None if text[at:].count('"') == 2 and text.endswith('"') else at  # noqa: PLR2004 opened and closed
        at = end
    return None


def _end(text: str, at: int) -> int:
    """Where the word that begins here ends. A quote at its start, or after its colon or hash, runs to the next quote."""
    first = at
    while at < len(text) and not text[at].isspace():
        if text[at] == '"' and text.find('"', first, at) < 0 and (at == first or text[at - 1] in ":#"):
            return _closing(text, at + 1)
        at += 1
    return at


def _closing(text: str, at: int) -> int:
    """Where the quote ends whose inside begins here. Two quotes in a row are one that belongs to the inside."""
    while (at := text.find('"', at)) >= 0:
        if text[at + 1 : at + 2] != '"':
            return at + 1
        at += 2
    return len(text)


def _word(word: str) -> Iterator[Piece]:
    head, quote, inside = word.partition('"')
    if quote and (not head or head[-1] in ":#"):
        yield Piece("quoted", inside.removesuffix('"').replace('""', '"'), head.removesuffix(":"))
        return
    shut = _shut(word)
    bare = word[: len(word) - shut]
    field, colon, value = bare.partition(":")
    if bare in _OPERATORS:
        yield Piece(_OPERATORS[bare], bare)
    else:
        yield Piece("word", value, field) if colon and field and value else Piece("word", bare)
    for _ in range(shut):
        yield Piece("close")


def _shut(word: str) -> int:
    """How many brackets at the end of a word close what was opened before it."""
    closing = len(word) - len(word.rstrip(")"))
    return max(0, min(closing, word.count(")") - word.count("(")))
