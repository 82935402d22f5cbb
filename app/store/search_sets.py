"""Which rows fit a query: its tree, worked out leaf by leaf."""

from functools import reduce
from operator import and_, or_

import numpy as np

from app.query.tree import And, Between, Filter, Length, Like, Node, Not, Or, leaves
from app.store.digest_codes import Mask
from app.store.search_filters import passing
from app.store.search_ground import Ground
from app.store.search_leaves import leaf
from app.store.search_like import alike


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
