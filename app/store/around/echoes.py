"""Echoes: the same or nearly the same passage in other documents."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection

from app.markdown.plain import plain
from app.model import Highlight
from app.model.around import Echo
from app.store.around.shared_words import Words, held_in, words_of
from app.store.db.library import Library
from app.store.db.rows import in_json
from app.store.fts.form import indexed
from app.store.reads.highlights import highlights_by_id

SHOWN = 20  # echoes of a passage
_COMPARED = 100  # passages that share most marks with it
_LEAST_SHARE = 0.5
_LEAST_WORDS = 5  # different ones that are shared: fewer are a turn of phrase
_ADDRESS = re.compile(r"https?://\S+")
_TEXTS = """
SELECT h.id, h.code, h.text FROM highlights h
WHERE h.id IN (SELECT value FROM json_each(?)) AND h.gone = 0 AND h.discarded = 0
AND h.document_id <> (SELECT document_id FROM highlights WHERE code = ?)
"""


def echoes(db: Connection, highlight: Highlight) -> tuple[Echo, ...]:
    """The echoes of a highlight: those with the greatest share of its words first.

    Passages of its own document are none, nor are discarded ones.
    """
    from app.store.around.marked import rows_with_runs  # slow to import: NumPy

    text = plain(highlight.text)
    near = rows_with_runs(db, indexed(text), _COMPARED)
    texts = db.exec_driver_sql(_TEXTS, (in_json(near), highlight.id)).all() if near else []
    shares = _shares(_words(text), [(row.id, row.text) for row in texts])
    codes = {row.id: row.code for row in texts}
    best = sorted(shares, key=lambda row: (-shares[row], codes[row]))[:SHOWN]
    found = highlights_by_id(db, best) if best else {}
    return tuple(
        Echo(found[row], shares[row], _days_between(highlight, found[row])) for row in best
    )


def read_ahead(library: Library, _is_stopped: Callable[[], bool]) -> None:
    """Read the marks of all passages before a page asks for echoes."""
    from app.store.around.marked import MarkedCache  # slow to import: NumPy

    with library.reading() as db:
        library.kept(MarkedCache, MarkedCache).current(db)


def _shares(own: Words, texts: Sequence[tuple[int, str]]) -> dict[int, float]:
    """Share of each of these passages (row id, Markdown) that is an echo of these words."""
    shares: dict[int, float] = {}
    runs = own.runs()
    for row, markdown in texts:
        other = _words(plain(markdown))
        both = runs & other.runs()
        shorter = own if len(own.forms) <= len(other.forms) else other
        held = held_in(shorter, both)
        different = {form for form, shared in zip(shorter.forms, held, strict=True) if shared}
        if len(different) >= _LEAST_WORDS and sum(held) >= _LEAST_SHARE * len(held):
            shares[row] = sum(held) / len(held)
    return shares


def _words(text: str) -> Words:
    """The words of a plain text, less its addresses, of which many begin alike."""
    return words_of(_ADDRESS.sub(" ", text))


def _days_between(one: Highlight, other: Highlight) -> int | None:
    """Days from the day on which one was marked to that of the other."""
    first, second = (each.highlighted_at or each.added_at for each in (one, other))
    try:
        return (date.fromisoformat(second[:10]) - date.fromisoformat(first[:10])).days
    except ValueError:
        return None
