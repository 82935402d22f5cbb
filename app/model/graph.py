"""The graph of the library: documents, authors, tags and wanted names, and what ties them."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

NodeType = Literal["document", "author", "tag", "wanted"]
NODE_TYPES: tuple[NodeType, ...] = ("document", "author", "tag", "wanted")
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Node:
    """A document (by its code), an author, a tag or a wanted name (by the name).

    `weight` is the sum of the weights of its edges, `kind` that of a document, `steps` how many
    edges lead from it to the node that was asked for: 0 in a graph of the whole library.
    """

    type: NodeType
    id: str
    title: str
    weight: int = 0
    kind: str = ""
    steps: int = 0

    @property
    def key(self) -> str:
        """Type and id in one word, by which edges name it."""
        return f"{self.type}:{self.id}"


@dataclass(frozen=True, slots=True)
class Edge:
    """Edge between two nodes, by their keys.

    Its weight is the number of links between them, and of the highlights that have a tag; that
    somebody wrote a document counts one.
    """

    one: str
    other: str
    weight: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes, those with the greatest weight first, and the edges among them.

    `total` counts all nodes that there are, `places` are positions from 0 to 1 by the nodes' keys,
    where they are computed; `centre` is the node that was asked for. A graph is `cut` where there
    are more nodes than `total`, which were not looked at.

    `common` are tags and wanted names that join very many of the `documents`, with the number of
    these, by key: where they are kept apart, no other node's weight counts the edges to them.
    `clusters` are keys of nodes that are tied to each other more than to others, where computed.
    """

    nodes: tuple[Node, ...] = ()
    edges: tuple[Edge, ...] = ()
    total: int = 0
    centre: str = ""
    places: Mapping[str, Point] = field(default_factory=dict)
    cut: bool = False
    common: Mapping[str, int] = field(default_factory=dict)
    documents: int = 0
    clusters: tuple[tuple[str, ...], ...] = ()

    def without_common(self) -> "Graph":
        """The graph without what joins very many documents, and without the edges to it."""
        if not self.common:
            return self
        return replace(
            self,
            nodes=tuple(node for node in self.nodes if node.key not in self.common),
            edges=tuple(e for e in self.edges if not {e.one, e.other} & self.common.keys()),
        )
