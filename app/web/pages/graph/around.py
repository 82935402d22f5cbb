"""Page of the graph round a name, as an SVG and lists, and the drawing on other pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection

from app.contract import node_path
from app.errors import UnconnectedError
from app.store.graph.graphs import LIMIT, graph_around
from app.store.remembered import TIED, remembered
from app.web.present.around.graph import Drawing, Tied, draw, lists, nearest
from app.web.render import show

_NAMED, _MORE = 14, 60  # nodes that are drawn at first, and of all
_BESIDE = (12, 18, 26)  # nodes of the drawing on another page, by its depth
_MORE_LISTED, _LISTED = 600, 2_000  # nodes that are listed more when asked for, and at most
_READ = 60  # from which they are chosen


def show_around(
    request: Request, db: Connection, name: str, depth: int, *, more: bool, listed: int
) -> HTMLResponse:
    """What is tied to a name, drawn and as lists: a few nodes, or more; at most `listed` listed.

    UnconnectedError where nothing has the name and nothing links to it.
    """
    found = remembered(
        db,
        ("graph", name, str(depth), str(listed := min(max(LIMIT, listed), _LISTED))),
        lambda: graph_around(db, name, depth=depth, limit=listed, every_step=True),
        tables=TIED,
    )
    if found is None:
        raise UnconnectedError(name)
    centre = next(node for node in found.nodes if node.key == found.centre)
    return show(
        request,
        db,
        "graph.html",
        centre=centre,
        address=node_path(centre),
        depth=depth,
        found=found,
        everything=more,
        drawn=draw(nearest(found, _MORE if more else _NAMED)),
        tied=lists(found),
        following=listed + _MORE_LISTED
        if len(found.nodes) < found.total and listed < _LISTED
        else 0,
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
    found = graph_around(db, key, depth=depth, limit=_READ * depth, every_step=True)
    if not found or len(found.nodes) <= 1:
        return None
    few = nearest(found, _BESIDE[depth - 1])
    drawn = draw(few, 640, 220 + 80 * depth)
    return Beside(drawn, lists(few), depth, found.total, found.cut)
