"""Actions of the reader that need files to be derived again.

Documents are renamed and joined, passages added, split and deleted, changes undone.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.changes import Done, Fields
from app.errors import SameError, WrongUseError
from app.importer.added import Passage, add_passage, delete_added, derive_files, restore_added
from app.importer.kept import Parsed, with_understood
from app.model import Document, DocumentSummary
from app.store.db.library import Library
from app.store.edits.changes import make_one, record_change
from app.store.edits.documents import documents_of, restore_documents, set_document_fields
from app.store.edits.edits import SETTERS, described
from app.store.edits.highlights import set_highlight_fields
from app.store.edits.joining import joining, own_keys, same_title
from app.store.edits.undo import Setter, undo_change
from app.store.edits.values import Entered
from app.store.reads.documents import document
from app.store.reads.highlights import highlight
from app.store.writes.versions import files_of_documents

_NAMING = frozenset(
    {"title", "authors", "aliases", "joined_to"}
)  # fields of documents by which they are found


@dataclass(frozen=True, slots=True)
class Result:
    """Result of an action.

    The resulting highlights by code, the change's id (empty where nothing changed), and whether a
    highlight is new.
    """

    highlights: tuple[str, ...]
    change: str
    new: bool = True


@dataclass(frozen=True, slots=True)
class Joined:
    """Result of joining two documents.

    The remaining document, its number of highlights, how many of them were merged, and the change's
    id.
    """

    document: Document
    highlights: int
    united: int
    change: str


def rename_documents(
    db: Connection, wanted: Mapping[str, Mapping[str, Entered]], at: str, what: str = ""
) -> tuple[str, dict[str, tuple[DocumentSummary, ...]]]:
    """Set overrides of these fields of documents, as one change.

    Overridden titles and authors are keys from then on. Gives the change's id, empty where nothing
    changed, and for each document the others that have its new title.
    """
    items = set_document_fields(db, wanted, at)
    change = record_change(db, what or described(items), items, at)
    named = sorted(
        {item.code for item in items if item.field in ("title", "authors") and item.own_after}
    )
    own_keys(db, change, named)
    return change, {code: alike for code in named if (alike := same_title(db, code))}


def join(library: Library, code: str, other: str, at: str, *, dry_run: bool = False) -> Joined:
    """Join two documents into one; an undo parts them again.

    A dry run gives the result and changes nothing.
    """
    return with_understood(
        library.writing, lambda db, parsed: _join(db, parsed, (code, other), at, dry_run=dry_run)
    )


def _join(
    db: Connection, parsed: Parsed, codes: tuple[str, str], at: str, *, dry_run: bool
) -> Joined:
    before = sum(document(db, code).highlights for code in codes)
    with db.begin_nested() as step:
        first, item, keys = joining(db, *codes)
        change = record_change(
            db,
            f"joined “{document(db, codes[1]).title}” to “{document(db, codes[0]).title}”",
            [item],
            at,
        )
        make_one(db, change, first, keys)
        _derive_documents(db, codes, parsed, at)
        seen = document(db, first)
        if dry_run:
            step.rollback()
    return Joined(seen, seen.highlights, before - seen.highlights, "" if dry_run else change)


def add(library: Library, passage: Passage, at: str) -> Result:
    """Add a passage by hand; see `added.add_passage`."""
    return with_understood(library.writing, lambda db, parsed: _add(db, parsed, passage, at))


def _add(db: Connection, parsed: Parsed, passage: Passage, at: str) -> Result:
    added = add_passage(db, parsed, passage, at)
    change = record_change(db, "added a highlight", [added.item], at) if added.new else ""
    return Result((added.highlight,), change, added.new)


def add_several(library: Library, passages: Sequence[Passage], at: str) -> Result:
    """Add passages by hand, as one change; `new` states whether any of them is new."""
    return with_understood(
        library.writing, lambda db, parsed: _add_several(db, parsed, passages, at)
    )


def _add_several(db: Connection, parsed: Parsed, passages: Sequence[Passage], at: str) -> Result:
    added = [add_passage(db, parsed, passage, at) for passage in passages]
    items = [each.item for each in added if each.new]
    change = record_change(
        db,
        f"added {'a' if len(items) == 1 else len(items)} highlight{'s' if len(items) > 1 else ''}",
        items,
        at,
    )
    return Result(tuple(each.highlight for each in added), change, bool(items))


def delete(library: Library, code: str, at: str) -> str:
    """Delete a passage that was added by hand, as a change; gives its id."""
    return with_understood(
        library.writing,
        lambda db, parsed: record_change(
            db, "deleted a highlight", delete_added(db, parsed, code, at), at
        ),
    )


def merge(db: Connection, code: str, other: str, at: str) -> Result:
    """Merge two highlights into one.

    If one text contains the other the longer one is kept, else both; notes, tags and stars are
    united. The other's address leads to the merged highlight from then on, and so do those of
    highlights that were merged with the other before.
    """
    one, two = highlight(db, code), highlight(db, other)
    if one.id == two.id:
        raise SameError("highlight", other)
    wanted: dict[str, dict[str, Entered]] = {
        one.id: {
            "text": _together(one.text, two.text),
            "note": _together(one.note, two.note),
            "tags": [*one.tags, *two.tags],
            "favorite": one.favorite or two.favorite,
        },
        two.id: {"merged_into": one.id},
    }
    items = set_highlight_fields(db, wanted, at)
    return Result((one.id,), record_change(db, "merged two highlights", items, at))


def _together(one: str, two: str) -> str:
    if one in two or two in one:
        return max(one, two, key=len)
    return f"{one}\n\n{two}"


def split(library: Library, code: str, at_letter: int, at: str) -> Result:
    """Split a highlight in two at the same location: its text before this letter, and the rest.

    Letters are counted from 0.
    """
    return with_understood(
        library.writing, lambda db, parsed: _split(db, parsed, code, at_letter, at)
    )


def _split(db: Connection, parsed: Parsed, code: str, at_letter: int, at: str) -> Result:
    whole = highlight(db, code)
    first, rest = whole.text[:at_letter].rstrip(), whole.text[at_letter:].lstrip()
    if not first or not rest:
        raise WrongUseError("at: both parts must hold words; name a letter within the text")
    passage = Passage(
        rest,
        whole.document.id,
        tags=whole.tags,
        location=whole.location,
        chapter=whole.chapter,
        highlighted_at=whole.highlighted_at,
    )
    items = set_highlight_fields(db, {whole.id: {"text": first}}, at)
    added = add_passage(db, parsed, passage, at)
    return Result(
        (whole.id, added.highlight),
        record_change(db, "split a highlight", [*items, *([added.item] if added.new else [])], at),
    )


def undo(
    library: Library, change: str, at: str, others: Mapping[str, Setter] | None = None
) -> Done:
    """Undo a change; see `undo.undo_change`.

    `others` are setters of things that other rooms keep.
    """
    return with_understood(
        library.writing,
        lambda db, parsed: undo_change(db, change, at, {**setters(parsed), **(others or {})}),
    )


def setters(parsed: Parsed) -> Mapping[str, Setter]:
    """Setters of the fields of each type of thing, given the parsed versions of files."""

    def restore_named(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:
        fields = {
            code: {f: own for f, own in each.items() if f != "joined_to"}
            for code, each in wanted.items()
        }
        restore_documents(db, {code: each for code, each in fields.items() if each}, at)
        named = [code for code, each in wanted.items() if _NAMING & each.keys()]
        _derive_documents(db, named, parsed, at)

    def restore_passages(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:
        restore_added(db, parsed, wanted, at)

    return {**SETTERS, "document": restore_named, "added": restore_passages}


def _derive_documents(db: Connection, codes: Collection[str], parsed: Parsed, at: str) -> None:
    """Derive the files of these documents again."""
    rows = {row.id for row in documents_of(db, codes).values()}
    if rows:
        derive_files(db, files_of_documents(db, rows), parsed, at)
