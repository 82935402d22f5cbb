"""Pages that draw the graph: without scripts, each node a link, the same as a list."""

import re
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.background.graph import keep_graph
from app.model.graph import Edge, Graph, Node
from app.store.db.library import Library
from app.web.pages.graph.whole import Shown
from app.web.present.around.clusters import for_readers, named_clusters
from app.web.present.around.graph import draw, nearest
from app.web.present.around.graph import lists as tied
from tests.conftest import Lend
from tests.store.library import add_document, add_import
from tests.web.site import read

_NODE = re.compile(
    r'<a href="([^"]+)"><title>[^<]*</title><(?:circle|rect) class="([^"]+)"'
    r".*?<text[^>]*>([^<]*)</text>"
)


def test_a_drawing_is_links_and_its_lists_say_the_same(client: TestClient) -> None:
    page = read(client, "/graph?around=The Patience of Rivers&depth=1")
    drawn = _NODE.findall(page.html)
    listed = set(
        re.findall(r'<a href="(/[^"]+)"', page.html[page.html.index("The same as lists") :])
    )
    assert 'class="here"' in page.html
    assert {"who", "tag"} <= {shape for _, shape, _ in drawn}
    assert {path for path, _, _ in drawn} <= listed
    assert all(client.get(path).status_code == 200 for path, _, _ in drawn)
    assert "<script>" not in page.html.split("<body", 1)[1]


@pytest.mark.parametrize(
    "address",
    [
        "/pages/The Patience of Rivers",
        "/authors/Marit Oldenshaw",
        "/tags/time",
        "/pages/hydrological patience",
    ],
)
def test_the_page_of_anything_draws_what_is_round_it(client: TestClient, address: str) -> None:
    code = re.search(r"/documents/\w+", str(client.get(address).url))
    page = read(client, code[0] if code else address)
    drawn = {path for path, _, _ in _NODE.findall(page.html)}
    assert drawn
    below = page.html[page.html.index("The same as a list") :]
    assert drawn <= set(re.findall(r'<a href="(/[^"]+)"', below))
    steps = re.findall(r'<a href="(/[^"]+depth=\d#graph)"', page.html)
    assert len(steps) == 3
    wider = read(client, unescape(steps[1]))
    assert len(_NODE.findall(wider.html)) > len(drawn)


def test_what_nothing_is_named_is_told(client: TestClient) -> None:
    assert client.get("/graph?around=Nowhere at all").status_code == 404
    assert client.get("/api/graph?around=Nowhere at all").status_code == 404
    assert client.get("/api/graph?depth=4").status_code == 422


def test_the_table_is_filtered_without_scripts(client: TestClient) -> None:
    every = read(client, "/graph")
    tags = read(client, "/graph?show_type=tag")
    assert "Marit Oldenshaw" in every.words()
    assert not re.search(r'<th scope="row"><a class="title" href="/authors/', tags.html)
    assert "#time" in tags.words()
    assert "Nothing in the graph has that name" in read(client, "/graph?q=zebra").words()
    assert read(client, "/graph?q=OLDENSHAW").html.count('<th scope="row">') == 1


def test_what_is_chosen_narrows_the_table_and_tells_the_canvas(client: TestClient) -> None:
    tagged = read(client, "/graph?tag=tag:time")
    names = re.findall(r'<th scope="row"><a class="title" href="([^"]+)"', tagged.html)
    every = re.findall(
        r'<th scope="row"><a class="title" href="([^"]+)"', read(client, "/graph").html
    )
    assert "/tags/time" in names
    assert set(names) < set(every)
    assert 'data-tag="tag:time"' in tagged.html
    both = read(client, "/graph?tag=tag:time&show_type=document&q=patience")
    assert 'data-type="document"' in both.html
    assert 'name="q" type="search" value="patience"' in both.html
    assert len(re.findall('<th scope="row">', both.html)) < len(names)
    keys = {node["key"] for node in client.get("/graph.json").json()["nodes"]}
    assert "tag:time" in keys


def test_every_part_of_a_drawing_has_a_name_of_its_own(client: TestClient) -> None:
    for address in ("/graph?around=The Patience of Rivers", "/authors/Marit Oldenshaw"):
        labels = re.findall(r'aria-label="([^"]*)"', read(client, address).html)
        regions = [each for each in labels if "list" in each or "Drawn" in each]
        assert len(regions) == len(set(regions))


def test_the_script_is_told_what_the_table_says(client: TestClient) -> None:
    told = client.get("/graph.json").json()
    paths = {node["path"] for node in told["nodes"]}
    assert paths == {node["path"] for node in client.get("/api/graph").json()["nodes"]} & paths
    assert all(0 <= node["x"] <= 1 and 0 <= node["y"] <= 1 for node in told["nodes"])
    assert all(max(one, other) < len(told["nodes"]) for one, other, _ in told["edges"])


