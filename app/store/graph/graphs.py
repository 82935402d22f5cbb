"""Graphs: round one node, and of the whole library."""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from sqlalchemy import Connection

from app.model.graph import NODE_TYPES, Edge, Graph, Node, NodeType
from app.store.db.rows import tag_key
from app.store.graph.resolving import Ref
from app.store.graph.ties import Ties, among, from_documents, towards
from app.store.reads.targets import link_key, target
from app.text import name_key

LIMIT = 300  # nodes of a graph, unless another number is asked for
DEEPEST = 3
_JOINING = frozenset({"tag", "wanted"})  # types of nodes that may join very many documents
_OF_FARTHER = 40  # percent of the room that is left which a further step takes
_FEW_DOCUMENTS = 12  # to join so many is never too much
_READ = 300  # ties of a kind that a step reads at least, and nodes from which the next one goes on
_TITLES = {
    "document": "SELECT id, code AS name, title, kind FROM documents WHERE id IN {ids}",
    "author": "SELECT id, name, name AS title, '' AS kind FROM authors WHERE id IN {ids}",
    "tag": "SELECT id, name, name AS title, '' AS kind FROM tags WHERE id IN {ids}",
}
_TYPES: Mapping[str, NodeType] = {each: each for each in NODE_TYPES}
_SPELLED = """
SELECT target, min(name) FROM links WHERE target IN (SELECT value FROM json_each(?))
GROUP BY target
"""
_IDS = "(SELECT value FROM json_each(?))"


def graph_around(
    db: Connection, name: str, *, depth: int = 1, limit: int = LIMIT, every_step: bool = False
) -> Graph | None:
    """The nodes that are at most `depth` edges from what a name means, and the edges among them.

    The name may also be a node's key, as `tag:craft`. Of more than `limit` nodes the nearest are
    given, and of these the heaviest; where `every_step` is asked for, some of each. A step reads no
    more than the heaviest of what it leads to, and goes on from no hub, to which very many lead;
    then the graph is `cut`. None where nothing has the name and nothing links to it.
    """
    centre = _meant(db, name)
    if centre is None:
        return None
    limit = max(1, limit)
    ties, steps = _walked(db, centre, max(1, min(depth, DEEPEST)), limit)
    weights = _weights(ties)
    if centre[0] == "wanted" and centre not in weights:
        return None
    shown = (_some_of_every_step if every_step else _heaviest)(db, steps, weights, limit, steps)
    graph = _graph(db, among(db, shown), shown, weights, steps, total=len(steps))
    first = next((node.key for node in graph.nodes if not node.steps), "")
    return Graph(graph.nodes, graph.edges, graph.total, first, cut=ties.cut)


def whole_graph(db: Connection, *, limit: int = LIMIT, common: float = 1) -> Graph:
    """All documents, authors, tags in use and wanted names; of more than `limit` the heaviest.

    Tags and wanted names of more than this share of the documents are kept apart as `common`, and
    are given beside the `limit`.
    """
    ties = from_documents(db)
    alone = db.exec_driver_sql("SELECT id FROM documents WHERE gone = 0").scalars().all()
    joining = _joining(ties, max(_FEW_DOCUMENTS, common * len(alone))) if common < 1 else {}
    rest = Ties({tie: number for tie, number in ties.weights.items() if tie.other not in joining})
    every: dict[Ref, int] = {("document", row): 0 for row in alone} | _weights(rest)
    shown = [*joining, *_heaviest(db, every, every, max(1, limit))]
    weights = _weights(ties)
    every |= {ref: weights[ref] for ref in joining}
    graph = _graph(db, ties, shown, every, {}, total=len(every))
    known = _nodes(db, joining)
    keys = {f"{known[ref][0]}:{known[ref][1]}": n for ref, n in joining.items() if ref in known}
    return replace(graph, common=keys, documents=len(alone))


def newest_document(db: Connection) -> int:
    """Row of the newest document, 0 where there is none: about how many there are, at once."""
    return int(db.exec_driver_sql("SELECT max(id) FROM documents").scalar() or 0)


def _joining(ties: Ties, most: float) -> dict[Ref, int]:
    """The tags and wanted names that more than `most` documents are tied to, with their number."""
    two = {(tie.document, tie.other) for tie in ties.weights if tie.other[0] in _JOINING}
    counts = Counter(other for _, other in two)
    return {ref: number for ref, number in counts.most_common() if number > most}


def _walked(db: Connection, centre: Ref, depth: int, limit: int) -> tuple[Ties, dict[Ref, int]]:
    """The ties within `depth` edges, and how many edges each node is away.

    Only the heaviest nodes of a step lead to the next one.
    """
    steps: dict[Ref, int] = {centre: 0}
    ties, edge, most = Ties(), [centre], max(_READ, limit)
    for step in range(1, depth + 1):
        rows = [int(row) for kind, row in edge if kind == "document"]
        if rows:
            ties.take(from_documents(db, rows, most=most))
        ties.take(towards(db, edge, most=most, but_hubs=step > 1))
        near = {ref for tie in ties.weights for ref in (tie.document, tie.other)}
        found = [ref for ref in near if ref not in steps]
        steps |= dict.fromkeys(found, step)
        if step < depth:
            edge = _heaviest(db, found, _weights(ties), max(_READ, limit))
            ties.cut |= len(edge) < len(found)
    return ties, steps


