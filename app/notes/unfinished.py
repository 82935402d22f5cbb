"""A renaming of a note that ended before it was recorded, as by a kill: its file is put back."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection

from app.errors import FlorilegiumError
from app.notes.files import read_file, rename_file
from app.notes.paths import parts_of
from app.notes.text import version_of
from app.store.db.library import Library
from app.store.kept import Kept, forget_kept, read_kept, write_kept

_NAME = "renaming"  # of the kept result that says which file is about to be renamed


@contextmanager
def noted(
    library: Library, folder: Path, path: str, new: str, *, version: str, at: str
) -> Iterator[None]:
    """Keep in the library that a file of this version is about to be renamed.

    Whoever records the renaming calls `recorded` in the same transaction. Where it fails the file
    has its old name, and this is forgotten.
    """
    moving = {"folder": str(folder), "path": path, "new": new, "version": version}
    with library.writing() as db:
        write_kept(db, _NAME, Kept("", at, moving))
    try:
        yield
    except Exception:
        with suppress(FlorilegiumError), library.writing() as db:
            recorded(db)
        raise


def recorded(db: Connection) -> None:
    """Forget that a file is about to be renamed, since that is recorded."""
    forget_kept(db, _NAME)


def put_back(library: Library) -> str:
    """Give a file its old name again where its renaming was never recorded; else do nothing.

    Gives its path within the folder of notes, empty where there was nothing to do: no renaming was
    begun, the folder is away, or the file is another since. To be called before an import.
    """
    with library.reading() as db:
        if read_kept(db, _NAME) is None:
            return ""
    with library.writing() as db:
        kept = read_kept(db, _NAME)
        if kept is None or not Path(kept.data["folder"]).is_dir():
            return ""
        recorded(db)
        folder, path, new = Path(kept.data["folder"]), kept.data["path"], kept.data["new"]
        with suppress(OSError, FlorilegiumError):  # what cannot be put back stays as it is
            if not version_at(folder, path) and version_at(folder, new) == kept.data["version"]:
                rename_file(folder, parts_of(new), parts_of(path), version=kept.data["version"])
                return str(path)
    return ""


def version_at(folder: Path, path: str) -> str:
    """Version of the file at a path within a folder; empty where there is none."""
    present = read_file(folder, parts_of(path))
    return version_of(present.data) if present else ""
