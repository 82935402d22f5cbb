"""The graph as an SVG: places of nodes and names, and the same as lists."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from app.background.graph import laid_out
from app.contract import node_path
from app.model.graph import NODE_TYPES, Graph, Node, Point
from app.web.present.around.labels import Label, label, round_node

SHAPES = {"document": "doc", "author": "who", "tag": "tag", "wanted": "wanted"}
_OWN = frozenset({"note", "text"})  # kinds of the reader's own pages
_SIDE, _EDGE = 70.0, 29.0  # from the sides and the top of a drawing to the nearest node
_VERY_FEW = 4  # nodes that need no high drawing
_MANY, _MORE_HEIGHT = 20, 6  # nodes that fit a drawing, and how much higher each more makes it
_LARGE = 1.35  # size of the letters of the centre, for that of others
_HEAVY = 8  # weight of an edge that is as thick as any, at least
_THIN, _THICKER = 0.8, 2.2  # width of the lightest edges, and how much the heaviest adds


@dataclass(frozen=True, slots=True)
class DrawnNode:
    """A node: where and how large it is, and its name."""

    node: Node
    href: str
    shape: str
    x: float
    y: float
    size: float
    label: Label


@dataclass(frozen=True, slots=True)
class DrawnEdge:
    """An edge: its two ends, how thick it is, and whether one of them is the centre."""

    one: Point
    other: Point
    thick: float
    strong: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG of this width and height: nodes, the nearest first, and edges."""

    width: int
    height: int
    nodes: tuple[DrawnNode, ...]
    edges: tuple[DrawnEdge, ...]


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
    for step in range(1, steps + 1):  # where further steps left room
        further = [node for node in _by_turns(graph, keys, step) if node.key not in keys]
        chosen += further[: most - len(chosen)]
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
    """A drawing of a few nodes: the nearest and heaviest are named first.

    It is lower where there are very few, and higher where there are many.
    """
    height = height if len(graph.nodes) > _VERY_FEW else height * 3 // 5
    height += _MORE_HEIGHT * max(0, len(graph.nodes) - _MANY)
    most = max((node.weight for node in graph.nodes), default=1) or 1
    at = {
        key: (_inside(x, width, _SIDE), _inside(y, height, _EDGE))
        for key, (x, y) in laid_out(graph).places.items()
    }
    sizes = {
        node.key: 12.0 if node.key == graph.centre else 5 + 5 * (node.weight / most) ** 0.4
        for node in graph.nodes
    }
    taken = [round_node(at[key], size) for key, size in sizes.items()]
    nodes = []
    for node in sorted(graph.nodes, key=lambda each: (each.steps, -each.weight)):
        here, place, size = node.key == graph.centre, at[node.key], sizes[node.key]
        name = (f"#{node.title}" if node.type == "tag" else node.title) or "Untitled"
        room = (0, 0, width, height)
        written, box = label(name, place, size, taken, room, scale=_LARGE if here else 1)
        if written.shown:
            taken.append(box)
        shape = "here" if here else shape_of(node)
        nodes.append(DrawnNode(node, node_path(node), shape, *place, size, written))
    return Drawing(width, height, tuple(nodes), _lines(graph, at))


def _lines(graph: Graph, at: Mapping[str, Point]) -> tuple[DrawnEdge, ...]:
    """The edges, those of the centre last, over the others; thicker the more they weigh."""
    most = max([_HEAVY, *(edge.weight for edge in graph.edges)])
    lines = [
        DrawnEdge(
            at[edge.one],
            at[edge.other],
            round(_THIN + _THICKER * (edge.weight / most) ** 0.5, 1),
            graph.centre in {edge.one, edge.other},
        )
        for edge in graph.edges
    ]
    return tuple(sorted(lines, key=lambda line: line.strong))


def shape_of(node: Node) -> str:
    """The class of a node's shape, by its type; the reader's own pages have another one."""
    return "own" if node.kind in _OWN else SHAPES[node.type]


def _inside(share: float, length: int, margin: float) -> float:
    return round(margin + share * (length - 2 * margin), 1)


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
