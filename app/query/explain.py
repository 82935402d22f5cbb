"""A query in plain words."""

from collections.abc import Mapping, Sequence

from app.query.fields import LONGEST
from app.query.grammar import MOST
from app.query.reach import reach
from app.query.tree import And, Between, Filter, Length, Node, Not, Or, Phrase, Prefix, Query, Sign, Sort, Within, Word, parts

_STATES = {
    "favorite": ("that are favorites", "that are no favorites"),
    "discarded": ("that are discarded", "that are not discarded"),
    "untagged": ("without tags", "with tags"),
    "tagged": ("with tags", "without tags"),
    "noted": ("with a note", "without a note"),
    "cut": ("that are cut short", "that are whole"),
    "new": ("new since the latest import", "older than the latest import"),
    "highlight": ("that are highlights", "that are no highlights"),
    "document": ("that are documents", "that are no documents"),
    "location": ("with a location", "without a location"),
    "link": ("with a link", "without a link"),
    "chapter": ("in a chapter", "outside chapters"),
    "color": ("with a color", "without a color"),
}
_SORTS: dict[Sort, str] = {"relevance": "", "new": "newest first", "old": "oldest first", "place": "in reading order"}
_PHRASED = {"tag": "tagged", "author": "by", "source": "from a source like", "chapter": "in a chapter like", "color": "colored", "in": "of import"}


def explain(query: Query, *, widened: bool = False, read_as: Mapping[str, Sequence[str]] | None = None) -> str:
    """What the query asks for, in one line of plain words.

    `widened` says that its last word was read as a beginning as well, `read_as` which other words were taken for one that was typed.
    """
    said = [_said(part) for part in parts(query.tree) if not _is_subject(part)]
    if widened and said:
        said[-1] += " or words that begin so"
    asked = ", ".join(_grouped(said))
    extra = [_SORTS[query.sort]] if query.sort != "relevance" else []
    extra += [f"only the first {MOST} terms were read"] if query.cut else []
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


def _said(node: Node, *, negative: bool = False) -> str:
    if isinstance(node, Not):
        return _said(node.part, negative=not negative)
    if isinstance(node, And | Or):
        joint = " and " if isinstance(node, And) else " or "
        whole = "(" + joint.join(_said(part) for part in node.parts) + ")"
        return f"but not {whole}" if negative else whole
    if isinstance(node, Filter | Between | Length):
        return _property(node, negative=negative)
    return f"{'without' if negative else 'with'} {_term(node)}"


def _term(node: Word | Phrase | Prefix | Sign | Within) -> str:
    if isinstance(node, Within):
        return f"{_term(node.term)} in the {node.column}"
    if isinstance(node, Prefix):
        return f"words that begin with {node.text}"
    return f'"{node.text}"' if isinstance(node, Phrase) else node.text


def _property(node: Filter | Between | Length, *, negative: bool) -> str:
    no = "not " if negative else ""
    if isinstance(node, Between):
        return no + _dated(node)
    if isinstance(node, Length):
        return no + _long(node)
    if node.name in ("is", "has"):
        return _STATES[node.value][negative]
    if node.name == "kind":
        return f"{no}of the kind {node.value}"
    return f"{no}{_PHRASED[node.name]} {node.value}"


def _dated(node: Between) -> str:
    if node.first and node.end:
        return f"dated {node.first} up to, not on, {node.end}"
    return f"from {node.first} on" if node.first else f"before {node.end}"


def _long(node: Length) -> str:
    if node.most >= LONGEST:
        return f"of {node.least} letters or more"
    return f"of {node.least} to {node.most} letters" if node.least else f"of at most {node.most} letters"
