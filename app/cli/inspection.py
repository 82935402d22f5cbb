"""`florilegium inspect`: show the parsed content of files, without a library."""

import os
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.importing import Paths, check_paths
from app.cli.output import counted, print_json, print_line, print_status
from app.cli.reports import problem_line

if TYPE_CHECKING:
    from app.contract import Inspected
    from app.importer.files.scan import FoundFile
    from app.model import ParsedDocument, ParsedFile, ParsedHighlight

_SHOWN = 200  # letters of a passage


def inspect(
    paths: Paths,
    as_json: Annotated[bool, typer.Option("--json", help="JSON Lines, one object a file.")] = False,
) -> None:
    """Show what the importer understands of files, without a library."""
    from app.importer.files.scan import walk

    check_paths(paths)
    scanned = walk([Path(path) for path in paths])
    for problem in scanned.problems:
        print_status(problem_line(problem))
    unread = [
        file for file in _named_as_given(scanned.files, paths) if not _show(*file, as_json=as_json)
    ]
    if scanned.problems or unread:
        raise typer.Exit(1)


def _named_as_given(
    files: Sequence["FoundFile"], paths: Sequence[str]
) -> Iterator[tuple["FoundFile", str]]:
    """Each file with its path as given on the command line."""
    # as the walk does
    given = {Path(os.path.abspath(path)): path for path in reversed(paths)}  # noqa: PTH100
    for file in files:
        path = Path(file.path)
        folder = next(folder for folder in (path, *path.parents) if folder in given)
        yield (
            file,
            given[folder]
            if folder == path
            else str(Path(given[folder]) / path.relative_to(folder)),
        )


def _show(file: "FoundFile", path: str, *, as_json: bool) -> bool:
    """Print one file; False and an error line where it cannot be read."""
    from app.formats.registry import parse_file
    from app.importer.files.scan import read_found

    try:
        data = read_found(file)
    except OSError as error:
        print_status(f"{path}: cannot be read: {error.strerror or error}")
        return False
    parsed = parse_file(path, data, named=file.named)
    if as_json:
        print_json(_as_json(parsed))
    else:
        _show_file(parsed)
    return True


def _as_json(parsed: "ParsedFile") -> "Inspected":
    from app import contract
    from app.identity.keys import document_keys, id_key, text_hash

    def document_key(document: "ParsedDocument") -> str:
        return document_keys(document, parsed.path)[0]

    def highlight_key(document: "ParsedDocument", highlight: "ParsedHighlight") -> str:
        return (
            id_key(highlight.ids[0])
            if highlight.ids
            else f"{document_key(document)}#{text_hash(highlight)}"
        )

    return contract.inspected(parsed, document_key, highlight_key)


def _show_file(parsed: "ParsedFile") -> None:
    print_line(
        f"{parsed.path}: {f'skipped, {parsed.skipped}' if parsed.skipped else parsed.format}"
    )
    for document in parsed.documents:
        _show_document(document)
    for line in parsed.unparsed:
        print_line(f"  line {line.number} is not understood: {line.text.strip()[:_SHOWN]}")
    for problem in parsed.problems:
        print_line(f"  {f'line {problem.line}: ' if problem.line else ''}{problem.message}")


def _show_document(document: "ParsedDocument") -> None:
    about = [
        document.title,
        *document.authors,
        document.kind or "",
        document.url,
        *(f"#{tag}" for tag in document.tags),
    ]
    print_line(f"  {' · '.join(word for word in about if word)}")
    holds = (
        [counted(len(document.highlights), "highlight")]
        if document.highlights or not document.body
        else []
    )
    holds += [f"{counted(len(document.body), 'letter')} of prose"] if document.body else []
    print_line(f"  {', '.join(holds)}")
    for highlight in document.highlights:
        about = [
            highlight.location,
            highlight.highlighted_at or highlight.added_at or "",
            *(f"#{tag}" for tag in highlight.tags),
        ]
        print_line(
            f"  - {_short(highlight.text)}" + "".join(f" · {word}" for word in about if word)
        )
        if highlight.note:
            print_line(f"      note: {_short(highlight.note)}")
        for text in highlight.repeats:
            print_line(f"      again: {_short(text)}")


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
