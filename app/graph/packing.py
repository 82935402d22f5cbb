"""Connected parts of a graph, set beside each other in a drawing that is wider than high."""

from collections.abc import Sequence

import numpy as np

from app.graph.forces import WIDE, Array, apart

GOLDEN = 2.399963  # radians between two places of a spiral that fills a disc evenly
_GAP = 1.0  # between two parts, in lengths of an edge
_TRIES = 4_000  # places of the spiral that are tried for a part
_FILLED = 1.06  # how much wider and higher a drawing is than its parts


def parts_of(size: int, ends: Array) -> Sequence[Array]:
    """The nodes of each connected part by their numbers, the largest part first.

    `ends` are rows of the numbers of the two nodes of an edge.
    """
    label = np.arange(size)
    while True:
        least = label.copy()
        np.minimum.at(least, ends[:, 0], label[ends[:, 1]])
        np.minimum.at(least, ends[:, 1], label[ends[:, 0]])
        least = least[least]
        if (least == label).all():
            break
        label = least
    order = np.argsort(label, kind="stable")
    parts = np.split(order, np.flatnonzero(np.diff(label[order])) + 1)
    return sorted(parts, key=lambda part: (-len(part), int(part[0])))


def packed(drawn: Sequence[tuple[Array, Array]], known: Array, radii: Array) -> Array:
    """Places of all nodes, from 0 to 1: the largest part in the middle, the others about it.

    `drawn` are the parts with the places of their nodes, `known` those that nodes had in the last
    drawing (or NaN), near which their parts are set; `radii` are those of the nodes, as parts of
    the drawing's height: they do not overlap.
    """
    at = np.zeros((len(known), 2))
    shape = np.array([WIDE, 1.0])
    middles, taken = np.zeros((0, 2)), np.zeros(0)
    begin, wished = 0, _wishes(drawn, known)
    for (part, places), wish in zip(drawn, wished, strict=True):
        radius = float(np.sqrt(((places / shape) ** 2).sum(1)).max()) + _GAP
        if np.isnan(wish).any():
            middle, begin = _free(middles, taken, radius, begin, np.zeros(2))
        else:
            middle, _ = _free(middles, taken, radius, 0, wish / shape)
        at[part] = places + middle * shape
        middles, taken = np.vstack([middles, middle]), np.append(taken, radius)
    height = _FILLED * max(float((np.ptp(at, 0) / shape).max()), 1e-6)
    at = apart(at, radii * height)
    low, width = at.min(0), np.ptp(at, 0)
    scale = max(float((width / shape).max()), 1e-6)
    return np.asarray(((at - low) / scale + (shape - width / scale) / 2) / shape)


def _wishes(drawn: Sequence[tuple[Array, Array]], known: Array) -> list[Array]:
    """Where the middle of each part was, seen from that of the largest; NaN where it was not."""
    none = np.full(2, np.nan)
    first, places = drawn[0]
    here = ~np.isnan(known[first, 0])
    wide = float(np.ptp(known[first][here], 0).max()) if here.sum() > 1 else 0.0
    if not wide:
        return [none] * len(drawn)
    middle = known[first][here].mean(0)
    scale = float(np.ptp(places[here], 0).max()) / wide
    wished = [np.zeros(2)]
    for part, _ in drawn[1:]:
        old = known[part][~np.isnan(known[part, 0])]
        wished.append((old.mean(0) - middle) * scale if len(old) else none)
    return wished


def _free(
    middles: Array, taken: Array, radius: float, begin: int, round_: Array
) -> tuple[Array, int]:
    """A place for a part among others, and from which place of the spiral to try the next one.

    Parts come by size, so that what was full for one is full for the next, nearly.
    """
    place = round_
    for step in range(begin, begin + _TRIES):
        turn, far = step * GOLDEN, 0.6 * np.sqrt(step)
        place = round_ + far * np.array([np.cos(turn), np.sin(turn)])
        if not len(taken) or (((middles - place) ** 2).sum(1) >= (taken + radius) ** 2).all():
            return place, max(0, step - 200)
    return place, begin
