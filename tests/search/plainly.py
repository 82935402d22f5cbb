"""Libraries made at random, and what of them fits a query, worked out by FTS5 and SQL alone."""

import random
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection

from app.query.tree import (
    And,
    Between,
    Filter,
    Length,
    Most,
    Node,
    Not,
    Or,
    Phrase,
    Prefix,
    Within,
    Word,
)
from app.search.fts_query import Tokens
from app.store.edits.edits import change_highlight, put_away
from app.store.fts.form import searchable
from app.store.fts.index import drop_index, index_documents, index_highlights
from app.store.fts.tables import HIGHLIGHTS, IndexedTable
from tests.store.library import add_document, add_highlight

HEAD = ["the", "of", "sea", "salt"]
WORDS = [
    *HEAD * 6, "day", "days", "daily", "running", "run", "runs", "harbour", "hârbour", "road",
    "roads", "日本", "語", "was", "wash", "don't", "c++",
    "x²",
    "ﬁre", "fires", "salt-road", "saltroad",
]  # fmt: skip
TAGS = ["craft", "craft/salt", "Travel"]
STAMPS = ["2022-02-01", "2023-05-01T10:00:00", "2023-05-01T10:00:01", ""]


def some(chance: random.Random, least: int = 1, most: int = 9) -> str:
    """A few words."""
    return " ".join(chance.choices(WORDS, k=chance.randint(least, most)))


def grow(db: Connection, chance: random.Random, documents: int) -> None:
    """Add documents with highlights, and their entries in the index."""
    for _ in range(documents):
        tags = chance.sample(TAGS, chance.randint(0, 1))
        document = add_document(
            db,
            f"{some(chance)} {chance.random()}",
            authors=chance.sample(["Ada Quill", "José Marrow"], chance.randint(0, 2)),
            tags=tags,
            kind=chance.choice(["book", "article"]),
            latest=chance.choice(STAMPS),
            earliest=chance.choice(["", "2022"]),
            body=some(chance, 0, 30),
            url=chance.choice(["", "https://x.example"]),
        )
        ids = [
            add_highlight(db, document, f"{some(chance)} {chance.random()}", **marked(chance))
            for _ in range(chance.randint(0, 5))
        ]
        index_documents(db, [document])
        index_highlights(db, ids)


def marked(chance: random.Random) -> dict[str, Any]:
    """What may be known of a highlight beside its text."""
    return {
        "tags": chance.sample(TAGS, chance.randint(0, 2)),
        "note": some(chance, 0, 3),
        "at": chance.choice(STAMPS),
        "added_at": chance.choice(["", "2022"]),
        "favorite": chance.randint(0, 1),
        "chapter": chance.choice(["", "Dusk", "dawn 100%"]),
        "color": chance.choice(["", "blue"]),
        "url": chance.choice(["", "u"]),
        "location": chance.choice(["", "3"]),
        "discarded": int(chance.random() < 0.2),
        "gone": int(chance.random() < 0.1),
    }


def disturb(db: Connection, chance: random.Random) -> None:
    """Change, remove and add: what readers and imports do."""
    rows = db.exec_driver_sql("SELECT id, code FROM highlights WHERE gone = 0").all()
    for row in chance.sample(rows, min(3, len(rows))):
        wanted = chance.choice(
            [
                {"text": some(chance)},
                {"note": some(chance)},
                {"favorite": True},
                {"tags": chance.sample(TAGS, 1)},
            ]
        )
        change_highlight(db, row.code, wanted, "2024-01-01T00:00:00Z")  # type: ignore[arg-type] # one of its fields
    if rows and chance.random() < 0.5:
        gone = chance.choice(rows).id
        drop_index(db, [gone], [])
        db.exec_driver_sql("DELETE FROM highlights WHERE id = ?", (gone,))
    documents = db.exec_driver_sql("SELECT code FROM documents WHERE gone = 0").all()
    if documents and chance.random() < 0.3:
        put_away(db, chance.choice(documents).code, away=True, changed_at="2024-01-01T00:00:00Z")
    grow(db, chance, chance.randint(0, 2))


def plainly(db: Connection, table: IndexedTable, node: Node, *, gone: bool = False) -> set[int]:
    """The rows that fit a tree, of highlights with `gone` also those gone from their files."""
    states = "(0, 1)" if gone and table is HIGHLIGHTS else "(0)"
    return fitting(
        db, table, node, rows_of(db, f"SELECT id FROM {table.name} WHERE gone IN {states}")
    )


def fitting(db: Connection, table: IndexedTable, node: Node, among: set[int]) -> set[int]:
    """The rows of these that fit a tree."""
    match node:
        case Not(part):
            return among - fitting(db, table, part, among)
        case And(parts):
            return among.intersection(*(fitting(db, table, part, among) for part in parts))
        case Or(parts):
            return set[int]().union(*(fitting(db, table, part, among) for part in parts))
        case Most():
            return most_plainly(db, table, node, among)
    return among & plain_leaf(db, table, node)


def plain_leaf(db: Connection, table: IndexedTable, node: Node) -> set[int]:
    """The rows of any state that fit a leaf of a tree."""
    match node:
        case Within(column, term):
            known = table.columns.get(column)
            return plain_term(db, table, term, known) if known else set()
        case Word() | Phrase() | Prefix():
            return plain_term(db, table, node, "")
    return plain_property(db, table, node)


