"""Paths of the files of documents, near which their pictures are."""

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import Connection, select

from app.store.db.import_schema import files
from app.store.db.keys import texts
from app.store.db.schema import document_files, documents


class Held(NamedTuple):
    """File that holds a document, and the imported folder."""

    path: str
    root: str


def held_files(db: Connection, codes: Collection[str]) -> dict[str, list[Held]]:
    """Files of each document (by code) that were found in an imported folder."""
    rows = db.execute(
        select(documents.c.code, files.c.path, files.c.root)
        .select_from(documents.join(document_files).join(files))
        .where(documents.c.code.in_(texts(codes)), files.c.root != "", files.c.gone == 0)
        .order_by(files.c.path)
    )
    held: dict[str, list[Held]] = {}
    for row in rows:
        held.setdefault(row.code, []).append(Held(row.path, row.root))
    return held
