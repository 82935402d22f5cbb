"""File of the journal: a line of JSON for each act, appended and synced once it is committed."""

import fcntl
import json
import os
import sqlite3
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from logging import getLogger
from pathlib import Path
from typing import Any

from app.store.db.file import beside
from app.store.disk import open_private, sync_folder
from app.store.journal.touched import Act, everything, take_act

ENDING = ".acts.jsonl"
_TOGETHER = 500  # rows in a line of a journal that is written anew
_SPARE = 256 << 10  # bytes that a journal may have beyond twice what it needs
_TRIES, _PAUSE = 500, 0.01  # of a lock that another program has, and seconds between two
_BEHIND_CHECK = len('["01234567",')  # where what a line says begins
_LAST = "SELECT id, code FROM my_changes ORDER BY id DESC LIMIT 1"
_LAST_BUT = """
SELECT id, code FROM my_changes WHERE id NOT IN (SELECT value FROM json_each(?))
ORDER BY id DESC LIMIT 1
"""
_HAS_OWN_TABLES = "SELECT 1 FROM sqlite_master WHERE name = 'my_changes'"
Last = list[Any]  # number and code of the last act; empty before the first


@dataclass(frozen=True, slots=True)
class Line:
    """Line of a journal: an act, and which was the last one once it was done.

    `before` is the one before it, which is not written.
    """

    act: Act
    last: Last
    before: Last = field(default_factory=list)


def journal_path(library: Path) -> Path:
    """File of a library's journal."""
    return beside(library, ENDING)


