"""`florilegium backup` and `florilegium restore`: copy the library, and bring a copy back."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.library import Options
from app.cli.output import print_line
from app.errors import LibraryError, WrongUseError

File = Annotated[Path, typer.Argument(metavar="FILE", show_default=False)]


def backup(context: typer.Context, file: File) -> None:
    """Copy the library to FILE, checked, while it may be in use."""
    from app.store.backup import backup as copy

    library = context.ensure_object(Options).library
    if not library.is_file():
        raise LibraryError(f"there is no library at '{library}' yet, so there is nothing to copy")
    if not file.parent.is_dir():
        raise WrongUseError(
            f"there is no folder '{file.parent}' to write the copy to; make it first"
        )
    copy(library, file)
    print_line(
        f"copied '{library}' to '{file}' ({file.stat().st_size:,} bytes), and checked the copy"
    )


def restore(context: typer.Context, file: File) -> None:
    """Put the copy or archive FILE in the library's place.

    The present library is kept beside it.
    """
    from app.store.archive import is_archive
    from app.store.backup import restore as put_back
    from app.store.backup import restore_archive
    from app.store.disk import make_private_folder

    library = context.ensure_object(Options).library
    if not file.is_file():
        raise WrongUseError(
            f"there is no file '{file}'; name a copy that `florilegium backup` made"
        )
    make_private_folder(library.parent)
    previous = restore_archive(library, file) if is_archive(file) else put_back(library, file)
    print_line(
        f"'{library}' is now what '{file}' holds"
        + (f"; what it was is kept as '{previous}'" if previous else "")
    )
