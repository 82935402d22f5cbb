"""The text of a query with a part more, a part less, or in another order."""

from datetime import date
from functools import lru_cache

from app.query.lexer import quoted
from app.query.parser import parse
from app.query.tree import Node, Or, Query, parts
from app.text import fold


def whole(query: Query) -> str:
    """All of a query as it can be written again; what was read of it, no more."""
    return _joined(query.texts, query.order)


def without(query: Query, number: int) -> str:
    """The query less the part of that number, counted from 0."""
    return _joined((*query.texts[:number], *query.texts[number + 1 :]), query.order)


def alone(query: Query, number: int) -> str:
    """That part of the query and nothing else."""
    return _joined((query.texts[number],), "")


def toggled(query: Query, term: str) -> tuple[str, bool]:
    """The query with a term added or, where it asks for it already, taken out; and whether it asked.

    A term stands before a last word that may still be typed, and behind one that is whole: so each is read as it was.
    """
    node = _meant(term, date.today())  # noqa: DTZ011 the reader's own calendar
    held = parts(query.tree).index(node) if node in parts(query.tree) else None
    if held is not None and held < len(query.texts):
        return without(query, held), True
    return _joined((term, *query.texts) if query.open else (*query.texts, term), query.order), False


@lru_cache(maxsize=4096)  # the rows of facets are much the same from one search to the next
def _meant(term: str, today: date) -> Node:
    return parse(term, today).tree


def ordered(query: Query, order: str) -> str:
    """The query sorted another way, as `new`; empty for best first."""
    return _joined(query.texts, f"sort:{order}" if order else "")


def term(field: str, value: str) -> str:
    """A field with its value, in quotes where it holds more than letters and digits."""
    value = fold(value)
    plain = value.replace("-", "").isalnum() and not value.startswith("-")
    return f"{field}:{value if plain else quoted(value)}"


def _joined(texts: tuple[str, ...], order: str) -> str:
    """The parts of a query in a row. Brackets around a choice are left out where it stands alone."""
    only = texts[0] if len(texts) == 1 and not order else ""
    if only.startswith("(") and isinstance(parse(only[1:-1].rstrip()).tree, Or):
        return only[1:-1].rstrip()
    return " ".join(filter(None, (*texts, order)))
