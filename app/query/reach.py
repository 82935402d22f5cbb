"""Which sorts of results a query can have."""

from app.query.tree import And, Filter, Node, Not, Or, Within, parts

# What only a highlight can have; documents are left out of the answer then.
_OF_HIGHLIGHTS = ("favorite", "discarded", "cut", "gone", "location", "chapter", "color")

GONE = Filter("is", "gone")


def reach(tree: Node) -> tuple[bool, bool]:
    """Whether highlights, and whether documents, can fit a tree at all."""
    highlights = documents = True
    for part in parts(tree):
        wanted = not isinstance(part, Not)
        node = part.part if isinstance(part, Not) else part
        if isinstance(node, And | Or | Not):
            continue
        highlights = highlights and not _only(node, "document" if wanted else "highlight")
        documents = documents and not _only(node, "highlight" if wanted else "document") and not (wanted and _of_highlights(node))
    return highlights, documents


def asks_for_gone(tree: Node) -> bool:
    """Whether only what has gone can fit a tree."""
    return GONE in parts(tree)


def _only(node: Node, sort: str) -> bool:
    return isinstance(node, Filter) and node.name == "is" and node.value == sort


def _of_highlights(node: Node) -> bool:
    if isinstance(node, Within):
        return node.column == "note"
    return isinstance(node, Filter) and (node.name in ("chapter", "color") or (node.name in ("is", "has") and node.value in _OF_HIGHLIGHTS))
