"""What trays quote of passages, kept up to the moment at which the rows of these go."""

import json
from collections.abc import Collection

from sqlalchemy import Connection

from app.store.reads.trays import LEADS_TO, QUOTED


def quote_passages(db: Connection, tray: str, items: Collection[str]) -> None:
    """Keep with these items of a tray what their passages say now."""
    named = "tray = ? AND item IN (SELECT value FROM json_each(?))"
    db.exec_driver_sql(f"{_QUOTE} WHERE {named} AND {_IS_THERE}", (tray, json.dumps([*items])))


def quote_before_loss(db: Connection, rows: Collection[int]) -> None:
    """Keep with all trays what these highlights (by row id) say, before they are deleted."""
    if db.exec_driver_sql("SELECT 1 FROM my_tray_items WHERE highlight <> '' LIMIT 1").first():
        lost = f"{LEADS_TO} IN (SELECT value FROM json_each(?))"
        db.exec_driver_sql(f"{_QUOTE} WHERE highlight <> '' AND {lost}", (json.dumps([*rows]),))


_IS_THERE = f"highlight <> '' AND {LEADS_TO} IS NOT NULL"
_QUOTE = f"""
UPDATE my_tray_items AS lying SET quoted = (
  SELECT {QUOTED} FROM highlights AS passage JOIN documents AS of ON of.id = passage.document_id
  WHERE passage.id = {LEADS_TO}
)"""
