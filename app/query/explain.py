"""A query in plain words, and the parts of it that look like a field with its value, but are read as words."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from app.model import KINDS
from app.query import fields, parser
from app.query.fields import FIELDS, LONGEST, SORTS, THINGS, filter_of, sort_of
from app.query.lexer import Piece, pieces
from app.query.tree import (
    GONE,
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
    Sort,
    Within,
    Word,
    asks_for_gone,
    leaves,
    parts,
    reach,
)
from app.text import fold

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
    "relevance": "", "new": "newest first", "old": "oldest first", "place": "in reading order", "random": "shuffled",
}  # fmt: skip
_PHRASED = {
    "tag": "tagged", "author": "by", "document": "in the document", "source": "from a source like", "chapter": "in a chapter like",
    "color": "coloured", "in": "of import",
}  # fmt: skip
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
_DATE = 'a year, a month or a day, as 2024, 2024-10 or "3 May 2024"; also yesterday or "last week"'
_LENGTH = "a number of letters, as >400, <80 or 80..200"
_OTHERS = {
    "tag": "the name of a tag", "#": "the name of a tag", "text": "a word", "note": "a word", "title": "a word",
    "age": "how long ago, as <6m or >1y, with d, w, m or y", "in": "the number of an import", "like": "the id of a highlight or document",
}  # fmt: skip


def explain(query: Query, *, widened: bool = False, read_as: Mapping[str, Sequence[str]] | None = None, mark: Mark = str) -> str:
    """What the query asks for, in one line of plain words.

    `widened` says that its last word was read as a beginning as well, `read_as` which other words were taken for one that was typed.
    `mark` sets off the words that were asked for; all others are our own.
    """
    said = [_said(part, mark) for part in parts(query.tree) if not _is_subject(part)]
    if len(said) == 1 and isinstance(query.tree, Or):
        said = [said[0].replace("(", "", 1).removesuffix(")")]
    if widened and said:
        said[-1] += " or words that begin so"
    asked = ", ".join(_grouped(said))
    extra = [_SORTS[query.sort]] if query.sort != "relevance" else []
    extra += ["only its beginning was read"] if query.cut else []
    if (GONE, True) in leaves(query.tree) and not asks_for_gone(query.tree):
        extra.append("what is gone is left out: is:gone finds it only as a term of its own")
    extra += [f"{typed} also read as {' or '.join(words)}" for typed, words in (read_as or {}).items()]
    return " · ".join([f"{_subject(query.tree)} {asked}".rstrip() if parts(query.tree) else "everything", *extra])


def _subject(tree: Node) -> str:
    return {(True, True): "highlights and documents", (True, False): "highlights", (False, True): "documents"}.get(reach(tree), "nothing:")


def _is_subject(node: Node) -> bool:
    """Whether a part only says which sort of results is meant."""
    node = node.part if isinstance(node, Not) else node
    return isinstance(node, Filter) and node.name == "is" and node.value in ("highlight", "document")


def _grouped(said: list[str]) -> list[str]:
    """Words that all begin with `with` share it: `with a and b`."""
    words = [one.removeprefix("with ") for one in said if one.startswith("with ")]
    others = [one for one in said if not one.startswith("with ")]
    return (["with " + " and ".join(words)] if words else []) + others


def _said(node: Node, mark: Mark, *, negative: bool = False) -> str:
    if isinstance(node, Not):
        return _said(node.part, mark, negative=not negative)
    if isinstance(node, Or) and all(isinstance(part, TERMS) for part in node.parts):
        return f"{'without' if negative else 'with'} ({' or '.join(_term(part, mark) for part in node.parts if isinstance(part, TERMS))})"
    if isinstance(node, And | Or):
        joint = " and " if isinstance(node, And) else " or "
        whole = "(" + joint.join(_said(part, mark) for part in node.parts) + ")"
        return f"but not {whole}" if negative else whole
    if isinstance(node, Filter | Between | Length):
        return _property(node, mark, negative=negative)
    if isinstance(node, Like):
        return f"{'not ' if negative else ''}like {mark(f'“{node.told}”' if node.told else node.code)}"
    return f"{'without' if negative else 'with'} {_term(node, mark)}"


def _term(node: Word | Phrase | Prefix | Sign | Mention | Within, mark: Mark) -> str:
    if isinstance(node, Within):
        return f"{_term(node.term, mark)} in the {node.column}"
    if isinstance(node, Mention):
        return f"a mention of {mark(node.text)}"
    if isinstance(node, Prefix):
        return f"words that begin with {mark(node.text)}"
    return f'"{mark(node.text)}"' if isinstance(node, Phrase) else mark(node.text)


def _property(node: Filter | Between | Length, mark: Mark, *, negative: bool) -> str:
    no = "not " if negative else ""
    if isinstance(node, Between):
        return no + dated(node, mark)
    if isinstance(node, Length):
        return no + sized(node)
    if node.name in ("is", "has"):
        return STATES[node.value][negative]
    if node.name == "kind":
        return f"{no}of the kind {mark(node.value)}"
    return f"{no}{_PHRASED[node.name]} {mark(node.value)}"


def dated(node: Between, mark: Mark = str) -> str:
    """A span of days: `in May 2024`, `from 3 May 2024 on`, `before 1 January 2024`."""
    if not node.end:
        return f"from {mark(_day(node.first))} on"
    if not node.first:
        return f"before {mark(_day(node.end))}"
    first, last = date.fromisoformat(node.first), date.fromisoformat(node.end) - timedelta(1)
    if first == last:
        return f"on {mark(_day(node.first))}"
    if (first.day, first.month, last.day, last.month, first.year) == (1, 1, 31, 12, last.year):
        return f"in {mark(f'{first.year:04}')}"
    if first.day == 1 and (first.year, first.month) == (last.year, last.month) and (last + timedelta(1)).day == 1:
        return f"in {mark(_day(node.first)[2:])}"
    return f"from {mark(_day(node.first))} to {mark(_day(last.isoformat()))}"


def _day(stamp: str) -> str:
    day = date.fromisoformat(stamp)
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year:04}"


def sized(node: Length) -> str:
    """A length: `of 200 letters or more`."""
    if node.most >= LONGEST:
        return f"of {node.least} letters or more"
    if node.least == node.most:
        return f"of {node.least} letters"
    return f"of {node.least} to {node.most} letters" if node.least else f"of at most {node.most} letters"


@dataclass(frozen=True, slots=True)
class Misread:
    """A part as it was typed, its field, and what that takes, in words."""

    part: str
    field: str
    takes: str


def misread(text: str, today: date | None = None) -> tuple[Misread, ...]:
    """The parts of a query whose field is known and takes no such value, or has none right behind its colon; in their order."""
    now = today or date.today()  # noqa: DTZ011 - the reader's own calendar
    found = (_misread(piece, now) for piece in pieces(fold(text)[: parser.LONGEST]))
    return tuple(dict.fromkeys(one for one in found if one))


def _misread(piece: Piece, today: date) -> Misread | None:
    field = piece.field or (piece.text[:-1] if piece.sort == "word" and piece.text.endswith(":") else "")
    name = field.casefold()
    if not (name in FIELDS or name in _OTHERS or name == "sort") or (piece.field and _is_taken(name, piece.text, today)):
        return None
    return Misread(piece.written, name, takes(name))


def _is_taken(name: str, value: str, today: date) -> bool:
    if name == "sort":
        return sort_of(value, today) is not None
    return name not in FIELDS or filter_of(name, value, today) is not None


def takes(field: str) -> str:
    """What a field takes, in words."""
    if field in ("before", "after", "since", "on", "year"):
        return _DATE
    if field in ("kind", "type", "category"):
        return _listed(KINDS)
    if field in ("len", "length"):
        return _LENGTH
    known = {"is": fields.STATES.values(), "has": THINGS, "sort": SORTS.values()}.get(field)
    if known is not None:
        names = dict.fromkeys(name for name in known if field != "has" or not name.endswith("s"))
        return _listed(tuple("best" if name == "relevance" else name for name in names))
    return _OTHERS.get(field, "a name")


def _listed(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
