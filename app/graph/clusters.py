"""Clusters of a graph: nodes that are tied to each other more than chance would have it."""

from collections.abc import Sequence
from math import log1p

from app.model.graph import Graph

_ROUNDS = 12  # in which each node may move to another cluster
_LEVELS = 3  # at which clusters are joined, as nodes were
_FEW = 6  # nodes of a cluster at least

Beside = list[dict[int, float]]  # for each node how much it is tied to others


def clusters(graph: Graph) -> tuple[tuple[str, ...], ...]:
    """The keys of the nodes of each cluster, the heaviest first; large clusters first.

    Found by greedy growth of modularity (Louvain). What joins very many documents is in none, nor
    what is tied to very few others.
    """
    own = graph.without_common()
    keys = [node.key for node in own.nodes]
    number = {key: at for at, key in enumerate(keys)}
    beside: Beside = [{} for _ in keys]
    for edge in own.edges:
        one, other, pull = number[edge.one], number[edge.other], log1p(edge.weight)
        beside[one][other] = beside[other][one] = pull
    cluster_of = list(range(len(keys)))
    for _ in range(_LEVELS):
        joined = _joined(beside)
        cluster_of = [joined[each] for each in cluster_of]
        beside = _folded(beside, joined)
    found: dict[int, list[str]] = {}
    for at, cluster in enumerate(cluster_of):
        found.setdefault(cluster, []).append(keys[at])
    large = [those for those in found.values() if len(those) >= _FEW]
    large.sort(key=lambda those: (-len(those), number[those[0]]))
    return tuple(map(tuple, large))


def _joined(beside: Beside) -> list[int]:
    """The cluster of each node, counted from 0."""
    ties = [sum(those.values()) for those in beside]
    total = sum(ties) or 1.0
    cluster_of = list(range(len(beside)))
    sums = [*ties]
    for _ in range(_ROUNDS):
        moved = 0
        for node, those in enumerate(beside):
            here = cluster_of[node]
            sums[here] -= ties[node]
            pulls = {here: 0.0}
            for other, pull in those.items():
                if other != node:
                    pulls[cluster_of[other]] = pulls.get(cluster_of[other], 0.0) + pull
            chance = ties[node] / total
            gains = {each: pull - chance * sums[each] for each, pull in pulls.items()}
            best = min(gains, key=lambda each: (-gains[each], each))
            sums[best] += ties[node]
            cluster_of[node] = best
            moved += best != here
        if not moved:
            break
    names = {each: at for at, each in enumerate(dict.fromkeys(cluster_of))}
    return [names[each] for each in cluster_of]


def _folded(beside: Beside, cluster_of: Sequence[int]) -> Beside:
    """How much clusters are tied to each other, and each to itself."""
    folded: Beside = [{} for _ in range(max(cluster_of, default=-1) + 1)]
    for node, those in enumerate(beside):
        mine = folded[cluster_of[node]]
        for other, pull in those.items():
            its = cluster_of[other]
            mine[its] = mine.get(its, 0.0) + pull
    return folded
