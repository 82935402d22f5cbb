"""The graph as an SVG: places of nodes and names, and the same as lists."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.background.graph import laid_out
from app.contract import node_path
from app.model.graph import NODE_TYPES, Graph, Node, Point

SHAPES = {"document": "doc", "author": "who", "tag": "tag", "wanted": "wanted"}
_OWN = frozenset({"note", "text"})  # kinds of the reader's own pages
_LETTER, _LINE = 7.0, 15.0  # width and height of a letter of a name, in units of the drawing
_LONGEST = 30  # letters of a name
_EDGE = 14.0  # from the edge of the drawing to the nearest node
_VERY_FEW = 4  # nodes that need no high drawing
_STRONG = 2  # weight of an edge that is drawn thicker

Box = tuple[float, float, float, float]  # left, top, right, bottom


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A node: where and how large it is, and where its name begins, is centred or ends."""

    node: Node
    href: str
    shape: str
    x: float
    y: float
    size: float
    name: str
    name_x: float
    name_y: float
    anchor: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG of this width and height: nodes, the nearest first, and edges, some thicker."""

    width: int
    height: int
    nodes: tuple[DrawnNode, ...]
    edges: tuple[tuple[Point, Point, bool], ...]


@dataclass(frozen=True, slots=True)
class Tied:
    """A node of a list: its page, and what ties it: a number, or a node that is nearer."""

    node: Node
    href: str
    number: int
    by: str


def nearest(graph: Graph, most: int) -> Graph:
    """The part of a graph round its centre: of each step and type the nodes that are tied most.

    Those of a further step only where they are tied to a nearer one that is shown.
    """
    steps = max((node.steps for node in graph.nodes), default=0)
    chosen = [node for node in graph.nodes if not node.steps][:1]
    for step in range(1, steps + 1):
        room = (most - len(chosen)) if step == steps else max(1, (most - len(chosen)) * 3 // 5)
        chosen += _by_turns(graph, {node.key for node in chosen}, step)[:room]
    keys = {node.key for node in chosen}
    edges = tuple(edge for edge in graph.edges if {edge.one, edge.other} <= keys)
    return Graph(tuple(chosen), edges, graph.total, graph.centre, cut=graph.cut)


def _by_turns(graph: Graph, near: AbstractSet[str], step: int) -> list[Node]:
    """The nodes of this step that are tied to these: of each type in turn those tied most."""
    pull: dict[str, int] = {}
    for edge in graph.edges:
        for key, other in ((edge.one, edge.other), (edge.other, edge.one)):
            if other in near:
                pull[key] = max(pull.get(key, 0), edge.weight)
    those = [node for node in graph.nodes if node.steps == step and node.key in pull]
    those.sort(key=lambda node: (-pull[node.key], -node.weight, node.key))
    turn: dict[str, int] = {}
    places = {}
    for node in those:
        places[node.key] = turn[node.type] = turn.get(node.type, -1) + 1
    return sorted(those, key=lambda node: (places[node.key], NODE_TYPES.index(node.type)))


def draw(graph: Graph, width: int = 780, height: int = 520) -> Drawing:
    """A drawing of a few nodes, all with their names; names avoid each other where they can.

    It is lower where there are very few.
    """
    height = height if len(graph.nodes) > _VERY_FEW else height * 3 // 5
    places = laid_out(graph).places
    most = max((node.weight for node in graph.nodes), default=1) or 1
    at = {
        key: (_inside(x, width, 70.0), _inside(y, height, _EDGE + _LINE))
        for key, (x, y) in places.items()
    }
    sizes = {
        node.key: 12.0 if node.key == graph.centre else 5 + 5 * (node.weight / most) ** 0.4
        for node in graph.nodes
    }
    taken = [_round(at[key], size) for key, size in sizes.items()]
    nodes = []
    for node in sorted(graph.nodes, key=lambda each: (each.steps, -each.weight)):
        name = _short(f"#{node.title}" if node.type == "tag" else node.title)
        wide = _LETTER * (1.3 if node.key == graph.centre else 1) * len(name)
        x, y, anchor, box = _best_place(at[node.key], sizes[node.key], wide, taken, width, height)
        taken.append(box)
        shape = "here" if node.key == graph.centre else shape_of(node)
        nodes.append(
            DrawnNode(
                node, node_path(node), shape, *at[node.key], sizes[node.key], name, x, y, anchor
            )
        )
    edges = tuple((at[e.one], at[e.other], e.weight >= _STRONG) for e in graph.edges)
    return Drawing(width, height, tuple(nodes), edges)


def shape_of(node: Node) -> str:
    """The class of a node's shape, by its type; the reader's own pages have another one."""
    return "own" if node.kind in _OWN else SHAPES[node.type]


def _inside(share: float, length: int, margin: float) -> float:
    return round(margin + share * (length - 2 * margin), 1)


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1].rstrip()}…"


def _round(at: Point, size: float) -> Box:
    return at[0] - size, at[1] - size, at[0] + size, at[1] + size


def _best_place(
    at: Point, size: float, wide: float, taken: Sequence[Box], width: int, height: int
) -> tuple[float, float, str, Box]:
    """Where a name is best: below, above, behind or before its node."""
    x, y = at
    places = [
        (x, y + size + 14, "middle", x - wide / 2),
        (x, y - size - 6, "middle", x - wide / 2),
        (x + size + 5, y + 4, "start", x + size + 5),
        (x - size - 5, y + 4, "end", x - size - 5 - wide),
    ]
    boxes = [
        (px, py, anchor, (left, py - _LINE + 3, left + wide, py + 4))
        for px, py, anchor, left in places
    ]
    return min(boxes, key=lambda place: _cost(place[3], taken, width, height))


def _cost(box: Box, taken: Iterable[Box], width: int, height: int) -> float:
    """How much of a name is covered, or beyond the edge of the drawing."""
    left, top, right, bottom = box
    outside = max(0, -left) + max(0, right - width) + max(0, -top) + max(0, bottom - height)
    covered = sum(
        max(0, min(right, b[2]) - max(left, b[0])) * max(0, min(bottom, b[3]) - max(top, b[1]))
        for b in taken
    )
    return covered + 20 * outside


def lists(graph: Graph) -> Mapping[int, list[Tied]]:
    """The nodes by how many edges they are away, the strongest ties first; not the centre."""
    of = {node.key: node for node in graph.nodes}
    best: dict[str, tuple[int, str]] = {}
    for edge in graph.edges:  # the heaviest are first
        for key, other in ((edge.one, edge.other), (edge.other, edge.one)):
            if of[key].steps == of[other].steps + 1:
                best.setdefault(key, (edge.weight, other))
    found: dict[int, list[Tied]] = {}
    for node in graph.nodes:
        if node.steps:
            number, by = best.get(node.key, (0, ""))
            tied = Tied(
                node, node_path(node), number, of[by].title if node.steps > 1 and by else ""
            )
            found.setdefault(node.steps, []).append(tied)
    for several in found.values():
        several.sort(key=lambda each: (-each.number, -each.node.weight, each.node.title))
    return dict(sorted(found.items()))


def strongest(graph: Graph) -> Mapping[str, Node]:
    """The node that each node is tied to most, by key."""
    of = {node.key: node for node in graph.nodes}
    found: dict[str, Node] = {}
    for edge in graph.edges:  # the heaviest are first
        found.setdefault(edge.one, of[edge.other])
        found.setdefault(edge.other, of[edge.one])
    return found


def about_tag(graph: Graph, tag: str) -> AbstractSet[str]:
    """Keys of a tag, of what has it, and of what is tied to the documents among these."""
    beside: dict[str, set[str]] = {}
    for edge in graph.edges:
        beside.setdefault(edge.one, set()).add(edge.other)
        beside.setdefault(edge.other, set()).add(edge.one)
    near = {tag, *beside.get(tag, ())}
    works = [key for key in near if key.startswith("document:")]
    return near.union(*(beside.get(key, ()) for key in works))
