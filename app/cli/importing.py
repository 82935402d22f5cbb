"""`florilegium import`: bring files, folders and zips into the library."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.library import Options, open_for_reading, open_library
from app.cli.output import print_json, print_line
from app.cli.reports import changes, print_problems, sentence
from app.errors import WrongUseError

if TYPE_CHECKING:
    from app.importer.run import Progress

_PATIENCE = 1.0  # seconds before a bar is shown
_TOGETHER = 5_000  # highlights of a transaction: more at once take more memory
_NAMED = 3  # paths in a message

Paths = Annotated[
    list[str],
    typer.Argument(metavar="PATH", show_default=False, help="Files, folders or zip archives."),
]


def import_(
    context: typer.Context,
    paths: Paths,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Tell what would change, and change nothing.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Import what is new or changed in files, folders and zips."""
    from app.cli.copying import copy_after_import
    from app.importer.run import import_paths
    from app.search.columns.refresh import refresh

    missing = check_paths(paths)
    options = context.ensure_object(Options)
    path = options.library
    with (
        open_for_reading(path) if dry_run else open_library(path) as library,
        progress_bar() as show,
        stoppable(show) as progress,
    ):
        report = import_paths(
            library,
            [Path(path) for path in paths],
            dry_run=dry_run,
            progress=progress,
            together=_TOGETHER,
        )
        if not dry_run:
            refresh(library)
            if options.copies:
                copy_after_import(
                    library, options.copies, number=report.id, changed=bool(changes(report))
                )
    if as_json:
        from app import contract

        print_json(contract.report(report))
    else:
        print_line(sentence(report, dry_run=dry_run))
    print_problems(report)
    if report.files.failed or missing:
        raise typer.Exit(1)


def check_paths(paths: Sequence[str]) -> list[str]:
    """Paths that do not exist; WrongUseError where none exists."""
    missing = [
        path for path in paths if not os.path.lexists(path)
    ]  # gives no error for names that no disk can hold
    if len(missing) == len(paths):
        names = ", ".join(f"'{path}'" for path in missing[:_NAMED]) + (
            f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        )
        raise WrongUseError(
            f"{names} {'does' if len(missing) == 1 else 'do'} not exist; name files or folders "
            f"that do"
        )
    return missing


@contextmanager
def stoppable(show: Callable[["Progress"], None] | None) -> Iterator[Callable[["Progress"], None]]:
    """Progress callback that ends the run between two files after Ctrl-C, at once after two.

    An interrupt that is raised anywhere in the program can be lost in a finalizer.
    """
    pressed: list[int] = []

    def press(number: int, _frame: object) -> None:
        pressed.append(number)
        if len(pressed) > 1:
            raise KeyboardInterrupt

    def go_on(now: "Progress") -> None:
        if pressed:
            raise KeyboardInterrupt
        if show:
            show(now)

    before = {number: signal.signal(number, press) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield go_on
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def progress_bar() -> Iterator[Callable[["Progress"], None] | None]:
    """Progress bar on the terminal for runs over a second; None without a terminal."""
    if not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    bar = Bar(console=Console(stderr=True), transient=True)
    task = bar.add_task("reading")
    begun = time.monotonic()

    def show(now: "Progress") -> None:
        bar.update(task, completed=now.done, total=now.total)
        if not bar.live.is_started and time.monotonic() - begun > _PATIENCE:
            bar.start()

    try:
        yield show
    finally:
        bar.stop()
