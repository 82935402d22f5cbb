"""A folder that is exported to.

What is in it already is left alone, unless it is an earlier export's and unchanged.
"""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from app.errors import LibraryBusyError, WrongUseError
from app.model import Problem
from app.store.disk import give_free_name

MANIFEST = ".florilegium"  # a line of JSON for each file: its hash and its path
_PART = ".florilegium.part"  # a file on its way to its name


@dataclass(slots=True)
class Counts:
    """What became of the files of an export."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0


@dataclass(slots=True)
class ExportFolder:
    """The folder, and what earlier exports wrote there: hashes by path."""

    path: Path
    before: dict[str, set[str]] = field(default_factory=dict)
    now: dict[str, str] = field(default_factory=dict)
    counts: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)

    def write(self, name: str, data: bytes, mtime_ns: int = 0) -> None:
        """Write the file, and set its mtime (nanoseconds since 1970). An OSError passes.

        What is there and is not an earlier export's, or was changed since, stays as it is, which is
        a problem.
        """
        digest, path = sha256(data).hexdigest(), self.path / name
        there = _digest(path)
        if there == digest:
            self.counts.unchanged += 1
        elif there is not None and there not in self.before.get(name, ()):
            self._leave(path)
            return
        else:
            self._note(name, digest)
            try:
                self._put(
                    path, data, mtime_ns, name=give_free_name if there is None else Path.replace
                )
            except FileExistsError:  # made just now
                self._leave(path)
                return
            self.counts.written += 1
        self.now[name] = digest

    def _leave(self, path: Path) -> None:
        why = "is not as an export left it; it was left as it is: rename it, and export again"
        self.problems.append(Problem(why, path=str(path)))

    def _put(
        self, path: Path, data: bytes, mtime_ns: int, name: Callable[[Path, Path], object]
    ) -> None:
        """Write beside the name and rename, so that no half file ever has it."""
        part = self.path / _PART
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(data)
        if mtime_ns > 0:
            os.utime(part, ns=(mtime_ns, mtime_ns))
        name(part, path)

    def _note(self, name: str, digest: str) -> None:
        """Note what is about to be written.

        An export that is interrupted here knows its files again.
        """
        with (self.path / MANIFEST).open("a", encoding="utf-8") as manifest:
            manifest.write(_line(name, digest))

    def finish(self, *, whole: bool = True) -> None:
        """Remove unchanged files that only an earlier export wrote, and write the list of files."""
        for name in sorted(self.before.keys() - self.now.keys()):
            path = self.path / name
            there = _digest(path)
            if not whole and there is not None:
                self.now[name] = (
                    there if there in self.before[name] else next(iter(self.before[name]))
                )
            elif there in self.before[name]:
                path.unlink()
                self.counts.removed += 1
                _remove_empty(path.parent, self.path)
        lines = "".join(_line(name, digest) for name, digest in sorted(self.now.items()))
        self._put(self.path / MANIFEST, lines.encode(), 0, name=Path.replace)


def _line(name: str, digest: str) -> str:
    return json.dumps([digest, name], ensure_ascii=False) + "\n"


def _digest(path: Path) -> str | None:
    """The hash of a file; None where there is none."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except (FileNotFoundError, NotADirectoryError):
        return None


def _remove_empty(folder: Path, top: Path) -> None:
    while folder != top and not any(folder.iterdir()):
        folder.rmdir()
        folder = folder.parent


@contextmanager
def open_folder(path: Path, *, into: bool) -> Iterator[ExportFolder]:
    """The folder to export to, made where there is none; for this export alone until the end.

    WrongUseError where it holds other files, unless `into` allows that, LibraryBusyError while
    another program exports to it.
    """
    if path.exists() and not path.is_dir():
        raise WrongUseError(f"'{path}' is a file; name a folder to export to")
    manifest = path / MANIFEST
    if not into and path.is_dir() and not manifest.is_file() and any(path.iterdir()):
        raise WrongUseError(
            f"'{path}' holds other files; name an empty folder, or add --into to write between them"
        )
    path.mkdir(parents=True, exist_ok=True)
    lock = os.open(path, os.O_RDONLY)
    try:
        _take(lock, path)
        manifest.touch()
        (path / _PART).unlink(missing_ok=True)
        yield ExportFolder(path, _read(manifest))
    finally:
        os.close(lock)


def _take(lock: int, path: Path) -> None:
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise LibraryBusyError(f"another program is exporting to '{path}'; wait for it") from error
    except OSError:
        pass  # a disk without locks


def _read(manifest: Path) -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for line in manifest.read_text("utf-8").split("\n"):
        try:
            digest, name = json.loads(line)
        except (ValueError, TypeError):  # the end, or a line that an interrupted export left
            continue
        if (
            isinstance(name, str)
            and isinstance(digest, str)
            and ".." not in Path(name).parts
            and not Path(name).is_absolute()
        ):
            known.setdefault(name, set()).add(digest)
    return known
