"""The library's index: names, titles, tags and phrases with their places, and the reader's acts."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.background.phrases import keep_phrases, known_phrases
from app.model.headings import PassagePlace
from app.store.db.library import Library
from app.store.edits.edits import change_highlights
from app.store.edits.headings import heading_acts
from app.store.writes.documents import write
from app.web.present.around.subject_entries import Cited
from app.web.present.filing import is_no_subject
from tests.conftest import Lend
from tests.statements import heard
from tests.store.library import add_import
from tests.web.library import document, highlight
from tests.web.site import Page, read

NOW = "2025-05-03T08:00:00Z"
_SAID = "By the {}, tidal patience: so they call it in Holme, and wait until {}."
Served = tuple[TestClient, Library, list[str]]


@contextmanager
def _serve(lend: Lend, empty: Path, folder: Path, number: int) -> Iterator[Served]:
    words = ("lantern", "orchard", "granite", "thistle", "ledger", "kettle", "anchor", "copper")
    records = [
        document(
            f"The {words[n % 8].title()} Book {n}" if n else "The Slow Garden",
            "book",
            f"Ada Quill {n}" if n else "Petra Ilmarin",
            highlights=[
                highlight(
                    _SAID.format(words[n % 8], words[(n + m) % 8]),
                    f"Page {m}",
                    tags=("moss", "salt"),
                )
                for m in range(4)
            ],
            names=("Waiting",) if not n else (),
        )
        for n in range(number)
    ]
    with Library(Path(shutil.copy(empty, folder / f"{number}.db"))) as engine:
        with engine.writing() as db:
            add_import(db)
            write(db, records, [], 1)
        client = TestClient(lend(engine.path, engine), base_url="http://127.0.0.1:8000")
        with heard(engine.readers) as asked:
            yield client, engine, asked


@pytest.fixture
def served(lend: Lend, empty_library: Path, tmp_path: Path) -> Iterator[Served]:
    """The pages of a library of four books, and the statements that it runs."""
    with _serve(lend, empty_library, tmp_path, 4) as served:
        yield served


def _entries(page: Page) -> dict[str, str]:
    """What stands under each heading, by its words."""
    found = re.findall(r'<li[^>]*id="h\d+">\s*<p[^>]*><b>(.*?)</b>(.*?)</p>', page.html, re.DOTALL)
    return {_plain(head): _plain(places) for head, places in found}


def _plain(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", "", html).split())


def test_each_letter_has_its_headings_with_their_places(served: Served) -> None:
    client, _, _ = served
    told = _entries(read(client, "/index?letter=T"))
    assert told["tidal patience"].startswith(", The")
    assert "p. 0, 1, 2, 3" in told["tidal patience"].replace("\u00a0", " ")
    assert "see also Holme" in told["tidal patience"]
    assert _entries(read(client, "/index?letter=I")) == {"Ilmarin, Petra": ", The Slow Garden 4"}
    moss = _entries(read(client, "/index?letter=M"))["moss"]
    assert moss.endswith("see also salt")
    assert "The Slow Garden" in _entries(read(client, "/index?letter=S")), "without its article"
    assert "proposed" in read(client, "/index?letter=T").html
    assert "proposed" not in read(client, "/index?letter=M").html


def test_the_filter_looks_under_all_letters(served: Served) -> None:
    client, _, _ = served
    told = _entries(read(client, "/index?filter=PATIENCE"))
    assert list(told) == ["tidal patience"]
    assert "No entry has that" in read(client, "/index?filter=zebra").words()


def test_headings_are_accepted_hidden_merged_and_all_of_it_undone(served: Served) -> None:
    client, _, _ = served
    for form, page, wanted in (
        ({"accept": "tidal patience"}, "/index?letter=T", "tidal patience"),
        ({"hide": "Holme"}, "/index?letter=H", None),
        ({"merge": "tidal patience", "see": "moss"}, "/index?letter=T", ", see moss"),
    ):
        before = _entries(read(client, page))
        answer = client.post("/index", data={**form, "back": page}, follow_redirects=False)
        assert answer.status_code == 303
        change = re.search(r"done=(\w+)", answer.headers["location"])
        assert change
        after = _entries(read(client, page))
        if wanted and wanted.startswith(","):
            assert after["tidal patience"] == wanted
            moss = _entries(read(client, "/index?letter=M"))["moss"]
            assert "p. 0, 1, 2, 3" in moss.replace("\u00a0", " ")
        elif wanted:
            assert "proposed" not in read(client, page).html
        else:
            assert "Holme" in before
            assert "Holme" not in after
            assert "Holme" in _entries(read(client, "/index?hidden=1"))
        assert client.post(f"/api/changes/{change[1]}/undo").status_code == 200
        assert _entries(read(client, page)) == before


@pytest.mark.parametrize(
    ("name", "title"), [("Ada Quill 1", "The Orchard Book 1"), ("The Granite Book 2",) * 2]
)
def test_a_heading_tells_the_places_of_those_merged_with_it(
    served: Served, name: str, title: str
) -> None:
    client, _, _ = served
    own = _entries(read(client, "/index?letter=I"))["Ilmarin, Petra"]
    client.post("/index", data={"merge": name, "see": "Petra Ilmarin"})
    told = _entries(read(client, "/index?letter=I"))["Ilmarin, Petra"]
    assert (own, told) == (", The Slow Garden 4", f", The Slow Garden 4; {title} 4")


def test_only_what_the_reader_hid_or_merged_is_shown_again(served: Served) -> None:
    client, _, _ = served
    client.patch("/api/tags/moss", json={"name": "lichen"})
    assert _entries(read(client, "/index?letter=M"))["moss"] == ", see lichen"
    assert "Show again" not in read(client, "/index?letter=M").html
    client.post("/index", data={"merge": "salt", "see": "lichen"})
    assert "Show again" in read(client, "/index?letter=S").html


def test_acts_that_make_no_sense_are_refused(served: Served) -> None:
    client, _, _ = served
    assert client.post("/index", data={}).status_code == 400
    assert client.post("/index", data={"merge": "moss", "see": "  "}).status_code == 400
    assert client.post("/index", data={"merge": "moss", "see": "MOSS"}).status_code == 400
    assert client.post("/index", data={"merge": "a" * 9000, "see": "b"}).status_code in {400, 422}
    client.post("/index", data={"merge": "moss", "see": "salt"})
    assert client.post("/index", data={"merge": "salt", "see": "moss"}).status_code == 400


def test_acts_hold_when_phrases_are_counted_anew(served: Served) -> None:
    """An accepted one also where it recurs no more, as long as its words are anywhere."""
    client, engine, _ = served
    client.post("/index", data={"accept": "tidal patience"})
    client.post("/index", data={"hide": "Holme"})
    with engine.reading() as db:
        codes = db.exec_driver_sql("SELECT code FROM highlights").scalars().all()
    with engine.writing() as db:
        change_highlights(db, {code: {"text": f"In Holme, {code}."} for code in codes[1:]}, NOW)
        add_import(db)
    keep_phrases(engine, lambda: False)
    entries = _entries(read(client, "/index"))
    assert entries["tidal patience"].startswith(", The")
    assert "proposed" not in read(client, "/index?letter=T").html
    assert "Holme" not in entries
    client.post("/index", data={"show_again": "tidal patience"})
    with engine.writing() as db:
        add_import(db)
    keep_phrases(engine, lambda: False)
    with engine.reading() as db:
        assert "tidal patience" not in {each.words for each in known_phrases(db)[0]}


def test_phrases_are_kept_and_found_again_after_an_import(served: Served) -> None:
    _, engine, _ = served
    keep_phrases(engine, lambda: True)
    with engine.reading() as db:
        fresh, complete = known_phrases(db)
    assert complete
    keep_phrases(engine, lambda: False)
    with engine.reading() as db:
        kept, _ = known_phrases(db)
    assert [(each.words, each.passages) for each in kept] == [
        (each.words, each.passages) for each in fresh
    ]
    assert ("tidal patience", 16) in {(each.words, each.passages) for each in kept}


def test_reworded_passages_leave_the_index_also_before_phrases_are_kept(served: Served) -> None:
    client, engine, _ = served
    assert "tidal patience" in _entries(read(client, "/index?letter=T"))
    with engine.reading() as db:
        codes = db.exec_driver_sql("SELECT code FROM highlights").scalars().all()
    with engine.writing() as db:
        change_highlights(db, {code: {"text": "Nothing at all."} for code in codes}, NOW)
    assert "tidal patience" not in _entries(read(client, "/index?letter=T"))


def test_it_asks_as_often_whatever_there_is(
    lend: Lend, served: Served, empty_library: Path, tmp_path: Path
) -> None:
    counts = []
    with _serve(lend, empty_library, tmp_path, 60) as larger:
        for client, library, asked in (served, larger):
            keep_phrases(library, lambda: False)
            asked.clear()
            assert client.get("/index?letter=T").status_code == 200
            counts.append(len(asked))
    assert counts[0] == counts[1] <= 24


def test_an_empty_library_has_an_empty_index(empty_client: TestClient) -> None:
    assert "Nothing is here yet" in read(empty_client, "/index").words()


@pytest.mark.parametrize(
    ("name", "tells"),
    [
        ("articles", False), ("Tweet", False), ("favorite", False), ("h3", False),
        ("Science::The Slow Garden", False), ("roam/js", False), ("to-process", False),
        (".h4", False), ("article of faith", True), ("booking", True), ("time: a memoir", True),
        ("roaming", True), ("inboxes", True),
    ],
)  # fmt: skip
def test_what_states_a_kind_or_a_deck_is_no_subject(name: str, tells: bool) -> None:
    assert is_no_subject(name) != tells


def test_a_hidden_heading_that_vanished_is_not_counted(served: Served) -> None:
    client, library, _ = served
    for name in ("Holme", "What nothing has any more"):
        client.post("/index", data={"hide": name}, headers={"Origin": "http://127.0.0.1:8000"})
    with library.reading() as db:
        assert len(heading_acts(db)) == 2
    assert re.search(r"hidden=1[^>]*>[^<]*\b1\b|\b1 (?:heading|entry)", read(client, "/index").html)


def test_places_are_told_briefly_and_once() -> None:
    """What kind of place it is comes once; a title comes without its subtitle."""
    said = [("h1", "Page 7", 1), ("h2", "Page 7", 2), ("h3", "Page 9-11", 3), ("h4", "", 12)]
    said += [("h5", "", 1_300), ("", "", 1), ("h6", "Ch. Salt", 5)]
    places = tuple(PassagePlace(code, where, n, "d1", "Salt: A Life") for code, where, n in said)
    cited = Cited("d1", "Slow Salt: A Life", places=places)
    assert cited.short_title == "Slow Salt"
    assert Cited("d1", "Salt: A Life").short_title == "Salt: A Life", "one word tells too little"
    assert [(code, words.replace("\u00a0", " ")) for code, words in cited.labels] == [
        ("h1", "p. 7"), ("h3", "9–11"), ("h4", "no. 12"), ("h5", "1,300"), ("", "in its text"),
        ("h6", "Ch. Salt"),
    ]  # fmt: skip


def test_a_heading_with_many_places_has_entries_below_it(served: Served) -> None:
    client, library, _ = served
    with library.reading() as db:
        codes = db.exec_driver_sql("SELECT code FROM highlights").scalars().all()
    with library.writing() as db:
        tags = [["moss", "kelp"] if n % 2 else ["moss"] for n in range(len(codes))]
        for code, each in zip(codes, tags, strict=True):
            change_highlights(db, {code: {"tags": each}}, NOW)
    page = read(client, "/index?letter=M")
    below = re.search(r'<p class="sub">(.*?)</p>', page.html, re.DOTALL)
    assert below
    assert _plain(below[1]) == f"moss, and kelp {len(codes) // 2}"
    query = re.search(r'href="(/search[^"]+)"', below[1])
    assert query
    found = read(client, query[1].replace("&amp;", "&")).html
    assert len({*re.findall(r"/highlights/(\w+)\b", found)} & {*codes}) == len(codes) // 2
    assert "see also" in _entries(read(client, "/index?letter=K"))["kelp"]


def test_a_small_index_is_on_one_page_letter_by_letter(served: Served) -> None:
    client, _, _ = served
    page = read(client, "/index")
    letters = re.findall(r'<section id="letter-([^"]+)">', page.html)
    assert len(letters) == len(set(letters)) > 3
    assert re.findall(r'href="#letter-([^"]+)"', page.html) == letters
    assert _entries(page) == {
        head: places
        for letter in letters
        for head, places in _entries(read(client, f"/index?letter={letter}")).items()
    }


def test_an_index_that_no_page_has_room_for_begins_with_its_first_letter(
    lend: Lend, empty_library: Path, tmp_path: Path
) -> None:
    with _serve(lend, empty_library, tmp_path, 80) as (client, _, _):
        html = read(client, "/index").html
    assert 'id="letter-' not in html
    assert re.search(r'href="/index\?letter=', html)


def test_see_also_leads_to_headings_alone(lend: Lend, empty_library: Path, tmp_path: Path) -> None:
    with _serve(lend, empty_library, tmp_path, 4) as (client, _, _):
        for each in client.get("/api/highlights").json()["items"]:
            body = {"tags": ["moss", "favorite"]}
            assert client.patch(f"/api/highlights/{each['id']}", json=body).status_code == 200
        assert "see also" not in _entries(read(client, "/index"))["moss"]
