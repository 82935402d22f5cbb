"""The library as JSON Lines: a document or a highlight a line, with all that is known of it."""

import json
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.errors import WrongUseError
from app.export.markdown import Tell, select
from app.store.db.library import Library
from app.store.reads.exported import KeptDocument, kept_documents, placed_documents

_TOGETHER = 200  # documents read at once
_OMITTED = ("document", "mine", "number")  # of highlights: said otherwise, or no word of the files


def export_json_lines(
    library: Library, target: Path, *, query: str = "", tell: Tell | None = None
) -> tuple[int, int]:
    """Write the library, or what a search finds, to a new file.

    Gives how many documents and highlights.

    WrongUseError where something has the name already.
    """
    if target.exists():
        raise WrongUseError(f"'{target}' is already there and is left as it is; name another file")
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("w", encoding="utf-8", newline="\n") as file, library.reading() as db:
            counts = [0, 0]
            for record in _records(db, query, tell):
                file.write(json.dumps(record, ensure_ascii=False) + "\n")
                counts[record["type"] == "highlight"] += 1
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return counts[0], counts[1]


def _records(db: Connection, query: str, tell: Tell | None) -> Iterator[dict[str, Any]]:
    chosen = select(db, query) if query else None
    wanted = [p for p in placed_documents(db) if chosen is None or p.code in chosen.documents]
    for start in range(0, len(wanted), _TOGETHER):
        rows = [one.row for one in wanted[start : start + _TOGETHER]]
        for kept in kept_documents(db, rows):
            yield from _of_document(kept, chosen.of(kept.document.id) if chosen else None)
        if tell:
            tell(start + len(rows), len(wanted))


def _of_document(kept: KeptDocument, only: frozenset[str] | None) -> Iterator[dict[str, Any]]:
    document = asdict(kept.document)
    del document["files"]
    yield {
        "type": "document",
        **document,
        "properties": dict(kept.document.properties),
        "keys": kept.keys,
    }
    for one in kept.highlights:
        if only is None or one.highlight.id in only:
            values = {name: v for name, v in asdict(one.highlight).items() if name not in _OMITTED}
            yield {
                "type": "highlight",
                "document": kept.document.id,
                **values,
                "gone": one.gone,
                "keys": (*one.keys, *one.merged),
            }
