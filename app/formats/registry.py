"""Registry of the families: `parse_file` chooses one by a file's content and path."""

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import PurePath
from typing import NamedTuple

from app.formats.action_tags import apply_actions
from app.formats.families.mirror import is_mirror, read_mirror
from app.formats.families.notes import read_note
from app.formats.families.obsidian import is_export, read_obsidian
from app.formats.families.outlines import is_logseq, is_roam, read_logseq, read_roam
from app.formats.families.own_markdown import is_own_markdown, read_own_markdown
from app.formats.families.reader_api import is_reader_json, read_reader_json
from app.formats.families.readwise_api import is_readwise_json, read_readwise_json
from app.formats.families.readwise_csv import is_table, read_table
from app.formats.families.roam_headings import is_headed, read_headed
from app.formats.header.frontmatter import read_header
from app.formats.passages.duplicates import merge_duplicates
from app.formats.source import Source, decode, is_binary
from app.formats.titles import with_title
from app.model import Line, ParsedDocument, ParsedFile, Problem

PARSER = 10  # raise it when a family comes to understand files differently: they are read again
OWN_MARKDOWN = "florilegium"  # written by this program: nothing in it is to be guessed
BINARY = "no text"
_COPIES = (
    (".trash", "copy in .trash"),
    (".recycle", "copy in logseq/.recycle"),
    ("bak", "copy in logseq/bak"),
    ("version-files", "copy in logseq/version-files"),
)
_SYNC = re.compile(
    r"[#\s\[\]*-]{0,20}(?:On )?\[?\[?[^\n]{4,60}?(?:—|-|–|\bReadwise\b)[^\n]{0,20}\bsynced \d+ "
    r"highlights? from \d+",
    re.IGNORECASE,
)


class Family(NamedTuple):
    """One kind of file: its name, its test, and its parser."""

    name: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source], tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]]


def _one(
    read: Callable[[Source], tuple[ParsedDocument, list[Line]]],
) -> Callable[[Source], tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]]:
    """Parser for the table, of a function that gives one document."""

    def read_one(source: Source) -> tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]:
        document, unparsed = read(source)
        return (document,), tuple(unparsed)

    return read_one


FAMILIES: tuple[Family, ...] = (
    Family("readwise-csv", is_table, read_table),
    Family("readwise-json", is_readwise_json, read_readwise_json),
    Family("reader-json", is_reader_json, read_reader_json),
    Family(OWN_MARKDOWN, is_own_markdown, _one(read_own_markdown)),
    Family("readwise-mirror", is_mirror, _one(read_mirror)),
    Family("readwise-roam", is_roam, read_roam),
    Family("readwise-headed", is_headed, _one(read_headed)),
    Family("readwise-logseq", is_logseq, _one(read_logseq)),
    Family("readwise-obsidian", is_export, _one(read_obsidian)),
    Family("text", lambda source: source.suffix == ".txt", _one(read_note)),
    Family("note", lambda _: True, _one(read_note)),
)


def parse_file(path: str, data: bytes, *, named: bool = False) -> ParsedFile:
    """Parsed content of a file; never raises.

    A `named` file is never skipped for its folder or its name.
    """
    if is_binary(data):
        return ParsedFile(
            path,
            "skipped",
            problems=(Problem("is no text but binary data; it was passed over"),),
            skipped=BINARY,
        )
    text, problems = decode(data)
    reason = skip_reason(path, text, named=named)
    if reason:
        return ParsedFile(path, "skipped", problems=problems, skipped=reason)
    lines = text.split("\n")
    header = read_header(lines)
    source = Source(path, text, lines, header)
    family = next(family for family in FAMILIES if family.recognises(source))
    documents, unparsed = family.read(source)
    if family.name != OWN_MARKDOWN:
        documents = tuple(map(_finished, documents))
    problems += tuple(Problem(p.message, p.line) for p in header.problems)
    return ParsedFile(
        path,
        family.name,
        documents,
        tuple(sorted((*header.comments, *unparsed), key=lambda u: u.number)),
        problems,
    )


def _finished(document: ParsedDocument) -> ParsedDocument:
    """Document with duplicates merged, action tags applied and a readable title."""
    highlights = apply_actions(merge_duplicates(document.highlights))
    return with_title(
        document if highlights is document.highlights else replace(document, highlights=highlights)
    )


def skip_reason(path: str, text: str, *, named: bool) -> str:
    """Reason why a file is skipped, or an empty string."""
    if not text or text.isspace():
        return "empty"
    if "ynced " in text[:400] and any(map(_SYNC.match, text[:2000].split("\n")[:4])):
        return "sync log"
    if named or not any(folder in path for folder, _ in _COPIES):
        return ""
    folders = PurePath(path).parts[:-1]
    for folder, reason in _COPIES:
        if folder in folders and (folder == ".trash" or "logseq" in folders):
            return reason
    return ""
