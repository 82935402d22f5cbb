"""Page of the graph: round a name, as an SVG and lists, or of the whole library."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy import Connection

from app.background.graph import drawn_graph
from app.contract import node_path
from app.errors import UnconnectedError
from app.model.graph import NODE_TYPES, Graph, Node
from app.store.graph.graphs import graph_around
from app.store.remembered import TIED, remembered
from app.text import name_key
from app.web.deps import Db, Router
from app.web.pages.asked import Begin, Depth
from app.web.present import links
from app.web.present.around.graph import (
    Drawing,
    Tied,
    about_tag,
    draw,
    lists,
    nearest,
    shape_of,
    strongest,
)
from app.web.present.filing import is_left_over
from app.web.render import show

router = Router(include_in_schema=False)
_NAMED, _MORE = 14, 60  # nodes that are drawn at first, and of all
_BESIDE = (12, 18, 26)  # nodes of the drawing on another page, by its depth
_READ = 60  # from which they are chosen
_ROWS = 100  # of the table
_TAGS = 8  # that are offered


@router.get("/graph")
def graph(
    request: Request,
    db: Db,
    *,
    around: str = "",
    depth: Depth = 2,
    all: bool = False,  # noqa: A002 a word of the address
    show_type: str = "",
    tag: str = "",
    q: str = "",
    begin: Begin = 0,
) -> HTMLResponse:
    """What is tied to a name, drawn and as lists; without a name, the whole library.

    Of the whole, only nodes of a type, with words in their names, or about a tag.
    """
    if not around.strip():
        return _whole(request, db, Shown(show_type, tag, q), begin)
    found = remembered(
        db,
        ("graph", around, str(depth)),
        lambda: graph_around(db, around, depth=depth),
        tables=TIED,
    )
    if found is None:
        raise UnconnectedError(around)
    centre = next(node for node in found.nodes if node.key == found.centre)
    return show(
        request,
        db,
        "graph.html",
        centre=centre,
        address=node_path(centre),
        depth=depth,
        found=found,
        everything=all,
        drawn=draw(nearest(found, _MORE if all else _NAMED)),
        tied=lists(found),
    )


@dataclass(frozen=True, slots=True)
class Beside:
    """What the page of a node draws round it, `depth` edges away, and the same as lists by steps.

    `total` counts the nodes that could be drawn, or more than that where it is `cut`.
    """

    drawn: Drawing
    tied: Mapping[int, Sequence[Tied]]
    depth: int
    total: int
    cut: bool


def beside(db: Connection, key: str, depth: int = 1) -> Beside | None:
    """The drawing on the page of a node (by its key); None where it is tied to none."""
    asked = ("drawing", key, str(depth))
    return remembered(db, asked, lambda: _drawn_beside(db, key, depth), tables=TIED)


def _drawn_beside(db: Connection, key: str, depth: int) -> Beside | None:
    found = graph_around(db, key, depth=depth, limit=_READ * depth)
    if not found or len(found.nodes) <= 1:
        return None
    few = nearest(found, _BESIDE[depth - 1])
    drawn = draw(few, 640, 220 + 80 * depth)
    return Beside(drawn, lists(few), depth, found.total, found.cut)


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the whole graph is shown: a type, a tag (by key) with what has it, words of names."""

    type: str = ""
    tag: str = ""
    words: str = ""

    def rows(self, graph: Graph) -> list[Node]:
        """The nodes of the graph that are shown, in its order."""
        about = about_tag(graph, self.tag) if self.tag else None
        words = name_key(self.words)
        return [
            node
            for node in graph.nodes
            if (not self.type or node.type == self.type)
            and (about is None or node.key in about)
            and words in name_key(node.title)
        ]

    def address(self, **changed: str | int) -> str:
        """Address of the page with this, but for what is changed."""
        known = {"show_type": self.type, "tag": self.tag, "q": self.words}
        return links.with_query("/graph", **(known | changed))


def _whole(request: Request, db: Connection, shown: Shown, begin: int) -> HTMLResponse:
    found, made_at = drawn_graph(db)
    rows = shown.rows(found)
    counts = {kind: sum(node.type == kind for node in found.nodes) for kind in NODE_TYPES}
    tags = [node for node in found.nodes if node.type == "tag" and not is_left_over(node.title)]
    return show(
        request,
        db,
        "graph_whole.html",
        found=found,
        made_at=made_at,
        counts=counts,
        tags=[node for n, node in enumerate(tags) if n < _TAGS or node.key == shown.tag],
        shown=shown,
        rows=rows[begin : begin + _ROWS],
        matching=len(rows),
        strongest=strongest(found),
        address_of=node_path,
        begin=begin,
        following=begin + _ROWS if begin + _ROWS < len(rows) else 0,
    )


@router.get("/graph.json")
def graph_data(db: Db) -> JSONResponse:
    """The kept drawing of the whole library, for the script that draws it."""
    found, _ = drawn_graph(db)
    number = {node.key: at for at, node in enumerate(found.nodes)}
    edges = [(number[e.one], number[e.other], e.weight) for e in found.edges]
    return JSONResponse({"nodes": [_point(found, node) for node in found.nodes], "edges": edges})


def _point(found: Graph, node: Node) -> dict[str, object]:
    x, y = found.places.get(node.key, (0.5, 0.5))
    title = f"#{node.title}" if node.type == "tag" else node.title or "Untitled"
    return {
        "key": node.key,
        "type": node.type,
        "shape": shape_of(node),
        "title": title,
        "path": node_path(node),
        "weight": node.weight,
        "words": name_key(title),
        "x": x,
        "y": y,
    }
