"""Forces in a connected graph: nodes push each other apart, edges pull them together."""

from collections.abc import Callable
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]

_ROUNDS = 110
_FEW, _ROUNDS_OF_FEW = 60, 60  # a graph of so few nodes is at rest soon
_PULL = 3.0  # of an edge, for each unit of length
_ROOM = 1.25  # radius of the drawing, for the root of its number of nodes
_AT_ONCE = 96  # nodes whose distances to all are worked out together
_SMOOTHED = 40  # rounds in which each node moves to the middle of those it is tied to
_SPREAD = 40  # rounds in which nodes that touch are moved apart


class StoppedError(Exception):
    """the layout was given up"""


def moved(ends: Array, pull: Array, size: int, stopped: Callable[[], bool]) -> Array:
    """Places of the nodes of a connected graph round (0, 0); an edge is about one long.

    `ends` are the numbers of the two nodes of each edge, `pull` how strong it is. StoppedError once
    `stopped` says so.
    """
    if size <= 2:  # noqa: PLR2004
        return np.array([(-0.6, 0.0), (0.6, 0.0)]) if size > 1 else np.zeros((1, 2))
    ties = np.bincount(ends.ravel(), minlength=size).astype(np.float32)
    mass = (1 + ties)[:, None]
    radius = _ROOM * np.sqrt(size)
    gravity = float(mass.sum()) / radius**2
    weight = (_PULL * pull)[:, None]
    at = _begun(ends, ties, size) * np.float32(radius)
    push = np.empty((min(size, _AT_ONCE), size), np.float32)
    rounds = _ROUNDS if size > _FEW else _ROUNDS_OF_FEW
    for step in np.geomspace(radius / 6, radius / 600, rounds):
        if stopped():
            raise StoppedError
        force = _pushed(at, mass, push) - gravity * at
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


def _pulled(at: Array, ends: Array, weight: Array, size: int) -> Array:
    along = (at[ends[:, 1]] - at[ends[:, 0]]) * weight
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


def apart(at: Array, least: float) -> Array:
    """The places with those that are nearer than this moved apart."""
    for _ in range(_SPREAD):
        one, other = _near(at, least)
        if not len(one):
            break
        delta = at[one] - at[other]
        distance = np.maximum(np.sqrt((delta**2).sum(1)), 1e-6)
        move = delta * (0.25 * (least - distance) / distance)[:, None]
        at = at + np.stack([np.bincount(one, move[:, axis], len(at)) for axis in (0, 1)], axis=1)
    return at


def _near(at: Array, least: float) -> tuple[Array, Array]:
    """The pairs of nodes that are nearer than this, each both ways."""
    order = np.argsort(at[:, 0], kind="stable")
    across, number = at[order, 0], np.arange(len(at))
    many = np.searchsorted(across, across + least) - number - 1
    first = np.repeat(number, many)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(many) - many, many)
    one, other = order[first], order[second]
    close = ((at[one] - at[other]) ** 2).sum(1) < least**2
    return np.append(one[close], other[close]), np.append(other[close], one[close])
