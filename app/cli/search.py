"""`florilegium search`: the results of the search page, on a terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.library import Options, open_for_reading
from app.cli.output import counted, print_json, print_line, print_status, show_marked

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.model import Found, Hit, Lesser


def search(
    context: typer.Context,
    query: Annotated[
        list[str],
        typer.Argument(
            metavar="QUERY", show_default=False, help='Words, "phrases", tag:name, author:name ...'
        ),
    ],
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many results at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Search the library.

    Put single quotes around a query that holds quotes, and -- before one that begins with a hyphen.
    """
    from app import contract
    from app.search.search import search as find

    asked = " ".join(query)
    with (
        open_for_reading(context.ensure_object(Options).library) as library,
        library.reading() as db,
    ):
        results = find(db, asked, limit=limit)
        instead = () if results.total or as_json else _instead(db, asked)
    if as_json:
        print_json(contract.found(results))
        return
    _show(results)
    if results.few:
        from app.query.explain import invalid_values

        for one in invalid_values(asked):
            print_status(f"{one.part} was read as words: {one.field}: takes {one.takes}")
    for how, lesser in instead:
        print_status(
            f"{how} {lesser.words}: {counted(lesser.total, 'result')} for '{lesser.query}'"
        )


def _instead(db: "Connection", asked: str) -> "list[tuple[str, Lesser]]":
    """Queries to suggest when nothing was found, each with the word `without` or `only`.

    The query with one part left out or, where none alone is to blame, one part by itself.
    """
    from app.search.relax import each_alone, without_each

    return [("without", one) for one in without_each(db, asked)] or [
        ("only", one) for one in each_alone(db, asked)
    ]


def _show(results: "Found") -> None:
    total = (
        counted(results.total, "result")
        if results.exact_total
        else f"at least {counted(results.total, 'result')}"
    )
    print_line(
        f"{total if results.total else 'nothing found'}: {results.explanation}"
        if results.explanation
        else total
    )
    for hit in results.hits:
        _show_hit(hit)
    if results.suggestions:
        print_line(f"\ndid you mean: {', '.join(results.suggestions)}")
    if len(results.hits) < results.total:
        print_line(
            f"\nshowing {len(results.hits):,} of {results.total:,}; ask for more with --limit"
        )


def _show_hit(hit: "Hit") -> None:
    path = f"/highlights/{hit.highlight.id}" if hit.highlight else f"/documents/{hit.document.id}"
    show_marked(hit.snippet)
    matched = [f"{hit.held[0]} of {hit.held[1]} words"] if hit.held else []
    print_line(f"    {' · '.join((hit.document.title, *hit.document.authors[:3], path, *matched))}")
