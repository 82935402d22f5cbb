"""The drawing of the whole library: its heaviest nodes, their edges, and their places."""

from collections.abc import Callable
from dataclasses import astuple
from typing import Any

from sqlalchemy import Connection

from app.background.staleness import due_stamp
from app.model.graph import Edge, Graph, Node
from app.store.db.library import Library
from app.store.graph.graphs import whole_graph
from app.store.kept import Kept, made_at, read_kept, write_kept
from app.store.remembered import TIED, remembered
from app.text import stamp_now

NAME = "graph"
DRAWN = 1_500  # nodes
_READ = 2_500  # of which those that are tied to another of them are drawn
AT_ONCE = 300  # nodes that a page lays out itself where nothing is kept


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
        graph = drawing(db)
    try:
        placed = laid_out(graph, stopped)
    except StoppedError:
        return
    kept = Kept(stamp, stamp_now(), _as_json(placed))
    with library.writing("NORMAL") as db:
        write_kept(db, NAME, kept)


def drawing(db: Connection, most: int = DRAWN) -> Graph:
    """The heaviest nodes of the library that are tied to another of them, without places."""
    whole = whole_graph(db, limit=most + (_READ - DRAWN))
    nodes, edges = whole.nodes, whole.edges
    for limit in (len(nodes), most):  # what was tied to the lightest may be tied to nothing then
        keys = {node.key for node in nodes[:limit]}
        edges = tuple(edge for edge in whole.edges if {edge.one, edge.other} <= keys)
        tied = {key for edge in edges for key in (edge.one, edge.other)}
        nodes = tuple(node for node in nodes[:limit] if node.key in tied)
    return Graph(nodes, edges, whole.total)


def laid_out(graph: Graph, stopped: Callable[[], bool] = lambda: False) -> Graph:
    """A graph with the places of its nodes."""
    from app.graph.layout import layout  # slow to import: NumPy

    places = layout(graph, stopped)
    return Graph(graph.nodes, graph.edges, graph.total, graph.centre, places)


def drawn_graph(db: Connection) -> tuple[Graph, str]:
    """The kept drawing, and when it was made.

    Where none is kept, that of the heaviest few, made at once.
    """
    at = made_at(db, NAME)
    return remembered(db, ("drawn",), lambda: _drawn(db), tables=TIED, of=at)


def _drawn(db: Connection) -> tuple[Graph, str]:
    kept = read_kept(db, NAME)
    return (_of_json(kept.data), kept.made_at) if kept else (laid_out(drawing(db, AT_ONCE)), "")


def _as_json(graph: Graph) -> dict[str, Any]:
    return {
        "nodes": [astuple(node) for node in graph.nodes],
        "edges": [astuple(edge) for edge in graph.edges],
        "total": graph.total,
        "places": graph.places,
    }


def _of_json(data: dict[str, Any]) -> Graph:
    nodes = tuple(Node(*each) for each in data["nodes"])
    edges = tuple(Edge(*each) for each in data["edges"])
    places = {key: (x, y) for key, (x, y) in data["places"].items()}
    return Graph(nodes, edges, data["total"], places=places)
