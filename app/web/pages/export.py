"""Export of all results of a query: JSON for programs, CSV for spreadsheets.

It is sent in pieces, however long it is.
"""

import csv
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from io import StringIO

from fastapi import Request
from sqlalchemy import Connection

from app import contract
from app.formats.families.readwise_csv import guarded
from app.model import Hit
from app.search.search import HitBatch, hit_batches, search
from app.store.db.library import Library
from app.web.deps import Router, read
from app.web.present.copies import quotation
from app.web.streams import Stream

COLUMNS = (
    "type",
    "id",
    "text",
    "note",
    "tags",
    "title",
    "authors",
    "kind",
    "chapter",
    "location",
    "color",
    "favorite",
    "highlighted_at",
    "added_at",
    "url",
    "path",
    "tier",
)
router = Router(include_in_schema=False)


@router.get("/search.json")
async def as_json(request: Request, q: str = "") -> Stream:
    """The same JSON as the API's, with all results instead of a page of them."""
    state = request.app.state
    return Stream(state.downloads, json_pieces(state.library, q), "application/json")


@router.get("/search.csv")
async def as_csv(request: Request, q: str = "") -> Stream:
    """One line for each result.

    The mark at the beginning lets spreadsheets recognise UTF-8.
    """
    state = request.app.state
    headers = {"Content-Disposition": 'attachment; filename="florilegium.csv"'}
    return Stream(state.downloads, csv_pieces(state.library, q), "text/csv; charset=utf-8", headers)


@router.get("/search.md")
async def as_markdown(request: Request, q: str = "") -> Stream:
    """Each result as a quotation with its citation; a document as a line with its title."""
    state = request.app.state
    headers = {"Content-Disposition": 'attachment; filename="florilegium.md"'}
    return Stream(
        state.downloads, markdown_pieces(state.library, q), "text/markdown; charset=utf-8", headers
    )


def markdown_pieces(library: Library, asked: str) -> Iterator[str]:
    """Text of the Markdown in pieces.

    Each piece is read under a connection that is given back before the piece is yielded.
    """
    pieces = read(library, partial(hit_batches, text=asked))
    between = ""
    for piece in pieces:
        if passages := [_told(hit) for hit in read(library, piece)]:
            yield between + "\n\n---\n\n".join(passages)
            between = "\n\n---\n\n"
    yield "\n"


def _told(hit: Hit) -> str:
    if hit.highlight:
        return quotation(hit.highlight)
    return ", ".join([*hit.document.authors, f"*{hit.document.title or 'Untitled'}*"])


def json_pieces(library: Library, asked: str) -> Iterator[str]:
    """Text of the JSON in pieces.

    Each piece is read under a connection that is given back before the piece is yielded.
    """

    def begin(db: Connection) -> tuple[str, Sequence[HitBatch]]:
        found = contract.members(contract.found(search(db, asked, limit=1)))
        head = {key: value for key, value in found.items() if key != "results"}
        return contract.to_json(head), hit_batches(db, asked)

    head, pieces = read(library, begin)
    yield head.removesuffix("}") + ', "results": ['
    between = ""
    for piece in pieces:
        if results := [contract.to_json(contract.hit(hit)) for hit in read(library, piece)]:
            yield between + ", ".join(results)
            between = ", "
    yield "]}\n"


def csv_pieces(library: Library, asked: str) -> Iterator[str]:
    """Text of the CSV in pieces.

    Each piece is read under a connection that is given back before the piece is yielded.
    """
    pieces = read(library, partial(hit_batches, text=asked))
    yield "\ufeff" + _lines([COLUMNS])
    for piece in pieces:
        yield _lines(_row(hit) for hit in read(library, piece))


def _lines(rows: Iterable[Sequence[object]]) -> str:
    lines = StringIO(newline="")
    csv.writer(lines).writerows([guarded(str(cell)) for cell in row] for row in rows)
    return lines.getvalue()


def _row(hit: Hit) -> tuple[object, ...]:
    one, document = hit.highlight, hit.document
    shape = contract.hit(hit)
    of_it = (
        (
            one.chapter,
            one.location,
            one.color,
            int(one.favorite),
            one.highlighted_at,
            one.added_at,
            one.url,
        )
        if one
        else ("",) * 7
    )
    about = (document.title, "; ".join(document.authors), document.kind)
    return (
        shape.type,
        shape.id,
        shape.text,
        shape.note,
        "; ".join(shape.tags),
        *about,
        *of_it,
        shape.path,
        hit.tier,
    )
