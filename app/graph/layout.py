"""Layout of a graph: each connected part by forces, and the parts beside each other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from app.graph.forces import Array, apart, moved
from app.model.graph import Graph, Point

WIDE = 1.5  # a drawing's width, for each unit of its height
_GOLDEN = 2.399963  # radians between two places of a spiral that fills a disc evenly
_GAP = 1.0  # between two parts, in lengths of an edge
_TRIES = 4_000  # places of the spiral that are tried for a part

Ends: TypeAlias = NDArray[Any]  # rows of two numbers of nodes


def layout(graph: Graph, stopped: Callable[[], bool] = lambda: False) -> Mapping[str, Point]:
    """Positions of the nodes by their keys, from 0 to 1, the same for the same graph.

    Takes time by the square of the largest part's number of nodes: some milliseconds for twenty,
    half a second for 1,500. StoppedError once `stopped` says so.
    """
    keys = [node.key for node in sorted(graph.nodes, key=lambda each: (each.steps, -each.weight))]
    if not keys:
        return {}
    number = {key: at for at, key in enumerate(keys)}
    ends = np.array([(number[e.one], number[e.other]) for e in graph.edges], int).reshape(-1, 2)
    pull = np.log1p(np.array([edge.weight for edge in graph.edges], np.float32))
    label = _parts(len(keys), ends)
    drawn: list[tuple[Array, Array]] = []
    for part in _by_size(label):
        mine = label[ends[:, 0]] == label[part[0]]
        inside = np.searchsorted(part, ends[mine])
        drawn.append((part, moved(inside, pull[mine], len(part), stopped)))
    at = _packed(drawn, len(keys))
    return {key: (float(x), float(y)) for key, (x, y) in zip(keys, at.round(4), strict=True)}


def _parts(size: int, ends: Ends) -> Array:
    """The number of the connected part that each node belongs to: the least of its nodes."""
    label = np.arange(size)
    while True:
        least = label.copy()
        np.minimum.at(least, ends[:, 0], label[ends[:, 1]])
        np.minimum.at(least, ends[:, 1], label[ends[:, 0]])
        least = least[least]
        if (least == label).all():
            return label
        label = least


def _by_size(label: Array) -> Sequence[Array]:
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    return sorted(parts, key=lambda part: (-len(part), int(part[0])))


def _packed(drawn: Sequence[tuple[Array, Array]], size: int) -> Array:
    """The parts beside each other: the largest in the middle, each next one as near as it fits."""
    at = np.zeros((size, 2))
    middles, radii = np.zeros((0, 2)), np.zeros(0)
    begin = 0
    for part, places in drawn:
        radius = float(np.sqrt((places**2).sum(1)).max()) + _GAP
        middle, begin = _free(middles, radii, radius, begin)
        at[part] = places + middle
        middles, radii = np.vstack([middles, middle]), np.append(radii, radius)
    at = apart(at, 0.7)
    low, high = at.min(0), at.max(0)
    width = high - low
    scale = max(float(width[0]) / WIDE, float(width[1]), 1e-6)
    inset = (np.array([WIDE, 1.0]) - width / scale) / 2
    return np.asarray(((at - low) / scale + inset) / [WIDE, 1.0])


def _free(middles: Array, radii: Array, radius: float, begin: int) -> tuple[Array, int]:
    """A place for a part among others, and from which place of the spiral to try the next one.

    Parts come by size, so that what was full for one is full for the next, nearly.
    """
    place = np.zeros(2)
    for step in range(begin, begin + _TRIES):
        far = 0.8 * np.sqrt(step)
        place = far * np.array([WIDE * np.cos(step * _GOLDEN), np.sin(step * _GOLDEN)])
        if not len(radii) or (((middles - place) ** 2).sum(1) >= (radii + radius) ** 2).all():
            return place, max(0, step - 200)
    return place, begin
