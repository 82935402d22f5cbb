"""The two shelves that are searched, highlights and documents, and the words of a query as each one's index takes them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.query.tree import And, Column, Node, Not, Or, Phrase, Prefix, Term, Within, Word, leaves, parts
from app.store.index import searchable


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table and its index. `document` is a row's document id, `weights` are bm25's, `indexed` all of the index's columns, `prose` the own words."""

    name: str
    index: str
    document: str
    stamp: str
    weights: str
    columns: Mapping[Column, str]
    prose: str
    indexed: tuple[str, ...]


HIGHLIGHTS = Shelf(
    "highlights", "highlight_search", "r.document_id", "r.at", "bm25(10.0, 8.0, 5.0, 3.0, 4.0)",
    {"text": "text", "note": "note", "title": "title"}, "text note", ("text", "note", "title", "authors", "tags"),
)  # fmt: skip
DOCUMENTS = Shelf(
    "documents", "document_search", "r.id", "r.latest", "bm25(10.0, 3.0, 4.0, 8.0)",
    {"text": "body", "title": "title"}, "title body", ("title", "authors", "tags", "body"),
)  # fmt: skip

SHELVES = {shelf.name: shelf for shelf in (HIGHLIGHTS, DOCUMENTS)}
# The ends that the Porter stemmer takes off or changes.
_STEMMED = (
    "s", "e", "ed", "ing", "y", "al", "er", "ic", "ll", "at", "bl", "iz", "ant", "ent", "ion", "ism", "iti", "ful", "ou", "enci", "anci",
    "alli", "eli", "abli", "ousli", "ator", "ali",
)  # fmt: skip
_SIGNED = re.compile(r"\w[+#]{1,3}$")  # C++ and C# are no C


def match(node: Node, shelf: Shelf) -> str:
    """The FTS5 expression of a node made of words alone; empty where it holds anything else. What was typed stands in quotes."""
    if isinstance(node, Word | Phrase | Prefix):
        return _quoted(node)
    if isinstance(node, Within):
        return f"{{{shelf.columns[node.column]}}} : {_quoted(node.term)}" if node.column in shelf.columns else ""
    if isinstance(node, Or):
        either = [match(part, shelf) for part in node.parts]
        return "(" + " OR ".join(either) + ")" if all(either) else ""
    if isinstance(node, And):
        return _all_of(node, shelf)
    return ""


def _all_of(node: And, shelf: Shelf) -> str:
    wanted = [match(part, shelf) for part in node.parts if not isinstance(part, Not)]
    unwanted = [match(part.part, shelf) for part in node.parts if isinstance(part, Not)]
    if not wanted or not all(wanted) or not all(unwanted):
        return ""
    both = "(" + " AND ".join(wanted) + ")"
    return f"({both} NOT ({' OR '.join(unwanted)}))" if unwanted else both


def any_word(tree: Node, shelf: Shelf) -> str:
    """The expression of every wanted word of a tree, any of which may be marked in a text; empty where it has none."""
    return " OR ".join(dict.fromkeys(one for leaf, wanted in leaves(tree) if wanted and (one := match(leaf, shelf))))


def in_a_row(tree: Node, shelf: Shelf) -> str:
    """The expression of all plain words of a query one after the other; empty where there are not at least two."""
    words = [part.text for part in tree.parts if isinstance(part, Word)] if isinstance(tree, And) else []
    return f"{{{shelf.prose}}} : {_quoted(Phrase(' '.join(words)))}" if len(words) > 1 else ""


def in_title(tree: Node) -> str:
    """The expression of all plain words and phrases of a query in a title; empty where there are none."""
    terms = [_quoted(part) for part in parts(tree) if isinstance(part, Word | Phrase)]
    return f"{{title}} : ({' AND '.join(terms)})" if terms else ""


def letters(node: Node, shelf: Shelf) -> tuple[str, str] | None:
    """A condition on the index's own columns, with its value, for what its words say too roughly; None for other words.

    The index knows no signs, so `c++` must be looked for letter by letter; and it shortens words to their stems, so that `gas*` would find
    what begins with `ga`.
    """
    columns, term = ((shelf.columns.get(node.column, "NULL"),), node.term) if isinstance(node, Within) else (shelf.indexed, node)
    whole = "' ' || lower(" + " || ' ' || ".join(columns) + ")"
    text = searchable(term.text).lower() if isinstance(term, Word | Prefix) else ""
    if isinstance(term, Word) and _SIGNED.search(text):
        return f"instr({whole}, ?)", text
    if isinstance(term, Prefix) and text.isascii() and text.isalnum() and text.endswith(_STEMMED):
        return f"{whole} GLOB ?", f"*[^0-9a-z]{text}*"
    return None


def rough(node: Node, shelf: Shelf) -> bool:
    """Whether any leaf of a node needs its letters looked at."""
    return any(letters(leaf, shelf) for leaf, _ in leaves(node))


def _quoted(term: Term) -> str:
    return quoted(term.text) + ("*" if isinstance(term, Prefix) else "")


def quoted(text: str) -> str:
    """What was typed as an FTS5 phrase: nothing in it is an operator."""
    return '"' + searchable(text).replace('"', '""') + '"'
