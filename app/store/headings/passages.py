"""Passages in which phrases are looked for, and the rows of those that hold one."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Connection

from app.markdown.mentions.masking import masked
from app.markdown.plain import plain
from app.store.fts.form import fts_phrase

_TEXTS = """
SELECT id, document_id, text FROM highlights WHERE gone = 0 AND discarded = 0
ORDER BY id DESC LIMIT ?
"""
_ROWS = "SELECT rowid FROM highlight_search WHERE highlight_search MATCH ? ORDER BY rowid LIMIT ?"


def texts_to_search(db: Connection, most: int) -> Iterator[tuple[int, int, str]]:
    """The newest passages: their row, that of the document, and the plain text without code."""
    for row in db.exec_driver_sql(_TEXTS, (most,)).all():
        yield row.id, row.document_id, plain(masked(row.text, labels=True))


def rows_with(db: Connection, words: str, most: int) -> Sequence[int]:
    """Rows of the highlights whose text has these words in this order."""
    asked = f"{{text}} : {fts_phrase(words)}"
    return list(db.exec_driver_sql(_ROWS, (asked, most)).scalars())


def newest_row(db: Connection) -> int:
    """The row of the newest highlight; 0 where there is none."""
    return int(db.exec_driver_sql("SELECT coalesce(max(id), 0) FROM highlights").scalar_one())
