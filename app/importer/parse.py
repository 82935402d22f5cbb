"""One file in, all that it says out: which family a file is of is told by what it looks like, not by where it lies."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import NamedTuple

from app.importer.decode import decode
from app.importer.frontmatter import read_header
from app.importer.notes import read_note
from app.importer.obsidian import read_obsidian
from app.importer.repeats import collapse
from app.importer.skips import skip_reason
from app.importer.source import Source
from app.model import Line, ParsedDocument, ParsedFile, Problem

_EXPORTED = re.compile(
    r"readwise\.io/(?:open|read|new|to_kindle|bookreview)|\[View (?:Highlight|Tweet)\]|!\[rw-book-cover|\^rw(?:ID-)?[0-9]|"
    r"^[#\t -]{0,8}(?:New )?Highlights (?:added|first synced|synced)",
    re.IGNORECASE | re.MULTILINE,
)


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
    Family("readwise-obsidian", lambda source: _EXPORTED.search(source.text) is not None, _obsidian),
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
