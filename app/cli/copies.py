"""`florilegium backup` and `florilegium restore`: copy the library, and bring a copy back."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.library import Options, open_library
from app.cli.output import counted, print_json, print_line, print_status
from app.errors import NoFolderError, NoLibraryError, WrongUseError

if TYPE_CHECKING:
    from app.model import DatedCopy


def backup(
    context: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="[FILE]",
            show_default=False,
            help="What to write (default: today's copy, among those of other days).",
        ),
    ] = None,
    list_: Annotated[bool, typer.Option("--list", help="List the copies of each day.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Copy the library, also while it is in use, or list its copies."""
    options = context.ensure_object(Options)
    if file and (list_ or as_json):
        raise WrongUseError("--list and --json are about the copies of each day; leave FILE out")
    if list_:
        _list(options, as_json=as_json)
        return
    library = options.library
    if not library.is_file():
        raise NoLibraryError(library, "copy")
    if file:
        _copy_to(library, file)
    else:
        _copy_today(options, as_json=as_json)


def _copy_to(library: Path, file: Path) -> None:
    from app.store.backup import backup as copy

    if not file.parent.is_dir():
        raise NoFolderError(file.parent, "the copy")
    copy(library, file)
    print_line(
        f"copied '{library}' to '{file}' ({file.stat().st_size:,} bytes), and checked the copy"
    )


def _copy_today(options: Options, *, as_json: bool) -> None:
    from app.store.copies.listing import list_copies
    from app.store.copies.writing import write_copy

    folder = _folder(options)
    with open_library(options.library) as library:
        library.empty_log()
        made = write_copy(library, folder)
    if as_json:
        _list(options, as_json=True)
    elif made:
        print_line(f"copied '{options.library}' to '{made.path}': {_told(made)}")
    elif copies := list_copies(folder):
        print_line(f"nothing changed since the copy '{copies[0].path}'")
    else:
        print_line("nothing is in the library yet, so there is nothing to copy")


def _list(options: Options, *, as_json: bool) -> None:
    from app import contract
    from app.store.copies.listing import list_copies

    folder = _folder(options)
    copies = list_copies(folder)
    if as_json:
        print_json(contract.copies(folder, copies))
        return
    for copy in copies:
        print_line(f"{copy.path}  {_told(copy)}")
    total = sum(copy.bytes for copy in copies)
    print_line(
        f"{counted(len(copies), 'copy', 'copies')}, {total:,} bytes"
        if copies
        else f"there are no copies in '{folder}' yet"
    )


def _folder(options: Options) -> Path:
    folder = options.copies
    if folder is None:
        raise WrongUseError("copies of each day are off; name a folder with --backups, or a FILE")
    return folder


def _told(copy: "DatedCopy") -> str:
    """Size and contents of a copy in a few words."""
    size = f"{copy.bytes:,} bytes"
    if copy.held is None:
        return size
    held = copy.held
    return (
        f"{size}, {counted(held.documents, 'document')}, {counted(held.highlights, 'highlight')}, "
        f"{counted(held.changes, 'act')} of yours"
    )


def restore(
    context: typer.Context,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE", show_default=False, help="A copy, an archive, or the day of a copy."
        ),
    ],
) -> None:
    """Put the copy or archive FILE in the library's place.

    The present library is kept beside it.
    """
    from app.store.archive.reading import is_archive
    from app.store.backup import (
        is_whole,
        restore_archive,
        restore_compressed,
        set_journal_aside,
    )
    from app.store.backup import restore as put_back
    from app.store.copies.gzip_file import is_gzip
    from app.store.disk import make_private_folder

    options = context.ensure_object(Options)
    library = options.library
    file = _named_copy(file, options.copies)
    if not file.is_file():
        raise WrongUseError(
            f"there is no file '{file}'; name a copy that `florilegium backup` made"
        )
    make_private_folder(library.parent)
    was_whole = is_whole(library)
    if is_archive(file):
        previous = restore_archive(library, file)
    elif is_gzip(file):
        previous = restore_compressed(library, file)
    else:
        previous = put_back(library, file)
    print_line(
        f"'{library}' is now what '{file}' holds"
        + (f"; what it was is kept as '{previous}'" if previous else "")
    )
    if was_whole and previous:
        set_journal_aside(library, previous)
    else:
        _take_in_journal(library)


def _take_in_journal(library: Path) -> None:
    """Take in what the reader did since the copy, where the library was lost or damaged."""
    from app.importer.replaying import replay_acts
    from app.store.journal.file import journal_path

    if not journal_path(library).exists():
        return
    with open_library(library) as opened:
        replayed = replay_acts(opened)
    if replayed.other:
        print_status(
            f"its journal '{journal_path(library)}' tells of {counted(replayed.acts, 'act')} that "
            f"do not go on from this copy, and is left as it is"
        )
    elif replayed.acts:
        print_line(
            f"{counted(replayed.acts, 'act')} of yours since that copy came from its journal"
        )


def _named_copy(file: Path, folder: Path | None) -> Path:
    """File as it is named, or the copy of a day that is named as `2024-05-03`."""
    if file.exists() or folder is None:
        return file
    of_that_day = folder / f"{file.name}.db.gz"
    return of_that_day if str(file) == file.name and of_that_day.is_file() else file
