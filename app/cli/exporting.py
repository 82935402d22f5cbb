"""`florilegium export`: the library, or what a search finds, as files of one's own."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.output import counted, print_json, say, tell
from app.cli.place import Options, looked_into
from app.cli.reports import problem_line

if TYPE_CHECKING:
    from app.export.markdown import Exported


class Format(StrEnum):
    """The forms in which the library can be taken out."""

    MARKDOWN = "markdown"


def export(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", show_default=False, help="Where to write.")],
    form: Annotated[Format, typer.Option("--format", help="The form to write.")] = Format.MARKDOWN,
    query: Annotated[str, typer.Option(metavar="QUERY", help="Only what this search finds.")] = "",
    into: Annotated[bool, typer.Option("--into", help="Write into a folder that holds other files.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Write the library to FOLDER, as Markdown that `import` takes in without loss."""
    from app.export.markdown import export_markdown

    with looked_into(context.ensure_object(Options).library) as library:
        done = export_markdown(library, folder, query=query, into=into)
    if as_json:
        print_json(_as_json(folder, form, done))
    else:
        _say(folder, done)
    if done.problems:
        raise typer.Exit(1)


def _as_json(folder: Path, form: Format, done: "Exported") -> dict[str, object]:
    files = {name: getattr(done.files, name) for name in ("written", "unchanged", "removed")}
    problems = [{"path": each.path, "message": each.message} for each in done.problems]
    return {
        "folder": str(folder),
        "format": str(form),
        "documents": done.documents,
        "highlights": done.highlights,
        "files": files,
        "problems": problems,
    }


def _say(folder: Path, done: "Exported") -> None:
    what = f"{counted(done.documents, 'document')} with {counted(done.highlights, 'highlight')}"
    files = f"{counted(done.files.written, 'file')} written, {done.files.unchanged:,} unchanged"
    removed = f", {done.files.removed:,} removed" if done.files.removed else ""
    say(f"exported {what} to '{folder}': {files}{removed}")
    for problem in done.problems:
        tell(problem_line(problem))
