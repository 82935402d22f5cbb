"""`florilegium undo`: one import taken back."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import counted, print_json, say
from app.cli.place import Options, looked_into

if TYPE_CHECKING:
    from app.model import Counts

HIGHEST = 2**53  # the largest whole number that JSON carries everywhere


def undo(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="IMPORT", min=1, max=HIGHEST, show_default=False, help="Its number, as `imports` lists it.")],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Take one import back. What you changed yourself stays."""
    from app import contract
    from app.importer.undo import undo_import

    now = datetime.now(UTC)
    with looked_into(context.ensure_object(Options).library) as engine:
        changed = undo_import(engine, number, now=now)
    if as_json:
        print_json(contract.undone(number, changed))
    else:
        say(f"import {number} is taken back: {_told(changed) or 'nothing in the library changed by it'}")


def _told(changed: "Counts") -> str:
    parts = ((changed.added, "brought back"), (changed.changed, "changed back"), (changed.gone, "taken out"))
    return ", ".join(f"{counted(number, 'highlight')} {what}" for number, what in parts if number)
