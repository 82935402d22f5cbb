"""Route of the API that gives the graph."""

from typing import Annotated

from fastapi import Query

from app import contract
from app.errors import UnconnectedError
from app.store.graph.graphs import DEEPEST, LIMIT, graph_around, whole_graph
from app.web.deps import Db, Router
from app.web.errors import PROBLEM

router = Router(prefix="/api", tags=["library"], responses={"default": PROBLEM})


@router.get("/graph")
def show_graph(
    db: Db,
    around: Annotated[
        str, Query(description="A name, or a node's id; empty for the whole library.")
    ] = "",
    depth: Annotated[int, Query(ge=1, le=DEEPEST, description="How many edges away.")] = 1,
    limit: Annotated[int, Query(ge=1, le=2_000, description="How many nodes at most.")] = LIMIT,
) -> contract.Graph:
    """What is tied to a name, or the whole library: nodes, heaviest first, and edges."""
    if not around.strip():
        return contract.graph(whole_graph(db, limit=limit))
    found = graph_around(db, around, depth=depth, limit=limit)
    if found is None:
        raise UnconnectedError(around)
    return contract.graph(found)
