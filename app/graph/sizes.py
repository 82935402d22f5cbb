"""How large the nodes of a drawing are."""

import math
from collections.abc import Mapping

from app.model.graph import Graph

_LEAST, _MORE = 0.0045, 0.017  # radius of the lightest node, and what the heaviest has beside
_HEAVY = 60  # weight of a node that is as large as any, at least
_COMMON = 0.015  # radius of what joins very many documents, which weighs more than all others


def radii(graph: Graph) -> Mapping[str, float]:
    """Radii of nodes by their keys, as parts of the height of the drawing.

    Their areas grow with their weights, so that heavy nodes do not cover all others.
    """
    own = [node.weight for node in graph.nodes if node.key not in graph.common]
    heaviest = max([_HEAVY, *own])
    return {
        node.key: _COMMON if node.key in graph.common else _radius(node.weight / heaviest)
        for node in graph.nodes
    }


def _radius(share: float) -> float:
    return round(_LEAST + _MORE * math.sqrt(share), 5)
