"""What a reader does on the pages.

An import taken back, gone highlights kept, documents put away, repeats discarded.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.importer.run import import_paths
from app.store.db import schema
from app.store.db.library import Library
from tests.conftest import Lend
from tests.web.site import read

LANTERN = """# A Lantern for Night Walks

## Metadata
- Author: [[Odile Marchbank]]
- Full Title: A Lantern for Night Walks
- Category: #books

## Highlights
- The lamp is for the one who comes towards you. ([Location 12](https://readwise.io/open/7001))
- {second} ([Location 40](https://readwise.io/open/7002))
"""
FIRST, SECOND = "Owls keep the parish register.", "Owls and foxes keep the parish register."


@pytest.fixture
def engine(empty_library: Path, tmp_path: Path) -> Iterator[Library]:
    """A library of one book that was imported twice, its second highlight reworded in between."""
    engine = Library(Path(shutil.copy(empty_library, tmp_path / "library.db")))
    book = tmp_path / "notes" / "Lantern.md"
    book.parent.mkdir()
    for wording in (FIRST, SECOND):
        book.write_text(LANTERN.format(second=wording))
        import_paths(engine, [book.parent])
    yield engine
    engine.close()


@pytest.fixture
def client(lend: Lend, engine: Library, tmp_path: Path) -> Iterator[TestClient]:
    """A browser without scripts on it."""
    with TestClient(
        lend(tmp_path / "library.db", engine), base_url="http://127.0.0.1:8000"
    ) as client:
        yield client


def code_of(engine: Library, text: str) -> str:
    """The address of a highlight by its text."""
    with engine.reading() as db:
        return str(
            db.execute(
                select(schema.highlights.c.code).where(schema.highlights.c.text == text)
            ).scalar_one()
        )


def document_code(engine: Library) -> str:
    with engine.reading() as db:
        return str(db.execute(select(schema.documents.c.code)).scalar_one())


def test_an_import_shows_what_it_reworded(client: TestClient) -> None:
    page = read(client, "/imports/2")
    assert "Reworded" in page.words()
    assert "<ins>and foxes</ins>" in page.html
    assert "New" in read(client, "/imports/1").words()


def test_an_import_is_taken_back_after_a_page_that_says_what_will_happen(
    client: TestClient,
) -> None:
    asked = read(client, "/imports/2/undo")
    assert "Take this import back?" in asked.words()
    assert "1 file" in asked.words().replace("\N{NO-BREAK SPACE}", " ")
    assert FIRST not in read(client, "/highlights").words()
    answer = client.post("/imports/2/undo", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/imports/2")
    page = read(client, "/imports/2")
    assert "taken back on" in page.words()
    assert "/imports/2/undo" not in page.html
    assert "taken back on" in read(client, "/imports").words()
    words = read(client, "/highlights").words()
    assert FIRST in words
    assert SECOND not in words


def test_a_receipt_names_the_first_files_that_were_passed_over(
    client: TestClient, engine: Library, tmp_path: Path
) -> None:
    for number in range(7):
        (tmp_path / "notes" / f"Empty {number}.md").write_text("\n")
    counted = LANTERN.replace("- The lamp", "### Highlight 1\n- The lamp").replace(
        "- {second}", "### Highlight 2\n- {second}"
    )
    (tmp_path / "notes" / "Odd.md").write_text(counted.replace("Lantern", "Ladder"))
    import_paths(engine, [tmp_path / "notes"])
    page = read(client, "/imports/3")
    assert "2 lines were not understood, but kept" in page.words()
    assert "7 files passed over: Empty 0.md (empty)" in page.words()
    assert "Empty 4.md (empty) and 2 more." in page.words()
    assert all(
        client.get(link).status_code == 200
        for link in page.links()
        if link.startswith("/files?path=")
    )
    assert "/files?lines=unclear" in page.links()
    unclear = read(client, "/files?lines=unclear").words()
    assert "with lines that were not understood" in unclear
    assert ("Odd.md" in unclear, "Lantern.md" in unclear) == (True, False)
    told = client.get("/api/imports/3").json()
    assert [(each["path"][-10:], each["reason"]) for each in told["skipped_files"]][4:] == [
        ("Empty 4.md", "empty")
    ]


def test_of_an_import_that_was_taken_back_its_page_says_so(
    client: TestClient, engine: Library, tmp_path: Path
) -> None:
    (tmp_path / "notes" / "Ladder.md").write_text(
        LANTERN.replace("Lantern", "Ladder").format(second=FIRST).replace("700", "800")
    )
    import_paths(engine, [tmp_path / "notes"])
    assert "The lamp is for" in read(client, "/imports/3").words()
    client.post("/imports/3/undo")
    page = read(client, "/imports/3").words()
    assert "New 2 Taken back with the import." in page
    assert "listed here" not in page


@pytest.mark.parametrize(("url", "status"), [("/imports/9/undo", 404), ("/imports/2/undo", 409)])
def test_what_cannot_be_taken_back_is_told(client: TestClient, url: str, status: int) -> None:
    client.post("/imports/2/undo")
    assert client.post(url).status_code == status


def test_another_site_takes_nothing_back(client: TestClient) -> None:
    assert (
        client.post("/imports/2/undo", headers={"Origin": "http://elsewhere.example"}).status_code
        == 403
    )
    assert "taken back" not in read(client, "/imports/2").words()


def test_a_gone_highlight_is_kept_and_let_go(
    client: TestClient, engine: Library, tmp_path: Path
) -> None:
    book = tmp_path / "notes" / "Lantern.md"
    book.write_text("\n".join(line for line in book.read_text().split("\n") if "Owls" not in line))
    import_paths(engine, [book.parent])
    code = code_of(engine, SECOND)
    listed = read(client, "/highlights?gone=1")
    assert SECOND in listed.words()
    assert {"action": f"/highlights/{code}/kept", "method": "post", "class": "act"} in listed.all(
        "form"
    )
    answer = client.post(
        f"/highlights/{code}/kept",
        data={"yes": "1", "back": "/highlights?gone=1"},
        follow_redirects=False,
    )
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/highlights?gone=1&done=c")
    assert SECOND in read(client, "/highlights").words()
    assert "Keep it no longer" in read(client, f"/highlights/{code}").words()
    client.post(f"/highlights/{code}/kept", data={"yes": "0"})
    assert SECOND not in read(client, "/highlights").words()


def test_a_document_is_put_away_and_brought_back(client: TestClient, engine: Library) -> None:
    code = document_code(engine)
    assert "No document is put away." in read(client, "/away").words()
    client.post(f"/documents/{code}/away", data={"yes": "1"})
    assert "Lantern" not in read(client, "/highlights").words()
    assert "put away" in read(client, f"/documents/{code}").words()
    listed = read(client, "/away")
    assert "A Lantern for Night Walks" in listed.words()
    assert listed.unbalanced == []
    assert "/away" in read(client, "/documents").links()
    client.post(f"/documents/{code}/away", data={"yes": "0"})
    assert "A Lantern for Night Walks" in read(client, "/documents").words()


def test_a_document_put_away_says_so_and_still_shows_its_highlights(
    client: TestClient, engine: Library
) -> None:
    code = document_code(engine)
    client.post(f"/documents/{code}/away", data={"yes": "1"})
    page = read(client, f"/documents/{code}")
    assert "You put this document away." in page.words()
    assert SECOND in page.words()
    assert {"action": f"/documents/{code}/away", "method": "post", "class": "act"} in page.all(
        "form"
    )
    assert "gone from its file" not in page.words()
    assert page.unbalanced == []
    told = client.get(f"/api/documents/{code}").json()
    assert (
        told["put_away"],
        told["gone"],
        [(h["put_away"], h["gone"]) for h in told["highlights"]],
    ) == (True, False, [(True, False)] * 2)


def test_the_gone_highlights_of_a_document_are_found_from_its_page(
    client: TestClient, engine: Library, tmp_path: Path
) -> None:
    book, code = tmp_path / "notes" / "Lantern.md", document_code(engine)
    assert f"/documents/{code}?gone=1" not in read(client, f"/documents/{code}").links()
    book.write_text("\n".join(line for line in book.read_text().split("\n") if "Owls" not in line))
    import_paths(engine, [book.parent])
    page = read(client, f"/documents/{code}")
    assert "1\u00a0gone" in page.html.replace("&nbsp;", "\u00a0")
    assert SECOND not in page.words()
    assert f"/documents/{code}?gone=1" in page.links()
    gone = read(client, f"/documents/{code}?gone=1")
    assert SECOND in gone.words()
    assert "The lamp is for" not in gone.words()
    assert "Keep it" in gone.words()
    assert gone.unbalanced == []


def test_what_went_is_told_where_nothing_came(
    client: TestClient, engine: Library, tmp_path: Path
) -> None:
    book = tmp_path / "notes" / "Lantern.md"
    (tmp_path / "notes" / "Own.md").write_text("A page of my own.")
    book.write_text("\n".join(line for line in book.read_text().split("\n") if "Owls" not in line))
    import_paths(engine, [book.parent])
    (tmp_path / "notes" / "Own.md").unlink()
    import_paths(engine, [book.parent])
    page = read(client, "/imports/4").words().replace("\u00a0", " ")
    assert "Read 1 file . 1 document is gone from its file, but kept here." in page
    assert ": 1 document gone. Nothing leaves" in page
    assert "nothing new" not in page


def test_a_receipt_tells_how_many_there_are_and_of_how_many_it_shows_the_first(
    client: TestClient, engine: Library, tmp_path: Path
) -> None:
    book = tmp_path / "notes" / "Long.md"
    head = LANTERN.replace("Lantern", "Ladder").partition("- The lamp")[0]
    book.write_text(
        head
        + "".join(
            f"- Rung {number} of a ladder. (Location {number})\n" for number in range(1, 1301)
        )
    )
    import_paths(engine, [book])
    assert "New 1,300" in read(client, "/imports/3").words()
    assert "The first 60 of 1,300." in read(client, "/imports/3").words()
    book.write_text(head + "- Rung 1 of a ladder. (Location 1)\n")
    import_paths(engine, [book])
    page = read(client, "/imports/4")
    assert "kept here 1,299" in page.words()
    assert "The first 60 of 1,299." in page.words()
    assert page.unbalanced == []


def test_a_near_repeat_is_shown_and_discarded(client: TestClient, engine: Library) -> None:
    lamp, owls = (
        code_of(engine, "The lamp is for the one who comes towards you."),
        code_of(engine, SECOND),
    )
    with engine.writing() as db:
        ids = {
            row.code: row.id
            for row in db.execute(select(schema.highlights.c.code, schema.highlights.c.id))
        }
        db.execute(schema.repeats.insert().values(highlight_id=ids[lamp], other_id=ids[owls]))
    for here, other in ((lamp, owls), (owls, lamp)):
        page = read(client, f"/highlights/{here}")
        assert "Perhaps the same passage" in page.words()
        assert page.unbalanced == []
        assert f"/highlights/{other}" in page.links()
    client.post(f"/highlights/{owls}/discarded", data={"yes": "1"})
    assert "discarded" in read(client, f"/highlights/{owls}").words()
    assert "Discard the other" not in read(client, f"/highlights/{lamp}").words()
    client.post(f"/highlights/{owls}/discarded", data={"yes": "0"})
    assert "Discard the other" in read(client, f"/highlights/{lamp}").words()


@pytest.mark.parametrize(
    "act",
    ["highlights/nosuchcode/kept", "highlights/nosuchcode/discarded", "documents/nosuchcode/away"],
)
def test_what_is_not_there_cannot_be_changed(client: TestClient, act: str) -> None:
    assert client.post(f"/{act}", data={"yes": "1"}).status_code == 404


def test_a_change_leads_back_to_our_own_pages_only(client: TestClient, engine: Library) -> None:
    answer = client.post(
        f"/highlights/{code_of(engine, SECOND)}/discarded",
        data={"yes": "1", "back": "//elsewhere.example"},
        follow_redirects=False,
    )
    assert answer.headers["location"].startswith("/?done=c")


def test_what_did_no_harm_asks_for_no_look(
    client: TestClient, engine: Library, tmp_path: Path
) -> None:
    header = '---\ntitle: "Ladders: a use\nauthor: Odile Marchbank\n---\n'
    (tmp_path / "notes" / "Odd.md").write_text(header + "## Highlights\n- Up. ^rw7009\n")
    done = import_paths(engine, [tmp_path / "notes"])
    assert (done.problems_total, done.harmless) == (1, 1)
    page = read(client, f"/imports/{done.id}")
    assert "Read with care" in page.words()
    assert "need" not in page.words().replace("nothing was lost", "")
