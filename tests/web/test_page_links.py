"""Links, embeds and pictures of notes in folders, as the pages show them."""

import re
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.importer.pictures import Kind, find, kind_of, read_picture
from app.importer.run import import_paths
from app.settings import Settings
from app.store.db.library import Library
from app.store.reads.pictures import Held
from app.web.app import create_app

NOTES = {
    "Walls.md": """# Walls

## Metadata
- Author: [[Petra Ilmarin]]
- Full Title: Walls
- Category: #books

## Highlights
### Part *One*: [[Stones]]
- Walls talk slowly. ([Location 3](https://readwise.io/to_kindle?location=3)) ^rw55512345
    - Note: .craft See [[A/Index]]
- Rain is a verb. ([Location 9](https://readwise.io/to_kindle?location=9)) ^rw55512346
""",
    "Thinking.md": """A wall speaks: [[Walls#^rw55512345]],
or [[Walls#Part One: Stones|the chapter]],
or [[#Mine|below]] and #craft/dry-stone.

![[Walls#^rw55512345]]

![[Loop]]

## Mine
![A wall](attachments/wall.png) ![[y.png|300]] ![far](https://pictures.example/far.png)
![[evil.svg]] ![](../outside.png) ![](linked.png)
""",
    "Ropes.md": """# Ropes

## Metadata
- Author: [[Petra Ilmarin]]
- Category: #books

## Highlights
- Hemp holds. ([Location 3](https://readwise.io/to_kindle?location=3)) ^a1b2c3
- Tar dries. ([Location 9](https://readwise.io/to_kindle?location=9))
  ^rwhi55512999
""",
    "Boats.md": "- Tin floats. ^a1b2c3",
    "Knots.md": "[[Ropes#^a1b2c3|hemp]], [[Ropes^rwhi55512999|tar]], [[Boats#^a1b2c3|tin]].\n\n"
    "![](Ropes.md#%5Ea1b2c3)",
    "Loop.md": "Round ![[Loop]] and ![[Thinking#Mine]]",
    "A/Index.md": "# Index\nWhat lies in A. <script>alert(1)</script>",
    "B/Index.md": "# Index\nWhat lies in B.",
    "B/Near.md": "See [[Index]] beside me, [up](../A/Index.md) and [nowhere](Gone%20away.md).",
}


def png(width: int, height: int) -> bytes:
    """The beginning of a picture of that size."""
    return (
        b"\x89PNG\r\n\x1a\n"
        + struct.pack(">I4sII", 13, b"IHDR", width, height)
        + b"\x08\x02\x00\x00\x00"
        + zlib.compress(b"x")
    )


