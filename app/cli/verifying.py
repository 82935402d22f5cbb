"""`florilegium verify`: check that the library is sound and equals what its files give."""

from pathlib import Path
from sqlite3 import Error as SQLiteError
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.library import Options, open_library
from app.cli.output import counted, print_json, print_line, print_status
from app.cli.reports import problem_line
from app.errors import LibraryBusyError, LibraryError, NoLibraryError, WrongUseError

if TYPE_CHECKING:
    from app.model import Problem
    from app.store.db.library import Library
    from app.store.recovery.sources import Sources

Found = tuple["list[Problem]", "list[Problem]"]  # what was mended, and what was not


def verify(
    context: typer.Context,
    mend: Annotated[
        bool,
        typer.Option(
            "--mend",
            help="Write what the files say wherever the library says else; of a damaged file make "
            "a new library beside it.",
        ),
    ] = False,
    archive: Annotated[
        Path | None,
        typer.Option(
            "--from",
            metavar="ARCHIVE",
            show_default=False,
            help="With --mend, an archive to take from before the copies and archives beside the "
            "library.",
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Prove the library against itself and its files."""
    from app import contract
    from app.store.recovery.sources import sources_of

    options = context.ensure_object(Options)
    path = options.library
    if not path.is_file():
        raise NoLibraryError(path, "verify")
    if archive and not mend:
        raise WrongUseError("--from is for mending; add --mend")
    mended, unmended = _prove(path, sources_of(path, options.copies, archive), mend=mend)
    if as_json:
        print_json(contract.verified(mended, unmended))
    else:
        _show(mended, unmended)
    if unmended:
        raise typer.Exit(1)


def _prove(path: Path, sources: "Sources", *, mend: bool) -> Found:
    """Verify the library; of one whose file is damaged, tell from what it can be had back."""
    from app.importer.verify import verify as prove
    from app.store.backup import damage

    try:
        with open_library(path) as library:
            unmended = prove(library)
            found = _mend(library, unmended, sources) if mend and unmended else ([], unmended)
    except LibraryBusyError:
        raise
    except Exception as error:
        cause = error.__cause__ or error  # SQLAlchemy's errors have SQLite's behind them
        if not isinstance(cause, LibraryError | SQLiteError | OSError) or not (why := damage(path)):
            raise
        return _damaged(path, sources, why, mend=mend)
    if found[1] and (why := damage(path)):
        return _damaged(path, sources, why, mend=mend)
    return found


def _mend(library: "Library", problems: "list[Problem]", sources: "Sources") -> Found:
    from app.importer.verify import verify as prove

    prove(library, mend=True, sources=sources)
    unmended = prove(library)
    return [problem for problem in problems if problem not in unmended], unmended


def _damaged(path: Path, sources: "Sources", why: str, *, mend: bool) -> Found:
    """What is damaged and what can be had back; or what a new library has, and what is lost."""
    from app.importer.recovery import recover, what_is_there
    from app.model import Problem

    damaged = Problem(f"the library's file is damaged: {why}")
    if not mend:
        advice = "write what can be read to a new library with `florilegium verify --mend`"
        return [], [damaged, *map(Problem, what_is_there(path, sources)), Problem(advice)]
    found = recover(path, sources)
    places = ["from its own pages"]
    places += [f"from '{found.copy}'"] if found.copy else []
    places += [f"{counted(found.acts, 'act')} of yours from its journal"] if found.acts else []
    damage_found = Problem(
        f"what could be had back is in '{found.library}': {counted(found.documents, 'document')} "
        f"and {counted(found.highlights, 'highlight')} ({', '.join(places)}); put it in the "
        f"library's place with `florilegium restore {found.library}`"
    )
    return [damage_found], [*found.lost, damaged]


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
