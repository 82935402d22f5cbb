"""Links that lead nowhere: to names that nothing has, and to parts that are not there."""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.model import DocumentSummary
from app.store.db.rows import in_json
from app.store.reads.documents import summaries
from app.store.reads.leads import Asked, leads
from app.store.reads.targets import wanted_keys

_ANCHORED = 5_000  # links to parts that are examined, those of the newest documents


@dataclass(frozen=True, slots=True)
class Broken:
    """Link that leads nowhere, by its row: its name, and the document (by code) that holds it.

    `part` says that the page is there, and the heading or passage is not.
    """

    row: int
    name: str
    document: str
    part: bool


@dataclass(frozen=True, slots=True)
class BrokenLink:
    """Link that leads nowhere, as a page shows it: what holds it, its sentence and its target.

    `highlight` is a code, or empty where the document's own text holds it.
    """

    document: DocumentSummary
    highlight: str
    place: str
    location: str
    number: int
    context: str
    name: str
    anchor: str
    part: bool


def broken_links(db: Connection) -> list[Broken]:
    """Links of what is there that lead nowhere; those of the newest document first.

    Of links to parts 5,000 are examined, those of the newest documents.
    """
    missing = _missing(db)
    rows = db.exec_driver_sql(_ROWS, (json.dumps(wanted_keys(db)), in_json(missing)))
    return [Broken(row.id, row.name, row.code, row.id in missing) for row in rows]


def _missing(db: Connection) -> Collection[int]:
    """Rows of links to a heading or passage that is not there."""
    rows = db.exec_driver_sql(_WITH_ANCHORS, (_ANCHORED,)).all()
    asked = {row.id: Asked(row.name, row.anchor, row.code) for row in rows}
    found = leads(db, list(dict.fromkeys(asked.values()))) if asked else {}
    return {row for row, each in asked.items() if found[each].missing}


def told_links(db: Connection, broken: Sequence[Broken]) -> list[BrokenLink]:
    """These links as a page shows them, in this order."""
    asked = in_json([each.row for each in broken])
    found = {row.id: row for row in db.exec_driver_sql(_TOLD, (asked,))}
    of: Mapping[int, DocumentSummary] = summaries(
        db, sorted({row.document_id for row in found.values()})
    )
    return [
        BrokenLink(
            of[row.document_id], row.code or "", row.place, row.location or "",
            (row.position or 0) + 1 if row.code else 0, row.context, row.name, row.anchor,
            each.part,
        )
        for each, row in ((each, found[each.row]) for each in broken if each.row in found)
    ]  # fmt: skip


_LIVE = """
FROM links JOIN documents d ON d.id = links.document_id AND d.gone = 0
LEFT JOIN highlights h ON h.id = links.highlight_id
WHERE coalesce(h.gone, 0) = 0 AND NOT links.mine
"""
_WITH_ANCHORS = f"""
SELECT links.id, d.code, links.name, links.anchor {_LIVE} AND links.anchor <> ''
ORDER BY d.latest DESC, d.code, links.id DESC LIMIT ?
"""
_ROWS = f"""
SELECT links.id, links.name, d.code {_LIVE}
AND (links.target IN (SELECT value FROM json_each(?))
  OR links.id IN (SELECT value FROM json_each(?)))
ORDER BY d.latest DESC, d.code, h.position, links.id
"""
_TOLD = """
SELECT links.id, links.document_id, h.code, links.place, h.location, h.position, links.context,
  links.name, links.anchor
FROM links LEFT JOIN highlights h ON h.id = links.highlight_id
WHERE links.id IN (SELECT value FROM json_each(?))
"""
