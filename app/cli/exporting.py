"""`florilegium export`: the library, or the results of a search, as files."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.importing import progress_bar
from app.cli.library import Options, open_for_reading
from app.cli.output import counted, print_json, print_line, print_status
from app.cli.reports import problem_line
from app.errors import NoFolderError, WholeArchiveError, WrongUseError

if TYPE_CHECKING:
    from app.export.registry import Form
    from app.export.writing import Exported


_NAMED = 5  # of the documents that were left out


class Format(StrEnum):
    """Formats of an export."""

    MARKDOWN = "markdown"
    LOGSEQ = "logseq"
    EPUB = "epub"
    JSONL = "jsonl"
    CSV = "csv"
    ANKI = "anki"
    BIBTEX = "bibtex"
    CSL = "csl"
    ARCHIVE = "archive"


def export(
    context: typer.Context,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER",
            show_default=False,
            help="Where to write; a file for all forms but markdown and logseq.",
        ),
    ],
    form: Annotated[Format, typer.Option("--format", help="The form to write.")] = Format.MARKDOWN,
    query: Annotated[str, typer.Option(metavar="QUERY", help="Only what this search finds.")] = "",
    template: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            show_default=False,
            help="A Jinja template of yours; one file a document.",
        ),
    ] = None,
    into: Annotated[
        bool, typer.Option("--into", help="Write into a folder that holds other files.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Write the library to FOLDER, as Markdown that `import` takes in without loss.

    With --format, write it to one file of that form.
    """
    from app.export.registry import FORMS

    if template and form != Format.MARKDOWN:
        raise WrongUseError("a template is a form of its own; leave out --format")
    if template:
        _by_template(context, folder, template, query=query, into=into, as_json=as_json)
        return
    if form == Format.ARCHIVE:
        _archive(context, folder, query=query, as_json=as_json)
        return
    if not FORMS[form].files:
        _file(context, folder, form, query=query, as_json=as_json)
        return
    _folder(context, folder, str(form), FORMS[form], query=query, into=into, as_json=as_json)


def _by_template(
    context: typer.Context, folder: Path, template: Path, *, query: str, into: bool, as_json: bool
) -> None:
    from app.export.templates.form import template_form
    from app.export.templates.renderer import read_template

    form = template_form(read_template(template))
    _folder(context, folder, "template", form, query=query, into=into, as_json=as_json)


def _folder(
    context: typer.Context,
    folder: Path,
    name: str,
    form: "Form",
    *,
    query: str,
    into: bool,
    as_json: bool,
) -> None:
    from app.export.writing import export_folder

    with open_for_reading(context.ensure_object(Options).library) as library, _progress() as tell:
        done = export_folder(library, folder, form, query=query, into=into, tell=tell)
    if as_json:
        print_json(_as_json(folder, name, done))
    else:
        _print(folder, done)
    if done.problems:
        raise typer.Exit(1)


@contextmanager
def _progress() -> Iterator[Callable[[int, int], None]]:
    """Shows on a terminal how much is done, where it takes longer than a second."""
    from app.importer.run import Progress

    with progress_bar() as show:
        yield lambda done, total: show(Progress(done, total, "")) if show else None


def _file(context: typer.Context, file: Path, form: Format, *, query: str, as_json: bool) -> None:
    from app.export.registry import FORMS
    from app.export.writing import export_file

    with open_for_reading(context.ensure_object(Options).library) as library, _progress() as tell:
        done = export_file(library, FORMS[form], file, query=query, tell=tell)
    if as_json:
        counts = {"documents": done.documents, "highlights": done.highlights}
        left_out = {"left_out": done.left_out} if FORMS[form].bare else {}
        print_json({"file": str(file), "format": str(form), **counts, **left_out})
        return
    held = f" with {counted(done.highlights, 'highlight')}" if not FORMS[form].bare else ""
    print_line(f"exported {counted(done.documents, 'document')}{held} to '{file}'")
    if done.left_out:
        print_status(
            f"{counted(len(done.left_out), 'page')} of your own left out, being no sources: "
            f"{_some(done.left_out)}"
        )


def _some(titles: Sequence[str]) -> str:
    """The first five titles, and how many more there are."""
    more = f" and {len(titles) - _NAMED:,} more" if len(titles) > _NAMED else ""
    return ", ".join(f"'{title}'" for title in titles[:_NAMED]) + more


def _archive(context: typer.Context, file: Path, *, query: str, as_json: bool) -> None:
    from app.store.archive.writing import write_archive

    if query:
        raise WholeArchiveError("--query")
    if not file.parent.is_dir():
        raise NoFolderError(file.parent, "the archive")
    with open_for_reading(context.ensure_object(Options).library) as library, _progress() as tell:
        done = write_archive(library, file, tell)
    if as_json:
        print_json(
            {
                "file": str(file),
                "format": "archive",
                "tables": done.tables,
                "contents": done.contents,
            }
        )
        return
    held = [
        counted(done.tables["documents"], "document"),
        counted(done.tables["highlights"], "highlight"),
    ]
    versions = counted(done.contents, "file content")
    print_line(
        f"archived {', '.join(held)} and {versions} in '{file}' ({file.stat().st_size:,} bytes), "
        f"and checked it"
    )


def _as_json(folder: Path, form: str, done: "Exported") -> dict[str, object]:
    files = {name: getattr(done.files, name) for name in ("written", "unchanged", "removed")}
    problems = [{"path": each.path, "message": each.message} for each in done.problems]
    return {
        "folder": str(folder),
        "format": form,
        "documents": done.documents,
        "highlights": done.highlights,
        "files": files,
        "problems": problems,
    }


def _print(folder: Path, done: "Exported") -> None:
    what = f"{counted(done.documents, 'document')} with {counted(done.highlights, 'highlight')}"
    files = f"{counted(done.files.written, 'file')} written, {done.files.unchanged:,} unchanged"
    removed = f", {done.files.removed:,} removed" if done.files.removed else ""
    print_line(f"exported {what} to '{folder}': {files}{removed}")
    for problem in done.problems:
        print_status(problem_line(problem))
