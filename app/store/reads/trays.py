"""Trays as pages show them: each passage as the library has it now, or as it was last quoted."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row

from app.errors import UnknownError
from app.identity.records import GONE
from app.model import DocumentSummary
from app.store.reads.documents import summaries
from app.trays import Quotation, Tray, TrayItem, TrayReference, TraySummary

# The row of the highlight that an item leads to: of what it was merged with, its own, or of the key
# it was once met under.
LEADS_TO = """coalesce(
  (SELECT led.id FROM my_fields AS said JOIN highlights AS led ON led.code = said.mine
    WHERE said.code = lying.highlight AND said.field = 'merged_into'),
  (SELECT led.id FROM highlights AS led WHERE led.code = lying.highlight),
  (SELECT led.id FROM highlight_keys AS said JOIN highlights AS led ON led.code = said.code
    WHERE said.own_code = lying.highlight ORDER BY led.code LIMIT 1)
)"""
QUOTED = """json_object(
  'text', passage.text, 'document', of.code, 'title', of.title, 'kind', of.kind,
  'published', of.published, 'url', of.url,
  'location', passage.location, 'link', passage.url,
  'authors', (SELECT json_group_array(name) FROM (
    SELECT authors.name FROM document_authors
    JOIN authors ON authors.id = document_authors.author_id
    WHERE document_authors.document_id = of.id ORDER BY document_authors.position))
)"""
_ITEMS = f"""
SELECT lying.item, lying.words, lying.highlight, lying.quoted AS was, passage.code, passage.gone,
iif(passage.id, {QUOTED}, '') AS now
FROM my_tray_items AS lying
LEFT JOIN highlights AS passage ON lying.highlight <> '' AND passage.id = {LEADS_TO}
LEFT JOIN documents AS of ON of.id = passage.document_id
WHERE lying.tray = ? ORDER BY lying.place, lying.item
"""
_SUMMARY = """
SELECT tray.*, (SELECT count(*) FROM my_tray_items WHERE tray = tray.code) AS items,
  (SELECT count(*) FROM my_tray_items WHERE tray = tray.code AND highlight <> '') AS passages
FROM my_trays AS tray
"""


def list_trays(db: Connection, *, put_away: bool = False) -> tuple[TraySummary, ...]:
    """The trays that are in use, or those that were put away; the one changed last first."""
    newest = "WHERE put_away = ? ORDER BY changed_at DESC, version DESC, code"
    rows = db.exec_driver_sql(f"{_SUMMARY} {newest}", (int(put_away),)).all()
    of = _documents(db) if rows else {}
    return tuple(TraySummary(**_told(row), documents=of.get(row.code, ())) for row in rows)


def tray(db: Connection, code: str) -> Tray:
    """A tray with its items, one that was put away too.

    Raises NotFoundError for an unknown code.
    """
    row = db.exec_driver_sql(f"{_SUMMARY} WHERE code = ?", (code,)).one_or_none()
    if row is None:
        raise UnknownError("tray", code, listed="/trays")
    items = tuple(map(_item, db.exec_driver_sql(_ITEMS, (code,))))
    of = dict.fromkeys(each.quotation.document for each in items if each.quotation)
    return Tray(**_told(row), documents=tuple(of), items=items, version=f"{row.version}")


def passages_led_to(db: Connection, codes: Collection[str]) -> dict[str, str]:
    """Codes of the highlights that are shown for these codes now, by the code asked for.

    Of a highlight that was merged into another it is the other; codes that lead nowhere are left
    out.
    """
    rows = db.exec_driver_sql(_LED_TO, (json.dumps([*codes]),))
    return {row.asked: row.code for row in rows}


_LED_TO = f"""
SELECT lying.highlight AS asked, passage.code
FROM (SELECT value AS highlight FROM json_each(?)) AS lying
CROSS JOIN highlights AS passage ON passage.id = {LEADS_TO}
"""


def trays_holding(db: Connection, codes: Collection[str]) -> dict[str, tuple[TrayReference, ...]]:
    """The trays in use in which each of these highlights is (by its own code), by name."""
    rows = db.exec_driver_sql(_HOLDING, (json.dumps([*codes]),))
    found: dict[str, list[TrayReference]] = {}
    for row in rows:
        found.setdefault(row.highlight, []).append(TrayReference(row.code, row.name))
    return {code: tuple(several) for code, several in found.items()}


_HOLDING = f"""
SELECT DISTINCT passage.code AS highlight, tray.code, tray.name FROM my_trays AS tray
CROSS JOIN my_tray_items AS lying ON lying.tray = tray.code AND lying.highlight <> ''
CROSS JOIN highlights AS passage ON passage.id = {LEADS_TO}
WHERE tray.put_away = 0 AND passage.code IN (SELECT value FROM json_each(?))
ORDER BY lower(tray.name), tray.code
"""


def first_documents(
    db: Connection, trays: Collection[TraySummary], most: int = 3
) -> dict[str, list[DocumentSummary]]:
    """The first few documents of each tray that are in the library, by the code of the tray."""
    wanted = {each.id: each.documents[:most] for each in trays}
    codes = json.dumps([code for several in wanted.values() for code in several])
    among = "SELECT id, code FROM documents WHERE code IN (SELECT value FROM json_each(?))"
    ids = {row.code: row.id for row in db.exec_driver_sql(among, (codes,))}
    of = summaries(db, sorted(ids.values()))
    return {tray: [of[ids[c]] for c in several if c in ids] for tray, several in wanted.items()}


def _told(row: Row[Any]) -> dict[str, Any]:
    return {
        "id": row.code,
        "name": row.name,
        "items_total": row.items,
        "passages": row.passages,
        "made_at": row.made_at,
        "changed_at": row.changed_at,
        "put_away": bool(row.put_away),
    }


def _documents(db: Connection) -> dict[str, tuple[str, ...]]:
    """The documents of the passages in each tray, by the code of the tray, in the tray's order."""
    found: dict[str, dict[str, None]] = {}
    for row in db.exec_driver_sql(_DOCUMENTS):
        found.setdefault(row.tray, {})[row.document] = None
    return {tray: tuple(several) for tray, several in found.items()}


_DOCUMENTS = f"""
SELECT lying.tray, coalesce(of.code, json_extract(lying.quoted, '$.document')) AS document
FROM my_tray_items AS lying
LEFT JOIN highlights AS passage ON passage.id = {LEADS_TO}
LEFT JOIN documents AS of ON of.id = passage.document_id
WHERE lying.highlight <> '' AND document IS NOT NULL ORDER BY lying.tray, lying.place, lying.item
"""


def _item(row: Row[Any]) -> TrayItem:
    if not row.highlight:
        return TrayItem(row.item, row.words)
    code = row.code or row.highlight
    return TrayItem(row.item, "", code, quotation(row.now or row.was), row.gone in (None, GONE))


def quotation(kept: str) -> Quotation:
    """A quotation as its JSON keeps it."""
    values = json.loads(kept) if kept else {"text": ""}
    return Quotation(**{**values, "authors": tuple(values.get("authors", ()))})
