"""The text of a query with a part more, a part less, or in another order; and its parts as chips, each with the query without it."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from app.query.explain import STATES, dated, sized
from app.query.lexer import quoted
from app.query.parser import parse
from app.query.tree import And, Between, Filter, Length, Like, Mention, Node, Not, Or, Phrase, Prefix, Query, Sign, Within, Word, parts
from app.text import fold

_SHORTLY = {"tag": "#", "author": "by ", "document": "in ", "source": "from ", "chapter": "in chapter ", "color": "", "in": "import "}
_WORDED = {Word: "{0.text}", Phrase: '"{0.text}"', Prefix: "{0.text}…", Sign: "{0.text}", Mention: "a mention of {0.text}", Like: "like one passage"}
_OF_ORIGIN = ("author", "document", "source", "chapter")  # told by a word of place, which `without` cannot stand before


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


@dataclass(frozen=True, slots=True)
class Chip:
    """A part of a query in a few words, and the query without it. `negative`: it says what is not wanted."""

    words: str
    without: str
    negative: bool = False


def chips(query: Query) -> tuple[Chip, ...]:
    """The parts of a query, in their order."""
    return tuple(Chip(_shortly(part), without(query, i), isinstance(part, Not)) for i, part in enumerate(parts(query.tree)))


def _shortly(node: Node, *, negative: bool = False) -> str:
    """A part in as few words as a chip has room for."""
    if isinstance(node, Not):
        return _shortly(node.part, negative=not negative)
    if isinstance(node, And | Or):
        whole = (" and " if isinstance(node, And) else " or ").join(_shortly(part) for part in node.parts)
        return f"without ({whole})" if negative else whole
    if isinstance(node, Filter) and node.name in ("is", "has"):
        return STATES[node.value][negative].removeprefix("that are ")
    return f"{_no(node) if negative else ''}{_in_short(node)}"


def _no(node: Node) -> str:
    """The word before what is not wanted: `without salt`, but `not by Ada`."""
    return "not " if isinstance(node, Between | Length | Like) or (isinstance(node, Filter) and node.name in _OF_ORIGIN) else "without "


def _in_short(node: Node) -> str:
    if isinstance(node, Within):
        return f"{_in_short(node.term)} in the {node.column}"
    if isinstance(node, Filter):
        return f"{node.value}s" if node.name == "kind" else f"{_SHORTLY[node.name]}{node.value}"
    if isinstance(node, Between):
        return dated(node)
    if isinstance(node, Length):
        return sized(node)
    return _WORDED[type(node)].format(node)
