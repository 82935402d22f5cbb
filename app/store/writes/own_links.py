"""Links that the reader made of mentions: in no text, but shown in it while its words last."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, Literal

from sqlalchemy import Connection, Row

from app.markdown.links import sentence
from app.markdown.mentions.weaving import find_words
from app.store.db.derived_schema import links
from app.store.db.rows import add_rows, in_json
from app.text import name_key

_COLUMNS = (
    "document_id", "highlight_id", "place", "target", "name", "label", "context", "mine",
)  # fmt: skip
Text = tuple[Literal["text", "note", "body"], str]  # where it stands, and its Markdown


def write_own_links(
    db: Connection,
    *,
    highlights: Collection[int] = (),
    documents: Collection[int] = (),
    taken_back: bool = False,
) -> None:
    """Write the reader's own links of these rows anew, in the first text that holds their words.

    Their texts are read from the tables. `taken_back`: there may be links of which none is left.
    """
    if not taken_back and not db.exec_driver_sql(_ANY).first():
        return
    for statement, rows, ids in (
        (_CLEAR.format("highlight_id"), _ON_HIGHLIGHTS, highlights),
        (_CLEAR.format("highlight_id IS NULL AND document_id"), _ON_DOCUMENTS, documents),
    ):
        if ids:
            db.exec_driver_sql(statement, (in_json(ids),))
            found = db.exec_driver_sql(rows, (in_json(ids),)).all()
            add_rows(db, links, _COLUMNS, list(_rows_of(found)))


def _rows_of(rows: Sequence[Row[Any]]) -> Iterator[tuple[Any, ...]]:
    for row in rows:
        for place, text in texts_of(row):
            if span := find_words(text, row.words):
                yield (
                    row.document_id, row.highlight_id, place, name_key(row.name), row.name,
                    text[span[0] : span[1]], sentence(text, *span), 1,
                )  # fmt: skip
                break


def texts_of(row: Row[Any]) -> tuple[Text, ...]:
    """The texts of a row of a highlight or a document, in the order in which they are looked at."""
    return document_texts(row) if hasattr(row, "body") else highlight_texts(row)


def highlight_texts(row: Row[Any]) -> tuple[Text, ...]:
    """The texts of a row of a highlight, which takes a tenth of the time of asking what it is."""
    return ("text", row.text), ("note", row.note)


def document_texts(row: Row[Any]) -> tuple[Text, ...]:
    """The texts of a row of a document."""
    return ("body", row.body), ("note", row.summary), ("note", row.note)


_ANY = "SELECT 1 FROM my_mentions WHERE act = 'link' LIMIT 1"
_CLEAR = "DELETE FROM links WHERE mine AND {} IN (SELECT value FROM json_each(?))"
_ON_HIGHLIGHTS = """
WITH asked AS (SELECT id, code, document_id, text, note FROM highlights
               WHERE id IN (SELECT value FROM json_each(?)))
SELECT id AS highlight_id, document_id, text, note, name, words
FROM asked CROSS JOIN my_mentions USING (code) WHERE act = 'link'
UNION
SELECT id, document_id, text, note, name, words
FROM asked CROSS JOIN highlight_keys ON highlight_keys.code = asked.code
CROSS JOIN my_mentions ON my_mentions.code = own_code WHERE act = 'link'
ORDER BY highlight_id, name
"""
_ON_DOCUMENTS = """
WITH asked AS (SELECT id, code, body, summary, note FROM documents
               WHERE id IN (SELECT value FROM json_each(?)))
SELECT NULL AS highlight_id, id AS document_id, body, summary, note, name, words
FROM asked CROSS JOIN my_mentions USING (code) WHERE act = 'link'
UNION
SELECT NULL, id, body, summary, note, name, words
FROM asked CROSS JOIN document_keys ON document_keys.code = asked.code
CROSS JOIN my_mentions ON my_mentions.code = own_code WHERE act = 'link'
ORDER BY document_id, name
"""
