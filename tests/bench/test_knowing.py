"""Processor time of all pages of names, and of what they read beside the bare SQL for the same.

The bare SQL of links, neighbours and a completion gives what the store's functions give: whole
links and highlights and summaries of documents, with their authors and tags; that of a graph gives
its nodes with names and all edges among them.

In an invented library of the size that FLORILEGIUM_BENCH says. Each page is asked for the first
time, again, and, where one name is met very often, after a write.
"""

import gc
import os
import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from threading import Event
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from app.background.phrases import keep_phrases
from app.cli.server import COLLECTED
from app.search.completion import documents_beginning
from app.settings import Settings
from app.store.around.echoes import echoes
from app.store.around.passages import neighbours, read_that_week
from app.store.db.library import Library, Reader
from app.store.graph.graphs import graph_around
from app.store.mentions.kept import cache_of, count_due
from app.store.mentions.panel import linked, mentioned
from app.store.mentions.subjects import author_subject, wanted_subject
from app.store.reads.highlights import highlight
from app.store.remembered import _Memory
from app.web.ahead import make_ahead
from app.web.app import create_app
from tests.bench.knowing import AUTHOR, DOCUMENT, TAG, WANTED, make_knowledge, some

pytestmark = pytest.mark.timeout(1800)  # to write a large library takes a while
SIZE = int(os.environ.get("FLORILEGIUM_BENCH", "20000"))
MOST = 50  # milliseconds
_RUNS = 21
_EACH = {  # an address for values of a query
    "document": ("/documents/{}", "SELECT code FROM documents WHERE id % 211 = 7"),
    "its mentions": ("/documents/{}?half=mentioned", "SELECT code FROM documents WHERE id % 9 = 8"),
    "author": ("/authors/{}", "SELECT name FROM authors WHERE id % 101 = 9 AND id < 90000"),
    "tag": ("/tags/{}", "SELECT name FROM tags WHERE id % 23 = 3"),
    "name": ("/pages/{}", "SELECT DISTINCT name FROM links WHERE target LIKE 'wanted _%5'"),
    "passage": ("/highlights/{}", "SELECT code FROM highlights WHERE id % 100 = 49"),
    "graph, 1 step": ("/graph?around=document:{}&depth=1", "SELECT code FROM documents"),
    "graph, 2 steps": ("/graph?around=document:{}", "SELECT code FROM documents WHERE id % 7 = 3"),
    "index": ("/index?letter={}", "SELECT char(65 + id) FROM documents WHERE id < 26"),
    "completion": ("/complete/names?q={}", "SELECT substr(title, 1, 3) FROM documents"),
}
_OFTEN = {
    "document": f"/documents/{DOCUMENT}",
    "author": f"/authors/{quote(AUTHOR)}",
    "author, mentions": f"/authors/{quote(AUTHOR)}?half=mentioned",
    "author, by title": f"/authors/{quote(AUTHOR)}?half=mentioned&by=title",
    "author, narrowed": f"/authors/{quote(AUTHOR)}?half=mentioned&said=the",
    "tag": f"/tags/{TAG}",
    "name": f"/pages/{quote(WANTED)}",
    "graph, 1 step": f"/graph?around=author:{quote(AUTHOR)}&depth=1",
}
_WRITE = "INSERT INTO index_log (mark, highlights, documents) VALUES (random(), '[[77,77]]', '[]')"


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    """The library."""
    with make_knowledge(tmp_path_factory.mktemp("bench") / "library.db", SIZE) as library:
        yield library


@pytest.fixture(scope="module")
def client(library: Library) -> TestClient:
    """Its pages; what the background does is done between them, so that it is not counted."""
    keep_phrases(library, lambda: False)
    client = TestClient(
        create_app(Settings(library.path), library), base_url="http://127.0.0.1:8000"
    )
    for page in ("/", "/search?q=words", f"/documents/{DOCUMENT}"):
        assert client.get(page).status_code == 200
    make_ahead(library, lambda: False)
    cache_of(library).behind = True
    gc.collect()
    gc.freeze()  # as the server does
    gc.set_threshold(*COLLECTED)
    return client