class Journal:
    """Journal of one library, of one writer at a time."""

    def __init__(self, library: Path) -> None:
        self.path = journal_path(library)
        self._known = (-1, 0, 0)  # device, inode and size, as this program left it
        self._needed = 0  # bytes of the journal when it was last written anew
        self._failed = False

    def take(self, db: sqlite3.Connection) -> Line | None:
        """What the open transaction did, if it did anything; call it before the commit."""
        act = take_act(db)
        return Line(act, _last(db), _before(db, act)) if act else None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Keep other programs from the journal until the end.

        From before a commit until its line is written, so that lines are in the order of commits.
        A disk without locks, and a program that holds its own for longer than five seconds, end
        nothing.
        """
        lock = None
        with suppress(OSError):
            for _ in range(_TRIES):
                if (lock := _try_lock(self.path)) is not None:
                    break
                time.sleep(_PAUSE)
        try:
            yield
        finally:
            if lock is not None:
                os.close(lock)

    def append(self, db: sqlite3.Connection, line: Line | None) -> None:
        """Append what a transaction did that was committed just now, and sync it.

        A journal that does not end where this library's acts did is written anew. An error of the
        disk, and a library that is damaged elsewhere, is logged once and ends nothing: the library
        itself holds the act.
        """
        if line is None:
            return
        try:
            if self._state() == self._known or self._goes_on(line):
                self._add(_written(line.act, line.last))
            else:
                self._write_anew(db)
            self._failed = False
        except (OSError, sqlite3.Error) as error:
            self._log(error)

    def tidy(self, db: sqlite3.Connection, *, anew: bool = False) -> None:
        """Write the journal anew where it is missing, or has grown beyond twice its needs.

        With `anew` in any case. Call it outside a transaction.
        """
        try:
            if not db.execute(_HAS_OWN_TABLES).fetchone():
                return
            size = self._state()[2]
            if size > _SPARE and not self._needed:  # another program wrote it anew
                self._needed = _needs(self.path)
            if anew or size > 2 * self._needed + _SPARE or (not size and everything(db)):
                with self.alone():
                    self._write_anew(db)
        except (OSError, sqlite3.Error) as error:
            self._log(error)

    def _goes_on(self, line: Line) -> bool:
        """Whether the journal ends with the act before this one."""
        lines = read_journal(self.path).lines
        return bool(lines) and lines[-1].last in (line.before, line.last)

    def _write_anew(self, db: sqlite3.Connection) -> None:
        """Replace the journal by the reader's whole layer; one that says else is kept aside."""
        journal = read_journal(self.path)
        if journal.changes - set(_codes(db)):
            stamp = datetime.now().astimezone().strftime("%Y-%m-%dT%H%M%S")
            self.path.rename(beside(self.path, f".{stamp}"))
        part = beside(self.path, ".part")
        part.unlink(missing_ok=True)
        with os.fdopen(open_private(part), "wb") as file, _one_moment(db):
            last = _last(db)
            file.writelines(_written(act, last) for act in _pieces(everything(db)))
            file.flush()
            os.fsync(file.fileno())
        part.replace(self.path)
        sync_folder(self.path.parent)
        self._known = self._state()
        self._needed = self._known[2]

    def _add(self, line: bytes) -> None:
        is_new = not self._state()[2]
        number = open_private(self.path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
        with os.fdopen(number, "ab") as file:
            if not is_new and not _ends_whole(self.path):
                file.write(b"\n")  # of a program that was killed while it wrote
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(self.path.parent)
        self._known = self._state()

    def _state(self) -> tuple[int, int, int]:
        try:
            found = self.path.stat()
        except FileNotFoundError:
            return (0, 0, 0)
        return found.st_dev, found.st_ino, found.st_size

    def _log(self, error: OSError | sqlite3.Error) -> None:
        if not self._failed:
            why = str(getattr(error, "strerror", None) or error).lower()
            getLogger(__name__).error(
                "what you do is kept in the library alone: its journal '%s' cannot be written (%s)",
                self.path,
                why,
            )
        self._failed = True


def _try_lock(path: Path) -> int | None:
    """Lock the file of this name, made where there is none; gives its descriptor.

    None where another program has its lock, or has just put another file in its place.
    """
    number = open_private(path, os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(number), path.stat()):
            return number
    except (BlockingIOError, FileNotFoundError):
        pass
    except OSError:
        os.close(number)
        raise
    os.close(number)
    return None


def _needs(path: Path) -> int:
    """Bytes that a journal had when it was written anew: its lines before the first later act."""
    size, first = 0, b""
    with suppress(FileNotFoundError), path.open("rb") as file:
        for line in file:
            last = line[_BEHIND_CHECK : line.find(b',"rows":')]
            first = first or last
            if last != first:
                break
            size += len(line)
    return size


def _ends_whole(path: Path) -> bool:
    with path.open("rb") as file:
        if not file.seek(0, os.SEEK_END):
            return True
        file.seek(-1, os.SEEK_END)
        return file.read(1) == b"\n"


def _last(db: sqlite3.Connection) -> Last:
    return list(db.execute(_LAST).fetchone() or ())


def _codes(db: sqlite3.Connection) -> list[str]:
    return [code for (code,) in db.execute("SELECT code FROM my_changes")]


def _before(db: sqlite3.Connection, act: Act) -> Last:
    mine = json.dumps([row["id"] for row in act.rows.get("my_changes", ())])
    return list(db.execute(_LAST_BUT, (mine,)).fetchone() or ())


@contextmanager
def _one_moment(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN")
    try:
        yield
    finally:
        db.execute("ROLLBACK")


def _written(act: Act, last: Last) -> bytes:
    entry = {"last": last, "rows": act.rows, "deleted": act.deleted, "files": act.files}
    text = json.dumps(entry, ensure_ascii=False, separators=(",", ":"))
    return f'["{_check(text)}",{text}]\n'.encode("utf-8", "surrogatepass")


def _check(text: str) -> str:
    return f"{zlib.crc32(text.encode('utf-8', 'surrogatepass')):08x}"


def _pieces(act: Act) -> Iterator[Act]:
    for table, rows in act.rows.items():
        left = iter(rows)
        while some := list(islice(left, _TOGETHER)):
            yield Act({table: some})
    for file in act.files:
        yield Act(files=[file])


@dataclass(frozen=True, slots=True)
class Read:
    """Lines of a journal that are whole, and how many are not."""

    lines: tuple[Line, ...]
    broken: int

    @property
    def changes(self) -> set[str]:
        """Codes of its acts."""
        return {row["code"] for line in self.lines for row in line.act.rows.get("my_changes", ())}


def read_journal(path: Path) -> Read:
    """Read a journal; a line that is damaged or cut short is counted and left out."""
    lines, broken = [], 0
    with suppress(FileNotFoundError), path.open("rb") as file:
        for data in file:
            if (line := _parsed(data)) is None:
                broken += data.endswith(b"\n")  # else a program was killed while it wrote
            else:
                lines.append(line)
    return Read(tuple(lines), broken)


def _parsed(data: bytes) -> Line | None:
    try:
        text = data.decode("utf-8", "surrogatepass").rstrip("\n")
        check, entry = json.loads(text)
        if _check(text[len(check) + 4 : -1]) != check:
            return None
        return Line(Act(entry["rows"], entry["deleted"], entry["files"]), entry["last"])
    except (ValueError, KeyError, TypeError):
        return None
