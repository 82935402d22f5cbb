"""Passages around one: beside it in its document, of the same week, with the same tags."""

from datetime import date, timedelta

from sqlalchemy import Connection

from app.model import Highlight
from app.model.around import Neighbours, ReadThen, Sharing
from app.store.reads.documents import summaries
from app.store.reads.highlights import around, highlights_by_id

_REACH = 3  # days before and after: a week
_SHOWN = 6  # documents of the week
_COMMON = 2_000  # highlights of a tag that says little of a passage, and is slow to compare
_FEW = 20  # highlights of a tag that says something in any library
_WEEK = """
SELECT document_id, count(*) AS number FROM highlights INDEXED BY ix_highlights_newest
WHERE at >= ? AND at < ? AND gone = 0 AND (highlighted_at <> '' OR added_at <> '')
AND document_id <> (SELECT document_id FROM highlights WHERE code = ?)
GROUP BY document_id
ORDER BY number DESC, (SELECT code FROM documents WHERE id = document_id) LIMIT ?
"""
# The rarer a tag is, the more it says; what is hidden from lists says nothing, nor what is on more
# than a quarter of all highlights (the last row's number is near enough: no counting).
_TAGGED = """
WITH own AS (
  SELECT t.id, (SELECT sum(c.highlights) FROM tag_counts c WHERE c.tag_id = t.id) AS number
  FROM highlights h JOIN highlight_tags b ON b.highlight_id = h.id JOIN tags t ON t.id = b.tag_id
  WHERE h.code = :code AND t.key NOT IN (SELECT key FROM my_tags WHERE hidden = 1))
SELECT b.highlight_id, json_group_array(own.id) AS tags, sum(1.0 / (1 + own.number)) AS weight
FROM own CROSS JOIN highlight_tags b ON b.tag_id = own.id
CROSS JOIN highlights h ON h.id = b.highlight_id AND h.gone = 0 AND h.discarded = 0
WHERE own.number <= min(:common, max(:few, (SELECT max(id) FROM highlights) / 4))
AND h.document_id <> (SELECT document_id FROM highlights WHERE code = :code)
GROUP BY b.highlight_id ORDER BY weight DESC, h.at DESC, h.code LIMIT :most
"""


def neighbours(db: Connection, highlight: Highlight, reach: int = 3) -> Neighbours:
    """The highlights of its document before and after it, at most `reach` each."""
    near = around(db, highlight.id, reach)
    here = next((at for at, each in enumerate(near) if each.id == highlight.id), None)
    return Neighbours(near[:here], near[here + 1 :]) if here is not None else Neighbours()


def read_that_week(db: Connection, highlight: Highlight) -> tuple[ReadThen, ...]:
    """Other documents read in the three days before and after it was marked, most first.

    None where it is undated.
    """
    try:
        day = date.fromisoformat((highlight.highlighted_at or highlight.added_at)[:10])
        first, last = day - timedelta(_REACH), day + timedelta(_REACH + 1)
    except (ValueError, OverflowError):
        return ()
    asked = (first.isoformat(), last.isoformat(), highlight.id, _SHOWN)
    rows = db.exec_driver_sql(_WEEK, asked).all()
    of = summaries(db, [row.document_id for row in rows]) if rows else {}
    return tuple(ReadThen(of[row.document_id], row.number) for row in rows)


def sharing_tags(db: Connection, highlight: Highlight, most: int = 4) -> tuple[Sharing, ...]:
    """Passages of other documents that share its tags: those with the rarest ones first."""
    if not highlight.tags:
        return ()
    asked = {"code": highlight.id, "common": _COMMON, "few": _FEW, "most": most}
    rows = db.exec_driver_sql(_TAGGED, asked).all()
    found = highlights_by_id(db, [row.highlight_id for row in rows]) if rows else {}
    own = {*highlight.tags}
    those = ((found[row.highlight_id], row.highlight_id) for row in rows)
    return tuple(Sharing(one, tuple(tag for tag in one.tags if tag in own)) for one, _ in those)
