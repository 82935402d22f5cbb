"""A whole result to take along: as JSON for programs, as CSV for spreadsheets; streamed, however long it is."""

import csv
import json
from collections.abc import Iterable, Iterator
from io import StringIO
from typing import Any, cast

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse
from sqlalchemy import Engine

from app import contract
from app.model import Hit
from app.search.search import all_hits, search
from app.store.db.engine import reading
from app.web.deps import Db

COLUMNS = (
    "type", "id", "text", "note", "tags", "title", "authors", "kind", "chapter", "location", "color", "favorite", "highlighted_at", "added_at",
    "url", "path", "tier",
)  # fmt: skip
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # what a spreadsheet would reckon with, wide forms too


def make_router() -> APIRouter:
    """The routes of whole results."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/search.json", as_json, methods=["GET"])
    router.add_api_route("/search.csv", as_csv, methods=["GET"])
    return router


def as_json(request: Request, db: Db, q: str = "") -> StreamingResponse:
    """What the API answers, with all results instead of a page of them."""
    told = cast("dict[str, Any]", contract.found(search(db, q, limit=1)))
    del told["results"]
    pieces = _json(json.dumps(told, ensure_ascii=False), _hits(request.app.state.engine, q))
    return StreamingResponse(pieces, media_type="application/json")


def as_csv(request: Request, q: str = "") -> StreamingResponse:
    """A line for each result. The mark at its beginning tells spreadsheets that it is UTF-8."""
    headers = {"Content-Disposition": 'attachment; filename="florilegium.csv"'}
    return StreamingResponse(_csv(_hits(request.app.state.engine, q)), media_type="text/csv; charset=utf-8", headers=headers)


def _hits(engine: Engine, asked: str) -> Iterator[Hit]:
    with reading(engine) as db:
        yield from all_hits(db, asked)


def _json(told: str, hits: Iterable[Hit]) -> Iterator[str]:
    yield told.removesuffix("}") + ', "results": ['
    between = ""
    for hit in hits:
        yield between + json.dumps(contract.hit(hit), ensure_ascii=False)
        between = ", "
    yield "]}\n"


def _csv(hits: Iterable[Hit]) -> Iterator[str]:
    line = StringIO(newline="")
    writer = csv.writer(line)
    line.write("\ufeff")
    writer.writerow(COLUMNS)
    for hit in hits:
        yield line.getvalue()
        line.seek(0)
        line.truncate()
        writer.writerow([harmless(str(cell)) for cell in _row(hit)])
    yield line.getvalue()


def harmless(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what begins like one."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _row(hit: Hit) -> tuple[object, ...]:
    one, document = hit.highlight, hit.document
    told = contract.hit(hit)
    of_it = (one.chapter, one.location, one.color, int(one.favorite), one.highlighted_at, one.added_at, one.url) if one else ("",) * 7
    about = (document.title, "; ".join(document.authors), document.kind)
    return (told["type"], told["id"], told["text"], told["note"], "; ".join(told["tags"]), *about, *of_it, told["path"], hit.tier)
