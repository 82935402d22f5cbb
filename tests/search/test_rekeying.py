"""A library of an earlier form, in which accents told names apart.

Its keys and its index are written anew, and names of one key become one.
"""

import shutil
from pathlib import Path

from sqlalchemy import Connection

from app.search.search import search
from app.store.db.library import Library
from app.store.fts.index import index_documents, index_highlights
from app.store.fts.upgrade import FORM, write_index_anew
from app.store.reads.authors_tags import author, list_authors, list_tags, tag
from tests.store.library import add_document, add_highlight, add_import

# What an earlier program wrote: the keys with their accents.
_AS_IT_WAS = (
    ("INSERT INTO tags (id, key, name)"
    " VALUES (11, 'łódź', 'Łódź'), (12, 'lodz', 'Lodz'), (13, 'wow!', 'wow!')"),
    ("INSERT INTO authors (id, key, name)"
    " VALUES (11, 'søren øl', 'Søren Øl'), (12, 'soren ol', 'Soren Ol')"),
    "INSERT INTO document_authors (document_id, author_id, position) VALUES (1, 11, 0), (2, 12, 0)",
    "INSERT INTO document_tags (document_id, tag_id) VALUES (1, 11), (1, 12)",
    "INSERT INTO highlight_tags (highlight_id, tag_id) VALUES (1, 12), (2, 11), (2, 13)",
    "UPDATE documents SET title_key = 'ёлка', author_key = 'søren øl' WHERE id = 1",
    "DELETE FROM names",
    "INSERT INTO names (key, document_id) VALUES ('ёлка', 1), ('елка', 1), ('café', 2)",
    "INSERT INTO links (document_id, place, target, name) VALUES (2, 'body', 'ёлка', 'Ёлка')",
    "UPDATE highlight_search SET text = 'ёлка здесь' WHERE rowid = 1",
    "PRAGMA user_version=1",
)  # fmt: skip


def _rows(db: Connection, query: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in db.exec_driver_sql(query)]


def test_an_older_library_has_the_keys_of_this_one(schema_file: Path, tmp_path: Path) -> None:
    engine = Library(Path(shutil.copy(schema_file, tmp_path / "library.db")))
    with engine.writing() as db:
        add_import(db)
        books = [add_document(db, "Ёлка", highlights=2), add_document(db, "Café")]
        index_documents(db, books)
        index_highlights(
            db, [add_highlight(db, books[0], "Ёлка здесь"), add_highlight(db, books[0], "Plain.")]
        )
        for statement in _AS_IT_WAS:
            db.exec_driver_sql(statement)
    assert list(write_index_anew(engine)) == [(0, 5), (2, 5), (3, 5)]
    with engine.reading() as db:
        assert _rows(db, "SELECT id, key, name FROM tags WHERE id > 10") == [
            (11, "lodz", "Łódź"),
            (13, "wow", "wow"),
        ]
        assert _rows(db, "SELECT id, key, name FROM authors WHERE id > 10") == [
            (11, "soren ol", "Søren Øl")
        ]
        assert _rows(db, "SELECT document_id, author_id FROM document_authors ORDER BY 1") == [
            (1, 11),
            (2, 11),
        ]
        assert _rows(db, "SELECT document_id, tag_id FROM document_tags") == [(1, 11)]
        assert _rows(db, "SELECT highlight_id, tag_id FROM highlight_tags ORDER BY 1, 2") == [
            (1, 11),
            (2, 11),
            (2, 13),
        ]
        assert _rows(db, "SELECT title_key, author_key FROM documents WHERE id = 1") == [
            ("елка", "soren ol")
        ]
        assert _rows(db, "SELECT key, document_id FROM names ORDER BY 2") == [
            ("елка", 1),
            ("cafe", 2),
        ]
        assert _rows(db, "SELECT target, name FROM links") == [("елка", "Ёлка")]
        assert [found.name for found in list_tags(db).items] == ["Łódź", "wow"]
        assert (
            tag(db, "#LODZ.").highlights,
            author(db, "soren ol").documents,
            list_authors(db).total,
        ) == (4, 2, 1)
        assert {search(db, word).total for word in ("елка", "ёлка")} == {3}
        assert db.exec_driver_sql("PRAGMA user_version").scalar_one() == FORM
    assert list(write_index_anew(engine)) == []
    engine.close()