@pytest.fixture(scope="module")
def notes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the notes and their pictures, and a picture that lies outside."""
    folder = tmp_path_factory.mktemp("field") / "notes"
    for name, text in NOTES.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    for name in ("attachments/wall.png", "deep/er/y.png", ".hidden/z.png", "../outside.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(png(320, 160))
    (folder / "linked.png").symlink_to(folder / "../outside.png")
    (folder / "evil.svg").write_text(
        "<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"
    )
    (folder / "fake.png").write_text("<html><script>alert(1)</script>")
    return folder


@pytest.fixture(scope="module")
def client(
    notes: Path, blank_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[TestClient]:
    """A browser without scripts on a library of these notes."""
    library = tmp_path_factory.mktemp("links") / "library.db"
    library.write_bytes(blank_file.read_bytes())
    engine = Library(library)
    import_paths(engine, [notes])
    with TestClient(
        create_app(Settings(library), engine), base_url="http://127.0.0.1:8000"
    ) as client:
        yield client
    engine.close()


def id_of(client: TestClient, name: str) -> str:
    return str(client.get(f"/api/pages/{name}").json()["target"]["id"])


def page(client: TestClient, name: str) -> str:
    return client.get(f"/documents/{id_of(client, name)}").text


def test_the_readers_own_block_ids_lead_to_passages_of_their_document(client: TestClient) -> None:
    ropes = client.get(f"/api/documents/{id_of(client, 'Ropes')}").json()["highlights"]
    shown = page(client, "Knots")
    for highlight, label in zip(ropes, ("hemp", "tar"), strict=True):
        assert f'<a class="wiki" href="/highlights/{highlight["id"]}">{label}</a>' in shown
        linked = client.get(f"/api/highlights/{highlight['id']}").json()["backlinks"]
        assert [each["document"]["title"] for each in linked] == ["Knots"]
    assert '<blockquote class="embed"><p>Hemp holds.</p>' in shown
    assert f'href="/documents/{id_of(client, "Boats")}?at=block-a1b2c3#block-a1b2c3"' in shown


def test_anchors_lead_to_passages_chapters_and_headings(client: TestClient) -> None:
    walls = client.get(f"/api/documents/{id_of(client, 'Walls')}").json()
    passage = walls["highlights"][0]["id"]
    shown = page(client, "Thinking")
    assert f'<a class="wiki" href="/highlights/{passage}">Walls</a>' in shown
    assert f'href="/documents/{walls["id"]}?at={passage}#under-{passage}">the chapter</a>' in shown
    assert f'id="under-{passage}"' in page(client, "Walls")
    assert (
        f'href="/documents/{id_of(client, "Thinking")}?at=part-mine#part-mine">below</a>' in shown
    )
    assert 'id="part-mine"' in shown


def test_an_embed_shows_the_words_with_their_source_and_nothing_in_them_again(
    client: TestClient,
) -> None:
    shown = page(client, "Thinking")
    assert '<blockquote class="embed"><p>Walls talk slowly.</p>' in shown
    assert ">Walls</a>, loc.\u00a03</p></blockquote>" in shown
    assert shown.split("back-matter")[0].count("Round") == 1
    loop = page(client, "Loop").split("back-matter")[0]
    assert loop.count("Round") == 2  # itself, and once embedded
    assert not re.search(r"lead[0-9a-f]{16}", loop)


def test_a_passage_and_a_chapter_know_what_links_to_them(client: TestClient) -> None:
    first, second = client.get(f"/api/documents/{id_of(client, 'Walls')}").json()["highlights"]
    told = client.get(f"/api/highlights/{first['id']}").json()["backlinks"]
    assert [(link["document"]["title"], link["place"]) for link in told] == [("Thinking", "body")]
    assert "Linked from" in client.get(f"/highlights/{first['id']}").text
    assert client.get(f"/api/highlights/{second['id']}").json()["backlinks"] == []
    (chapter,) = client.get("/api/pages/Stones").json()["backlinks"]
    assert (chapter["document"]["title"], chapter["place"]) == ("Walls", "chapter")
    walls = page(client, "Walls")
    assert (
        'Part <em>One</em>: <a class="wiki wiki--wanted" href="/pages/Stones">Stones</a>' in walls
    )
    assert re.search(
        r'<p class="small chapter-links">Linked from <a class="title" '
        r'href="/documents/\w+">Thinking</a></p>',
        walls,
    )


def test_names_keep_their_place(client: TestClient) -> None:
    a, b = (client.get(f"/api/pages/{folder}/Index").json() for folder in "AB")
    assert a["target"]["id"] != b["target"]["id"]
    assert sorted(link["document"]["title"] for link in a["backlinks"]) == ["Near", "Walls"]
    assert [link["document"]["title"] for link in b["backlinks"]] == ["Near"]
    near = page(client, "Near")
    assert f'href="/documents/{b["target"]["id"]}">Index</a>' in near
    assert f'href="/documents/{a["target"]["id"]}">up</a>' in near
    assert 'href="/pages/Gone%20away">nowhere</a>' in near
    choice = client.get("/pages/Index").text
    assert "notes/A" in choice
    assert "notes/B" in choice
    assert (
        client.get("/pages/B/Index", follow_redirects=False).headers["location"]
        == f"/documents/{b['target']['id']}"
    )


def test_tags_of_a_note_are_its_own_and_those_of_a_remark_are_shown_once(
    client: TestClient,
) -> None:
    assert client.get(f"/api/documents/{id_of(client, 'Thinking')}").json()["tags"] == [
        "craft/dry-stone"
    ]
    walls = page(client, "Walls")
    assert ".craft" not in walls
    assert "<p>See <a" in walls


def test_pictures_of_the_folder_are_shown_and_no_others(client: TestClient) -> None:
    code = id_of(client, "Thinking")
    shown = page(client, "Thinking")
    assert (
        f'<img src="/pictures/{code}?name=attachments%2Fwall.png" alt="A wall" loading="lazy" '
        f'width="320" height="160">' in shown
    )
    assert f'<img src="/pictures/{code}?name=y.png"' in shown
    assert shown.count("<img") == 2
    assert "Figure, not fetched: far, <a" in shown
    assert "Figure, not shown: no PNG, JPEG, GIF, WebP or AVIF: evil.svg" in shown
    assert "Figure, not found: ../outside.png" in shown
    assert "Figure, not found: linked.png" in shown


def test_a_picture_is_sent_so_that_nothing_in_it_runs(client: TestClient) -> None:
    answer = client.get(
        f"/pictures/{id_of(client, 'Thinking')}", params={"name": "attachments/wall.png"}
    )
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (
        200,
        "image/png",
        png(320, 160),
    )
    assert answer.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "name",
    [
        "../outside.png",
        "/etc/passwd",
        "linked.png",
        "evil.svg",
        "fake.png",
        "Walls.md",
        "z.png",
        ".hidden/z.png",
        "",
        ".",
        "..",
        "a\0b.png",
        "x" * 5000,
        "attachments/../../outside.png",
        "C:\\x.png",
        "attachments",
    ],
)
def test_what_is_no_picture_of_the_folder_is_not_sent(client: TestClient, name: str) -> None:
    assert (
        client.get(f"/pictures/{id_of(client, 'Thinking')}", params={"name": name}).status_code
        == 404
    )
    assert (
        client.get("/pictures/nosuchcode", params={"name": "attachments/wall.png"}).status_code
        == 404
    )


def test_pictures_of_the_web_are_loaded_by_the_browser_alone_and_only_where_the_reader_says_so(
    client: TestClient,
) -> None:
    address = f"/documents/{id_of(client, 'Thinking')}"
    before = client.get(address)
    assert "img-src 'self' data:;" in before.headers["content-security-policy"]
    answer = client.post("/pictures", data={"load": "web", "back": address}, follow_redirects=False)
    assert answer.headers["location"] == address
    after = client.get(address)
    assert "img-src 'self' data: https: http:;" in after.headers["content-security-policy"]
    assert (
        '<img src="https://pictures.example/far.png" alt="far" loading="lazy" '
        'referrerpolicy="no-referrer">' in after.text
    )
    client.post("/pictures", data={"back": address})
    assert client.get(address).text == before.text


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png(3, 4), Kind("image/png", 3, 4)),
        (b"GIF89a\x03\x00\x04\x00", Kind("image/gif", 3, 4)),
        (
            b"\xff\xd8\xff\xe0\x00\x04\x00\x00\xff\xc0\x00\x11\x08\x00\x04\x00\x03",
            Kind("image/jpeg", 3, 4),
        ),
        (b"RIFF\0\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x02\0\0\x03\0\0", Kind("image/webp", 3, 4)),
        (
            b"RIFF\0\0\0\0WEBPVP8 \x0a\0\0\0\0\0\0\x9d\x01\x2a\x03\x00\x04\x00",
            Kind("image/webp", 3, 4),
        ),
        (b"RIFF\0\0\0\0WEBPVP8L\x0a\0\0\0\x2f\x02\xc0\0\0\0\0\0\0\0", Kind("image/webp", 3, 4)),
        (
            b"\0\0\0\x20ftypavif" + b"\0" * 16 + b"ispe\0\0\0\0\0\0\0\x03\0\0\0\x04",
            Kind("image/avif", 3, 4),
        ),
        (b"\xff\xd8\xff", Kind("image/jpeg")),
        (b"<svg", None),
        (b"", None),
        (b"RIFF\0\0\0\0WAVE", None),
    ],
)
def test_a_picture_is_known_by_its_content(data: bytes, kind: Kind | None) -> None:
    assert kind_of(data) == kind
    for length in range(len(data)):
        kind_of(data[:length])  # cut off anywhere


def test_a_picture_is_looked_for_beside_the_text_first(tmp_path: Path) -> None:
    for name in ("a/x.png", "x.png", "a/attachments/y.png", "far/y.png"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(png(1, 1))
    held = [Held(str(tmp_path / "a/note.md"), str(tmp_path))]
    assert [str(path.relative_to(tmp_path)) for _, path in find(held, "x.png")][:2] == [
        "a/x.png",
        "x.png",
    ]
    assert next(find(held, "y.png"))[1] == tmp_path / "a/attachments/y.png"
    assert next(find(held, "../x.png"))[1] == tmp_path / "x.png"
    assert read_picture(tmp_path / "a", tmp_path / "x.png") == b""
