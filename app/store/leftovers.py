"""Leftovers of a killed restore, upgrade or column index: half-written files beside the library."""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from app.errors import LibraryBusyError
from app.store.db.file import beside, locked_alone

ENDINGS = ("", "-wal", "-shm", "-journal")  # of the files that SQLite keeps of one database
_STAMP = r"\.\d{4}-\d\d-\d\dT\d{6}(?:-\d{1,2})?"
_HALF_MADE = re.compile(
    rf"(?:\.restored(?:\.part|\.unpacked)?|\.before-\d{{4}}\.part|\.digest\.\d{{1,10}}\.part"
    rf"|\.acts\.jsonl\.part|\.recovered\.(?:source(?:\.shell)?|copy)|{_STAMP}\.part)"
    r"(?:-wal|-shm|-journal)?"
)
_KEPT = re.compile(_STAMP)


def remove_database(database: Path) -> None:
    """Delete an unused database with its log and journal."""
    for ending in ENDINGS:
        beside(database, ending).unlink(missing_ok=True)


def remove_leftovers(library: Path) -> None:
    """Delete half-written files, unless another program has the library open."""
    if not library.parent.is_dir() or not os.access(library.parent, os.W_OK):
        return
    if any(_leftovers(library)):  # seldom: whoever starts meanwhile is refused
        with suppress(LibraryBusyError), locked_alone(library):
            for path in list(_leftovers(library)):
                path.unlink(missing_ok=True)


def _leftovers(library: Path) -> Iterator[Path]:
    """Half-written files and second names of the library.

    A restore gives the library a second name, which keeps it once its first name leads to another
    file. Until then that is no copy: both names lead to the same file.
    """
    for path in library.parent.iterdir():
        rest = path.name.removeprefix(library.name)
        if rest == path.name or not rest:
            continue
        if _HALF_MADE.fullmatch(rest) or (_KEPT.fullmatch(rest) and _is_same(path, library)):
            yield path


def _is_same(path: Path, library: Path) -> bool:
    with suppress(FileNotFoundError):
        return path.samefile(library)
    return False
