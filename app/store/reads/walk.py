"""Ways from one highlight to another: in its document, by its author, by a tag, by date, by chance.

Each choice takes a few steps in an index, however large the library is.
"""

import json
from collections.abc import Sequence
from random import Random

from sqlalchemy import Connection, text

from app.model import Highlight
from app.store.reads.highlights import highlights_by_id

_SHOWN = "h.gone = 0 AND h.discarded = 0 AND h.code NOT IN (SELECT value FROM json_each(:seen))"
_IN_DOCUMENT = text(f"""
    SELECT h.id FROM highlights AS here CROSS JOIN highlights AS h
    WHERE here.code = :code AND h.document_id = here.document_id AND {_SHOWN}
    ORDER BY (h.position, h.id) < (here.position, here.id), h.position, h.id LIMIT 1
""")
_BY_AUTHOR = text(f"""
    WITH his(id) AS (
        SELECT o.document_id FROM highlights AS here
        JOIN document_authors AS a ON a.document_id = here.document_id AND a.position = 0
        JOIN document_authors AS o ON o.author_id = a.author_id
        JOIN documents AS d ON d.id = o.document_id
        WHERE here.code = :code AND d.id <> here.document_id AND d.gone = 0 AND d.highlights > 0
        ORDER BY d.id < :pivot, d.id LIMIT 1)
    SELECT h.id FROM his CROSS JOIN highlights AS h
    WHERE h.document_id = his.id AND {_SHOWN} ORDER BY h.position, h.id LIMIT 1
""")
_SELDOM_TAG = text("""
    SELECT t.id, t.name FROM highlights AS here
    JOIN highlight_tags AS own ON own.highlight_id = here.id JOIN tags AS t ON t.id = own.tag_id
    WHERE here.code = :code AND t.key NOT IN ('favorite', 'favourite', 'discard')
    AND (SELECT count(*) FROM
        (SELECT 1 FROM highlight_tags AS o WHERE o.tag_id = t.id LIMIT 2)) > 1
    ORDER BY (SELECT count(*) FROM
        (SELECT 1 FROM highlight_tags AS o WHERE o.tag_id = t.id LIMIT 1000)), t.key LIMIT 1
""")
_BY_TAG = text(f"""
    SELECT h.id FROM highlight_tags AS o CROSS JOIN highlights AS h ON h.id = o.highlight_id
    WHERE o.tag_id = :tag AND o.highlight_id >= :pivot AND {_SHOWN}
    ORDER BY o.highlight_id LIMIT 1
""")
_BEFORE = text(f"""
    SELECT h.id FROM highlights AS here CROSS JOIN highlights AS h
    WHERE here.code = :code AND h.at > '' AND (h.at, h.id) < (here.at, here.id)
    AND h.document_id <> here.document_id AND {_SHOWN}
    ORDER BY h.at DESC, h.id DESC LIMIT 1
""")
_FROM_PIVOT = text(f"SELECT h.id FROM highlights AS h WHERE h.id >= :pivot AND {_SHOWN} LIMIT 1")
_NEWEST_ROWS = text("SELECT max(id) AS highlight, (SELECT max(id) FROM documents) FROM highlights")
_TRIES = 4  # of choices by chance that may meet what was seen


def ways(db: Connection, code: str, seen: Sequence[str]) -> dict[str, tuple[str, Highlight]]:
    """Highlights to go on to from one, by `document`, `author`, `tag` and `date`.

    Each is a pair of a name (of the tag, else empty) and a highlight that is neither discarded nor
    among the codes `seen`. The same highlight leads to the same ways.
    """
    chance = Random(code)  # noqa: S311 nothing secret
    highlights, documents = db.execute(_NEWEST_ROWS).one()
    asked = {"code": code, "seen": json.dumps([code, *seen])}
    tag = db.execute(_SELDOM_TAG, asked).first()
    found: dict[str, tuple[str, int | None]] = {
        "document": ("", db.scalar(_IN_DOCUMENT, asked)),
        "author": ("", db.scalar(_BY_AUTHOR, {**asked, "pivot": _number(chance, documents)})),
        "tag": (tag.name, _tagged(db, asked, tag.id, _number(chance, highlights)))
        if tag
        else ("", None),
        "date": ("", db.scalar(_BEFORE, asked)),
    }
    chosen = {by: (name, row) for by, (name, row) in found.items() if row is not None}
    of = highlights_by_id(db, [row for _, row in chosen.values()])
    return {by: (name, of[row]) for by, (name, row) in chosen.items()}


def _tagged(db: Connection, asked: dict[str, str], tag: int, pivot: int) -> int | None:
    for start in (pivot, 0):
        if row := db.scalar(_BY_TAG, {**asked, "tag": tag, "pivot": start}):
            return int(row)
    return None


def by_chance(db: Connection, chance: Random, seen: Sequence[str] = ()) -> Highlight | None:
    """Any highlight, neither discarded nor among the codes `seen`; None where there is none."""
    highlights, _ = db.execute(_NEWEST_ROWS).one()
    pivots = [*(_number(chance, highlights) for _ in range(_TRIES)), 0]
    for codes in (seen, ()):
        for pivot in pivots:
            row = db.scalar(_FROM_PIVOT, {"pivot": pivot, "seen": json.dumps(list(codes))})
            if row:
                return highlights_by_id(db, [row])[row]
    return None


def _number(chance: Random, most: int | None) -> int:
    return chance.randint(0, most or 0)
