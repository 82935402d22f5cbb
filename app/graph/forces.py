"""Forces in a connected graph: nodes push each other apart, edges pull them together."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

WIDE = 1.5  # a drawing's width, for each unit of its height
_ROUNDS = 110
_AGAIN = 40  # rounds where most places are known
_FEW, _ROUNDS_OF_FEW = 60, 60  # a graph of so few nodes is at rest soon
_NEW = 0.5  # share of nodes without known places from which on all begins anew
_PULL = 10.0  # of an edge: by the logarithm of its length, so that clusters are left apart
_ROOM = 1.25  # radius of the drawing, for the root of its number of nodes
_AT_ONCE = 96  # nodes whose distances to all are worked out together
_SMOOTHED = 40  # rounds in which each node moves to the middle of those it is tied to
_SPREAD_OUT = 0.75  # how far nodes at rest are from their middle, in radii of the drawing
_SPREAD = 40  # rounds in which nodes that touch are moved apart


class StoppedError(Exception):
    """the layout was given up"""


def moved(
    ends: Array, pull: Array, size: int, stopped: Callable[[], bool], known: Array | None = None
) -> Array:
    """Places of the nodes of a connected graph round (0, 0); an edge is about one long.

    `ends` are the numbers of the two nodes of each edge, `pull` how strong it is, `known` places
    near which nodes stay, of any scale, or NaN. StoppedError once `stopped` says so.
    """
    if size <= 2:  # noqa: PLR2004
        return np.array([(-0.6, 0.0), (0.6, 0.0)]) if size > 1 else np.zeros((1, 2))
    ties = np.bincount(ends.ravel(), minlength=size).astype(np.float32)
    mass = (1 + ties)[:, None]
    radius = _ROOM * np.sqrt(size)
    gravity = float(mass.sum()) / radius**2
    shape = np.array([WIDE**-0.5, WIDE**0.5], np.float32)  # a part is wider than high, too
    weight = (_PULL * pull)[:, None]
    again = known is not None and np.isnan(known[:, 0]).mean() < _NEW
    at = _begun(ends, ties, size) * np.float32(radius)
    if known is not None and again:
        at = _as_before(known, ends, at, _SPREAD_OUT * radius)
    push = np.empty((min(size, _AT_ONCE), size), np.float32)
    rounds = _AGAIN if again else _ROUNDS if size > _FEW else _ROUNDS_OF_FEW
    for step in np.geomspace(radius / (120 if again else 6), radius / 600, rounds):
        if stopped():
            raise StoppedError
        force = _pushed(at, mass, push) - gravity * at * shape
        force += _pulled(at, ends, weight, size) / mass
        length = np.sqrt((force**2).sum(1, keepdims=True)) + 1e-9
        at = at + (force / length * np.minimum(length, step)).astype(np.float32)
    return np.asarray(at - at.mean(0), float)


def _begun(ends: Array, ties: Array, size: int) -> Array:
    """First places: near each other what is tied to the same, as the graph's slowest waves are."""
    number = np.arange(size, dtype=float)
    at = np.stack([np.cos(2.399963 * number), np.sin(2.399963 * number)], axis=1)
    at *= np.sqrt((number[:, None] + 0.5) / size)
    degree = np.maximum(ties, 1)[:, None].astype(float)
    for _ in range(_SMOOTHED if size > 3 else 0):  # noqa: PLR2004
        beside = np.stack(
            [
                np.bincount(ends[:, 0], at[ends[:, 1], axis], size)
                + np.bincount(ends[:, 1], at[ends[:, 0], axis], size)
                for axis in (0, 1)
            ],
            axis=1,
        )
        at = 0.5 * at + 0.5 * beside / degree
        at -= (at * degree).sum(0) / degree.sum()
        at[:, 1] -= (
            at[:, 0]
            * ((degree[:, 0] * at[:, 0]) @ at[:, 1])
            / max(float((degree[:, 0] * at[:, 0]) @ at[:, 0]), 1e-12)
        )
        at /= np.maximum(np.abs(at).max(0), 1e-9)
    jitter = np.stack([np.cos(number * 7.1), np.sin(number * 7.1)], axis=1)
    return (at + 0.02 * jitter).astype(np.float32)


def _as_before(known: Array, ends: Array, begun: Array, spread: float) -> Array:
    """First places: where nodes were, this far from their middle, and new ones by what is tied."""
    new = np.isnan(known[:, 0])
    old = known[~new]
    at = begun.copy()
    wide = np.maximum(np.sqrt(((old - old.mean(0)) ** 2).sum(1).mean()), 1e-6)
    at[~new] = (old - old.mean(0)) * (spread / wide)
    sums, counts = np.zeros((len(at), 2)), np.zeros(len(at))
    for one, other in (ends.T, ends.T[::-1]):
        there = ~new[other]
        np.add.at(sums, one[there], at[other[there]])
        np.add.at(counts, one[there], 1)
    placed = new & (counts > 0)
    at[placed] = sums[placed] / counts[placed][:, None] + begun[placed] * 0.02
    return at


def _pulled(at: Array, ends: Array, weight: Array, size: int) -> Array:
    along = at[ends[:, 1]] - at[ends[:, 0]]
    far = np.sqrt((along**2).sum(1, keepdims=True)) + 1e-6
    along *= weight * np.log1p(far) / far
    return np.stack(
        [
            np.bincount(ends[:, 0], along[:, axis], size)
            - np.bincount(ends[:, 1], along[:, axis], size)
            for axis in (0, 1)
        ],
        axis=1,
    )


def _pushed(at: Array, mass: Array, push: Array) -> Array:
    """What pushes each node away from the others, by their masses and distances.

    `push` is room for a number of each two nodes, of some nodes at once: all of them together are
    more than a processor holds near, and making it anew takes half of the time.
    """
    squares = (at**2).sum(1)
    heavy = np.concatenate([mass, mass * at], axis=1)
    force = np.empty_like(at)
    for begin in range(0, len(at), len(push)):
        here = at[begin : begin + len(push)]
        part = push[: len(here)]
        np.matmul(here, -2 * at.T, out=part)
        part += squares[begin : begin + len(here), None]
        part += squares[None, :]
        np.maximum(part, 0.05, out=part)
        np.reciprocal(part, out=part)
        np.fill_diagonal(part[:, begin:], 0)
        of = part @ heavy
        force[begin : begin + len(here)] = of[:, :1] * here - of[:, 1:]
    return force


def apart(at: Array, radii: Array) -> Array:
    """The places with nodes of these radii moved apart, so that few or none overlap."""
    for _ in range(_SPREAD):
        one, other, distance = _touching(at, radii)
        if not len(one):
            break
        least = radii[one] + radii[other]
        delta = at[one] - at[other]
        move = delta * (0.3 * (least - distance) / distance)[:, None]
        at = at + np.stack([np.bincount(one, move[:, axis], len(at)) for axis in (0, 1)], axis=1)
    return at


def _touching(at: Array, radii: Array) -> tuple[Array, Array, Array]:
    """The pairs of nodes that overlap, each both ways, and how far their middles are."""
    order = np.argsort(at[:, 0], kind="stable")
    across, number = at[order, 0], np.arange(len(at))
    reach = radii[order] + radii.max()
    many = np.searchsorted(across, across + reach) - number - 1
    first = np.repeat(number, many)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(many) - many, many)
    one, other = order[first], order[second]
    far = np.maximum(np.sqrt(((at[one] - at[other]) ** 2).sum(1)), 1e-6)
    close = far < radii[one] + radii[other]
    one, other, far = one[close], other[close], far[close]
    return np.append(one, other), np.append(other, one), np.append(far, far)
