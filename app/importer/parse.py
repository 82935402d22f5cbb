"""One file in, all that it says out: which family a file is of is told by what it looks like, not by where it lies."""

from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from app.importer.decode import decode
from app.importer.frontmatter import read_header
from app.importer.notes import read_note
from app.importer.obsidian import is_export, read_obsidian
from app.importer.repeats import collapse
from app.importer.skips import skip_reason
from app.importer.source import Source
from app.model import Line, ParsedDocument, ParsedFile, Problem

class Family(NamedTuple):
    """One sort of file: its name, what tells it, and its parser."""

    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]]


def _obsidian(source: Source) -> tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]:
    document, unparsed = read_obsidian(source)
    return (document,), tuple(unparsed)


def _note(source: Source) -> tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]:
    return (read_note(source),), ()


FAMILIES: tuple[Family, ...] = (
    Family("readwise-obsidian", is_export, _obsidian),
    Family("text", lambda source: source.suffix == ".txt", _note),
    Family("note", lambda _: True, _note),
)


def parse_file(path: str, data: bytes, *, named: bool = False) -> ParsedFile:
    """All that a file's bytes say; never raises. A `named` file is never skipped for where it lies or what it is called."""
    text, problems = decode(data)
    reason = skip_reason(path, text, named=named)
    if reason:
        return ParsedFile(path, "skipped", problems=problems, skipped=reason)
    lines = text.split("\n")
    header = read_header(lines)
    source = Source(path, text, lines, header)
    family = next(family for family in FAMILIES if family.recognises(source))
    documents, unparsed = family.read(source)
    documents = tuple(replace(d, highlights=collapse(d.highlights)) for d in documents)
    problems += tuple(Problem(p.message, p.line) for p in header.problems)
    return ParsedFile(path, family.name, documents, tuple(sorted((*header.comments, *unparsed), key=lambda u: u.number)), problems)
