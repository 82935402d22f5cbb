"""JSON of the graph."""

from dataclasses import dataclass
from typing import Literal

from app.contract.shaping import shaped
from app.model import graph as model_graph
from app.text import name_address


@dataclass(frozen=True, slots=True)
class Node:
    """A document, author, tag or wanted name, and its page.

    `weight` is the sum of the weights of its edges, `steps` how many edges lead from it to the node
    that was asked for.
    """

    id: str
    type: Literal["document", "author", "tag", "wanted"]
    title: str
    kind: str
    path: str
    weight: int
    steps: int


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes, those with the greatest weight first, and edges: the ids of two nodes and a weight.

    `total` counts all nodes that there are, `around` is the id of the node that was asked for.
    Where it is `cut`, there are more than `total`: only the heaviest ties were followed.
    """

    nodes: tuple[Node, ...]
    edges: tuple[tuple[str, str, int], ...]
    total: int
    around: str | None
    cut: bool


def node_path(node: model_graph.Node) -> str:
    """The address of a node's page."""
    if node.type == "document":
        return f"/documents/{node.id}"
    folder = {"author": "authors", "tag": "tags", "wanted": "pages"}[node.type]
    return name_address(folder, node.id)


def graph(found: model_graph.Graph) -> Graph:
    """A graph with the addresses of its nodes."""
    return Graph(
        tuple(shaped(Node, each, id=each.key, path=node_path(each)) for each in found.nodes),
        tuple((each.one, each.other, each.weight) for each in found.edges),
        found.total,
        found.centre or None,
        found.cut,
    )
