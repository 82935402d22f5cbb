"""Import history, and the files that were read."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select

from app.errors import NotFoundError
from app.model import Counts, Difference, FileRecord, ImportReport, Line, Listing, Problem, Skipped
from app.model.parsed import NOTHING_LOST
from app.store.db.import_schema import (
    LIBRARY_ROOT,
    differences,
    files,
    imports,
    problems,
    unparsed,
    versions,
)
from app.store.db.rows import Order, page, row_ids
from app.store.db.schema import document_files, documents, highlights
from app.store.reads.documents import summaries

PROBLEMS_SHOWN = 1000
DIFFERENCES_SHOWN = 500
_PROBLEMS = (
    select(func.count())
    .where(problems.c.import_id == imports.c.id)
    .correlate(imports)
    .scalar_subquery()
    .label("problems")
)
_HARMLESS = (
    select(func.count())
    .where(problems.c.import_id == imports.c.id, problems.c.message.contains(NOTHING_LOST))
    .correlate(imports)
    .scalar_subquery()
    .label("harmless")
)
_IMPORTS = select(imports, _PROBLEMS, _HARMLESS).where(imports.c.hidden == 0)
_NEWEST = Order("newest", (imports.c.id,), descending=True)
_BY_PATH = Order("path", (files.c.path,))


def list_imports(
    db: Connection, *, undone: bool = True, cursor: str = "", limit: int = 50
) -> Listing[ImportReport]:
    """Page of the imports, newest first, without their problems; `undone` includes undone ones."""
    rows_of = _IMPORTS if undone else _IMPORTS.where(imports.c.undone_at == "")
    total = db.execute(rows_of.with_only_columns(func.count())).scalar_one()
    rows, following = page(db, rows_of, _NEWEST, cursor, limit)
    return Listing(tuple(_report(row) for row in rows), total, following)


def import_report(db: Connection, import_id: int) -> ImportReport:
    """Import with its first thousand problems and first hundreds of differences.

    New highlights are last.
    """
    row = db.execute(_IMPORTS.where(imports.c.id == import_id)).one_or_none()
    if row is None:
        raise no_import(import_id)
    shown_problems = select(problems.c.message, problems.c.line, problems.c.path).where(
        problems.c.import_id == import_id
    )
    report = _report(
        row,
        tuple(
            Problem(*each)
            for each in db.execute(shown_problems.order_by(problems.c.id).limit(PROBLEMS_SHOWN))
        ),
    )
    return replace(report, differences=_differences(db, import_id))


def no_import(number: int) -> NotFoundError:
    """Error for an unknown import number."""
    return NotFoundError(
        f"there is no import {number}; `florilegium imports` and the page /imports list them"
    )


def _differences(db: Connection, import_id: int) -> tuple[Difference, ...]:
    d = differences.c
    changed = db.execute(
        select(d.what, d.code, d.before, d.after, d.title)
        .where(d.import_id == import_id)
        .order_by(d.id)
        .limit(DIFFERENCES_SHOWN)
    )
    found = [Difference(*row) for row in changed]
    of_it = select(highlights.c.code, highlights.c.text, documents.c.title).join(documents)
    new = of_it.where(highlights.c.import_id == import_id, highlights.c.gone == 0).order_by(
        highlights.c.id
    )
    rows = db.execute(new.limit(DIFFERENCES_SHOWN - len(found)))
    return (
        *found,
        *(Difference("new", row.code, after=row.text, document=row.title) for row in rows),
    )


def roots(db: Connection) -> tuple[str, ...]:
    """Folders that were imported, as they were scanned."""
    return tuple(db.scalars(select(files.c.root).where(files.c.root != "").distinct()))


def latest_import(db: Connection, *, undone: bool = True) -> ImportReport | None:
    """Newest import, without its problems; None before the first. `undone` includes undone ones."""
    standing = _IMPORTS if undone else _IMPORTS.where(imports.c.undone_at == "")
    row = db.execute(standing.order_by(imports.c.id.desc()).limit(1)).one_or_none()
    return _report(row) if row else None


def _report(row: Row[Any], shown: tuple[Problem, ...] = ()) -> ImportReport:
    counts = json.loads(row.counts or "{}")
    return ImportReport(
        id=row.id,
        started_at=row.started_at,
        seconds=row.seconds,
        source=row.source,
        files=Counts(**counts.get("files", {})),
        documents=Counts(**counts.get("documents", {})),
        highlights=Counts(**counts.get("highlights", {})),
        problems=shown,
        problems_total=row.problems,
        harmless=row.harmless,
        finished=bool(row.finished_at),
        undone_at=row.undone_at,
        skipped=tuple(Skipped(*each) for each in counts.get("skipped", ())),
        unparsed=counts.get("unparsed", 0),
    )


def list_files(
    db: Connection, *, cursor: str = "", limit: int = 200, unclear: bool = False
) -> Listing[FileRecord]:
    """Page of the files that were read, by path, without their unparsed lines.

    `unclear`: only those that have such lines.
    """
    wanted = files.c.root != LIBRARY_ROOT
    if unclear:
        wanted &= files.c.id.in_(select(unparsed.c.file_id))
    total = db.execute(select(func.count()).select_from(files).where(wanted)).scalar_one()
    rows, following = page(db, select(files).where(wanted), _BY_PATH, cursor, limit)
    return Listing(_records(db, rows), total, following)


def file_record(db: Connection, path: str) -> FileRecord:
    """File by its path as scanned, with its unparsed lines."""
    rows = db.execute(select(files).where(files.c.path == path)).all()
    if not rows:
        raise NotFoundError(f"no file '{path}' was ever imported")
    lines = db.execute(
        select(unparsed.c.line, unparsed.c.text)
        .where(unparsed.c.file_id == rows[0].id)
        .order_by(unparsed.c.line)
    )
    return _records(db, rows, tuple(Line(*line) for line in lines))[0]


def present_problems() -> Select[Any]:
    """Problems of the present files: those reported since the import of their newest bytes."""
    since = (
        select(func.max(versions.c.import_id))
        .where(versions.c.file_id == problems.c.file_id)
        .correlate(problems)
        .scalar_subquery()
    )
    return select(problems).where(
        problems.c.file_id.is_not(None), problems.c.import_id >= func.coalesce(since, 0)
    )


def _records(
    db: Connection, rows: Sequence[Row[Any]], lines: tuple[Line, ...] = ()
) -> tuple[FileRecord, ...]:
    ids = row_ids([row.id for row in rows])
    became: dict[int, list[int]] = {row.id: [] for row in rows}
    for file_id, document in db.execute(
        select(document_files.c.file_id, document_files.c.document_id).where(
            document_files.c.file_id.in_(ids)
        )
    ):
        became[file_id].append(document)
    by_file: dict[int, list[Problem]] = {row.id: [] for row in rows}
    for each in db.execute(
        present_problems().where(problems.c.file_id.in_(ids)).order_by(problems.c.id)
    ):
        by_file[each.file_id].append(Problem(each.message, each.line, each.path))
    of = summaries(db, sorted({document for several in became.values() for document in several}))
    return tuple(
        FileRecord(
            row.path,
            row.format,
            row.skipped,
            bool(row.gone),
            tuple(of[each] for each in became[row.id]),
            lines,
            tuple(by_file[row.id]),
        )
        for row in rows
    )
