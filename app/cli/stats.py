"""`florilegium stats`: the counts over the library."""

from dataclasses import replace
from typing import Annotated

import typer

from app.cli.library import Options, open_for_reading
from app.cli.output import print_json, print_line


def stats(
    context: typer.Context,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Print how much is in the library and where it is."""
    from app import contract
    from app.store.reads.stats import stats as count

    path = context.ensure_object(Options).library
    with open_for_reading(path) as library, library.reading() as db:
        size = path.stat().st_size if path.exists() else 0
        counts = contract.stats(replace(count(db), library=str(path), bytes=size))
    if as_json:
        print_json(counts)
        return
    for name, value in contract.members(counts).items():
        print_line(f"{name:<12}{value:>12,}" if isinstance(value, int) else f"{name:<12}{value}")
