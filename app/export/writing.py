"""A form written to a new file or into a folder, as the library is at one moment."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

from app.errors import NoFolderError, WrongUseError
from app.export.folder import Counts, open_folder
from app.export.registry import FORMS, Form
from app.export.selection import Order, Tell, Written
from app.model import Problem
from app.store.archive.writing import write_archive
from app.store.db.library import Library
from app.store.disk import give_free_name

ARCHIVE = "archive"  # the form that holds everything, and is no function of documents
_PIECE = 1 << 18  # bytes of a file that are read at once


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export into a folder wrote: how many documents and highlights.

    What became of its files, and what went wrong.
    """

    documents: int
    highlights: int
    files: Counts
    problems: tuple[Problem, ...]


def export_file(
    library: Library, form: Form, target: Path, *, query: str = "", tell: Tell | None = None
) -> Written:
    """Write the library, or what a search finds, to a new file.

    What is being written is beside it, under a name that nothing else has. WrongUseError where
    something has the name already, or there is no folder to write to.
    """
    taken = f"'{target}' is already there and is left as it is; name another file"
    if target.exists():
        raise WrongUseError(taken)
    if not target.parent.is_dir():
        raise NoFolderError(target.parent)
    written = Written()
    part = target.with_name(f".florilegium-{token_hex(8)}.tmp")
    try:
        with part.open("xb") as file, library.reading() as db:
            for piece in form.pieces(Order(lambda ask: ask(db), query, tell, written)):
                file.write(piece)
        give_free_name(part, target)
    except FileExistsError as error:
        raise WrongUseError(taken) from error
    finally:
        part.unlink(missing_ok=True)
    return written


def export_folder(
    library: Library,
    folder: Path,
    form: Form = FORMS["markdown"],
    *,
    query: str = "",
    into: bool = False,
    tell: Tell | None = None,
) -> Exported:
    """Write the library, or what a search finds, as files in a folder.

    A second export of the same changes no byte. Files of an earlier export that were changed since
    are left as they are, and named among the problems. WrongUseError where the folder holds other
    files, unless `into` allows that, and for a form of one file.
    """
    if form.files is None:
        raise WrongUseError(f"{form.label} is one file, no folder")
    written = Written()
    with open_folder(folder, into=into) as target:
        with library.reading() as db:
            for file in form.files(Order(lambda ask: ask(db), query, tell, written)):
                target.write(*file)
        target.finish(whole=not query.strip())
    return Exported(written.documents, written.highlights, target.counts, tuple(target.problems))


def archive_pieces(
    library: Library, folder: Path, tell: Tell = lambda _done, _total: None
) -> Iterator[bytes]:
    """The bytes of an archive of the library, which is in the folder while they are read.

    `tell` hears how many of its parts are written or checked, and of how many.
    """
    path = folder / f"{token_hex(8)}.zip"
    try:
        write_archive(library, path, tell)
        yield from file_pieces(path)
    finally:
        path.unlink(missing_ok=True)


def file_pieces(path: Path) -> Iterator[bytes]:
    """The bytes of a file."""
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
