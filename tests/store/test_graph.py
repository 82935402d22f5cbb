"""The graph: what is tied to what, how much, and how far away."""

import json
import math
from collections import Counter
from dataclasses import replace
from itertools import combinations
from statistics import mean

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.background.graph import NAME, drawing, drawn_graph, keep_graph, laid_out
from app.graph.clusters import clusters
from app.graph.forces import WIDE
from app.graph.layout import layout
from app.graph.sizes import radii
from app.model.graph import Edge, Graph, Node
from app.store.db.library import Library
from app.store.graph.graphs import graph_around, whole_graph
from app.store.kept import kept_stamp
from app.web.present.around.graph import nearest
from tests.store.library import add_document, add_highlight, add_import, add_link

Edges = set[tuple[str, str, int]]


def edges(graph: Graph | None) -> Edges:
    """The edges by the names of their nodes, the lesser first."""
    assert graph
    found = set()
    for edge in graph.edges:
        one, other = sorted(key.partition(":")[2] for key in (edge.one, edge.other))
        found.add((one, other, edge.weight))
    return found


@pytest.fixture
def garden(blank: Connection) -> Connection:
    """Three documents that link to each other, to an author, a tag and a wanted name."""
    slow = add_document(blank, "Slow", authors=["Ada Lorn"], code="slow")
    add_document(blank, "Walls", authors=["Ben Marl"], tags=["stone"], code="walls")
    note = add_document(blank, "Note", kind="note", names=["Waiting"], code="note")
    gone = add_document(blank, "Gone", tags=["stone"], gone=1, code="gone")
    moss = add_highlight(blank, slow, "Moss", tags=["moss/green", "stone"])
    add_highlight(blank, slow, "More moss", tags=["moss/green"])
    for name in ("Walls", "Walls", "Deltas", "Gone", "Slow", "#Walls"):
        add_link(blank, slow, name.removeprefix("#"), highlight_id=moss)
    add_link(blank, note, "Waiting", place="body")
    for name in ("deltas", "Ada Lorn", "stone", "walls"):
        add_link(blank, note, name, place="body")
    add_link(blank, slow, "Ada Lorn", place="metadata")
    add_link(blank, gone, "Slow", place="body")
    return blank


WHOLE: Edges = {
    ("Ada Lorn", "slow", 1),
    ("Ada Lorn", "note", 1),
    ("Ben Marl", "walls", 1),
    ("slow", "walls", 3),
    ("note", "walls", 1),
    ("Deltas", "slow", 1),
    ("Deltas", "note", 1),
    ("moss/green", "slow", 2),
    ("slow", "stone", 1),
    ("stone", "walls", 1),
    ("note", "stone", 1),
}


def test_the_whole_library_is_what_its_documents_are_tied_to(garden: Connection) -> None:
    graph = whole_graph(garden)
    assert edges(graph) == WHOLE
    assert [node.key for node in graph.nodes[:2]] == ["document:slow", "document:walls"]
    assert graph.total == len(graph.nodes) == 8
    weights = {node.key: node.weight for node in graph.nodes}
    assert weights["document:slow"] == 8
    assert [node.weight for node in graph.nodes] == sorted(weights.values(), reverse=True)


@pytest.mark.parametrize(
    ("name", "depth", "near"),
    [
        ("Slow", 1, {"slow", "Ada Lorn", "walls", "Deltas", "moss/green", "stone"}),
        ("document:walls", 1, {"walls", "Ben Marl", "slow", "note", "stone"}),
        ("Ben Marl", 1, {"Ben Marl", "walls"}),
        ("Ben Marl", 2, {"Ben Marl", "walls", "slow", "note", "stone"}),
        ("#stone", 1, {"stone", "slow", "walls", "note"}),
        ("tag:moss/green", 1, {"moss/green", "slow"}),
        ("DELTAS", 1, {"Deltas", "slow", "note"}),
        ("Waiting", 1, {"note", "Ada Lorn", "stone", "walls", "Deltas"}),
        ("Ben Marl", 3, None),
    ],
)
def test_round_a_name_are_its_neighbours(
    garden: Connection, name: str, depth: int, near: set[str] | None
) -> None:
    graph = graph_around(garden, name, depth=depth)
    assert graph
    shown = {node.id.casefold() for node in graph.nodes}
    assert shown == {each.casefold() for each in near or {n.id for n in whole_graph(garden).nodes}}
    assert (graph.total, graph.cut) == (len(shown), False)
    keys = {node.key for node in graph.nodes}
    among = {e for e in whole_graph(garden).edges if {e.one, e.other} <= keys}
    assert {*edges(Graph(edges=tuple(among)))} == edges(graph), "the same as in the whole"
    assert graph.centre in keys
    assert [node.steps for node in graph.nodes if node.key == graph.centre] == [0]


def test_the_nearest_are_given_first(garden: Connection) -> None:
    graph = graph_around(garden, "Ben Marl", depth=3, limit=3)
    assert graph
    assert {node.id for node in graph.nodes} == {"Ben Marl", "walls", "slow"}
    assert graph.total == 8


