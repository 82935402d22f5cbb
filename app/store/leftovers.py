"""Files that a killed restore, upgrade or column index left half-made beside the library."""

import re
from pathlib import Path

ENDINGS = ("", "-wal", "-shm", "-journal")  # of the files that SQLite keeps of one database
_STAMP = r"\.\d{4}-\d\d-\d\dT\d{6}(?:-\d{1,2})?"
_HALF_MADE = re.compile(
    rf"(?:\.restored(?:\.part)?|\.before-\d{{4}}\.part|\.digest\.\d{{1,10}}\.part|{_STAMP}\.part)"
    r"(?:-wal|-shm|-journal)?"
)
_KEPT = re.compile(_STAMP)


def beside(database: Path, ending: str) -> Path:
    """The file of a database that bears this ending."""
    return database.with_name(database.name + ending)


def remove_database(database: Path) -> None:
    """Remove a database that nobody uses, with its log and journal."""
    for ending in ENDINGS:
        beside(database, ending).unlink(missing_ok=True)


def remove_leftovers(library: Path) -> None:
    """Remove what is half-made. Call it only while no other program has the library.

    A kept library of the same inode is the second name that a restore gave the library before it
    was killed: no copy, for what is written to one is written to the other.
    """
    for path in library.parent.iterdir():
        rest = path.name.removeprefix(library.name)
        if path.name == library.name or not path.name.startswith(library.name):
            continue
        second_name = _KEPT.fullmatch(rest) and library.exists() and path.samefile(library)
        if second_name or (_HALF_MADE.fullmatch(rest) and path.is_file()):
            path.unlink(missing_ok=True)
