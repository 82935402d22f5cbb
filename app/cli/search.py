"""`florilegium search`: what the search page finds, on a terminal."""

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import counted, print_json, say, show_marked, tell
from app.cli.place import Options, looked_into
from app.query.explain import invalid_values

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from app.model import Found, Hit, Lesser


def search(
    context: typer.Context,
    query: Annotated[list[str], typer.Argument(metavar="QUERY", show_default=False, help='Words, "phrases", tag:name, author:name ...')],
    limit: Annotated[int, typer.Option(min=1, max=200, help="How many results at most.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Search the library. Put single quotes around a query that holds quotes, and -- before one that begins with a hyphen."""
    from app import contract
    from app.search.search import search as find

    asked = " ".join(query)
    with looked_into(context.ensure_object(Options).library) as library, library.reading() as db:
        found = find(db, asked, limit=limit)
        instead = () if found.total or as_json else _instead(db, asked)
    if as_json:
        print_json(contract.found(found))
        return
    _show(found)
    if found.few:
        for one in invalid_values(asked):
            tell(f"{one.part} was read as words: {one.field}: takes {one.takes}")
    for how, lesser in instead:
        tell(f"{how} {lesser.words}: {counted(lesser.total, 'result')} for '{lesser.query}'")


def _instead(db: "Connection", asked: str) -> "list[tuple[str, Lesser]]":
    """What to ask instead of a query that found nothing: it with a part left out or, where none alone is to blame, a part by itself."""
    from app.search.relax import each_alone, without_each

    return [("without", one) for one in without_each(db, asked)] or [("only", one) for one in each_alone(db, asked)]


def _show(found: "Found") -> None:
    total = counted(found.total, "result") if found.exact_total else f"at least {counted(found.total, 'result')}"
    say(f"{total if found.total else 'nothing found'}: {found.explanation}" if found.explanation else total)
    for hit in found.hits:
        _show_hit(hit)
    if found.suggestions:
        say(f"\ndid you mean: {', '.join(found.suggestions)}")
    if len(found.hits) < found.total:
        say(f"\nshowing {len(found.hits):,} of {found.total:,}; ask for more with --limit")


def _show_hit(hit: "Hit") -> None:
    path = f"/highlights/{hit.highlight.id}" if hit.highlight else f"/documents/{hit.document.id}"
    show_marked(hit.snippet)
    held = [f"{hit.held[0]} of {hit.held[1]} words"] if hit.held else []
    say(f"    {' · '.join((hit.document.title, *hit.document.authors[:3], path, *held))}")