def test_of_every_step_some_are_given_where_that_is_asked_for(blank: Connection) -> None:
    for number in range(60):
        add_document(blank, f"Note {number}", authors=["Ada", f"With {number}"], code=f"n{number}")
    near = graph_around(blank, "Ada", depth=2, limit=20)
    wider = graph_around(blank, "Ada", depth=2, limit=20, every_step=True)
    assert near
    assert wider
    assert Counter(node.steps for node in near.nodes) == {0: 1, 1: 19}
    assert Counter(node.steps for node in wider.nodes) == {0: 1, 1: 12, 2: 7}
    assert near.total == wider.total == 121
    drawn = nearest(wider, 16)
    assert len(drawn.nodes) == 16, "what a further step leaves is filled up"


def test_of_very_many_ties_the_heaviest_are_read(
    blank: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.graph.graphs._READ", 30)
    for number in range(40):
        row = add_document(blank, f"Note {number}", kind="note", code=f"n{number}")
        for _ in range(2 if number == 35 else 1):
            add_link(blank, row, "Deltas", place="body")
    graph = graph_around(blank, "Deltas", depth=1, limit=10)
    assert graph
    assert graph.cut
    assert 30 < graph.total <= 40
    assert len(graph.nodes) == 10
    assert "document:n35" in {node.key for node in graph.nodes}
    wider = graph_around(blank, "Deltas", depth=1, limit=100)
    assert wider
    assert (wider.cut, wider.total) == (False, 41)


def test_a_hub_leads_no_further(blank: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.graph.graphs._READ", 20)
    first = add_document(blank, "First", authors=["Ada Lorn"], tags=["read"], code="first")
    add_link(blank, first, "Deltas", place="body")
    add_document(blank, "Second", authors=["Ada Lorn"], code="second")
    for number in range(30):
        row = add_document(blank, f"Note {number}", kind="note", tags=["read"], code=f"n{number}")
        add_link(blank, row, "Deltas", place="body")
    graph = graph_around(blank, "document:first", depth=2, limit=20)
    assert graph
    keys = {node.key for node in graph.nodes}
    ties = {"document:first", "author:Ada Lorn", "tag:read", "wanted:Deltas"}
    assert keys == {*ties, "document:second"}
    assert graph.cut
    round_it = graph_around(blank, "Deltas", depth=1, limit=100)
    assert round_it
    assert round_it.total == 32
    wider = graph_around(blank, "document:first", depth=2, limit=100)
    assert wider
    assert not wider.cut


def test_nothing_is_round_a_name_that_nothing_has(garden: Connection) -> None:
    assert graph_around(garden, "Nowhere") is None
    assert graph_around(garden, "") is None
    assert graph_around(garden, "document:nowhere") is None


def test_a_hidden_tag_is_left_out(garden: Connection) -> None:
    garden.exec_driver_sql("INSERT INTO my_tags (key, hidden) VALUES ('moss/green', 1)")
    assert "tag:moss/green" not in {node.key for node in whole_graph(garden).nodes}


def test_what_joins_very_many_documents_is_told_apart(blank: Connection) -> None:
    for number in range(20):
        tags = ["saved", "moss" if number < 6 else "stone"] if number < 15 else ["saved"]
        code = f"d{number:02}"
        row = add_document(blank, f"Note {number}", authors=["Ada"], tags=tags, code=code)
        add_link(blank, row, "Reading list", place="body")
        add_link(blank, row, "Deltas", place="body") if number < 3 else None
    graph = whole_graph(blank, common=0.25)
    assert graph.common == {"tag:saved": 20, "wanted:Reading list": 20}, "an author may"
    assert graph.documents == 20
    own = graph.without_common()
    weights = {node.key: node.weight for node in own.nodes}
    assert (weights["document:d00"], weights["tag:stone"]) == (3, 9), "edges to those do not count"
    assert not {key for edge in own.edges for key in (edge.one, edge.other)} & graph.common.keys()
    assert not whole_graph(blank).common
    few = whole_graph(blank, limit=4, common=0.25)
    assert len(few.without_common().nodes) == 4
    assert few.common == graph.common, "they are beside the limit"
    drawn = laid_out(drawing(blank))
    assert {*drawn.places} == {node.key for node in drawn.nodes} >= graph.common.keys()


def test_of_two_documents_with_one_name_the_nearer_is_meant(db: Connection) -> None:
    harbour = graph_around(db, "Harbour Notes")
    assert harbour
    named = {node.title: node.weight for node in harbour.nodes}
    assert {"The Salt Road", "On Slow Rivers", "craft", "Deltas"} <= named.keys()


def test_a_drawing_is_kept_until_the_library_changes(engine: Library) -> None:
    with engine.reading() as db:
        fresh, made_at = drawn_graph(db).graph, drawn_graph(db).made_at
        assert not made_at
        assert {*fresh.places} == {node.key for node in drawing(db).nodes}
    keep_graph(engine, lambda: True)
    with engine.reading() as db:
        assert kept_stamp(db, NAME) == "", "what was given up is not kept"
    keep_graph(engine, lambda: False)
    with engine.reading() as db:
        kept, made_at = drawn_graph(db).graph, drawn_graph(db).made_at
        stamp = kept_stamp(db, NAME)
    assert made_at
    assert (kept.nodes, kept.edges, kept.places) == (fresh.nodes, fresh.edges, fresh.places)
    keep_graph(engine, lambda: True)
    with engine.writing() as writer:
        document = add_document(writer, "One more", authors=["Dora Finch"])
        add_import(writer)
        writer.exec_driver_sql(
            "INSERT INTO index_log (mark, highlights, documents) VALUES (random(), '[]', ?)",
            (json.dumps([[document, document]]),),
        )
    keep_graph(engine, lambda: False)
    with engine.reading() as db:
        assert kept_stamp(db, NAME) != stamp
        assert "author:Dora Finch" in drawn_graph(db).graph.places


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Any graph of a few nodes."""
    size = draw(st.integers(0, 24))
    nodes = tuple(Node("tag", str(n), str(n), n % 5) for n in range(size))
    pairs = draw(st.sets(st.tuples(st.integers(0, 23), st.integers(0, 23)), max_size=40))
    ties = tuple(
        Edge(f"tag:{a}", f"tag:{b}", 1 + (a + b) % 7) for a, b in sorted(pairs) if a < b < size
    )
    return Graph(nodes, ties, size)


@settings(max_examples=25, deadline=None)
@given(graphs())
def test_every_node_has_a_place_of_its_own_that_stays(graph: Graph) -> None:
    places = layout(graph)
    assert {*places} == {node.key for node in graph.nodes}
    assert len({*places.values()}) == len(places)
    assert all(0 <= x <= 1 and 0 <= y <= 1 for x, y in places.values())
    assert layout(graph) == places


def far(one: Graph, other: Graph) -> list[float]:
    """How far each node of the first is from where it is in the other, the farthest last."""
    both = [(one.places[key], other.places[key]) for key in one.places if key in other.places]
    return sorted(math.dist(here, there) for here, there in both)


def test_nodes_stay_near_where_they_were() -> None:
    nodes = tuple(Node("tag", str(n), str(n), 3) for n in range(120))
    ties = tuple(Edge(f"tag:{n}", f"tag:{n // 3}", 1 + n % 2) for n in range(1, 120))
    whole = laid_out(Graph(nodes, ties, 120))
    fewer = Graph(nodes[:-5], ties[:-5], 115)
    again = laid_out(fewer, before=whole.places)
    assert far(again, whole)[len(fewer.nodes) // 2] < 0.06
    assert far(again, whole)[-1] < far(laid_out(fewer), whole)[-1]


def test_heavy_nodes_do_not_lie_on_each_other() -> None:
    nodes = tuple(Node("tag", str(n), str(n), 1 + 3 * n) for n in range(80))
    ties = tuple(Edge(f"tag:{n}", f"tag:{m}", 1) for n in range(80) for m in range(n) if n % 9 == m)
    graph = laid_out(Graph(nodes, ties, 80))
    size = radii(graph)
    at = {key: (x * WIDE, y) for key, (x, y) in graph.places.items()}
    for one, other in combinations(at, 2):
        assert math.dist(at[one], at[other]) > 0.8 * (size[one] + size[other])


def test_clusters_are_nodes_that_are_tied_to_each_other() -> None:
    nodes = tuple(Node("tag", str(n), str(n), 26 - n) for n in range(26))
    within = [(n, m) for n in range(24) for m in range(n) if n // 8 == m // 8]
    between = [(8, 7), (16, 15), (24, 25)]
    ties = tuple(Edge(f"tag:{n}", f"tag:{m}", 2) for n, m in (*within, *between))
    graph = Graph(nodes, ties, 26)
    found = clusters(graph)
    assert found == tuple(tuple(f"tag:{8 * at + n}" for n in range(8)) for at in range(3))
    apart = laid_out(replace(graph, clusters=found)).places
    middles = [tuple(map(mean, zip(*(apart[key] for key in of), strict=True))) for of in found]
    for of, middle in zip(found, middles, strict=True):
        for key in of:
            assert min(middles, key=lambda each: math.dist(each, apart[key])) == middle


@settings(max_examples=20, deadline=None)
@given(graphs())
def test_no_node_is_in_two_clusters(graph: Graph) -> None:
    keys = [key for of in clusters(graph) for key in of]
    assert len(keys) == len(set(keys))
    assert {*keys} <= {node.key for node in graph.nodes}
    assert clusters(Graph()) == ()


def test_a_large_library_is_laid_out_behind_the_page(engine: Library) -> None:
    with engine.writing() as db:
        columns = "kind, title, title_key, author_key, earliest, import_id"
        db.exec_driver_sql(
            f"INSERT INTO documents (id, code, {columns})"
            f" SELECT 5000, 'late', {columns} FROM documents LIMIT 1"
        )
    with engine.reading() as db:
        assert drawn_graph(db).underway
        assert not drawn_graph(db).graph.nodes
    keep_graph(engine, lambda: False)
    with engine.reading() as db:
        assert not drawn_graph(db).underway
        assert drawn_graph(db).graph.nodes