def test_an_empty_library_has_an_empty_graph(empty_client: TestClient) -> None:
    assert "Nothing is tied to anything yet" in read(empty_client, "/graph").words()
    assert empty_client.get("/api/graph").json()["total"] == 0


def test_of_each_type_the_strongest_are_drawn() -> None:
    tags = [Node("tag", f"t{n}", f"t{n}", 9, steps=1) for n in range(30)]
    author = Node("author", "Ada", "Ada", 1, steps=1)
    further = Node("document", "d", "Further", 3, "book", steps=2)
    centre = Node("document", "here", "Here", 30, "book")
    ties = [Edge("document:here", tag.key, 9) for tag in tags]
    ties += [Edge("document:here", author.key, 1), Edge(further.key, tags[0].key, 2)]
    graph = Graph((centre, *tags, author, further), tuple(ties), 33, centre.key)
    few = nearest(graph, 8)
    assert {"author:Ada", "document:here", "document:d"} <= {node.key for node in few.nodes}
    assert len(few.nodes) <= 8
    told = tied(graph)
    assert [len(told[step]) for step in (1, 2)] == [31, 1]
    assert told[2][0].by == "t0"
    drawn = draw(few)
    assert all(0 < node.x < drawn.width and 0 < node.y < drawn.height for node in drawn.nodes)
    assert draw(few) == drawn


def test_what_joins_all_documents_is_drawn_when_asked_for(
    lend: Lend, blank_file: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copy(blank_file, tmp_path))
    engine = Library(path)
    with engine.writing() as db:
        add_import(db)
        for number in range(16):
            tags = ["saved", "moss"] if number < 3 else ["saved"]
            add_document(db, f"Note {number}", authors=["Ada"], tags=tags, code=f"d{number:02}")
    client = TestClient(lend(path, engine), base_url="http://127.0.0.1:8000")
    page = read(client, "/graph")
    assert "#saved is on more than a quarter of the documents" in page.words()
    assert '<a class="title" href="/tags/saved"' not in page.html
    link = re.search(r'<a href="(/graph\?[^"]+)">Draw it too', page.html)
    assert link
    wider = read(client, unescape(link[1]))
    assert '<a class="title" href="/tags/saved"' in wider.html
    assert "data-common" in wider.html
    told = client.get("/graph.json").json()["nodes"]
    assert [node["title"] for node in told if node["common"]] == ["#saved"]
    engine.close()


def test_the_heaviest_are_drawn_first_and_more_when_asked_for(client: TestClient) -> None:
    page = read(client, "/graph")
    assert 'data-most="300"' in page.html
    assert 'data-most="600"' in read(client, "/graph?most=600").html
    assert 'data-most="300"' in read(client, "/graph?most=2").html


def test_clusters_narrow_the_table_and_what_exporters_left_over_is_no_node() -> None:
    tags = tuple(Node("tag", name, name, 9) for name in ("articles", "moss", "stone", "lichen"))
    left = (Node("wanted", "2024-01-30", "2024-01-30"), Node("wanted", "{{url}}", "{{url}}"))
    titles = (Node("document", "d", "On Walls", 2, "book"), Node("document", "e", "", 1, "book"))
    keys = tuple(tuple(node.key for node in those) for those in ((*tags, *titles), titles))
    graph = Graph((*tags, *titles, *left), (Edge(titles[0].key, left[0].key, 1),), 8)
    graph = replace(graph, clusters=keys)
    seen = for_readers(graph)
    assert seen.nodes == (*tags, *titles)
    assert not seen.edges
    named = [(each.key, each.name, each.size) for each in named_clusters(seen, 5)]
    assert named == [("tag:articles", "moss, stone, lichen", 6), ("document:d", "On Walls", 2)]
    assert len(Shown(cluster="document:d").rows(seen)) == 2
    assert not Shown(cluster="document:nowhere").rows(seen)


def test_a_drawing_that_is_being_made_is_told(lend: Lend, blank_file: Path, tmp_path: Path) -> None:
    path = Path(shutil.copy(blank_file, tmp_path))
    engine = Library(path)
    columns = "kind, title, title_key, author_key, earliest, import_id"
    with engine.writing() as db:
        add_import(db)
        add_document(db, "Walls", authors=["Ada"], code="walls")
        db.exec_driver_sql(
            f"INSERT INTO documents (id, code, {columns})"
            f" SELECT 5000, 'late', {columns} FROM documents"
        )
    client = TestClient(lend(path, engine), base_url="http://127.0.0.1:8000")
    page = read(client, "/graph")
    assert "is being laid out; it is here in a minute" in page.words()
    assert "Nothing is tied to anything yet" not in page.words()
    told = client.get("/graph.json").json()
    assert told == {"nodes": [], "edges": [], "underway": True}
    keep_graph(engine, lambda: False)
    assert "being laid out" not in read(client, "/graph").words()
    told = client.get("/graph.json").json()
    assert (len(told["nodes"]), told["underway"]) == (2, False)
    engine.close()
