"""The words of a query as FTS5 takes them: all that was typed stands in quotes, so that nothing in it is an operator."""

import re

from app.query.tree import And, Node, Not, Or, Phrase, Prefix, Term, Within, Word, leaves, parts
from app.store.index import searchable
from app.store.search_shelves import Shelf

# The ends that the Porter stemmer takes off or changes.
_STEMMED = (
    "s", "e", "ed", "ing", "y", "al", "er", "ic", "ll", "at", "bl", "iz", "ant", "ent", "ion", "ism", "iti", "ful", "ou", "enci", "anci",
    "alli", "eli", "abli", "ousli", "ator", "ali",
)  # fmt: skip
_SIGNED = re.compile(r"\w[+#]{1,3}$")  # C++ and C# are no C


def match(node: Node, shelf: Shelf) -> str:
    """The expression of a node made of words alone; empty where it holds anything else. It finds all that fits, `exactly` what fits too much."""
    if isinstance(node, Word | Phrase | Prefix):
        return _widely(node)
    if isinstance(node, Within):
        return _in_column(node, shelf, _widely(node.term))
    if isinstance(node, Or):
        either = [match(part, shelf) for part in node.parts]
        return "(" + " OR ".join(either) + ")" if all(either) else ""
    return _all_of(node, shelf) if isinstance(node, And) else ""


def _all_of(node: And, shelf: Shelf) -> str:
    wanted = [match(part, shelf) for part in node.parts if not isinstance(part, Not)]
    unwanted = [match(part.part, shelf) for part in node.parts if isinstance(part, Not)]
    if not wanted or not all(wanted) or not all(unwanted):
        return ""
    both = "(" + " AND ".join(wanted) + ")"
    return f"({both} NOT ({' OR '.join(unwanted)}))" if unwanted else both


def any_word(tree: Node, shelf: Shelf) -> str:
    """The expression of every wanted word of a tree, any of which may be marked in a text; empty where it has none."""
    return " OR ".join(dict.fromkeys(filter(None, (_plainly(leaf, shelf) for leaf, wanted in leaves(tree) if wanted))))


def in_a_row(tree: Node, shelf: Shelf) -> str:
    """The expression of all plain words of a query one after the other; empty where there are not at least two."""
    words = [part.text for part in parts(tree) if isinstance(part, Word)]
    return f"{{{shelf.prose}}} : {quoted(' '.join(words))}" if len(words) > 1 else ""


def in_title(tree: Node) -> str:
    """The expression of all plain words and phrases of a query in a title; empty where there are none."""
    terms = [quoted(part.text) for part in parts(tree) if isinstance(part, Word | Phrase)]
    return f"{{title}} : ({' AND '.join(terms)})" if terms else ""


def rough(node: Node, shelf: Shelf) -> bool:
    """Whether `match` finds too much for any leaf of a node."""
    return any(exactly(leaf, shelf) for leaf, _ in leaves(node))


def exactly(node: Node, shelf: Shelf) -> tuple[str, tuple[str, ...]] | None:
    """The query, with its values, for the ids of what fits a term of which `match` finds too much; None for other nodes.

    The index knows no signs, so `c++` is looked for letter by letter. It holds stems, so MATCH would take `gas*` for `ga*`.
    """
    if isinstance(node, Within) and node.column not in shelf.columns:
        return None
    term = node.term if isinstance(node, Within) else node
    text = searchable(term.text).lower() if isinstance(term, Word | Prefix) else ""
    found = f"SELECT rowid AS id FROM {shelf.index} WHERE {shelf.index} MATCH ?"
    if isinstance(term, Word) and _SIGNED.search(text):
        columns = " || ' ' || ".join([shelf.columns[node.column]] if isinstance(node, Within) else shelf.indexed)
        return f"{found} AND instr(lower({columns}), ?)", (_plainly(node, shelf), text)
    if isinstance(term, Prefix) and _shortened(text):
        column = f" AND col = '{shelf.columns[node.column]}'" if isinstance(node, Within) else ""
        words = f"SELECT doc FROM {shelf.index}_words WHERE term >= ? AND term < ?{column}"
        whole = Within(node.column, Word(text)) if isinstance(node, Within) else Word(text)
        return f"{found} UNION {words}", (_plainly(whole, shelf), text, text + "\U0010ffff")
    return None


def _widely(term: Term) -> str:
    """The expression of a term, and of more where the stem of a beginning is no beginning of it: `day` is `dai` in the index."""
    text = searchable(term.text).lower()
    if not isinstance(term, Prefix) or not _shortened(text):
        return _quoted(term)
    while text.endswith(_STEMMED) and len(text) > 1:
        text = text[:-1]
    return f"({quoted(term.text)} OR {quoted(text)}*)"


def _shortened(beginning: str) -> bool:
    return beginning.isascii() and beginning.isalnum() and beginning.endswith(_STEMMED)


def _plainly(node: Node, shelf: Shelf) -> str:
    if isinstance(node, Within):
        return _in_column(node, shelf, _quoted(node.term))
    return _quoted(node) if isinstance(node, Word | Phrase | Prefix) else ""


def _in_column(node: Within, shelf: Shelf, expression: str) -> str:
    return f"{{{shelf.columns[node.column]}}} : {expression}" if node.column in shelf.columns else ""


def _quoted(term: Term) -> str:
    return quoted(term.text) + ("*" if isinstance(term, Prefix) else "")


def quoted(text: str) -> str:
    """A text as a phrase."""
    return '"' + searchable(text).replace('"', '""') + '"'