def _heaviest(
    db: Connection,
    refs: Iterable[Ref],
    weights: Mapping[Ref, int],
    most: int,
    steps: Mapping[Ref, int] | None = None,
) -> list[Ref]:
    """So many of these nodes: the nearest where `steps` are given, of these the heaviest.

    Of equals the first by type and name, which do not tell what was imported first.
    """
    away = steps or {}
    rank = {ref: (away.get(ref, 0), -weights.get(ref, 0), ref[0]) for ref in refs}
    order = sorted(rank, key=rank.__getitem__)
    if len(order) <= most:
        return order
    last = rank[order[most - 1]]
    chosen = [ref for ref in order[:most] if rank[ref] < last]
    known = _nodes(db, equal := [ref for ref in order if rank[ref] == last])
    equal.sort(key=lambda ref: known[ref][1] if ref in known else "")
    return chosen + equal[: most - len(chosen)]


def _some_of_every_step(
    db: Connection,
    refs: Iterable[Ref],
    weights: Mapping[Ref, int],
    most: int,
    steps: Mapping[Ref, int],
) -> list[Ref]:
    """So many of these nodes: of each step the heaviest, fewer of the farther ones."""
    by_step: dict[int, list[Ref]] = {}
    for ref in refs:
        by_step.setdefault(steps[ref], []).append(ref)
    chosen: list[Ref] = []
    for step in sorted(by_step, reverse=True):
        left = most - len(chosen) - (step > 0)
        room = left if step <= 1 else max(1, left * _OF_FARTHER // 100)
        chosen += _heaviest(db, by_step[step], weights, room)
    return chosen


def _weights(ties: Ties) -> dict[Ref, int]:
    weights: dict[Ref, int] = {}
    for tie, weight in ties.weights.items():
        for ref in (tie.document, tie.other):
            weights[ref] = weights.get(ref, 0) + weight
    return weights


def _graph(
    db: Connection,
    ties: Ties,
    shown: Collection[Ref],
    weights: Mapping[Ref, int],
    steps: Mapping[Ref, int],
    *,
    total: int,
) -> Graph:
    known = _nodes(db, shown)
    nodes = [
        Node(_TYPES[kind], name, title, weights.get(ref, 0), sort, steps.get(ref, 0))
        for ref in shown
        if ref in known
        for kind, name, title, sort in [known[ref]]
    ]
    keys = {ref: f"{known[ref][0]}:{known[ref][1]}" for ref in shown if ref in known}
    edges = [
        Edge(min(keys[one], keys[other]), max(keys[one], keys[other]), weight)
        for (one, other), weight in ties.between().items()
        if one in keys and other in keys
    ]
    return Graph(
        tuple(sorted(nodes, key=lambda node: (-node.weight, node.key))),
        tuple(sorted(edges, key=lambda edge: (-edge.weight, edge.one, edge.other))),
        total,
    )


def _nodes(db: Connection, refs: Iterable[Ref]) -> dict[Ref, tuple[str, str, str, str]]:
    """Type, id, title and kind of each node; a wanted name in the first of its spellings."""
    by_type: dict[str, list[int | str]] = {}
    for kind, each in refs:
        by_type.setdefault(kind, []).append(each)
    found: dict[Ref, tuple[str, str, str, str]] = {}
    for kind, query in _TITLES.items():
        if of := by_type.get(kind):
            rows = db.exec_driver_sql(query.format(ids=_IDS), (json.dumps(of),)).all()
            for each, name, title, sort in rows:
                found[kind, each] = kind, name, title, sort
    if of := by_type.get("wanted"):
        for target, name in db.exec_driver_sql(_SPELLED, (json.dumps(of),)).all():
            found["wanted", target] = "wanted", name, name, ""
    return found


def _meant(db: Connection, name: str) -> Ref | None:
    """The node that a name or a key means; a wanted one where nothing has the name."""
    kind, _, rest = name.partition(":")
    if kind in NODE_TYPES and rest and (ref := _of_key(db, kind, rest)):
        return ref
    best = next(iter(target(db, name)), None)
    if best:
        return _of_key(db, best.type, best.id)
    key = link_key(name)
    return ("wanted", key) if key else None


def _of_key(db: Connection, kind: str, name: str) -> Ref | None:
    if kind == "wanted":
        return None if target(db, name) else ("wanted", link_key(name))
    table, column, value = {
        "document": ("documents", "code", name),
        "author": ("authors", "key", name_key(name)),
        "tag": ("tags", "key", tag_key(name)),
    }[kind]
    query = f"SELECT id FROM {table} WHERE {column} = ?"
    row = db.exec_driver_sql(query, (value,)).scalar()
    return (kind, int(row)) if row is not None else None
