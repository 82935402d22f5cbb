"""The two shelves that are searched, highlights and documents, and the words of a query as each one's index takes them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from app.query.tree import And, Column, Node, Not, Or, Phrase, Prefix, Term, Within, Word, leaves, parts
from app.store.index import searchable


@dataclass(frozen=True, slots=True)
class Shelf:
    """A table with its index: `document` is a row's document id, `weights` are bm25's for the index's columns, `prose` its own words."""

    name: str
    index: str
    document: str
    stamp: str
    weights: str
    columns: Mapping[Column, str]
    prose: str


HIGHLIGHTS = Shelf(
    "highlights", "highlight_search", "r.document_id", "r.at", "bm25(10.0, 8.0, 5.0, 3.0, 4.0)",
    {"text": "text", "note": "note", "title": "title"}, "text note",
)  # fmt: skip
DOCUMENTS = Shelf(
    "documents", "document_search", "r.id", "r.latest", "bm25(10.0, 3.0, 4.0, 8.0)",
    {"text": "body", "title": "title"}, "title body",
)  # fmt: skip

SHELVES = {shelf.name: shelf for shelf in (HIGHLIGHTS, DOCUMENTS)}
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


def signed(node: Node) -> str:
    """What must stand letter for letter because the index knows no signs: `c++`; empty for other words."""
    text = searchable(node.text) if isinstance(node, Word) else ""
    return text.lower() if _SIGNED.search(text) else ""


def _quoted(term: Term) -> str:
    return quoted(term.text) + ("*" if isinstance(term, Prefix) else "")


def quoted(text: str) -> str:
    """What was typed as an FTS5 phrase: nothing in it is an operator."""
    return '"' + searchable(text).replace('"', '""') + '"'
