"""Layout of a graph: each connected part by forces, and the parts beside each other."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np

from app.graph.forces import WIDE, Array, moved
from app.graph.packing import GOLDEN, packed, parts_of
from app.graph.sizes import radii
from app.model.graph import Graph, Point

_DENSE = 4  # edges for each node, of which more hold less
_STRONGEST, _LOOSE = 2, 0.05  # edges of a node that hold it, and how much the others do
_BETWEEN = 0.4  # how much an edge between two clusters holds, for one within
_TRIES = 600  # places that are tried for what joins very many documents
_CLEAR = 0.03  # of other nodes round it


def layout(
    graph: Graph,
    stopped: Callable[[], bool] = lambda: False,
    before: Mapping[str, Point] | None = None,
) -> Mapping[str, Point]:
    """Positions of the nodes by their keys, from 0 to 1, the same for the same graph.

    Nodes stay near the places that they had `before`. Takes time by the square of the largest
    part's number of nodes: some milliseconds for twenty, half a second for 1,500. StoppedError once
    `stopped` says so.
    """
    own = graph.without_common()
    nodes = sorted(own.nodes, key=lambda each: (each.steps, -each.weight))
    if not nodes:
        return _among(graph, {})
    keys = [node.key for node in nodes]
    number = {key: at for at, key in enumerate(keys)}
    ends = np.array([(number[e.one], number[e.other]) for e in own.edges], int).reshape(-1, 2)
    pull = np.log1p(np.array([edge.weight for edge in own.edges], np.float32))
    cluster = _cluster_of(own)
    pull *= _grip(ends, len(keys)) * _hold(ends, [cluster.get(key, -1) for key in keys])
    known = _known(keys, before or {})
    parts = parts_of(len(keys), ends)
    of = np.empty(len(keys), int)
    for turn, part in enumerate(parts):
        of[part] = turn
    drawn: list[tuple[Array, Array]] = []
    for turn, part in enumerate(parts):
        mine = of[ends[:, 0]] == turn
        inside = np.searchsorted(part, ends[mine])
        drawn.append((part, moved(inside, pull[mine], len(part), stopped, known[part])))
    sizes = radii(own)
    at_last = packed(drawn, known, np.array([sizes[key] for key in keys])).round(4)
    return _among(
        graph, {key: (float(x), float(y)) for key, (x, y) in zip(keys, at_last, strict=True)}
    )


def _grip(ends: Array, size: int) -> Array:
    """How firmly each edge holds its nodes: where there are very many, the strongest of each most.

    The heaviest edges come first.
    """
    grip = np.ones(len(ends), np.float32)
    if len(ends) > _DENSE * size:
        number = np.zeros(size, int)
        for at, (one, other) in enumerate(ends.tolist()):
            if min(number[one], number[other]) >= _STRONGEST:
                grip[at] = _LOOSE
            number[one] += 1
            number[other] += 1
    return grip


def _cluster_of(graph: Graph) -> Mapping[str, int]:
    return {key: at for at, those in enumerate(graph.clusters) for key in those}


def _hold(ends: Array, cluster: Sequence[int]) -> Array:
    """How much more edges within a cluster hold their nodes than those between clusters."""
    of = np.array(cluster)
    one, other = of[ends[:, 0]], of[ends[:, 1]]
    return np.where((one != other) & (one >= 0) & (other >= 0), _BETWEEN, 1).astype(np.float32)


def _known(keys: Sequence[str], before: Mapping[str, Point]) -> Array:
    """Places that nodes had before, with the proportions of a drawing; NaN where they had none."""
    none = (float("nan"), float("nan"))
    return np.array([before.get(key, none) for key in keys]) * [WIDE, 1.0]


def _among(graph: Graph, places: dict[str, Point]) -> Mapping[str, Point]:
    """These places, and for what joins very many documents places amid them, clear of others."""
    turn = np.arange(_TRIES) * GOLDEN
    far = 0.01 * np.sqrt(np.arange(_TRIES))[:, None]
    spiral = np.stack([np.cos(turn), WIDE * np.sin(turn)], axis=1) * far
    for key in graph.common:
        ends = {other for e in graph.edges if key in {e.one, e.other} for other in (e.one, e.other)}
        those = [places[other] for other in sorted(ends) if other in places]
        tried = np.clip((np.mean(those, 0) if those else 0.5) + spiral, 0, 1)
        taken = np.array([*places.values()] or [(2.0, 2.0)])
        clear = ((tried[:, None] - taken[None]) ** 2 @ [WIDE**2, 1]).min(1) >= _CLEAR**2
        x, y = tried[int(np.argmax(clear))]
        places[key] = (round(float(x), 4), round(float(y), 4))
    return places
