"""The tree of a query, as frozen data, and which kinds of results it can match."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, TypeAlias

Column = Literal["text", "note", "title"]
Sort = Literal["relevance", "new", "old", "place", "random"]
Property = Literal[
    "tag", "author", "kind", "document", "source", "chapter", "color", "is", "has", "in", "tray"
]


@dataclass(frozen=True, slots=True)
class Word:
    """A word in any of its forms; several in a row where marks join them, as in `well-known`."""

    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words in a row."""

    text: str


@dataclass(frozen=True, slots=True)
class Prefix:
    """Any word with this beginning."""

    text: str


@dataclass(frozen=True, slots=True)
class Sign:
    """Signs that are no letters, such as an emoji, exactly as typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A link to a page of this name, or the name as words in a row."""

    text: str


@dataclass(frozen=True, slots=True)
class Like:
    """Rows that share some of the rarest words of the highlight or document with this code.

    `words` are those words and `excerpt` is how its text begins; the search fills both from the
    library.
    """

    code: str
    words: "tuple[Word, ...]" = ()
    excerpt: str = ""


@dataclass(frozen=True, slots=True)
class Within:
    """A word, phrase or prefix in one column alone."""

    column: Column
    term: "Word | Phrase | Prefix"


@dataclass(frozen=True, slots=True)
class Filter:
    """A property of the highlight or its document; the value of `in` is the number of an import."""

    name: Property
    value: str


@dataclass(frozen=True, slots=True)
class Between:
    """Rows dated at or after `first` and before `end` (ISO dates); an empty one is no bound."""

    first: str
    end: str


@dataclass(frozen=True, slots=True)
class Length:
    """A text of at least `least` and at most `most` letters."""

    least: int
    most: int


@dataclass(frozen=True, slots=True)
class Not:
    """Rows that the part does not match."""

    part: "Node"


@dataclass(frozen=True, slots=True)
class And:
    """Rows that match every part; without parts, all rows."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Or:
    """Rows that match any part."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True, slots=True)
class Most:
    """Rows that hold most of these words, of which each has a weight; the search makes it.

    A row must hold more than half of the words, and those at least half of all the weight.
    """

    words: "tuple[Node, ...]"
    weights: tuple[int, ...]

    @property
    def least(self) -> int:
        """The number of words that a row must hold."""
        return len(self.words) // 2 + 1

    @property
    def least_weight(self) -> int:
        """The weight that these must have together."""
        return (sum(self.weights) + 1) // 2


Term: TypeAlias = Word | Phrase | Prefix
Node: TypeAlias = (
    Word
    | Phrase
    | Prefix
    | Sign
    | Mention
    | Like
    | Within
    | Filter
    | Between
    | Length
    | Not
    | And
    | Or
    | Most
)


@dataclass(frozen=True, slots=True)
class Query:
    """A parsed query.

    `texts` are the parts of its tree and `order` is its sort as they can be written again; `seed`
    is that of a random order. `open`: its last word may still be typed. `cut`: the text was too
    long to be read whole.
    """

    text: str
    tree: Node
    texts: tuple[str, ...] = ()
    sort: Sort = "relevance"
    order: str = ""
    seed: int = 0
    open: bool = False
    cut: bool = False


def leaves(node: Node, *, wanted: bool = True, expand: bool = True) -> Iterator[tuple[Node, bool]]:
    """The leaves of a tree, each with whether it is wanted: False under an odd number of `Not`.

    With `expand`, a `Like` whose words are known gives these words instead of itself.
    """
    if isinstance(node, Not):
        yield from leaves(node.part, wanted=not wanted, expand=expand)
    elif isinstance(node, And | Or):
        for part in node.parts:
            yield from leaves(part, wanted=wanted, expand=expand)
    elif isinstance(node, Most):
        for word in node.words:
            yield from leaves(word, wanted=wanted, expand=expand)
    elif isinstance(node, Like) and node.words and expand:
        yield from ((word, wanted) for word in node.words)
    else:
        yield node, wanted


def asks_for_words(node: Node) -> bool:
    """Whether a tree holds words, phrases or signs, and not only filters and `like:` terms."""
    terms = (leaf for leaf, _ in leaves(node, expand=False))
    return any(not isinstance(leaf, Filter | Between | Length | Like) for leaf in terms)


def parts(node: Node) -> "tuple[Node, ...]":
    """The nodes that must all match for this one to match."""
    return node.parts if isinstance(node, And) else (node,)


def split_filters(node: Node) -> "tuple[Node, Node]":
    """The parts of a tree that hold words, and those of filters alone, each as a tree."""
    chosen = tuple(
        part
        for part in parts(node)
        if all(isinstance(leaf, Filter | Between | Length) for leaf, _ in leaves(part))
    )
    asked = tuple(part for part in parts(node) if part not in chosen)
    return asked[0] if len(asked) == 1 else And(asked), And(chosen)


# What only a highlight can have; documents are left out of the answer then.
_OF_HIGHLIGHTS = ("favorite", "discarded", "cut", "gone", "location", "chapter", "color")

GONE = Filter("is", "gone")


def can_match(tree: Node) -> tuple[bool, bool]:
    """Whether highlights, and whether documents, can match a tree at all."""
    highlights = documents = True
    for part in parts(tree):
        wanted = not isinstance(part, Not)
        node = part.part if isinstance(part, Not) else part
        if isinstance(node, And | Or | Not):
            continue
        highlights = highlights and not _only(node, "document" if wanted else "highlight")
        documents = (
            documents
            and not _only(node, "highlight" if wanted else "document")
            and not (wanted and _of_highlights(node))
        )
    return highlights, documents


def asks_for_gone(tree: Node) -> bool:
    """Whether the tree asks for highlights that have gone from their files; else none are found."""
    return (GONE, True) in leaves(tree)


def _only(node: Node, kind: str) -> bool:
    return isinstance(node, Filter) and node.name == "is" and node.value == kind


def _of_highlights(node: Node) -> bool:
    if isinstance(node, Within):
        return node.column == "note"
    return isinstance(node, Filter) and (
        node.name in ("chapter", "color", "tray")
        or (node.name in ("is", "has") and node.value in _OF_HIGHLIGHTS)
    )
