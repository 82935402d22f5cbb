"""Files on disk: private to their owner whatever the umask, and synced against power loss."""

import os
import re
import stat
from contextlib import suppress
from pathlib import Path

FILE, FOLDER = 0o600, 0o700
_OTHERS = 0o077
_BESIDE = re.compile(
    r"-wal|-shm|-journal"
    r"|\.(?:(?:restored|recovered|before-|digest|backups|uploads|lock|acts|\d{4}-\d\d-\d\d)"
    r".{0,200})"
)  # what follows the library's name in the names of the files beside it


def open_private(path: Path, flags: int = os.O_WRONLY | os.O_CREAT | os.O_EXCL) -> int:
    """Open a file for its owner alone.

    Gives its descriptor, an OSError where it cannot be created.
    """
    number = os.open(path, flags | getattr(os, "O_BINARY", 0), FILE)
    if hasattr(os, "fchmod"):  # the umask may have taken away what the owner needs
        try:
            os.fchmod(number, FILE)
        except OSError:
            os.close(number)
            raise
    return number


def make_private_file(path: Path) -> None:
    """Create an empty file for its owner alone, which SQLite treats as a new database."""
    os.close(open_private(path))


def make_private_folder(folder: Path) -> None:
    """Create a folder for its owner alone, and its parents; an existing one stays unchanged."""
    folder.mkdir(mode=FOLDER, parents=True, exist_ok=True)


def restrict(library: Path) -> None:
    """Remove others' permissions on the library, its log, its copies and its column index.

    Files of another owner are left unchanged.
    """
    if os.name != "posix":
        return
    _restrict(library, library.stat())
    with os.scandir(library.parent) as entries:
        for entry in entries:
            rest = entry.name.removeprefix(library.name)
            ours = rest != entry.name and _BESIDE.fullmatch(rest)
            if ours and not entry.is_symlink():
                with suppress(FileNotFoundError):  # the log of a program that just ended
                    _restrict(Path(entry.path), entry.stat(follow_symlinks=False))


def _restrict(path: Path, status: os.stat_result) -> None:
    allowed = FOLDER if stat.S_ISDIR(status.st_mode) else FILE
    if status.st_mode & _OTHERS and status.st_uid == os.geteuid():
        path.chmod(allowed)


def give_free_name(part: Path, target: Path) -> None:
    """Give a file that was written beside it its name, in one step.

    FileExistsError where something has the name by now, which a rename would replace.
    """
    try:
        os.link(part, target)
    except FileExistsError:
        raise
    except OSError:  # a disk without second names
        os.close(open_private(target))
        part.replace(target)
    else:
        part.unlink()


def sync_file(path: Path) -> None:
    """Sync the file's bytes to disk; an OSError where the disk fails."""
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def sync_folder(folder: Path) -> None:
    """Sync the names in the folder to disk; an OSError where the disk fails."""
    if os.name != "posix":  # other systems open no folders
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