def most_plainly(db: Connection, table: IndexedTable, node: Most, among: set[int]) -> set[int]:
    """The rows of these that hold more than half of the words, which have half of the weight."""
    held = [
        (fitting(db, table, word, among), weight)
        for word, weight in zip(node.words, node.weights, strict=True)
    ]
    return {
        row
        for row in set[int]().union(*(rows for rows, _ in held))
        if 2 * sum(row in rows for rows, _ in held) > len(held)
        and 2 * sum(weight for rows, weight in held if row in rows) >= sum(node.weights)
    }


def plain_term(
    db: Connection, table: IndexedTable, term: Word | Phrase | Prefix, column: str
) -> set[int]:
    """The rows that hold a term, as FTS5 has it."""
    if "-" in term.text:
        return plain_term(
            db, table, replace(term, text=term.text.replace("-", " ")), column
        ) | plain_term(db, table, replace(term, text=term.text.replace("-", "")), column)
    quoted = '"' + searchable(term.text).replace('"', '""') + '"'
    within = f"{{{column}}} : " if column else ""
    found = matching(db, table, within + quoted)
    if isinstance(term, Word) and term.text == "c++":
        columns = column or " || ' ' || ".join(table.indexed)
        return found & rows_of(
            db, f"SELECT rowid FROM {table.index} WHERE instr(lower({columns}), 'c++')"
        )
    if isinstance(term, Prefix):
        plain = Tokens().plain(searchable(term.text))
        of_column = f" AND col = '{column}'" if column else ""
        if len(plain) > 1:
            return matching(db, table, f"{within}{quoted}*")
        return found | rows_of(
            db,
            f"SELECT doc FROM {table.index}_words WHERE term >= ? AND term < ?{of_column}",
            plain[0],
            plain[0] + "\U0010ffff",
        )
    return found


_TAGGED = "SELECT id FROM tags WHERE key = lower(?1) OR key LIKE lower(?1) || '/%'"
_OF_DOCUMENT = {
    "author": (
        "SELECT document_id FROM document_authors JOIN authors ON authors.id = author_id"
        " WHERE name = ?"
    ),
    "kind": "SELECT id FROM documents WHERE kind = ?",
    "document": "SELECT id FROM documents WHERE title_key = lower(?)",
    "source": (
        "SELECT id FROM documents WHERE title LIKE '%' || ?1 || '%' OR url LIKE '%' || ?1 || '%'"
    ),
    "tag": f"SELECT document_id FROM document_tags WHERE tag_id IN ({_TAGGED})",
}
_OF_HIGHLIGHT = {
    "favorite": "favorite = 1",
    "discarded": "discarded = 1",
    "location": "location <> ''",
    "color": "color <> ''",
    "noted": "note <> ''",
    "link": "url <> ''",
}


def plain_property(db: Connection, table: IndexedTable, node: Node) -> set[int]:
    """The rows that have a property, as SQL has it."""
    stamp, text, dated = (
        ("at", "text", "highlighted_at || added_at")
        if table is HIGHLIGHTS
        else ("latest", "body", "earliest")
    )
    if isinstance(node, Between):
        return rows_of(
            db,
            f"SELECT id FROM {table.name} WHERE {dated} <> ''"
            f" AND {stamp} <> '' AND {stamp} >= ? AND {stamp} < ?",
            node.first,
            node.end or "9999",
        )
    if isinstance(node, Length):
        return rows_of(
            db,
            f"SELECT id FROM {table.name} WHERE length({text}) BETWEEN ? AND ?",
            node.least,
            node.most,
        )
    assert isinstance(node, Filter)
    return plain_filter(db, table, node)


def plain_filter(db: Connection, table: IndexedTable, node: Filter) -> set[int]:
    """The rows that pass a filter, as SQL has it."""
    own = table is HIGHLIGHTS
    if node.name in _OF_DOCUMENT:
        of_document = rows_of(
            db,
            f"SELECT id FROM {table.name}"
            f" WHERE {'document_id' if own else 'id'} IN ({_OF_DOCUMENT[node.name]})",
            node.value,
        )
        tagged = f"SELECT highlight_id FROM highlight_tags WHERE tag_id IN ({_TAGGED})"
        return of_document | (
            rows_of(db, tagged, node.value) if own and node.name == "tag" else set()
        )
    if node.name == "chapter":
        return (
            rows_of(db, "SELECT id FROM highlights WHERE chapter LIKE '%' || ? || '%'", node.value)
            if own
            else set()
        )
    if node.value == "gone":
        return rows_of(db, "SELECT id FROM highlights WHERE gone = 1") if own else set()
    if node.value == "tagged":
        sort = table.name.removesuffix("s")
        return rows_of(db, f"SELECT {sort}_id FROM {sort}_tags")
    return (
        rows_of(db, f"SELECT id FROM {table.name} WHERE {_OF_HIGHLIGHT[node.value]}")
        if own or node.value in {"noted", "link"}
        else set()
    )


def rows_of(db: Connection, query: str, *values: str | int) -> set[int]:
    """The first column of a query."""
    return {row[0] for row in db.exec_driver_sql(query, values)}


def matching(db: Connection, table: IndexedTable, expression: str) -> set[int]:
    """The rows that FTS5 finds; its own count is as many."""
    found = rows_of(db, f"SELECT rowid FROM {table.index} WHERE {table.index} MATCH ?", expression)
    assert rows_of(
        db, f"SELECT count(*) FROM {table.index} WHERE {table.index} MATCH ?", expression
    ) == {len(found)}
    return found
