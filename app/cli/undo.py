"""`florilegium undo`: undo one import."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.library import HIGHEST, Options, open_for_reading
from app.cli.output import counted, print_json, print_line

if TYPE_CHECKING:
    from app.model import Counts, Undone


def undo(
    context: typer.Context,
    number: Annotated[
        int,
        typer.Argument(
            metavar="IMPORT",
            min=1,
            max=HIGHEST,
            show_default=False,
            help="Its number, as `imports` lists it.",
        ),
    ],
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Take one import back. What you changed yourself stays."""
    from app import contract
    from app.importer.undo import undo_import

    now = datetime.now(UTC)
    with open_for_reading(context.ensure_object(Options).library) as library:
        changed = undo_import(library, number, now=now)
    if as_json:
        print_json(contract.undone(number, changed))
    else:
        print_line(
            f"import {number} is taken back: "
            f"{_summary(changed) or 'nothing in the library changed by it'}"
        )


def _summary(changed: "Undone") -> str:
    return ", ".join(
        [*_parts(changed.documents, "document"), *_parts(changed.highlights, "highlight")]
    )


def _parts(counts: "Counts", thing: str) -> list[str]:
    parts = (
        (counts.added, "brought back"),
        (counts.changed, "changed back"),
        (counts.gone, "taken out"),
    )
    return [f"{counted(number, thing)} {what}" for number, what in parts if number]
