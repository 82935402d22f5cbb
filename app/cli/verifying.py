"""`florilegium verify`: check that the library is sound and equals what its files give."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.library import Options, open_library
from app.cli.output import counted, print_json, print_line, print_status
from app.cli.reports import problem_line
from app.errors import LibraryError

if TYPE_CHECKING:
    from app.model import Problem
    from app.store.db.library import Library


def verify(
    context: typer.Context,
    mend: Annotated[
        bool,
        typer.Option("--mend", help="Write what the files say wherever the library says else."),
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Prove the library against itself and its files."""
    from app import contract
    from app.importer.verify import verify as prove

    path = context.ensure_object(Options).library
    if not path.is_file():
        raise LibraryError(f"there is no library at '{path}' yet, so there is nothing to verify")
    with open_library(path) as library:
        unmended = prove(library)
        mended, unmended = _mend(library, unmended) if mend and unmended else ([], unmended)
    if as_json:
        print_json(contract.verified(mended, unmended))
    else:
        _show(mended, unmended)
    if unmended:
        raise typer.Exit(1)


def _mend(library: "Library", problems: "list[Problem]") -> "tuple[list[Problem], list[Problem]]":
    """(problems that are mended now, problems that remain)."""
    from app.importer.verify import verify as prove

    prove(library, mend=True)
    unmended = prove(library)
    return [problem for problem in problems if problem not in unmended], unmended


def _show(mended: "list[Problem]", unmended: "list[Problem]") -> None:
    for problem in mended:
        print_line(f"mended: {problem_line(problem)}")
    for problem in unmended:
        print_line(problem_line(problem))
    if unmended:
        print_status(
            f"{counted(len(unmended), 'thing')} {'is' if len(unmended) == 1 else 'are'} off"
        )
    else:
        print_line("the library is sound")
