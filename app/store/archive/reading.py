"""Reading an archive: what it is, whether it is whole, and its rows written into a library."""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, suppress
from hashlib import sha256
from io import TextIOWrapper
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile, is_zipfile

from app.errors import LibraryError, NewerError

VERSION = 1
MANIFEST = "manifest.json"
TABLES = "tables/"
CONTENTS = "contents/"
TOLD = "florilegium archive"
_ZIP = b"PK\x03\x04"
_DAMAGE = (  # what reading a damaged zip file raises
    *(BadZipFile, zlib.error, KeyError, TypeError, AttributeError, ValueError, EOFError, OSError),
    *(RuntimeError, NotImplementedError),
)


def is_archive(path: Path) -> bool:
    """Whether the file is a zip archive, as one of ours is."""
    return path.is_file() and is_zipfile(path)


def is_own_archive(path: Path) -> bool:
    """Whether the file says that it is an archive of this program; damaged ones do as well."""
    try:
        with path.open("rb") as file:
            if file.read(len(_ZIP)) != _ZIP:  # most files are told by this
                return False
        with ZipFile(path) as archive:
            return TOLD in json.loads(archive.read(MANIFEST))
    except _DAMAGE:
        return False


def contents_of(path: Path, digests: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Those of these contents that an archive holds undamaged: the hash and the bytes of each."""
    try:
        with ZipFile(path) as archive:
            for digest in set(digests) & {*map(_hash_of, _contents(archive))}:
                with suppress(*_DAMAGE):
                    content = archive.read(f"{CONTENTS}{digest}")
                    if sha256(content).hexdigest() == digest:
                        yield digest, content
    except _DAMAGE:
        return


def _hash_of(name: str) -> str:
    return name.removeprefix(CONTENTS)


def check_archive(path: Path, after_part: Callable[[], None] = lambda: None) -> dict[str, Any]:
    """Read all of an archive and give its manifest; `after_part` is called after each of its parts.

    LibraryError where it is damaged, or is not one of this program.
    """
    try:
        with ZipFile(path) as archive:
            manifest = _manifest(archive, path)
            sound = all(
                _digest(archive, f"{TABLES}{name}.jsonl", after_part) == entry["sha256"]
                for name, entry in manifest["tables"].items()
            )
            held = [name for name in archive.namelist() if name.startswith(CONTENTS)]
            sound &= len(held) == manifest["contents"]
            sound &= all(
                _digest(archive, name, after_part) == name.removeprefix(CONTENTS) for name in held
            )
    except _DAMAGE as error:
        raise LibraryError(
            f"'{path}' is damaged, or no archive of this program: {error}"
        ) from error
    if not sound:
        raise LibraryError(f"'{path}' is damaged: it does not hold what its manifest says")
    return manifest


def _manifest(archive: ZipFile, path: Path) -> dict[str, Any]:
    manifest = json.loads(archive.read(MANIFEST))
    version = manifest[TOLD]
    if version > VERSION:
        raise NewerError(path)
    return dict(manifest)


def _digest(archive: ZipFile, name: str, after_part: Callable[[], None]) -> str:
    digest = sha256()
    with archive.open(name) as member:
        while piece := member.read(1 << 20):
            digest.update(piece)
    after_part()
    return digest.hexdigest()


def unpack(path: Path, library: Path) -> None:
    """Fill an empty library, of the schema that the archive states, with the archive's contents."""
    with ZipFile(path) as archive, closing(sqlite3.connect(library, isolation_level=None)) as db:
        db.execute("PRAGMA foreign_keys=OFF")
        db.execute("BEGIN")
        for name in archive.namelist():
            if name.startswith(TABLES):
                _fill(db, archive, name, path)
        rows = (
            (name.removeprefix(CONTENTS), zlib.compress(archive.read(name), 1))
            for name in _contents(archive)
        )
        db.executemany("INSERT INTO contents (sha256, data) VALUES (?, ?)", rows)
        db.execute("COMMIT")


def _contents(archive: ZipFile) -> Iterator[str]:
    return (name for name in archive.namelist() if name.startswith(CONTENTS))


def _fill(db: sqlite3.Connection, archive: ZipFile, name: str, path: Path) -> None:
    table = name.removeprefix(TABLES).removesuffix(".jsonl")
    known = {row[0] for row in db.execute("SELECT name FROM pragma_table_xinfo(?)", (table,))}
    with archive.open(name) as member, TextIOWrapper(member, "utf-8", newline="\n") as lines:
        columns = json.loads(next(lines))
        if not known or not known.issuperset(columns):
            raise LibraryError(
                f"'{path}' holds a table '{table}' that its schema does not know; nothing was "
                f"changed"
            )
        names, marks = ", ".join(f'"{each}"' for each in columns), ", ".join("?" * len(columns))
        db.execute(f'DELETE FROM "{table}"')
        db.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', map(json.loads, lines))