def _measured(client: TestClient, address: str) -> float:
    busy = time.process_time()
    assert client.get(address).status_code == 200
    return (time.process_time() - busy) * 1000


def _told(taken: Sequence[float]) -> str:
    slow = sorted(taken)[int(0.95 * len(taken))]
    return f"{statistics.median(taken):7.1f} ms, at p95 {slow:6.1f}"


@pytest.mark.parametrize("page", _EACH)
def test_ordinary_pages(client: TestClient, library: Library, page: str) -> None:
    address, query = _EACH[page]
    with library.reading() as db:
        asked = [address.format(quote(each)) for each in some(db, query, _RUNS)]
    first = [_measured(client, each) for each in asked]
    count_due(library, cache_of(library), Event())
    again = [_measured(client, each) for each in asked]
    print(f"\n{page:16} first {_told(first)}; again {_told(again)}", end="")  # noqa: T201 a table
    assert statistics.median(again) < MOST


@pytest.mark.parametrize("page", _OFTEN)
def test_pages_of_what_is_met_very_often(client: TestClient, library: Library, page: str) -> None:
    client.get(_OFTEN[page])
    count_due(library, cache_of(library), Event())
    again = [_measured(client, _OFTEN[page]) for _ in range(_RUNS)]
    written = []
    for _ in range(_RUNS // 2):
        with library.writing() as db:
            db.exec_driver_sql(_WRITE)
        written.append(_measured(client, _OFTEN[page]))
    print(f"\n{page:16} {_told(again)}; after a write {_told(written)}", end="")  # noqa: T201
    assert statistics.median(again) < MOST


_DOCUMENT = """
d.code, d.title, d.kind, d.highlights, d.latest,
(SELECT json_group_array(name) FROM (SELECT a.name FROM document_authors AS w
  JOIN authors AS a ON a.id = w.author_id WHERE w.document_id = d.id ORDER BY w.position)),
(SELECT json_group_array(name) FROM (SELECT t.name FROM document_tags AS b
  JOIN tags AS t ON t.id = b.tag_id WHERE b.document_id = d.id ORDER BY t.key))
"""
# Fields are read of what is shown alone: SQLite would read those of all rows before it cuts them.
_LINKS = f"""
WITH shown AS MATERIALIZED (
SELECT l.id, l.document_id, h.code, h.location, h.position, count(*) OVER () AS total
FROM links AS l JOIN documents AS d ON d.id = l.document_id AND d.gone = 0
LEFT JOIN highlights AS h ON h.id = l.highlight_id
WHERE l.target = ? AND coalesce(h.gone, 0) = 0
ORDER BY d.latest DESC, d.code, h.position, l.id LIMIT 30)
SELECT {_DOCUMENT}, s.code, s.location, s.position, s.total,
l.place, l.name, l.context, l.label, l.anchor, l.mine
FROM shown AS s CROSS JOIN links AS l ON l.id = s.id
CROSS JOIN documents AS d ON d.id = s.document_id
"""
_MENTIONS = """
SELECT d.title, h.code, h.text, h.note FROM highlights AS h
JOIN documents AS d ON d.id = h.document_id
WHERE h.id IN (SELECT rowid FROM highlight_search WHERE highlight_search MATCH ?)
AND h.id NOT IN (SELECT highlight_id FROM links WHERE target = ? AND highlight_id IS NOT NULL)
ORDER BY d.latest DESC, d.id, h.position LIMIT 30
"""
# The document and what it is tied to, with names; then the ties among all of these.
_TIES = """
WITH own AS MATERIALIZED (
SELECT 'd' AS kind, d.id AS ref, d.code, d.title, d.kind AS sort, 0 AS number
FROM documents AS d WHERE d.id = :id
UNION ALL SELECT CASE WHEN d.id IS NULL THEN 'w' ELSE 'd' END, coalesce(d.id, l.target),
coalesce(d.code, ''), coalesce(d.title, ''), coalesce(d.kind, ''), count(*)
FROM links AS l LEFT JOIN names AS n ON n.key = l.target
LEFT JOIN documents AS d ON d.id = n.document_id AND d.gone = 0
WHERE l.document_id = :id AND coalesce(d.id, 0) <> :id GROUP BY 2
UNION ALL SELECT 'd', d.id, d.code, d.title, d.kind, count(*) FROM names AS n
JOIN links AS l ON l.target = n.key JOIN documents AS d ON d.id = l.document_id AND d.gone = 0
WHERE n.document_id = :id AND d.id <> :id GROUP BY 2
UNION ALL SELECT 'a', a.id, a.name, a.name, '', 1 FROM document_authors AS w
JOIN authors AS a ON a.id = w.author_id WHERE w.document_id = :id
UNION ALL SELECT 't', t.id, t.name, t.name, '', max(c.highlights, c.documents)
FROM tag_counts AS c JOIN tags AS t ON t.id = c.tag_id WHERE c.document_id = :id),
node AS MATERIALIZED (
SELECT kind, ref, code, title, sort, sum(number) AS number FROM own GROUP BY 1, 2)
SELECT kind, ref, code, CASE kind WHEN 'w' THEN
  (SELECT min(name) FROM links WHERE target = CAST(ref AS TEXT)) ELSE title END, sort, number
FROM node
UNION ALL SELECT 'd-d', l.document_id, n.document_id, '', '', count(*) FROM node AS o
CROSS JOIN links AS l ON l.document_id = o.ref CROSS JOIN names AS n ON n.key = l.target
CROSS JOIN node AS p ON p.kind = 'd' AND p.ref = n.document_id
WHERE o.kind = 'd' AND n.document_id <> o.ref GROUP BY 2, 3
UNION ALL SELECT 'd-w', l.document_id, l.target, '', '', count(*) FROM node AS o
CROSS JOIN links AS l ON l.document_id = o.ref
CROSS JOIN node AS p ON p.kind = 'w' AND p.ref = l.target WHERE o.kind = 'd' GROUP BY 2, 3
UNION ALL SELECT 'd-a', w.document_id, w.author_id, '', '', 1 FROM node AS o
CROSS JOIN document_authors AS w ON w.document_id = o.ref
CROSS JOIN node AS p ON p.kind = 'a' AND p.ref = w.author_id WHERE o.kind = 'd'
UNION ALL SELECT 'd-t', c.document_id, c.tag_id, '', '', max(c.highlights, c.documents)
FROM node AS o CROSS JOIN tag_counts AS c ON c.document_id = o.ref
CROSS JOIN node AS p ON p.kind = 't' AND p.ref = c.tag_id WHERE o.kind = 'd'
"""
_NEAR = f"""
SELECT h.code, h.text, h.note, h.favorite, h.discarded, h.chapter, h.location, h.url, h.color,
h.highlighted_at, h.added_at, h.cut_short, h.gone, h.position,
(SELECT json_group_array(name) FROM (SELECT t.name FROM highlight_tags AS b
  JOIN tags AS t ON t.id = b.tag_id WHERE b.highlight_id = h.id ORDER BY t.key)),
(SELECT json_group_object(field, json_array(base, mine, theirs, changed_at)) FROM my_fields
  WHERE code = h.code),
(SELECT json_group_array(json_array(place, name, label)) FROM links
  WHERE highlight_id = h.id AND mine = 1), {_DOCUMENT}
FROM highlights AS o JOIN documents AS d ON d.id = o.document_id
JOIN highlights AS h ON h.document_id = o.document_id AND h.gone IN (0, 2)
AND h.position BETWEEN o.position - 3 AND o.position + 3
WHERE o.code = ? ORDER BY h.position
"""
_WEEK = """
SELECT d.title, count(*) FROM highlights AS h JOIN documents AS d ON d.id = h.document_id
WHERE h.at >= date(:day, '-3 days') AND h.at < date(:day, '+4 days')
GROUP BY d.id ORDER BY 2 DESC LIMIT 6
"""
# Marks are looked up in memory: what is left to SQL is a hundred texts, as many as are compared.
_COMPARED = """
SELECT o.text FROM highlights AS h JOIN highlights AS o ON o.id BETWEEN h.id - 50 AND h.id + 49
WHERE h.code = ?
"""
_BEGIN = f"""
WITH shown AS MATERIALIZED (SELECT d.id FROM documents AS d WHERE d.gone = 0 AND d.id IN (
  SELECT document_id FROM
  (SELECT DISTINCT document_id FROM names WHERE key >= :a AND key < :a || char(1114111) LIMIT 60)
  UNION SELECT * FROM
  (SELECT rowid FROM document_search WHERE document_search MATCH :words LIMIT 60))
ORDER BY d.title_key >= :a AND d.title_key < :a || char(1114111) DESC, d.highlights DESC, d.title
LIMIT 8)
SELECT {_DOCUMENT} FROM shown CROSS JOIN documents AS d ON d.id = shown.id
"""


def test_the_store_beside_bare_sql(library: Library) -> None:
    """Prints milliseconds of both and their ratio; what is kept in memory is forgotten before."""
    author, wanted = author_subject, wanted_subject
    with library.reading() as db:
        codes = some(db, "SELECT code FROM highlights WHERE id % 100 = 49", _RUNS)
        passage = highlight(db, codes[0])
        by, by_many = author(db, some(db, "SELECT name FROM authors", 1)[0]), author(db, AUTHOR)
        words = '{text note} : "marit vane"'
        rows: dict[str, tuple[Callable[[], object], str, object]] = {
            "links of 5,000": (lambda: linked(db, by_many), _LINKS, ("marit vane",)),
            "links of a name": (lambda: linked(db, wanted("Wanted 5")), _LINKS, ("wanted 5",)),
            "mentions of 5,000": (
                lambda: mentioned(db, by_many), _MENTIONS, (words, "marit vane"),
            ),
            "mentions of a name": (
                lambda: mentioned(db, by), _MENTIONS,
                (f'{{text note}} : "{by.name}"', by.name.casefold()),
            ),
            "graph of a step": (
                lambda: graph_around(db, "document:d000000007"), _TIES, {"id": 7},
            ),
            "neighbours": (lambda: neighbours(db, passage), _NEAR, (codes[0],)),
            "that week": (
                lambda: read_that_week(db, passage), _WEEK, {"day": passage.highlighted_at[:10]},
            ),
            "echoes": (lambda: echoes(db, passage), _COMPARED, (codes[0],)),
            "completion": (
                lambda: documents_beginning(db, "the"), _BEGIN,
                {"a": "the", "words": '{title} : "the" *'},
            ),
        }  # fmt: skip
        for name, (work, statement, values) in rows.items():
            _compare(db, name, work, statement, values)


def _compare(
    db: Reader, name: str, work: Callable[[], object], statement: str, values: object
) -> None:
    def bare() -> object:
        return db.exec_driver_sql(statement, values).all()  # type: ignore[arg-type]

    taken: dict[str, list[float]] = {"store": [], "bare": []}
    for _ in range(_RUNS):
        db.library.kept(_Memory, _Memory).results.clear()
        for told, do in (("store", work), ("bare", bare)):
            busy = time.process_time()
            do()
            taken[told].append((time.process_time() - busy) * 1000)
    both = [statistics.median(each) for each in taken.values()]
    print(  # noqa: T201 a table for people
        f"\n{name:20} {both[0]:6.2f} ms, bare SQL {both[1]:6.2f} ms: {both[0] / both[1]:.1f} times",
        end="",
    )
