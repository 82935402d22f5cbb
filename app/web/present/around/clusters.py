"""Clusters of the graph as the page names them, and the graph as readers see it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.model.graph import Graph, Node
from app.web.present.around.labels import shortened
from app.web.present.filing import is_left_over, is_no_subject

_TAGS = 3  # that name a cluster
_TITLES, _LONGEST = 2, 28  # that name one without tags, and their letters


@dataclass(frozen=True, slots=True)
class NamedCluster:
    """A cluster by the key of its heaviest node, its name for readers, and its number of nodes."""

    key: str
    name: str
    size: int


def named_clusters(graph: Graph, most: int) -> list[NamedCluster]:
    """The largest clusters, each named by its heaviest tags, or else by its heaviest nodes."""
    of = {node.key: node for node in graph.nodes}
    found: list[NamedCluster] = []
    for keys in graph.clusters:
        those = [of[key] for key in keys if key in of]
        if those and len(found) < most:
            found.append(NamedCluster(keys[0], _name(those), len(those)))
    return found


def _name(those: Sequence[Node]) -> str:
    tags = [node.title for node in those if node.type == "tag" and not is_no_subject(node.title)]
    titles = [shortened(node.title, _LONGEST) for node in those if node.title]
    return ", ".join(tags[:_TAGS] or titles[:_TITLES]) or "Untitled"


def for_readers(graph: Graph) -> Graph:
    """The graph without the wanted names that exporters left over, as bare dates."""
    left = {node.key for node in graph.nodes if node.type == "wanted" and is_left_over(node.title)}
    return replace(
        graph,
        nodes=tuple(node for node in graph.nodes if node.key not in left),
        edges=tuple(edge for edge in graph.edges if not {edge.one, edge.other} & left),
        common={key: number for key, number in graph.common.items() if key not in left},
    )
