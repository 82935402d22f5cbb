"""The words of a query as FTS5 takes them: all that was typed stands in quotes, so that nothing in it is an operator."""

from app.query.tree import And, Mention, Node, Phrase, Prefix, Within, Word, leaves, parts
from app.store.fts.hyphens import without_hyphens
from app.store.fts.index import searchable
from app.store.fts.tables import Shelf


def any_word(tree: Node, shelf: Shelf) -> str:
    """The expression of every wanted word of a tree, any of which may be marked in a text; empty where it has none."""
    return " OR ".join(dict.fromkeys(filter(None, (_plainly(leaf, shelf) for leaf, wanted in leaves(tree) if wanted))))


def in_a_row(tree: Node) -> Phrase | None:
    """All plain words of a query one after the other; None where there are not at least two."""
    words = [part.text for part in parts(tree) if isinstance(part, Word)]
    return Phrase(" ".join(words)) if len(words) > 1 else None


def in_titles(tree: Node) -> And | None:
    """All plain words and phrases of a query in a title; None where there are none."""
    terms = tuple(Within("title", part) for part in parts(tree) if isinstance(part, Word | Phrase))
    return And(terms) if terms else None


def in_column(expression: str, column: str) -> str:
    """An expression that holds in one column alone, or, without one, in any."""
    return f"{{{column}}} : {expression}" if column else expression


def _plainly(node: Node, shelf: Shelf) -> str:
    if isinstance(node, Within):
        return in_column(_quoted(node.term), shelf.columns[node.column]) if node.column in shelf.columns else ""
    return _quoted(node) if isinstance(node, Word | Phrase | Prefix | Mention) else ""


def _quoted(node: Word | Phrase | Prefix | Mention) -> str:
    joined = without_hyphens(node.text)
    either = [quoted(text) + "*" * isinstance(node, Prefix) for text in (node.text, joined) if text]
    return f"({' OR '.join(either)})" if joined else either[0]


def quoted(text: str) -> str:
    """A text as a phrase."""
    return '"' + searchable(text).replace('"', '""') + '"'
