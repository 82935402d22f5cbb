"""How long acts take in an invented library of the size that FLORILEGIUM_BENCH says.

Each kind of act with its undo, on one thing and on very many at once while others read.
"""

import os
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from app.importer.run import import_paths
from app.search.columns.cache import cache_of
from app.settings import Settings
from app.store.db.counts import write_tag_counts
from app.store.db.library import Library
from app.store.fts.index import mark_highlights
from app.web.app import create_app
from tests.bench.library import make_library
from tests.bench.vault import make_vault

pytestmark = pytest.mark.timeout(1800)  # to write a large library takes a while
SIZE = int(os.environ.get("FLORILEGIUM_BENCH", "20000"))
MANY = min(10_000, SIZE // 2)
EXPORTED = 600  # highlights that files hold, from which acts on their documents derive them again
TIMES = 9
LONGEST = 50  # milliseconds of work for one act
LONGEST_OF_MANY = 5000
HIGHLIGHT: Mapping[str, Mapping[str, object]] = {
    "a note": {"note": "Written beside it, with [[A Link]]."},
    "a text": {"text": "Written over it, {}."},
    "a star": {"favorite": True},
    "tags": {"tags": ["patience", "everywhere"]},
    "discarded": {"discarded": True},
}
DOCUMENT: Mapping[str, Mapping[str, object]] = {
    "a document's title": {"title": "A title of one's own, {}"},
    "its authors": {"authors": ["Somebody Else {}"]},
    "its note, kind and address": {"note": "Lent.", "kind": "podcast", "url": "https://e.org/{}"},
    "its tags and star": {"tags": ["patience"], "favorite": True},
    "put away": {"put_away": True},
}


@dataclass(frozen=True, slots=True)
class Site:
    """The API of a library, and the ids of what files hold in it."""

    client: TestClient
    documents: Sequence[str]
    highlights: Sequence[str]  # one of each document

    def post(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """What the API answers to an act."""
        answer = self.client.post(path, json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def patch(self, path: str, body: Mapping[str, object]) -> dict[str, Any]:
        """What the API answers to a change of fields."""
        answer = self.client.patch(path, json=body)
        assert answer.is_success, answer.text
        return dict(answer.json())

    def undo(self, change: str) -> None:
        """Take a change back."""
        assert self.post(f"/api/changes/{change}/undo", {})["not_undone"] == []


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The API over a library of that size, some of it out of files, whose first search was made."""
    folder = tmp_path_factory.mktemp("bench")
    path, vault = folder / "library.db", folder / "notes"
    make_library(path, SIZE)
    vault.mkdir()
    make_vault(vault, EXPORTED)
    library = Library(path)
    with library.writing() as db:
        write_tag_counts(db, list(db.execute(text("SELECT id FROM documents")).scalars()))
        for first in range(1, SIZE + 1, 10_000):
            mark_highlights(db, range(first, min(first + 10_000, SIZE + 1)))
    import_paths(library, [vault])
    with library.reading() as db:
        held = db.execute(text(_HELD), {"invented": SIZE // 20}).all()
        cache_of(library).refresh(db, Event())
    # Without what a server does in the background, whose processor time would be an act's too.
    client = TestClient(create_app(Settings(path), library), base_url="http://127.0.0.1:8000")
    client.get("/api/search", params={"q": "the"})
    yield Site(client, [row.document for row in held], [row.highlight for row in held])
    library.close()


_HELD = """
SELECT documents.code AS document, highlights.code AS highlight
FROM documents JOIN highlights ON document_id = documents.id AND position = 3
WHERE documents.id > :invented ORDER BY documents.id
"""


def told(what: str, worked: float, waited: float) -> None:
    """Print milliseconds of the processor and of the clock."""
    print(f"\n{what:36} {worked:7.0f} ms of work, {waited:7.0f} ms waited", end="")  # noqa: T201 what a bench is for


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Milliseconds of the processor and of the clock that some work took."""
    began, busy = time.perf_counter(), time.process_time()
    work()
    return 1000 * (time.process_time() - busy), 1000 * (time.perf_counter() - began)


def measure(site: Site, what: str, act: Callable[[int], Any]) -> None:
    """Do an act on one thing after another, then undo each; both take no longer than one may."""
    changes: list[str] = []
    acts = [timed(lambda n=n: changes.append(act(n)["change"])) for n in range(TIMES)]  # type: ignore[misc]
    undos = [timed(lambda change=change: site.undo(change)) for change in changes]  # type: ignore[misc]
    for name, runs in ((what, acts), ("  its undo", undos)):
        worked, waited = (statistics.median(times) for times in zip(*runs, strict=True))
        told(name, worked, waited)
        assert worked < LONGEST  # what else the machine does is no part of an act


def filled(body: Mapping[str, object], number: int) -> dict[str, object]:
    """What is sent, with the number of the thing in its words."""

    def fill(value: object) -> object:
        if isinstance(value, list):
            return [fill(each) for each in value]
        return value.format(number) if isinstance(value, str) else value

    return {name: fill(value) for name, value in body.items()}


@pytest.mark.parametrize("act", HIGHLIGHT)
def test_an_act_on_a_highlight(site: Site, act: str) -> None:
    listed = site.client.get("/api/highlights", params={"limit": TIMES}).json()["items"]
    codes = [*(each["id"] for each in listed), *site.highlights][:: 1 + len(listed) // TIMES]
    measure(
        site, act, lambda n: site.patch(f"/api/highlights/{codes[n]}", filled(HIGHLIGHT[act], n))
    )


@pytest.mark.parametrize("act", DOCUMENT)
def test_an_act_on_a_document(site: Site, act: str) -> None:
    measure(
        site,
        act,
        lambda n: site.patch(f"/api/documents/{site.documents[n]}", filled(DOCUMENT[act], n)),
    )


def test_passages_are_added_split_merged_and_joined(site: Site) -> None:
    here, there = site.documents[:TIMES], site.documents[TIMES : 2 * TIMES]
    one, other = site.highlights[:TIMES], site.highlights[2 * TIMES :]
    new = {"title": "A paper book", "authors": ["N. N."]}

    def add(document: object, number: int) -> dict[str, Any]:
        typed = {"document": document, "text": f"Typed in, {number}.", "note": "By hand."}
        return site.post("/api/highlights", {**typed, "tags": ["paper"], "location": "p. 3"})

    measure(site, "added by hand", lambda n: add(here[n], n))
    measure(site, "  to a new document", lambda n: add({**new, "title": f"A book {n}"}, n))
    measure(site, "split", lambda n: site.post(f"/api/highlights/{one[n]}/split", {"at": 20}))
    measure(
        site, "merged", lambda n: site.post(f"/api/highlights/{one[n]}/merge", {"with": other[n]})
    )
    measure(
        site, "joined", lambda n: site.post(f"/api/documents/{here[n]}/join", {"with": there[n]})
    )


def test_acts_on_a_tray(site: Site) -> None:
    tray = site.post("/api/trays", {"name": "For an essay"})["id"]
    lying = [f"h{1 + n:09}" for n in range(500)]
    site.post("/api/highlights/change", {"ids": lying, "tray": tray})

    def collect(number: int) -> dict[str, Any]:
        ids = [site.highlights[number]]
        return site.post("/api/highlights/change", {"ids": ids, "tray": tray})

    def write(number: int) -> dict[str, Any]:
        typed = {"words": f"In between, {number}.", "after": lying[number]}
        reached = site.client.post(f"/trays/{tray}/words", data=typed, follow_redirects=False)
        return {"change": parse_qs(urlsplit(reached.headers["location"]).query)["done"][0]}

    measure(site, "a tray begun", lambda n: site.post("/api/trays", {"name": f"Tray {n}"}))
    measure(site, "collected, among 500", collect)
    measure(site, "words written among 500", write)


def test_what_was_done_is_found_at_once(site: Site) -> None:
    def find(words: str) -> list[str]:
        found = site.client.get("/api/search", params={"q": f'"{words}" is:highlight'}).json()
        return [each["id"] for each in found["results"]]

    def change_and_find(number: int) -> None:
        code = site.highlights[number]
        before = " ".join(site.client.get(f"/api/highlights/{code}").json()["text"].split()[:6])
        done = site.patch(f"/api/highlights/{code}", {"text": f"Reworded qz{number}qz."})
        assert find(f"reworded qz{number}qz") == [code]
        site.undo(done["change"])
        assert code in find(before)

    runs = [timed(lambda n=n: change_and_find(n)) for n in range(TIMES)]  # type: ignore[misc]
    told(
        "changed, found, undone, found again",
        *(statistics.median(times) for times in zip(*runs, strict=True)),
    )


ON_MANY: Mapping[str, tuple[str, Mapping[str, object]]] = {
    "many tagged": ("highlights", {"add_tags": ["many"]}),
    "untagged": ("highlights", {"remove_tags": ["many"]}),
    "starred": ("highlights", {"favorite": True}),
    "discarded": ("highlights", {"discarded": True}),
    "documents tagged": ("documents", {"add_tags": ["many"]}),
    "documents put away": ("documents", {"put_away": True}),
}


@pytest.mark.parametrize("act", ON_MANY)
def test_many_are_changed_while_others_read(site: Site, act: str) -> None:
    of, wanted = ON_MANY[act]
    if of == "highlights":
        ids = [f"h{1 + 19 * n % SIZE:09}" for n in range(MANY)]
    else:  # as many highlights: a document's tags are looked for in each of its highlights
        ids = [f"d{1 + 7 * n % (SIZE // 20):09}" for n in range(MANY // 20)]
    if act == "untagged":
        site.post(f"/api/{of}/change", {"ids": ids, "add_tags": ["many"]})
    change_many(site, f"{act}: {len(ids):,}", of, {"ids": ids, **wanted})


def test_all_results_of_a_search_are_changed(site: Site) -> None:
    ids = [f"h{1 + 23 * n % SIZE:09}" for n in range(MANY)]
    site.post("/api/highlights/change", {"ids": ids, "add_tags": ["found"]})
    for name, wanted in (("starred", {"favorite": True}), ("tagged", {"add_tags": ["too"]})):
        found = {"query": "#found", "expect": MANY, **wanted}
        change_many(site, f"all of a search {name}: {MANY:,}", "highlights", found)


def test_many_are_collected(site: Site) -> None:
    tray = site.post("/api/trays", {"name": "Very much"})["id"]
    ids = [f"h{1 + 19 * n % SIZE:09}" for n in range(min(MANY, 2000))]
    change_many(site, f"collected: {len(ids):,}", "highlights", {"ids": ids, "tray": tray})


def change_many(site: Site, what: str, of: str, body: Mapping[str, object]) -> None:
    """Change many at once and undo it: alone, for the work, and beside a reader, for his waits."""
    done: dict[str, str] = {}

    def change() -> None:
        done.update(site.post(f"/api/{of}/change", body))

    def undo() -> None:
        site.undo(done["change"])

    for name, work in ((what, change), ("  its undo", undo)):
        worked, waited = timed(work)
        told(name, worked, waited)
        assert worked < LONGEST_OF_MANY
    with reading(site.client) as waits:
        change()
        undo()
    told("  a reader beside both, at most", 0, max(waits))
    assert statistics.median(waits) < 1000


@contextmanager
def reading(client: TestClient) -> Iterator[list[float]]:
    """A reader who asks for a page again and again; gives the milliseconds of each."""
    waits: list[float] = []
    over = Event()

    def read() -> None:
        while not over.is_set():
            waits.append(timed(lambda: client.get("/highlights").raise_for_status())[1])

    thread = Thread(target=read)
    thread.start()
    try:
        yield waits
    finally:
        over.set()
        thread.join()
