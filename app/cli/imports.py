"""`florilegium imports`: the import history."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.library import HIGHEST, Options, open_for_reading
from app.cli.output import counted, print_json, print_line, print_status
from app.cli.reports import changes, problem_line

if TYPE_CHECKING:
    from app.model import ImportReport


def imports(
    context: typer.Context,
    number: Annotated[
        int | None,
        typer.Argument(
            metavar="[IMPORT]",
            min=1,
            max=HIGHEST,
            show_default=False,
            help="One, by its number, with its problems.",
        ),
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=200, help="How many at most, the newest first.")
    ] = 50,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """List the imports, or tell all about one."""
    from app import contract
    from app.store.reads.imports import import_report, list_imports

    with (
        open_for_reading(context.ensure_object(Options).library) as library,
        library.reading() as db,
    ):
        if number is not None:
            one = import_report(db, number)
            print_json(contract.report(one)) if as_json else _show_whole(one)
            return
        page = list_imports(db, limit=limit)
    if as_json:
        print_json(contract.listing(page, contract.report))
        return
    for report in page.items:
        print_line(_line(report))
    if not page.items:
        print_status("nothing was imported yet; begin with `florilegium import FOLDER`")
    elif page.next_cursor:
        print_line(f"showing {len(page.items):,} of {page.total:,}; ask for more with --limit")


def _line(report: "ImportReport") -> str:
    changed = changes(report) or "nothing new"
    grave = report.problems_total - report.harmless
    problems = f"; {counted(grave, 'problem')}" if grave else ""
    state = " (taken back)" if report.undone_at else "" if report.finished else " (not finished)"
    return (
        f"{report.id:>5}  {report.started_at[:16].replace('T', ' ')}  {report.source}: "
        f"{changed}{problems}{state}"
    )


def _show_whole(report: "ImportReport") -> None:
    print_line(_line(report))
    for problem in report.problems:
        print_line(problem_line(problem))
