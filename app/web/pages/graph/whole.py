"""Page of the graph: of the whole library on a canvas and as a table, or round a name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse
from sqlalchemy import Connection

from app.background.graph import Drawn, drawn_graph
from app.contract import node_path
from app.graph.sizes import radii
from app.model.graph import Graph, Node
from app.store.remembered import TIED, remembered
from app.text import name_key
from app.web.deps import Db, Router
from app.web.pages.asked import Begin, Depth
from app.web.pages.graph.around import show_around
from app.web.present import links
from app.web.present.around.clusters import for_readers, named_clusters
from app.web.present.around.graph import SHAPES, about_tag, shape_of, strongest
from app.web.present.filing import is_left_over
from app.web.render import show

router = Router(include_in_schema=False)
DRAWN = 300  # nodes at first, and how many more at a time
_ROWS = 100  # of the table
_TAGS = _CLUSTERS = 8  # that are offered
_OF_TYPE = {**SHAPES, "note": "own"}  # shapes of nodes by the types that are offered


@dataclass(frozen=True, slots=True)
class Shown:
    """What of the whole graph is shown.

    A type, a tag (by key) with what has it, a cluster (by the key of its heaviest node), words of
    names; how many nodes at `most`; and whether what joins very many documents is shown.
    """

    type: str = ""
    tag: str = ""
    cluster: str = ""
    words: str = ""
    most: int = DRAWN
    common: bool = False

    def rows(self, graph: Graph) -> list[Node]:
        """The nodes of the graph that are shown, in its order."""
        about = about_tag(graph, self.tag) if self.tag else None
        words = name_key(self.words)
        within = next((set(of) for of in graph.clusters if of[0] == self.cluster), set[str]())
        return [
            node
            for node in graph.nodes
            if (not self.type or shape_of(node) == _OF_TYPE.get(self.type))
            and (about is None or node.key in about)
            and (not self.cluster or node.key in within)
            and words in name_key(node.title)
        ]

    def address(self, **changed: str | int) -> str:
        """Address of the page with this, but for what is changed."""
        known: dict[str, str | int] = {
            "show_type": self.type,
            "tag": self.tag,
            "cluster": self.cluster,
            "q": self.words,
            "most": self.most if self.most != DRAWN else 0,
            "common": self.common,
        }
        return links.with_query("/graph", **(known | changed))


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
    cluster: str = "",
    q: str = "",
    listed: Begin = 0,
    most: Begin = DRAWN,
    common: bool = False,
    begin: Begin = 0,
) -> HTMLResponse:
    """What is tied to a name, drawn and as lists; without a name, the whole library.

    Of the whole, only nodes of a type, with words in their names, or about a tag.
    """
    if around.strip():
        return show_around(request, db, around, depth, more=all, listed=listed)
    return _whole(request, db, Shown(show_type, tag, cluster, q, max(most, DRAWN), common), begin)


def _whole(request: Request, db: Connection, shown: Shown, begin: int) -> HTMLResponse:
    drawn = _drawn(db)
    found = drawn.graph if shown.common else drawn.graph.without_common()
    rows = shown.rows(found)
    of_type = [shape_of(node) for node in found.nodes]
    tags = [node for node in found.nodes if node.type == "tag" and not is_left_over(node.title)]
    end = begin + _ROWS
    return show(
        request,
        db,
        "graph_whole.html",
        found=found,
        drawn=drawn,
        counts={name: of_type.count(shape) for name, shape in _OF_TYPE.items()},
        tags=[node for n, node in enumerate(tags) if n < _TAGS or node.key == shown.tag],
        clusters=named_clusters(found, _CLUSTERS),
        common=_common(drawn.graph),
        shown=shown,
        step=DRAWN,
        rows=rows[begin:end],
        matching=len(rows),
        strongest=strongest(found),
        address_of=node_path,
        begin=begin,
        following=end if end < len(rows) else 0,
    )


def _drawn(db: Connection) -> Drawn:
    """The drawing of the library without what exporters left over."""
    drawn = drawn_graph(db)
    return remembered(
        db,
        ("drawn for readers",),
        lambda: replace(drawn, graph=for_readers(drawn.graph)),
        tables=TIED,
        of=(drawn.made_at, drawn.underway),
    )


def _common(graph: Graph) -> Sequence[tuple[Node, int]]:
    """What joins very many documents, and how many."""
    return [(node, graph.common[node.key]) for node in graph.nodes if node.key in graph.common]


@router.get("/graph.json")
def graph_data(db: Db) -> JSONResponse:
    """The drawing of the whole library, for the script that draws it; or that it is `underway`."""
    drawn = _drawn(db)
    found = drawn.graph
    number = {node.key: at for at, node in enumerate(found.nodes)}
    edges = [(number[e.one], number[e.other], e.weight) for e in found.edges]
    sizes = radii(found)
    cluster = {key: of[0] for of in found.clusters for key in of}
    nodes = [
        _point(found, node, sizes[node.key], cluster.get(node.key, "")) for node in found.nodes
    ]
    return JSONResponse({"nodes": nodes, "edges": edges, "underway": drawn.underway})


def _point(found: Graph, node: Node, size: float, cluster: str) -> dict[str, object]:
    x, y = found.places.get(node.key, (0.5, 0.5))
    title = f"#{node.title}" if node.type == "tag" else node.title or "Untitled"
    shape = shape_of(node)
    return {
        "key": node.key,
        "type": next(name for name, each in _OF_TYPE.items() if each == shape),
        "shape": shape,
        "title": title,
        "path": node_path(node),
        "weight": node.weight,
        "words": name_key(title),
        "common": node.key in found.common,
        "cluster": cluster,
        "size": size,
        "x": x,
        "y": y,
    }
