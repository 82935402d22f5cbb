"""What an import writes of itself: its row, its problems, and what it changed."""

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import Connection, func, insert, select, update

from app.model import Difference, Problem
from app.store.db.import_schema import differences, files, imports, problems
from app.store.db.keys import texts
from app.store.db.rows import add_rows, next_id, row_ids
from app.store.db.schema import document_files, documents, highlights


def mark_undone(db: Connection, import_id: int, undone_at: str) -> None:
    """Mark this import as undone."""
    db.execute(update(imports).where(imports.c.id == import_id).values(undone_at=undone_at))


def undone_at(db: Connection, import_id: int) -> str:
    """Moment when this import was undone, empty if it was not; NotFoundError for an unknown one."""
    found = db.execute(
        select(imports.c.undone_at).where(imports.c.id == import_id, imports.c.hidden == 0)
    ).scalar_one_or_none()
    if found is None:
        from app.store.reads.imports import no_import  # slow to import

        raise no_import(import_id)
    return str(found)


def add_problems(
    db: Connection, import_id: int, found: Sequence[tuple[int | None, Problem]]
) -> None:
    """Insert problems met in an import, each with the id of its file where it has one."""
    rows = [
        {"import_id": import_id, "file_id": f, "path": p.path, "line": p.line, "message": p.message}
        for f, p in found
    ]
    if rows:
        db.execute(insert(problems), rows)


def add_differences(db: Connection, import_id: int, found: Iterable[Difference]) -> None:
    """Insert differences that an import made to existing highlights."""
    rows = [
        (import_id, d.what, d.highlight, d.document, d.before, d.after)
        for d in found
        if d.what != "new"
    ]
    add_rows(db, differences, ("import_id", "what", "code", "title", "before", "after"), rows)


def last_import(db: Connection) -> int:
    """Row id of the newest import; 0 where there is none."""
    return int(db.execute(select(func.coalesce(func.max(imports.c.id), 0))).scalar_one())


def begin_import(db: Connection, started_at: str, source: str) -> int:
    """Insert a row of `imports` and give its id."""
    import_id = next_id(db, imports)
    db.execute(insert(imports).values(id=import_id, started_at=started_at, source=source))
    return import_id


def finish_import(db: Connection, import_id: int, **values: object) -> None:
    """Complete an import's row with its end, its seconds and its counts (JSON)."""
    db.execute(update(imports).where(imports.c.id == import_id).values(**values))


def live_highlights(db: Connection, paths: Collection[str], *, but: Collection[int]) -> int:
    """Count the live highlights of the documents that these files feed, less the rows in `but`."""
    fed = (
        select(document_files.c.document_id)
        .join(files, files.c.id == document_files.c.file_id)
        .where(files.c.path.in_(texts(paths)))
    )
    whole = select(func.coalesce(func.sum(documents.c.highlights), 0)).where(
        documents.c.gone == 0, documents.c.id.in_(fed)
    )
    left_out = (
        highlights.c.id.in_(row_ids(list(but))),
        highlights.c.gone == 0,
        highlights.c.document_id.in_(fed),
    )
    return int(db.execute(whole).scalar_one()) - int(
        db.execute(select(func.count()).where(*left_out)).scalar_one()
    )
