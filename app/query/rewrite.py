"""Rewriting of queries: a part added, removed or sorted otherwise; and chips, one a part."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.query.explain import STATES, describe_dates, describe_length
from app.query.lexer import quoted
from app.query.parser import parse
from app.query.tree import (
    And,
    Between,
    Filter,
    Length,
    Like,
    Mention,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Sign,
    Within,
    Word,
    parts,
)
from app.text import fold

_SHORT_FILTERS = {
    "tag": "#",
    "author": "by ",
    "document": "in ",
    "source": "from ",
    "chapter": "in chapter ",
    "tray": "in tray ",
    "color": "",
    "in": "import ",
}
_SHORT_TERMS = {
    Word: "{0.text}",
    Phrase: '"{0.text}"',
    Prefix: "{0.text}…",
    Sign: "{0.text}",
    Mention: "a mention of {0.text}",
    Like: "like one passage",
}
_NEGATED_WITH_NOT = (
    "author",
    "document",
    "source",
    "chapter",
    "tray",
)  # in words of place, before which `without` is no English


def query_text(query: Query) -> str:
    """The query as text: all parts that were read of it, and its order."""
    return _joined(query.texts, query.order)


def without(query: Query, number: int) -> str:
    """The query, as text, without its part of this number, counted from 0."""
    return _joined((*query.texts[:number], *query.texts[number + 1 :]), query.order)


def alone(query: Query, number: int) -> str:
    """The part of this number, as text."""
    return _joined((query.texts[number],), "")


def toggled(query: Query, term: str) -> tuple[str, bool]:
    """The query, as text, with a term added or, if it was there, removed; and whether it was there.

    A term is written before a last word that may still be typed, and behind one that is whole, so
    that each is read as before.
    """
    node = _parsed_term(term, date.today())  # noqa: DTZ011 the reader's own calendar
    index = parts(query.tree).index(node) if node in parts(query.tree) else None
    if index is not None and index < len(query.texts):
        return without(query, index), True
    return _joined((term, *query.texts) if query.open else (*query.texts, term), query.order), False


@lru_cache(maxsize=4096)  # the rows of facets are much the same from one search to the next
def _parsed_term(term: str, today: date) -> Node:
    return parse(term, today).tree


def ordered(query: Query, order: str) -> str:
    """The query, as text, in another order, such as `new`; empty for best first."""
    return _joined(query.texts, f"sort:{order}" if order else "")


def term(field: str, value: str) -> str:
    """A field with its value, in quotes where the value holds more than letters and digits."""
    value = fold(value)
    plain = value.replace("-", "").isalnum() and not value.startswith("-")
    return f"{field}:{value if plain else quoted(value)}"


def _joined(texts: tuple[str, ...], order: str) -> str:
    """The parts of a query in a row; one choice alone needs no brackets."""
    only = texts[0] if len(texts) == 1 and not order else ""
    if only.startswith("(") and isinstance(parse(only[1:-1].rstrip()).tree, Or):
        return only[1:-1].rstrip()
    return " ".join(filter(None, (*texts, order)))


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of a query in a few words, and the query without it.

    `negative` says that the part excludes results.
    """

    words: str
    without: str
    negative: bool = False


def chips(query: Query) -> tuple[Chip, ...]:
    """The parts of a query as chips, in their order."""
    return tuple(
        Chip(_short_form(part), without(query, i), isinstance(part, Not))
        for i, part in enumerate(parts(query.tree))
    )


def _short_form(node: Node, *, negative: bool = False) -> str:
    """A part in as few words as a chip has room for."""
    if isinstance(node, Not):
        return _short_form(node.part, negative=not negative)
    if isinstance(node, And | Or):
        whole = (" and " if isinstance(node, And) else " or ").join(
            _short_form(part) for part in node.parts
        )
        return f"without ({whole})" if negative else whole
    if isinstance(node, Filter) and node.name in ("is", "has"):
        return STATES[node.value][negative].removeprefix("that are ")
    return f"{_negation(node) if negative else ''}{_short_term(node)}"


def _negation(node: Node) -> str:
    """The word before what is not wanted: `without salt`, but `not by Ada`."""
    return (
        "not "
        if isinstance(node, Between | Length | Like)
        or (isinstance(node, Filter) and node.name in _NEGATED_WITH_NOT)
        else "without "
    )


def _short_term(node: Node) -> str:
    if isinstance(node, Within):
        return f"{_short_term(node.term)} in the {node.column}"
    if isinstance(node, Filter):
        return (
            f"{node.value}s" if node.name == "kind" else f"{_SHORT_FILTERS[node.name]}{node.value}"
        )
    if isinstance(node, Between):
        return describe_dates(node)
    if isinstance(node, Length):
        return describe_length(node)
    return _SHORT_TERMS[type(node)].format(node)
