"""Table of the commands, and the options that come before them."""

from pathlib import Path
from typing import Annotated

import typer

from app.cli.copies import backup, restore
from app.cli.exporting import export
from app.cli.importing import import_
from app.cli.imports import imports
from app.cli.inspection import inspect
from app.cli.library import Options
from app.cli.output import print_line
from app.cli.search import search
from app.cli.serving import serve
from app.cli.stats import stats
from app.cli.undo import undo
from app.cli.verifying import verify


def make_commands() -> typer.Typer:
    """All commands, in the order in which `--help` shows them."""
    commands = typer.Typer(
        add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 120},
    )  # fmt: skip
    commands.callback(invoke_without_command=True)(florilegium)
    for name, command in (
        ("serve", serve),
        ("import", import_),
        ("search", search),
        ("stats", stats),
        ("imports", imports),
        ("undo", undo),
        ("inspect", inspect),
        ("verify", verify),
        ("export", export),
        ("backup", backup),
        ("restore", restore),
    ):
        commands.command(name)(command)
    return commands


def florilegium(
    context: typer.Context,
    db: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The library's file (default: FLORILEGIUM_DB, else your data folder).",
        ),
    ] = None,
    backups: Annotated[
        str,
        typer.Option(
            metavar="FOLDER",
            help="Where a copy of each day is kept (default: FLORILEGIUM_BACKUPS, else beside the "
            "library), or `off`.",
        ),
    ] = "",
    debug: Annotated[
        bool, typer.Option("--debug", help="Show the whole trace of a fault.")
    ] = False,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
) -> None:
    """Keep, search and browse what you marked while reading."""
    options = context.ensure_object(Options)
    options.debug, options.named, options.named_copies = debug, db, backups
    if version:
        print_line(f"florilegium {_version()}")
        raise typer.Exit
    if context.invoked_subcommand is None:
        print_line(context.get_help())
        raise typer.Exit(2)


def _version() -> str:
    from importlib.metadata import version

    return version("florilegium")
