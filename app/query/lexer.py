"""Lexer of the search grammar: words, quoted phrases, brackets and operators."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

TokenKind = Literal["word", "quoted", "not", "or", "and", "open", "close"]


@dataclass(frozen=True, slots=True)
class Token:
    """A token of a query.

    `field` is the text before the colon, as typed; `text` the word, or the text between the quotes.
    """

    kind: TokenKind
    text: str = ""
    field: str = ""

    @property
    def written(self) -> str:
        """The token as it can be written in a query again; a quote within quotes is doubled."""
        if self.kind != "quoted":
            return f"{self.field}:{self.text}" if self.field else self.text
        colon = ":" if self.field and not self.field.endswith("#") else ""
        return f"{self.field}{colon}{quoted(self.text)}"


def quoted(text: str) -> str:
    """A text between quotes, those within it doubled."""
    return '"' + text.replace('"', '""') + '"'


_OPERATORS: dict[str, TokenKind] = {"OR": "or", "AND": "and", "NOT": "not"}


def tokenize(text: str) -> Iterator[Token]:
    """The tokens of a query, in order.

    Operators count only at the edges of a word; inside a word they are letters of it.
    """
    at = 0
    while at < len(text):
        if text[at].isspace():
            at += 1
        elif text[at] == "(":
            yield Token("open")
            at += 1
        elif text[at] == ")":
            yield Token("close")
            at += 1
        elif text[at] == "-":
            if text[at + 1 : at + 2].strip(" -"):
                yield Token("not")
            at += 1
        else:
            end = _end(text, at)
            yield from _word(text[at:end])
            at = end


def last_word(text: str) -> int | None:
    """The start of the word that is being typed at the end of a text, its field and quote included.

    None where the text ends between words.
    """
    at = 0
    while at < len(text):
        if text[at].isspace() or text[at] in "()-":
            at += 1
            continue
        end = _end(text, at)
        if end == len(text):
            # opened and closed
            return None if text[at:].count('"') == 2 and text.endswith('"') else at  # noqa: PLR2004
        at = end
    return None


def _end(text: str, at: int) -> int:
    """The end of the word that begins here.

    A quote at its start, or after its colon or hash, runs to the next quote.
    """
    first = at
    while at < len(text) and not text[at].isspace():
        if (
            text[at] == '"'
            and text.find('"', first, at) < 0
            and (at == first or text[at - 1] in ":#")
        ):
            return _quote_end(text, at + 1)
        at += 1
    return at


def _quote_end(text: str, at: int) -> int:
    """The end of the quotation whose inside begins here; a doubled quote belongs to the inside."""
    while (at := text.find('"', at)) >= 0:
        if text[at + 1 : at + 2] != '"':
            return at + 1
        at += 2
    return len(text)


def _word(word: str) -> Iterator[Token]:
    head, quote, inside = word.partition('"')
    if quote and (not head or head[-1] in ":#"):
        yield Token("quoted", inside.removesuffix('"').replace('""', '"'), head.removesuffix(":"))
        return
    closing = _closing_brackets(word)
    unbracketed = word[: len(word) - closing]
    field, colon, value = unbracketed.partition(":")
    if unbracketed in _OPERATORS:
        yield Token(_OPERATORS[unbracketed], unbracketed)
    else:
        yield (
            Token("word", value, field) if colon and field and value else Token("word", unbracketed)
        )
    for _ in range(closing):
        yield Token("close")


def _closing_brackets(word: str) -> int:
    """The number of brackets at the end of a word that close one opened before it."""
    closing = len(word) - len(word.rstrip(")"))
    return max(0, min(closing, word.count(")") - word.count("(")))
