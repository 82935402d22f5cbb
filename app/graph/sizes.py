"""How large the nodes of a drawing are."""

from collections.abc import Mapping

from app.model.graph import Graph

_LEAST, _MORE = 0.0045, 0.017  # radius of the lightest node, and what the heaviest has beside
_HEAVY = 60  # weight of a node that is as large as any, at least
_COMMON = 0.015  # radius of what joins very many documents, which weighs more than all others


def radii(graph: Graph) -> Mapping[str, float]:
    """Radii of nodes by their keys, as parts of the height of the drawing, larger by weight."""
    own = [node.weight for node in graph.nodes if node.key not in graph.common]
    heaviest = max([_HEAVY, *own])
    return {
        node.key: _COMMON
        if node.key in graph.common
        else round(_LEAST + _MORE * (node.weight / heaviest) ** 0.5, 5)
        for node in graph.nodes
    }
