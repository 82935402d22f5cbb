"""Searches kept under names.

On the search page, on the first page, on a page of their own, and as feeds.
"""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fastapi.testclient import TestClient

from app.store.db.library import Library
from app.web.present.feeds import moment, writable
from tests.conftest import Lend
from tests.web.site import read

ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def own(lend: Lend, filled_file: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A browser without scripts on a library that the test may change."""
    library = Path(shutil.copy(filled_file, tmp_path / "library.db"))
    engine = Library(library)
    with TestClient(lend(library, engine), base_url="http://127.0.0.1:8000") as client:
        yield client
    engine.close()


def saved_code(client: TestClient, query: str, name: str = "") -> str:
    """The code of a search that was saved on its page."""
    answer = client.post("/searches", data={"q": query, "name": name}, follow_redirects=False)
    assert answer.status_code == 303
    feed = next(
        a["href"]
        for a in read(client, answer.headers["location"]).all("a")
        if a["href"].endswith(".atom")
    )
    return feed.removeprefix("/searches/").removesuffix(".atom")


def feed_of(client: TestClient, code: str, **headers: str) -> ET.Element:
    """The feed of a saved search."""
    return ET.fromstring(client.get(f"/searches/{code}.atom", headers=headers).content)  # noqa: S314 our own


def test_a_search_is_saved_found_again_renamed_and_forgotten(own: TestClient) -> None:
    for link in [
        each["action"]
        for each in read(own, "/searches").all("form")
        if each["action"].endswith("/deleted")
    ]:
        own.post(link)
    assert "Saved searches:" not in read(own, "/").words()
    code = saved_code(own, "river kind:book", "Rivers <in> books")
    assert "Saved as Rivers <in> books" in read(own, "/search?q=river+kind:book").words()
    assert "Saved searches: Rivers <in> books ." in read(own, "/").words()
    assert (
        own.get(f"/searches/{code}", follow_redirects=False).headers["location"]
        == "/search?q=river+kind%3Abook"
    )
    own.post(f"/searches/{code}", data={"name": "Streams"})
    assert "Streams river kind:book" in read(own, "/searches").words()
    own.post(f"/searches/{code}/deleted")
    assert "None yet" in read(own, "/searches").words()
    for gone in (f"/searches/{code}", f"/searches/{code}.atom"):
        assert own.get(gone).status_code == 404
    assert own.post(f"/searches/{code}/deleted").status_code == 404


def test_nothing_is_not_saved(own: TestClient) -> None:
    assert own.post("/searches", data={"q": " "}).status_code == 400


def test_a_feed_is_atom_with_all_that_it_must_have(own: TestClient) -> None:
    code = saved_code(own, "river OR weather sort:old", 'A & "B"')
    answer = own.get(f"/searches/{code}.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    feed = feed_of(own, code)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}title") == 'A & "B"'
    assert [link.get("href") for link in feed.findall(f"{ATOM}link")] == [
        f"http://127.0.0.1:8000/searches/{code}.atom",
        "http://127.0.0.1:8000/search?q=river+OR+weather+sort%3Aold",
    ]
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) > 5
    updated = [entry.findtext(f"{ATOM}updated") or "" for entry in entries]
    assert updated == sorted(updated, reverse=True)
    assert feed.findtext(f"{ATOM}updated") == max(updated)
    assert all(
        entry.findtext(f"{ATOM}{name}")
        for entry in entries
        for name in ("id", "title", "updated", "content")
    )
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    paths = [
        link.get("href", "").removeprefix("http://127.0.0.1:8000")
        for entry in entries
        for link in entry.findall(f"{ATOM}link")
    ]
    assert {own.get(path).status_code for path in paths} == {200}


def test_a_feed_s_ids_do_not_hang_on_the_address(own: TestClient) -> None:
    code = saved_code(own, "diary")
    here, there = feed_of(own, code), feed_of(own, code, host="localhost:9")
    assert [one.text for one in here.iter(f"{ATOM}id")] == [
        one.text for one in there.iter(f"{ATOM}id")
    ]
    assert "http://localhost:9/searches" in str(there.find(f"{ATOM}link").get("href"))  # type: ignore[union-attr]
    assert own.get(f"/searches/{code}.atom", headers={"host": "evil.example"}).status_code == 421


def test_a_feed_shows_passages_and_notes_as_safe_html(own: TestClient) -> None:
    feed = feed_of(own, saved_code(own, "marks OR sentence"))
    contents = "".join(one.text or "" for one in feed.iter(f"{ATOM}content"))
    assert 'href="/pages/A%20Grammar%20of%20Weather"' in contents
    assert feed.get("{http://www.w3.org/XML/1998/namespace}base") == "http://127.0.0.1:8000/"
    assert 'href="javascript' not in contents
    assert "<b>marks" not in contents


def test_stamps_are_told_in_utc() -> None:
    plain = datetime(2025, 5, 3, 9, 30).astimezone(UTC)
    assert moment("2025-05-03T09:30:00") == f"{plain:%Y-%m-%dT%H:%M:%SZ}"
    assert (
        moment(datetime(2025, 5, 3, tzinfo=timezone(timedelta(hours=2))).isoformat())
        == "2025-05-02T22:00:00Z"
    )
    assert [moment(stamp) for stamp in ("", "soon", "2025-99-01")] == ["", "", ""]
    assert moment("0001-01-01T00:00:00+05:00") == ""


def test_letters_that_xml_cannot_write_are_left_out() -> None:
    assert writable("a\x00\x0b\x1f\ud800\uffff\tb\n") == "a\tb\n"
