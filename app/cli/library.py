"""Library of a command: its path, and how it is opened."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import counted, print_status
from app.errors import LibraryError

if TYPE_CHECKING:
    from app.store.db.library import Library

_MANY_FILES = 1_000
_MANY = 20_000  # rows whose index takes more than a moment
HIGHEST = 2**53  # of the numbers of imports: the largest whole number that JSON carries everywhere


@dataclass(slots=True)
class Options:
    """Options before the command's name."""

    named: Path | None = None
    debug: bool = False
    named_copies: str = ""

    @property
    def library(self) -> Path:
        """Path of the library's file."""
        from app.settings import default_library

        return self.named.expanduser() if self.named else default_library()

    @property
    def copies(self) -> Path | None:
        """Folder of the library's dated copies; None where none are made."""
        from app.settings import named_copies
        from app.store.copies.listing import copies_folder

        return copies_folder(self.library, self.named_copies or named_copies())


@contextmanager
def open_library(path: Path) -> Iterator["Library"]:
    """Library for writing, created if missing, with newest schema, index and derived rows.

    A library that can only be read is opened as it is.
    """
    from app.importer.read_again import read_again
    from app.store.fts.upgrade import write_index_anew

    with _open(path) as library:
        for done, total in () if library.read_only else write_index_anew(library):
            if not done and total >= _MANY:
                print_status(
                    f"writing the search index of {total:,} passages and documents anew, which "
                    f"takes a minute or two for each million"
                )
        for done, total in () if library.read_only else read_again(library):
            if not done and total >= _MANY_FILES:
                print_status(
                    f"deriving again what {total:,} files say, which this version reads otherwise"
                )
        if not library.read_only:
            _take_in_journal(library)
            _put_note_back(library)
        yield library


def _take_in_journal(library: "Library") -> None:
    """Take in the acts of a library that was lost, if its journal is still there."""
    from app.importer.replaying import lost_acts, replay_acts

    if lost := lost_acts(library):
        print_status(
            f"'{library.path}' holds nothing that you did, but its journal tells of "
            f"{counted(lost, 'act')} of yours: they are taken in again"
        )
        replay_acts(library)
    library.tidy_journal()


def _put_note_back(library: "Library") -> None:
    """Give a note its old name again whose renaming was cut off before it was recorded."""
    from app.notes.unfinished import put_back

    if path := put_back(library):
        print_status(f"'{path}' has its old name again, for its renaming was cut off")


@contextmanager
def _open(path: Path) -> Iterator["Library"]:
    from app.store.db.library import Library
    from app.store.disk import make_private_folder
    from app.store.leftovers import remove_leftovers
    from app.store.migrations import upgrade

    try:
        make_private_folder(path.parent)
    except OSError as error:
        raise LibraryError(
            f"the folder '{path.parent}' for the library cannot be made: {error.strerror}; name "
            f"another file with --db"
        ) from error
    if path.is_dir():
        raise LibraryError(f"'{path}' is a folder; name the library's file with --db")
    remove_leftovers(path)
    with Library(path) as library:
        upgrade(library)
        yield library


@contextmanager
def open_for_reading(path: Path) -> Iterator["Library"]:
    """Library for reading; a temporary empty one where there is none yet."""
    import tempfile

    from app.store.db.file import check_leftovers

    check_leftovers(path)
    if path.exists():
        with _open(path) as library:
            yield library
        return
    with (
        tempfile.TemporaryDirectory(prefix="florilegium-") as folder,
        _open(Path(folder) / "empty.db") as library,
    ):
        yield library
