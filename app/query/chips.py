"""A query as chips: each of its parts in a few words, with the query without it."""

from dataclasses import dataclass

from app.query.explain import STATES, dated, sized
from app.query.rewrite import without
from app.query.tree import And, Between, Filter, Length, Like, Mention, Node, Not, Or, Phrase, Prefix, Query, Sign, Within, Word, parts

_SHORTLY = {"tag": "#", "author": "by ", "document": "in ", "source": "from ", "chapter": "in chapter ", "color": "", "in": "import "}
_WORDED = {Word: "{0.text}", Phrase: '"{0.text}"', Prefix: "{0.text}…", Sign: "{0.text}", Mention: "a mention of {0.text}", Like: "like one passage"}
_OF_ORIGIN = ("author", "document", "source", "chapter")  # told by a word of place, which `without` cannot stand before


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
