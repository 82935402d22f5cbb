"""Completion from the library: tags, authors and documents whose names begin as typed.

Each is found through an index, and only the first few are read.
"""

from collections.abc import Sequence

from sqlalchemy import Connection

from app.model import DocumentSummary, Named
from app.store.fts.form import fts_phrase
from app.store.reads.authors_tags import list_authors, list_tags
from app.store.reads.documents import list_documents, summaries
from app.text import name_key

_LOOKED_AT = 60  # names of each kind that are read, of which the most used are given
_LETTERS = 2  # of a prefix of words inside names; a shorter one has too many
_END = "\U0010ffff"
_TAGS = """
SELECT name, coalesce(sum(c.documents), 0), coalesce(sum(c.highlights), 0) FROM
  (SELECT id, name FROM tags WHERE key >= ? AND key < ?
   AND key NOT IN (SELECT key FROM my_tags WHERE hidden = 1) ORDER BY key LIMIT ?) t
  JOIN tag_counts c ON c.tag_id = t.id GROUP BY t.id
"""
_AUTHORS = """
SELECT a.name, a.key, count(*), sum(d.highlights) FROM
  (SELECT id FROM
     (SELECT id FROM authors WHERE key >= :first AND key < :last ORDER BY key LIMIT :most)
   UNION SELECT author_id FROM document_authors WHERE document_id IN
     (SELECT rowid FROM document_search WHERE document_search MATCH :inside LIMIT :most)) found
  JOIN authors a ON a.id = found.id JOIN document_authors w ON w.author_id = a.id
  JOIN documents d ON d.id = w.document_id AND d.gone = 0
GROUP BY a.id
"""
# Documents whose title begins so come first, of those the most marked.
_DOCUMENTS = """
SELECT d.id FROM documents d WHERE d.id IN
  (SELECT n.document_id FROM
    (SELECT DISTINCT document_id FROM names WHERE key >= :first AND key < :last LIMIT :most) n
    JOIN documents o ON o.id = n.document_id AND o.gone = 0
  UNION SELECT rowid FROM
    (SELECT rowid FROM document_search WHERE document_search MATCH :inside LIMIT :most))
ORDER BY d.title_key < :first OR d.title_key >= :last, d.highlights DESC, d.title, d.code
LIMIT :shown
"""


def tags_beginning(db: Connection, text: str, limit: int = 8) -> tuple[Named, ...]:
    """Tags in use whose names begin with a text, the most used first, at most `limit`.

    Each with its numbers of documents and highlights; for an empty text the most used of all.
    """
    key = name_key(text)
    if not key:
        return list_tags(db, sort="highlights", limit=limit).items
    rows = db.exec_driver_sql(_TAGS, (key, key + _END, _LOOKED_AT)).all()
    return _most([Named(*row) for row in rows if row[1] or row[2]], limit)


def authors_beginning(db: Connection, text: str, limit: int = 8) -> tuple[Named, ...]:
    """Authors with a word of their name that begins with a text, the most marked first."""
    if not name_key(text):
        return list_authors(db, sort="highlights", limit=limit).items
    wanted = name_key(text)
    rows = db.exec_driver_sql(_AUTHORS, _bounds(text, "authors")).all()
    fitting = [
        Named(name, works, marked) for name, key, works, marked in rows if f" {wanted}" in f" {key}"
    ]
    return _most(fitting, limit)


def documents_beginning(db: Connection, text: str, limit: int = 8) -> tuple[DocumentSummary, ...]:
    """Documents by name, at most `limit`.

    Those whose title begins with a text come before those with another name, or a word of the
    title, that does.
    """
    if not name_key(text):
        return list_documents(db, limit=limit).items
    asked = {**_bounds(text, "title"), "shown": limit}
    ids = db.exec_driver_sql(_DOCUMENTS, asked).scalars().all()
    of = summaries(db, ids)
    return tuple(of[row] for row in ids)


def _bounds(text: str, column: str) -> dict[str, str | int]:
    """The parameters of the queries: a range of keys, and an FTS5 expression for words in names."""
    key = name_key(text)
    long_enough = sum(map(str.isalnum, key)) >= _LETTERS
    inside = f"{{{column}}} : {fts_phrase(key)} *" if long_enough else '""'
    return {"first": key, "last": key + _END, "inside": inside, "most": _LOOKED_AT}


def _most(names: Sequence[Named], limit: int) -> tuple[Named, ...]:
    return tuple(sorted(names, key=lambda one: (-one.highlights, -one.documents, one.name))[:limit])
