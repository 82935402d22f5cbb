"""Plain words for a query, and for the parts of it whose field takes no such value."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.model import KINDS
from app.query import fields, parser
from app.query.fields import FIELDS, LONGEST, SORTS, THINGS, filter_of, sort_of
from app.query.lexer import Token, tokenize
from app.query.tree import (
    And,
    Between,
    Filter,
    Length,
    Like,
    Mention,
    Most,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Query,
    Sign,
    Sort,
    Within,
    Word,
    can_match,
    parts,
)
from app.text import MONTHS, fold

Mark = Callable[[str], str]
TERMS = (Word, Phrase, Prefix, Sign, Mention, Within)
STATES = {
    "favorite": ("that are favourites", "that are no favourites"),
    "discarded": ("that are discarded", "that are not discarded"),
    "untagged": ("without tags", "with tags"),
    "tagged": ("with tags", "without tags"),
    "noted": ("with a note", "without a note"),
    "cut": ("that are cut short", "that are whole"),
    "new": ("new since the latest import", "older than the latest import"),
    "gone": ("gone from their files", "still in their files"),
    "highlight": ("that are highlights", "that are no highlights"),
    "document": ("that are documents", "that are no documents"),
    "location": ("with a location", "without a location"),
    "link": ("with a link", "without a link"),
    "chapter": ("in a chapter", "outside chapters"),
    "color": ("with a colour", "without a colour"),
    "dated": ("that are dated", "that nothing dates"),
}
_SORTS: dict[Sort, str] = {
    "relevance": "", "new": "newest first", "old": "oldest first", "place": "in reading order",
    "random": "shuffled",
}  # fmt: skip
_PHRASED = {
    "tag": "tagged", "author": "by", "document": "in the document", "source": "from a source like",
    "chapter": "in a chapter like",
    "color": "coloured", "in": "of import", "tray": "in the tray",
}  # fmt: skip
_DATE = 'a year, a month or a day, as 2024, 2024-10 or "3 May 2024"; also yesterday or "last week"'
_LENGTH = "a number of letters, as >400, <80 or 80..200"
_ACCEPTED = {
    "tag": "the name of a tag", "#": "the name of a tag", "text": "a word", "note": "a word",
    "title": "a word",
    "age": "how long ago, as <6m or >1y, with d, w, m or y", "in": "the number of an import",
    "like": "the id of a highlight or document",
}  # fmt: skip


def explain(query: Query, *, widened: bool = False, mark: Mark = str) -> str:
    """One line of plain words for a query.

    Args:
        query: the parsed query.
        widened: whether its last word was also read as a prefix.
        mark: sets off the words of the query, such as with HTML; all others are ours.
    """
    phrases = [_describe(part, mark) for part in parts(query.tree) if not _names_result_kind(part)]
    if len(phrases) == 1 and isinstance(query.tree, Or):
        phrases = [phrases[0].replace("(", "", 1).removesuffix(")")]
    if widened and phrases:
        phrases[-1] += " or words that begin so"
    asked = ", ".join(_grouped(phrases))
    extra = [_SORTS[query.sort]] if query.sort != "relevance" else []
    extra += ["only its beginning was read"] if query.cut else []
    return " · ".join(
        [f"{_subject(query.tree)} {asked}".rstrip() if parts(query.tree) else "everything", *extra]
    )


def explain_less(read_as: Mapping[str, Sequence[str]], most_of: int = 0) -> list[str]:
    """A line for each way in which results hold less than what was typed.

    Args:
        read_as: other words of the library that they hold, by the word that was typed.
        most_of: the number of words of which they hold most; 0 where they hold all.
    """
    most = [f"nothing holds all {most_of} words: also looked for most of them"] if most_of else []
    others = [f"{typed} also read as {' or '.join(words)}" for typed, words in read_as.items()]
    return most + others


def _subject(tree: Node) -> str:
    return {
        (True, True): "highlights and documents",
        (True, False): "highlights",
        (False, True): "documents",
    }.get(can_match(tree), "nothing:")


def _names_result_kind(node: Node) -> bool:
    """Whether a part only chooses between highlights and documents."""
    node = node.part if isinstance(node, Not) else node
    return (
        isinstance(node, Filter) and node.name == "is" and node.value in ("highlight", "document")
    )


def _grouped(phrases: list[str]) -> list[str]:
    """Phrases that all begin with `with` share it: `with a and b`."""
    words = [one.removeprefix("with ") for one in phrases if one.startswith("with ")]
    others = [one for one in phrases if not one.startswith("with ")]
    return (["with " + " and ".join(words)] if words else []) + others


def _describe(node: Node, mark: Mark, *, negative: bool = False) -> str:
    if isinstance(node, Not):
        return _describe(node.part, mark, negative=not negative)
    if isinstance(node, Or) and all(isinstance(part, TERMS) for part in node.parts):
        terms = [_describe_term(part, mark) for part in node.parts if isinstance(part, TERMS)]
        return f"{'without' if negative else 'with'} ({' or '.join(terms)})"
    if isinstance(node, And | Or):
        joint = " and " if isinstance(node, And) else " or "
        whole = "(" + joint.join(_describe(part, mark) for part in node.parts) + ")"
        return f"but not {whole}" if negative else whole
    if isinstance(node, Filter | Between | Length):
        return _describe_filter(node, mark, negative=negative)
    if isinstance(node, Like):
        passage = f"“{node.excerpt}”" if node.excerpt else node.code
        return f"{'not ' if negative else ''}like {mark(passage)}"
    term = (
        f"most of {len(node.words)} words" if isinstance(node, Most) else _describe_term(node, mark)
    )
    return f"{'without' if negative else 'with'} {term}"


def _describe_term(node: Word | Phrase | Prefix | Sign | Mention | Within, mark: Mark) -> str:
    if isinstance(node, Within):
        return f"{_describe_term(node.term, mark)} in the {node.column}"
    if isinstance(node, Mention):
        return f"a mention of {mark(node.text)}"
    if isinstance(node, Prefix):
        return f"words that begin with {mark(node.text)}"
    return f'"{mark(node.text)}"' if isinstance(node, Phrase) else mark(node.text)


def _describe_filter(node: Filter | Between | Length, mark: Mark, *, negative: bool) -> str:
    no = "not " if negative else ""
    if isinstance(node, Between):
        return no + describe_dates(node, mark)
    if isinstance(node, Length):
        return no + describe_length(node)
    if node.name in ("is", "has"):
        return STATES[node.value][negative]
    if node.name == "kind":
        return f"{no}of the kind {mark(node.value)}"
    return f"{no}{_PHRASED[node.name]} {mark(node.value)}"


def describe_dates(node: Between, mark: Mark = str) -> str:
    """A span of days in words: `in May 2024`, `from 3 May 2024 on`, `before 1 January 2024`."""
    if not node.end:
        return f"from {mark(_day(node.first))} on"
    if not node.first:
        return f"before {mark(_day(node.end))}"
    first, last = date.fromisoformat(node.first), date.fromisoformat(node.end) - timedelta(1)
    if first == last:
        return f"on {mark(_day(node.first))}"
    if (first.day, first.month, last.day, last.month, first.year) == (1, 1, 31, 12, last.year):
        return f"in {mark(f'{first.year:04}')}"
    if (
        first.day == 1
        and (first.year, first.month) == (last.year, last.month)
        and (last + timedelta(1)).day == 1
    ):
        return f"in {mark(_day(node.first)[2:])}"
    return f"from {mark(_day(node.first))} to {mark(_day(last.isoformat()))}"


def _day(stamp: str) -> str:
    day = date.fromisoformat(stamp)
    return f"{day.day} {MONTHS[day.month - 1]} {day.year:04}"


def describe_length(node: Length) -> str:
    """A length in words: `of 200 letters or more`."""
    if node.most >= LONGEST:
        return f"of {node.least} letters or more"
    if node.least == node.most:
        return f"of {node.least} letters"
    return (
        f"of {node.least} to {node.most} letters"
        if node.least
        else f"of at most {node.most} letters"
    )


@dataclass(frozen=True, slots=True)
class InvalidValue:
    """A part of a query as typed, its field, and the values that the field takes, in words."""

    part: str
    field: str
    takes: str


def invalid_values(text: str, today: date | None = None) -> tuple[InvalidValue, ...]:
    """The parts of a query whose field is known and takes no such value, in their order.

    A field with nothing right behind its colon is one of them.
    """
    now = today or date.today()  # noqa: DTZ011 - the reader's own calendar
    invalid = (_invalid_value(token, now) for token in tokenize(fold(text)[: parser.LONGEST]))
    return tuple(dict.fromkeys(one for one in invalid if one))


def _invalid_value(token: Token, today: date) -> InvalidValue | None:
    empty = token.kind == "word" and token.text.endswith(":")
    name = (token.field or (token.text[:-1] if empty else "")).casefold()
    known = name in FIELDS or name in _ACCEPTED or name == "sort"
    if not known or (token.field and _is_valid(name, token.text, today)):
        return None
    return InvalidValue(token.written, name, accepted_values(name))


def _is_valid(name: str, value: str, today: date) -> bool:
    if name == "sort":
        return sort_of(value, today) is not None
    return name not in FIELDS or filter_of(name, value, today) is not None


def accepted_values(field: str) -> str:
    """The values that a field takes, in words."""
    if field in ("before", "after", "since", "on", "year"):
        return _DATE
    if field in ("kind", "type", "category"):
        return _alternatives(KINDS)
    if field in ("len", "length"):
        return _LENGTH
    known = {"is": fields.STATES.values(), "has": THINGS, "sort": SORTS.values()}.get(field)
    if known is not None:
        names = dict.fromkeys(name for name in known if field != "has" or not name.endswith("s"))
        return _alternatives(tuple("best" if name == "relevance" else name for name in names))
    return _ACCEPTED.get(field, "a name")


def _alternatives(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
