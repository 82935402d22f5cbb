"""What the measured library of knowledge holds: names, links, mentions, echoes.

At 200,000 highlights 10,000 names and 100,000 links; a name, an author and a document have 5,000
references each.
"""

from pathlib import Path

from sqlalchemy import Connection

from app.store.db.library import Library
from tests.bench.library import enrich, make_library

AUTHOR, WANTED, DOCUMENT, TAG = "Marit Vane", "Wanted by many", "d000000001", "everywhere"
_LINK = """
INSERT INTO links (document_id, highlight_id, place, target, name, context)
SELECT document_id, id, 'text', '{key}', '{name}', 'As [[{name}]] says.'
FROM highlights WHERE id % 40 = {rest} AND document_id > 1
"""
_STATEMENTS = (
    "INSERT OR IGNORE INTO names SELECT title_key, id FROM documents",
    "INSERT INTO names VALUES ('the first', 1)",
    """UPDATE highlights SET text = 'She wrote: ' || (SELECT text FROM highlights AS o
    WHERE o.id = highlights.id - 50) WHERE id % 100 = 99""",
    "UPDATE highlights SET text = text || ' So said Marit Vane there.' WHERE id % 40 = 2",
    """UPDATE highlight_search SET text =
    (SELECT h.text FROM highlights AS h WHERE h.id = highlight_search.rowid)
    WHERE rowid % 100 = 99 OR rowid % 40 = 2""",
    # half of all passages link somewhere, a tenth of these to names that nothing has
    """INSERT INTO links (document_id, highlight_id, place, target, name, context)
    SELECT h.document_id, h.id, 'text', d.title_key, d.title, 'As [[' || d.title || ']] says.'
    FROM highlights AS h
    JOIN documents AS d ON d.id = 1 + (h.id * 7919) % (SELECT max(id) FROM documents)
    WHERE h.id % 2 = 0""",
    """UPDATE links SET target = 'wanted ' || (id % 500), name = 'Wanted ' || (id % 500)
    WHERE id % 20 = 5""",
    _LINK.format(name=AUTHOR, key="marit vane", rest=1),
    _LINK.format(name=WANTED, key="wanted by many", rest=3),
    _LINK.format(name="The first", key="the first", rest=5),
    "INSERT INTO authors VALUES (90001, 'Marit Vane', 'marit vane')",
    "INSERT INTO document_authors (document_id, author_id, position) VALUES (5, 90001, 1)",
    "INSERT INTO tags VALUES (90001, 'everywhere', 'everywhere')",
    "INSERT INTO highlight_tags SELECT id, 90001 FROM highlights WHERE id % 20 = 0",
    "INSERT INTO index_log (mark, highlights, documents) VALUES (random(), '[]', '[]')",
)  # fmt: skip


def make_knowledge(path: Path, highlights: int) -> Library:
    """Make the library and open it."""
    make_library(path, highlights)
    library = Library(path)
    enrich(library, _STATEMENTS)
    return library


def some(db: Connection, query: str, number: int) -> list[str]:
    """The first values of a query in SQL."""
    return [str(each) for each in db.exec_driver_sql(f"{query} LIMIT {number}").scalars()]
