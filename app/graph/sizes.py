"""How large the nodes of a drawing are."""

import math
from collections.abc import Mapping

from app.model.graph import Graph

_LEAST, _MORE = 0.0045, 0.017  # radius of the lightest node, and what the heaviest has beside
_HEAVY = 60  # weight of a node that is as large as any, at least
_MANY, _MOST_GROWN = 500, 1.6  # nodes of which fewer are larger, and how much at most
_COMMON = 0.015  # radius of what joins very many documents, which weighs more than all others


def radii(graph: Graph) -> Mapping[str, float]:
    """Radii of nodes by their keys, as parts of the height of the drawing.

    Their areas grow with their weights, so that heavy nodes do not cover all others; where there
    are few nodes, all are larger.
    """
    own = [node.weight for node in graph.nodes if node.key not in graph.common]
    heaviest = max([_HEAVY, *own])
    grown = min(_MOST_GROWN, max(1.0, (_MANY / max(1, len(own))) ** 0.35))
    return {
        node.key: _COMMON if node.key in graph.common else _radius(node.weight / heaviest, grown)
        for node in graph.nodes
    }


def _radius(share: float, grown: float) -> float:
    return round(grown * (_LEAST + _MORE * math.sqrt(share)), 5)
