"""Passages added by hand: each becomes an own file of the library, derived like any other file."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import Connection

from app.changes import Fields, Item
from app.errors import EmptyError, FlorilegiumError, WrongUseError
from app.formats.own_markdown import write_document
from app.formats.registry import PARSER, parse_file
from app.identity.keys import document_keys, text_hash
from app.importer.derive import derive
from app.importer.kept import Parsed
from app.importer.reading import deflate
from app.model import Kind, ParsedDocument, ParsedHighlight
from app.store.db.keys import keys_of_documents
from app.store.edits.values import LONGEST_LINE, as_text, check_length
from app.store.reads.documents import document
from app.store.reads.highlights import highlight
from app.store.writes.documents import Written, write
from app.store.writes.own_files import (
    highlights_in,
    own_files_of,
    own_import,
    own_path,
    set_present,
    write_own_file,
)
from app.text import code as code_of
from app.text import storable


class HeldByFileError(FlorilegiumError):
    """a file holds this passage"""

    status = 409


@dataclass(frozen=True, slots=True)
class Passage:
    """Passage to add: to the document with this code, or to one with this title.

    `text` and `note` are Markdown.
    """

    text: str
    document: str = ""
    title: str = ""
    authors: tuple[str, ...] = ()
    kind: Kind | None = None
    url: str = ""
    note: str = ""
    tags: tuple[str, ...] = ()
    location: str = ""
    chapter: str = ""
    highlighted_at: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """Result of adding: the highlight's code, whether it is new, and the item of the log."""

    highlight: str
    new: bool
    item: Item


def add_passage(db: Connection, known: Parsed, passage: Passage, at: str) -> Added:
    """Add a passage to the document it names, which is created if no key leads to one.

    An existing passage is not added again: the library stays unchanged, and `new` is False. A
    deleted one is restored. Raises NotFoundError for an unknown document, WrongUseError for one
    without a title, TooMuchError for values that are too long.
    """
    _check(passage)
    parsed = _document(db, passage, at)
    name = code_of(
        f"{document_keys(parsed, '')[0]}|{text_hash(parsed.highlights[0])}|{passage.location}"
    )
    data = write_document(parsed).encode("utf-8", "surrogatepass")
    digest = sha256(data).hexdigest()
    found, new = _write(db, known, name, data, digest, at)
    if not new and highlight(db, found).gone:  # put away with its document, and so told by nothing
        _write(db, known, name, data, digest, at, anyhow=True)
        new = True
    return Added(found, new, Item("added", name, "passage", None, passage.text, None, ("", digest)))


def _write(
    db: Connection,
    parsed: Parsed,
    name: str,
    data: bytes,
    digest: str,
    at: str,
    *,
    anyhow: bool = False,
) -> tuple[str, bool]:
    """Write an own file and derive it; gives its highlight's code, and whether that is new or back.

    Where it is neither, nothing is changed, unless `anyhow`.
    """
    path = own_path(name)
    with db.begin_nested() as step:
        row = write_own_file(
            db, name, digest, (deflate(data), len(data)), (at, _nanoseconds(at), PARSER)
        )
        written = derive_files(
            db, {row}, {**parsed, (path, digest): parse_file(path, data, named=True)}, at
        )
        found = highlights_in(db, row)[0]
        new = any(
            each.highlight == found and each.what in ("new", "back") for each in written.differences
        )
        if not new and not anyhow:
            step.rollback()
    return found, new


def _check(passage: Passage) -> None:
    if not passage.text.strip():
        raise EmptyError("text")
    for field in ("text", "note"):
        check_length(field, getattr(passage, field), "")
    check_length("tags", as_text("tags", passage.tags), "[]")
    check_length("authors", as_text("authors", passage.authors), "[]")
    for field in ("title", "url", "location", "chapter", "highlighted_at"):
        if len(getattr(passage, field)) > LONGEST_LINE:
            check_length("title", getattr(passage, field), "")
    if not passage.document and not passage.title.strip():
        raise WrongUseError("document: give the id of one, or a title")


def _document(db: Connection, passage: Passage, at: str) -> ParsedDocument:
    """Document as the own file states it: with the keys of a known one, else with its title."""
    highlight = ParsedHighlight(
        text=storable(passage.text),
        note=storable(passage.note),
        tags=_names("tags", passage.tags),
        chapter=passage.chapter,
        location=passage.location,
        highlighted_at=passage.highlighted_at or None,
        added_at=at,
    )
    if not passage.document:
        title = " ".join(passage.title.split())
        authors = _names("authors", passage.authors)
        return ParsedDocument(
            title, authors, passage.kind, passage.url, highlights=(highlight,), added=True
        )
    known = document(db, passage.document)
    keys = tuple(sorted(keys_of_documents(db, [known.id])[known.id]))
    return ParsedDocument(
        known.title,
        known.authors,
        known.kind,
        known.url,
        highlights=(highlight,),
        keys=keys,
        added=True,
    )


def _names(field: str, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(json.loads(as_text(field, names)))


def _nanoseconds(at: str) -> int:
    return int(datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp()) * 10**9


def delete_added(db: Connection, parsed: Parsed, code: str, at: str) -> list[Item]:
    """Delete a passage that was added by hand: it is gone, and retained.

    Gives the items of the log.

    Raises NotFoundError for an unknown highlight, HeldByFileError for one that a file holds.
    """
    seen = highlight(db, code)
    held = own_files_of(db, seen.id)
    if held is None:
        raise HeldByFileError(
            "a file holds this passage, and would bring it again; discard it instead"
        )
    items = []
    rows = set()
    for path, (row, digest) in held.items():
        name = path.removesuffix(".md").rpartition("/")[2]
        set_present(db, name, "", (at, 0))
        rows.add(row)
        items.append(Item("added", name, "passage", seen.text, None, ("", digest), None))
    derive_files(db, rows, parsed, at)
    return items


def restore_added(db: Connection, parsed: Parsed, wanted: Mapping[str, Fields], at: str) -> None:
    """Restore the bytes with these hashes in own files (by name); an empty value removes them."""
    rows = set()
    for name, fields in wanted.items():
        value = fields["passage"]
        row = set_present(db, name, value[1] if value else "", (at, _nanoseconds(at)))
        rows |= {row} if row is not None else set()
    derive_files(db, rows, parsed, at)


def derive_files(db: Connection, files: set[int], parsed: Parsed, at: str) -> Written:
    """Derive these files (by row id) after an action of the reader, and write the result."""
    records, found = derive(db, files, parsed)
    return write(db, records, found, own_import(db, at))
