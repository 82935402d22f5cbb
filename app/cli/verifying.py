"""`florilegium verify`: whether the library holds together and says what its files said."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import counted, print_json, say, tell
from app.cli.place import Options, opened
from app.cli.reports import problem_line
from app.errors import LibraryError

if TYPE_CHECKING:
    from app.model import Problem
    from app.store.db.library import Library


def verify(
    context: typer.Context,
    mend: Annotated[bool, typer.Option("--mend", help="Write what the files say wherever the library says else.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Prove the library against itself and its files."""
    from app import contract
    from app.importer.verify import verify as prove

    path = context.ensure_object(Options).library
    if not path.is_file():
        raise LibraryError(f"there is no library at '{path}' yet, so there is nothing to verify")
    with opened(path) as library:
        left = prove(library)
        mended, left = _mend(library, left) if mend and left else ([], left)
    if as_json:
        print_json(contract.verified(mended, left))
    else:
        _show(mended, left)
    if left:
        raise typer.Exit(1)


def _mend(library: "Library", found: "list[Problem]") -> "tuple[list[Problem], list[Problem]]":
    """What was off and is no longer, and what still is."""
    from app.importer.verify import verify as prove

    prove(library, mend=True)
    left = prove(library)
    return [problem for problem in found if problem not in left], left


def _show(mended: "list[Problem]", left: "list[Problem]") -> None:
    for problem in mended:
        say(f"mended: {problem_line(problem)}")
    for problem in left:
        say(problem_line(problem))
    if left:
        tell(f"{counted(len(left), 'thing')} {'is' if len(left) == 1 else 'are'} off")
    else:
        say("the library is sound")
