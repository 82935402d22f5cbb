"""Full-text index: rows of derived text, written in bulk."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal

from sqlalchemy import Connection

from app.markdown.plain import plain
from app.store.db.spellings import in_index
from app.store.fts.change_log import note_changes
from app.store.fts.form import indexed
from app.store.fts.shingles import drop_marks, write_marks

Fresh = tuple[
    int, int, str, str
]  # the row of a highlight and of its document, its text and its note


def index_highlights(db: Connection, ids: Collection[int], fresh: Sequence[Fresh] = ()) -> None:
    """Rewrite the index rows of these highlights from the tables.

    Those that are put away or merged are removed. `fresh` are rows that are not in the index yet.
    """
    if not ids and not fresh:
        return
    note_changes(db, highlights=[*ids, *(row[0] for row in fresh)])
    rows: list[Fresh] = sorted(fresh)
    before: dict[int, bytes] = {}
    if ids:
        wanted = json.dumps(list(ids))
        before = _texts(db, wanted)
        db.exec_driver_sql(_DROP.format(table="highlight_search"), (wanted,))
        rows = sorted([*rows, *map(tuple, db.exec_driver_sql(_HIGHLIGHTS, (wanted,)))])
    headings = _headings(db, sorted({row[1] for row in rows}))
    tags = _names(db, _HIGHLIGHT_TAGS, json.dumps([row[0] for row in rows])) if rows else {}
    inherited = {document: _joined(heading[2]) for document, heading in headings.items()}
    blank: tuple[str, str, tuple[str, ...]] = ("", "", ())
    values = []
    for row, document, text, note in rows:
        title, authors, above = headings.get(document, blank)
        own = (
            _joined(dict.fromkeys((*tags[row], *above)))
            if row in tags
            else inherited.get(document, "")
        )
        values.append(
            (row, indexed(plain(text)), indexed(plain(note)) if note else "", title, authors, own)
        )
    if values:
        db.exec_driver_sql(
            "INSERT INTO highlight_search (rowid, text, note, title, authors, tags) VALUES (?, "
            "?, ?, ?, ?, ?)",
            values,
        )
    drop_marks(db, before.keys() - {row[0] for row in rows})
    reworded = [(row, text) for row, text, *_ in values if before.get(row) != text.encode()]
    write_marks(db, reworded)


def _texts(db: Connection, wanted: str) -> dict[int, bytes]:
    """Texts of the index by row, of the highlights in this JSON that are in it.

    As bytes, since what is damaged may be no text.
    """
    rows = db.exec_driver_sql(
        "SELECT rowid, CAST(text AS BLOB) FROM highlight_search"
        " WHERE rowid IN (SELECT value FROM json_each(?))",
        (wanted,),
    )
    return {row: bytes(text) for row, text in rows}


def mark_highlights(db: Connection, ids: Sequence[int]) -> None:
    """Rewrite the marks of these highlights from their texts in the index."""
    texts = _texts(db, json.dumps(list(ids)))
    write_marks(db, [(row, text.decode(errors="replace")) for row, text in texts.items()])


def index_prose(db: Connection, column: Literal["text", "note"], prose: Mapping[int, str]) -> None:
    """Rewrite the text or the note (Markdown) of highlights in the index; missing ones stay out."""
    note_changes(db, highlights=prose)
    values = [(indexed(plain(markdown)), row) for row, markdown in prose.items()]
    if values:
        db.exec_driver_sql(f"UPDATE highlight_search SET {column} = ? WHERE rowid = ?", values)
    if column == "text" and prose:
        there = set(db.exec_driver_sql(_INDEXED, (json.dumps([*prose]),)).scalars())
        write_marks(db, [(row, text) for text, row in values if row in there])


def index_tags(db: Connection, ids: Sequence[int]) -> None:
    """Rewrite the names of tags of these highlights in the index; missing ones stay out."""
    if not ids:
        return
    note_changes(db, highlights=ids)
    wanted = json.dumps(list(ids))
    own = _names(db, _HIGHLIGHT_TAGS, wanted)
    of = dict(map(tuple, db.exec_driver_sql(_OWNERS, (wanted,))))
    documents = json.dumps(sorted(set(of.values())))
    above = _names(db, _DOCUMENT_TAGS, documents)
    values = [
        (_joined(dict.fromkeys((*own.get(row, ()), *above.get(document, ())))), row)
        for row, document in of.items()
    ]
    db.exec_driver_sql("UPDATE highlight_search SET tags = ? WHERE rowid = ?", values)


def index_documents(db: Connection, ids: Sequence[int]) -> None:
    """Rewrite the index rows of these documents from the tables, not of their highlights.

    Gone ones are removed.
    """
    if not ids:
        return
    wanted = json.dumps(list(ids))
    note_changes(db, documents=ids)
    db.exec_driver_sql(_DROP.format(table="document_search"), (wanted,))
    headings = _headings(db, ids)
    values = []
    for row, body, _ in document_texts(db, ids):
        title, authors, tags = headings[row]
        values.append((row, title, authors, _joined(tags), indexed(body)))
    if values:
        db.exec_driver_sql(
            "INSERT INTO document_search (rowid, title, authors, tags, body) VALUES (?, ?, ?, "
            "?, ?)",
            values,
        )


def document_texts(db: Connection, ids: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """Rows (row id, text, title) of these documents, less gone ones.

    The text is plain: body, summary, note and other names.
    """
    for row in db.exec_driver_sql(_DOCUMENTS, (json.dumps(list(ids)),)).fetchall():
        aliases = "\n".join(json.loads(row.aliases or "[]"))
        yield (
            row.id,
            "\n\n".join((plain(row.body), plain(row.summary), plain(row.note), aliases)),
            row.title,
        )


def drop_index(db: Connection, highlight_ids: Sequence[int], document_ids: Sequence[int]) -> None:
    """Delete these highlights and documents from the index; those not in it are ignored."""
    note_changes(db, highlights=highlight_ids, documents=document_ids)
    db.exec_driver_sql(_DROP.format(table="highlight_search"), (json.dumps(list(highlight_ids)),))
    drop_marks(db, highlight_ids)
    db.exec_driver_sql(_DROP.format(table="document_search"), (json.dumps(list(document_ids)),))


_DROP = "DELETE FROM {table} WHERE rowid IN (SELECT value FROM json_each(?))"
_HIGHLIGHTS = (
    "SELECT id, document_id, text, note FROM highlights WHERE id IN (SELECT value FROM "
    "json_each(?)) AND gone IN (0, 1) ORDER BY id"
)
_INDEXED = "SELECT rowid FROM highlight_search WHERE rowid IN (SELECT value FROM json_each(?))"
_OWNERS = "SELECT id, document_id FROM highlights WHERE id IN (SELECT value FROM json_each(?))"
_DOCUMENTS = (
    "SELECT id, title, body, summary, note, aliases FROM documents WHERE id IN (SELECT "
    "value FROM json_each(?)) AND NOT gone ORDER BY id"
)
_TITLES = "SELECT id, title FROM documents WHERE id IN (SELECT value FROM json_each(?))"
_AUTHORS = """
SELECT document_id, name FROM document_authors JOIN authors ON authors.id = author_id
WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY document_id, position, key
"""
_DOCUMENT_TAGS = """
SELECT document_id, name FROM document_tags JOIN tags ON tags.id = tag_id
WHERE document_id IN (SELECT value FROM json_each(?)) ORDER BY document_id, key
"""
_HIGHLIGHT_TAGS = """
SELECT highlight_id, name FROM highlight_tags JOIN tags ON tags.id = tag_id
WHERE highlight_id IN (SELECT value FROM json_each(?)) ORDER BY highlight_id, key
"""


def _headings(db: Connection, ids: Sequence[int]) -> dict[int, tuple[str, str, Sequence[str]]]:
    """Title and authors of these documents in the form of the index, and their tags as shown."""
    wanted = json.dumps(list(ids))
    authors = _names(db, _AUTHORS, wanted)
    tags = _names(db, _DOCUMENT_TAGS, wanted)
    titles = db.exec_driver_sql(_TITLES, (wanted,)).fetchall()
    return {
        row.id: (indexed(row.title), _joined(authors.get(row.id, ())), tags.get(row.id, ()))
        for row in titles
    }


def _names(db: Connection, query: str, wanted: str) -> dict[int, list[str]]:
    names: dict[int, list[str]] = {}
    for owner, name in db.exec_driver_sql(query, (wanted,)):
        names.setdefault(owner, []).append(name)
    return names


def _joined(names: Iterable[str]) -> str:
    return indexed(in_index("\n".join(names)))
