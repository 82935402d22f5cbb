"""Writing an archive of one moment of the library, and checking it."""

import json
import os
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from itertools import chain, count
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from sqlalchemy import Connection

from app.errors import DamageError, TakenFileError
from app.store.archive.reading import CONTENTS, MANIFEST, TABLES, TOLD, VERSION, check_archive
from app.store.db.file import beside
from app.store.db.library import Library
from app.store.disk import give_free_name, open_private, sync_file, sync_folder

# What is made anew from the rest: the index, its log, and what saves reading versions again.
_DERIVED = frozenset(
    {"index_log", "histories", "echo_marks", "kept_results", "table_writes", "alembic_version"}
)
_CONTENTS = "contents"  # the one table of bytes
# the same for every member, so that the same library gives the same bytes
_EPOCH = (1980, 1, 1, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Archived:
    """Contents of an archive: numbers of rows by table, and the number of stored file contents."""

    tables: dict[str, int]
    contents: int


def write_archive(
    library: Library, target: Path, tell: Callable[[int, int], None] = lambda _done, _total: None
) -> Archived:
    """Write all that the library stores at one moment to a checked archive, `target`.

    `tell` hears how many of its parts are written or checked, and of how many; what it raises ends
    the writing. LibraryError where the name is taken; DamageError where bytes of a file are
    damaged.
    """
    if target.exists():
        raise TakenFileError(target)
    part = beside(target, ".part")
    try:
        part.unlink(missing_ok=True)
        with (
            os.fdopen(open_private(part), "wb") as file,
            ZipFile(file, "w", ZIP_DEFLATED) as archive,
            library.reading() as db,
        ):
            archived, after_part = _write(db, archive, tell)
        check_archive(part, after_part)
        sync_file(part)
        give_free_name(part, target)
        sync_folder(target.parent)
    except FileExistsError as error:
        raise TakenFileError(target) from error
    finally:
        part.unlink(missing_ok=True)
    return archived


def _write(
    db: Connection, archive: ZipFile, tell: Callable[[int, int], None]
) -> tuple[Archived, Callable[[], None]]:
    """What was written, and what is to be called after each part that is checked."""
    names = kept_tables(db)
    parts = len(names) + db.exec_driver_sql("SELECT count(*) FROM contents").scalar_one()
    numbers = count(1)

    def after_part() -> None:
        tell(next(numbers), 2 * parts)

    tables = {}
    for name in names:
        tables[name] = _write_table(db, archive, name)
        after_part()
    contents = _write_contents(db, archive, after_part)
    manifest = {
        TOLD: VERSION,
        "schema": db.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one(),
        "index": db.exec_driver_sql("PRAGMA user_version").scalar_one(),
        "tables": tables,
        "contents": contents,
    }
    with archive.open(_member(MANIFEST), "w") as member:
        member.write(json.dumps(manifest, indent=1).encode() + b"\n")
    rows = {name: int(entry["rows"]) for name, entry in tables.items()}
    return Archived(rows, contents), after_part


def kept_tables(db: Connection) -> list[str]:
    """Tables whose rows an archive contains."""
    rows = db.exec_driver_sql(
        "SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table' ORDER BY name"
    )
    every = [name for name in rows.scalars() if not name.startswith("sqlite_")]
    return [name for name in every if name not in _DERIVED | {_CONTENTS}]


def _write_table(db: Connection, archive: ZipFile, table: str) -> dict[str, int | str]:
    """Write a table, its column names in the first line; gives its number of rows and its hash."""
    columns = _columns(db, table)
    names = ", ".join(f'"{name}"' for name in columns)
    order = ", ".join(str(number + 1) for number in range(len(columns)))
    rows, digest = 0, sha256()
    with archive.open(_member(f"{TABLES}{table}.jsonl"), "w", force_zip64=True) as member:
        for values in chain(
            [columns], db.exec_driver_sql(f'SELECT {names} FROM "{table}" ORDER BY {order}')
        ):
            line = _line(list(values))
            digest.update(line)
            member.write(line)
            rows += 1
    return {"rows": rows - 1, "sha256": digest.hexdigest()}


def _line(values: list[object]) -> bytes:
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _columns(db: Connection, table: str) -> list[str]:
    """Columns that are written: computed ones are not."""
    rows = db.exec_driver_sql(
        "SELECT name FROM pragma_table_xinfo(?) WHERE hidden = 0 ORDER BY cid", (table,)
    )
    return list(rows.scalars())


def _write_contents(db: Connection, archive: ZipFile, after_part: Callable[[], None]) -> int:
    """Write the bytes of all versions of files, each under its hash; gives how many there are."""
    number = 0
    for digest, data in db.exec_driver_sql("SELECT sha256, data FROM contents ORDER BY sha256"):
        try:
            content = zlib.decompress(data)
        except zlib.error as error:
            raise DamageError(
                f"bytes that the library keeps are damaged ({error}); see `florilegium verify`"
            ) from error
        if sha256(content).hexdigest() != digest:
            raise DamageError(
                "bytes that the library keeps are not those that were read; see `florilegium "
                "verify`"
            )
        archive.writestr(_member(f"{CONTENTS}{digest}"), content)
        number += 1
        after_part()
    return number


def _member(name: str) -> ZipInfo:
    info = ZipInfo(name, _EPOCH)
    info.compress_type = ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info
