"""How long pages with both halves of their panel take, in an invented library.

Of the size that FLORILEGIUM_BENCH says, with 10,000 names and 100,000 links at 200,000 highlights;
one name is met in a fortieth of all passages, half of them links.
"""

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Connection, text

from app.settings import Settings
from app.store.db.counts import write_tag_counts
from app.store.db.library import Library
from app.store.mentions.panel import linked, mentioned
from app.store.mentions.subjects import author_subject, document_subject, subject_of
from app.web.app import create_app
from tests.bench.library import make_library

pytestmark = pytest.mark.timeout(1800)  # to write a large library takes a while
SIZE = int(os.environ.get("FLORILEGIUM_BENCH", "20000"))
OFTEN = SIZE // 40  # passages that say a name, and as many that link to it
NAME = "Marit Vane"
MOST = 50  # milliseconds
_RUNS = 21
PAGES = {
    "document": "/documents/d000000007",
    "author": "/authors/Marit%20Vane",
    "author, mentions": "/authors/Marit%20Vane?half=mentioned",
    "author, narrowed": "/authors/Marit%20Vane?half=mentioned&said=the",
    "tag": "/tags/{}",
    "name": "/pages/Wanted%20by%20many",
}
_STATEMENTS = (
    "INSERT OR IGNORE INTO names SELECT title_key, id FROM documents",
    # half of all passages link somewhere
    """INSERT INTO links (document_id, highlight_id, place, target, name, context)
    SELECT h.document_id, h.id, 'text', d.title_key, d.title, 'As [[' || d.title || ']] says.'
    FROM highlights AS h
    JOIN documents AS d ON d.id = 1 + (h.id * 7919) % (SELECT max(id) FROM documents)
    WHERE h.id % 2 = 0""",
    """INSERT INTO links (document_id, highlight_id, place, target, name, context)
    SELECT document_id, id, 'text', 'marit vane', 'Marit Vane', 'As [[Marit Vane]] says.'
    FROM highlights WHERE id % 40 = 1""",
    """INSERT INTO links (document_id, highlight_id, place, target, name, context)
    SELECT document_id, id, 'text', 'wanted by many', 'Wanted by many', 'See [[Wanted by many]].'
    FROM highlights WHERE id % 40 = 3""",
    "UPDATE highlights SET text = text || ' So said Marit Vane there.' WHERE id % 40 = 2",
    "UPDATE highlight_search SET text = text || ' So said Marit Vane there.' WHERE rowid % 40 = 2",
    "INSERT INTO authors VALUES (90001, 'Marit Vane', 'marit vane')",
    "INSERT INTO document_authors (document_id, author_id, position) VALUES (5, 90001, 1)",
    "INSERT INTO index_log (mark, highlights, documents) VALUES (random(), '[]', '[]')",
)  # fmt: skip


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """A library in which names are met often."""
    path = tmp_path_factory.mktemp("bench") / "library.db"
    make_library(path, SIZE)
    library = Library(path)
    with library.writing() as db:
        for statement in _STATEMENTS:
            db.execute(text(statement))
        write_tag_counts(db, list(db.execute(text("SELECT id FROM documents")).scalars()))
    yield library
    library.close()


@pytest.fixture(scope="module")
def client(library: Library) -> Iterator[TestClient]:
    """Its pages, once the mentions of the frequent name were counted."""
    app = create_app(Settings(library.path), library)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        begun = time.perf_counter()
        while client.get(f"/api/pages/{NAME}").json()["mentions_total"] is None:
            assert time.perf_counter() - begun < 60
        print(f"\ncounted after {time.perf_counter() - begun:.2f} s")  # noqa: T201 what a bench is for
        yield client


@pytest.mark.parametrize("page", PAGES)
def test_a_page_with_both_halves_is_made_in_fifty_milliseconds(
    client: TestClient, page: str
) -> None:
    most = client.get("/api/tags?sort=highlights&limit=1").json()["items"][0]["name"]
    address = PAGES[page].format(most)
    assert client.get(address).status_code == 200
    worked = []
    for _ in range(_RUNS):
        busy = time.process_time()
        client.get(address)
        worked.append((time.process_time() - busy) * 1000)
    slow = sorted(worked)[int(0.95 * _RUNS)]
    print(f"\n{page:20} {statistics.median(worked):6.1f} ms, at p95 {slow:.1f} ms")  # noqa: T201
    assert statistics.median(worked) < MOST  # milliseconds: p95 is printed, the machine may be busy


_BARE = """
SELECT d.title, h.code, h.text, h.note FROM highlights AS h
JOIN documents AS d ON d.id = h.document_id
WHERE h.id IN (SELECT rowid FROM highlight_search WHERE highlight_search MATCH ?)
AND h.id NOT IN (SELECT highlight_id FROM links WHERE target = ? AND highlight_id IS NOT NULL)
ORDER BY d.latest DESC, d.id, h.position LIMIT 30
"""
_BARE_LINKS = """
SELECT d.title, h.code, l.context FROM links AS l JOIN documents AS d ON d.id = l.document_id
LEFT JOIN highlights AS h ON h.id = l.highlight_id WHERE l.target = ?
ORDER BY d.latest DESC, d.id, h.position
"""


def _milliseconds(work: Callable[[], object]) -> float:
    took = []
    for _ in range(_RUNS):
        busy = time.process_time()
        work()
        took.append((time.process_time() - busy) * 1000)
    return statistics.median(took)


def test_the_store_beside_bare_sql(client: TestClient, library: Library) -> None:
    """Prints milliseconds of both, for a frequent name, a rare one and a document."""
    assert client.get("/health").status_code == 200
    with library.reading() as db:
        rare = db.execute(text("SELECT name FROM authors ORDER BY id DESC LIMIT 1, 1")).scalar_one()
        subjects = {
            "frequent": author_subject(db, NAME),
            "rare": author_subject(db, str(rare)),
            "document": document_subject(db, "d000000007"),
            "wanted": subject_of(db, "Wanted by many")[0],
        }
        for told, subject in subjects.items():
            key = subject.name.casefold()
            both = (
                _milliseconds(lambda s=subject: (linked(db, s), mentioned(db, s))),  # type: ignore[misc]
                _milliseconds(lambda s=subject, k=key: _bare(db, s.name, k)),  # type: ignore[misc]
            )
            print(f"\n{told:10} {both[0]:6.2f} ms, bare SQL {both[1]:6.2f} ms", end="")  # noqa: T201


def _bare(db: Connection, name: str, key: str) -> tuple[list[object], list[object]]:
    phrase = json.dumps(name)
    return (
        list(db.exec_driver_sql(_BARE, (f"{{text note}} : {phrase}", key))),
        list(db.exec_driver_sql(_BARE_LINKS, (key,))),
    )
