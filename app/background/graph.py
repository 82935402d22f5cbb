"""The drawing of the whole library: its heaviest nodes, their edges, and their places."""

from collections.abc import Callable, Mapping
from dataclasses import astuple, dataclass, field, replace
from typing import Any

from sqlalchemy import Connection

from app.background.staleness import due_stamp
from app.graph.clusters import clusters
from app.model.graph import Edge, Graph, Node, Point
from app.store.db.library import Library, Reader
from app.store.graph.graphs import newest_document, whole_graph
from app.store.kept import Kept, forget_kept, made_at, read_kept, write_kept
from app.store.remembered import TIED, remembered
from app.text import stamp_now

NAME = "drawing"
_BEFORE = "graph"  # the name of what earlier versions kept, in another form
DRAWN = 1_500  # nodes
_READ = 2_500  # of which those that are tied to another of them are drawn
AT_ONCE = 300  # nodes that a page lays out itself where nothing is kept
_FEW = 1_000  # documents of a library in which a page does so
COMMON = 0.25  # share of the documents that a tag or wanted name joins to say no more


@dataclass(frozen=True, slots=True)
class Drawn:
    """The drawing of the library and when it was made; `underway` while there is none yet."""

    graph: Graph = field(default_factory=Graph)
    made_at: str = ""
    underway: bool = False


def keep_graph(library: Library, stopped: Callable[[], bool]) -> None:
    """Lay out the whole library and keep that, unless it is kept as it is now.

    A library that cannot be written to keeps nothing.
    """
    from app.graph.forces import StoppedError  # slow to import: NumPy

    if library.read_only:
        return
    with library.reading() as db:
        stamp = due_stamp(db, NAME)
        if not stamp:
            return
        before, graph = read_kept(db, NAME), drawing(db)
    try:
        placed = laid_out(graph, stopped, _places(before.data) if before else None)
    except StoppedError:
        return
    kept = Kept(stamp, stamp_now(), _as_json(placed))
    with library.writing("NORMAL") as db:
        write_kept(db, NAME, kept)
        forget_kept(db, _BEFORE)


def drawing(db: Connection, most: int = DRAWN) -> Graph:
    """The heaviest nodes of the library that are tied to another of them, and their clusters.

    Beside them what is `common`, which joins very many documents.
    """
    found = whole_graph(db, limit=most + (_READ - DRAWN), common=COMMON)
    whole = found.without_common()
    nodes, edges = whole.nodes, whole.edges
    for limit in (len(nodes), most):  # what was tied to the lightest may be tied to nothing then
        keys = {node.key for node in nodes[:limit]}
        edges = tuple(edge for edge in whole.edges if {edge.one, edge.other} <= keys)
        tied = {key for edge in edges for key in (edge.one, edge.other)}
        nodes = tuple(node for node in nodes[:limit] if node.key in tied)
    keys = {node.key for node in nodes} | found.common.keys()
    drawn = replace(
        found,
        nodes=tuple(node for node in found.nodes if node.key in keys),
        edges=tuple(edge for edge in found.edges if {edge.one, edge.other} <= keys),
    )
    return replace(drawn, clusters=clusters(drawn))


def laid_out(
    graph: Graph,
    stopped: Callable[[], bool] = lambda: False,
    before: Mapping[str, Point] | None = None,
) -> Graph:
    """A graph with the places of its nodes, near those that they had before."""
    from app.graph.layout import layout  # slow to import: NumPy

    return replace(graph, places=layout(graph, stopped, before))


def drawn_graph(db: Connection) -> Drawn:
    """The kept drawing; where none is kept, that of the heaviest few of a small library."""
    at = made_at(db, NAME)
    return remembered(db, ("drawn",), lambda: _drawn(db), tables=TIED, of=at)


def _drawn(db: Connection) -> Drawn:
    if kept := read_kept(db, NAME):
        return Drawn(_of_json(kept.data), kept.made_at)
    if newest_document(db) > _FEW and isinstance(db, Reader) and not db.library.read_only:
        return Drawn(underway=True)
    return Drawn(laid_out(drawing(db, AT_ONCE)))


def _as_json(graph: Graph) -> dict[str, Any]:
    return {
        "nodes": [astuple(node) for node in graph.nodes],
        "edges": [astuple(edge) for edge in graph.edges],
        "total": graph.total,
        "places": graph.places,
        "common": graph.common,
        "documents": graph.documents,
        "clusters": graph.clusters,
    }


def _of_json(data: dict[str, Any]) -> Graph:
    nodes = tuple(Node(*each) for each in data["nodes"])
    edges = tuple(Edge(*each) for each in data["edges"])
    common, documents = data["common"], data["documents"]
    return Graph(
        nodes,
        edges,
        data["total"],
        places=_places(data),
        common=common,
        documents=documents,
        clusters=tuple(map(tuple, data["clusters"])),
    )


def _places(data: dict[str, Any]) -> Mapping[str, Point]:
    return {key: (x, y) for key, (x, y) in data["places"].items()}
