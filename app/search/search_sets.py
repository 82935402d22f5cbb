"""Which rows fit a query: its tree, worked out leaf by leaf."""

from functools import reduce
from operator import and_, or_

import numpy as np

from app.query.tree import And, Between, Filter, Length, Like, Node, Not, Or, leaves
from app.search.columns.postings import Mask
from app.search.filters import passing
from app.search.match import leaf
from app.search.scope import Ground
from app.search.similar import alike


def fitting(ground: Ground, tree: Node) -> Mask:
    """Which rows fit a tree."""
    return _fits(ground, tree) & ground.live


def _fits(ground: Ground, node: Node) -> Mask:
    if isinstance(node, Not):
        return ~_fits(ground, node.part)
    if isinstance(node, And | Or):
        each = (_fits(ground, part) for part in node.parts)
        return reduce(and_, each, ground.live) if isinstance(node, And) else reduce(or_, each, np.zeros(ground.part.size, bool))
    if isinstance(node, Filter | Between | Length):
        return passing(ground, node)
    return alike(ground, node) if isinstance(node, Like) else leaf(ground, node).mask


def exact(ground: Ground, tree: Node) -> bool:
    """Whether every term of a tree that was looked for was looked for everywhere."""
    return all(ground.leaves[node].exact for node, _ in leaves(tree) if node in ground.leaves)
