"""What the reader does where files must be read again for it: documents renamed and joined, passages added, split and deleted, acts undone."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.changes import Done, Fields
from app.errors import WrongUseError
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
from app.store.edits.values import Said
from app.store.reads.documents import document
from app.store.reads.highlights import highlight
from app.store.writes.versions import files_of_documents

_NAMING = frozenset(
    {"title", "authors", "aliases", "joined_to"}
)  # fields of documents by which they are found


@dataclass(frozen=True, slots=True)
class Result:
    """What an act left: the highlights that result, by code, the change's id (empty where nothing changed), and whether one is new."""

    highlights: tuple[str, ...]
    change: str
    new: bool = True


@dataclass(frozen=True, slots=True)
class Joined:
    """What joining two documents gives: the one that is left, how many highlights it has and how many are one now, and the change's id."""

    document: Document
    highlights: int
    united: int
    change: str


def rename_documents(
    db: Connection, wanted: Mapping[str, Mapping[str, Said]], at: str, what: str = ""
) -> tuple[str, dict[str, tuple[DocumentSummary, ...]]]:
    """Let the reader's words stand in these fields of documents, as one change; titles and authors of his own are keys from then on.

    Gives the change's id, empty where nothing changed, and by document the others that bear its new title.
    """
    items = set_document_fields(db, wanted, at)
    change = record_change(db, what or described(items), items, at)
    named = sorted(
        {item.code for item in items if item.field in ("title", "authors") and item.own_after}
    )
    own_keys(db, change, named)
    return change, {code: alike for code in named if (alike := same_title(db, code))}


def join(library: Library, code: str, other: str, at: str, *, dry_run: bool = False) -> Joined:
    """Make one document of two, which an undo parts again. A dry run tells what it would give, and changes nothing."""
    return with_understood(
        library.writing, lambda db, said: _join(db, said, (code, other), at, dry_run=dry_run)
    )


def _join(
    db: Connection, said: Parsed, codes: tuple[str, str], at: str, *, dry_run: bool
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
        _derive_documents(db, codes, said, at)
        seen = document(db, first)
        if dry_run:
            step.rollback()
    return Joined(seen, seen.highlights, before - seen.highlights, "" if dry_run else change)


def add(library: Library, passage: Passage, at: str) -> Result:
    """Add a passage by hand; see `added.add_passage`."""
    return with_understood(library.writing, lambda db, said: _add(db, said, passage, at))


def _add(db: Connection, said: Parsed, passage: Passage, at: str) -> Result:
    added = add_passage(db, said, passage, at)
    change = record_change(db, "added a highlight", [added.item], at) if added.new else ""
    return Result((added.highlight,), change, added.new)


def delete(library: Library, code: str, at: str) -> str:
    """Take out a passage that was added by hand, as a change; gives its id."""
    return with_understood(
        library.writing,
        lambda db, said: record_change(
            db, "deleted a highlight", delete_added(db, said, code, at), at
        ),
    )


def merge(db: Connection, code: str, other: str, at: str) -> Result:
    """Let one highlight stand for two: of wordings that hold each other the longer, else both; notes, tags and stars add up.

    The other's address leads to it from then on, and so do those of what was merged with that before.
    """
    one, two = highlight(db, code), highlight(db, other)
    if one.id == two.id:
        raise WrongUseError(f"'{other}' is that highlight already; name another one")
    wanted: dict[str, dict[str, Said]] = {
        one.id: {
            "text": _together(one.text, two.text), "note": _together(one.note, two.note), "tags": [*one.tags, *two.tags],
            "favorite": one.favorite or two.favorite,
        },
        two.id: {"merged_into": one.id},
    }  # fmt: skip
    items = set_highlight_fields(db, wanted, at)
    return Result((one.id,), record_change(db, "merged two highlights", items, at))


def _together(one: str, two: str) -> str:
    if one in two or two in one:
        return max(one, two, key=len)
    return f"{one}\n\n{two}"


def split(library: Library, code: str, at_letter: int, at: str) -> Result:
    """Make two highlights of one: what stands before this letter of its text, counted from 0, and the rest, at the same place."""
    return with_understood(library.writing, lambda db, said: _split(db, said, code, at_letter, at))


def _split(db: Connection, said: Parsed, code: str, at_letter: int, at: str) -> Result:
    whole = highlight(db, code)
    first, rest = whole.text[:at_letter].rstrip(), whole.text[at_letter:].lstrip()
    if not first or not rest:
        raise WrongUseError("at: both parts must hold words; name a letter within the text")
    passage = Passage(
        rest, whole.document.id, tags=whole.tags, location=whole.location, chapter=whole.chapter, highlighted_at=whole.highlighted_at
    )  # fmt: skip
    items = set_highlight_fields(db, {whole.id: {"text": first}}, at)
    added = add_passage(db, said, passage, at)
    return Result(
        (whole.id, added.highlight),
        record_change(db, "split a highlight", [*items, *([added.item] if added.new else [])], at),
    )


def undo(library: Library, change: str, at: str) -> Done:
    """Take a change back; see `undo.undo_change`."""
    return with_understood(
        library.writing, lambda db, said: undo_change(db, change, at, setters(said))
    )


def setters(said: Parsed) -> Mapping[str, Setter]:
    """What sets the fields of each type of thing, with what versions of files say."""

    def restore_named(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:
        fields = {
            code: {f: own for f, own in each.items() if f != "joined_to"}
            for code, each in wanted.items()
        }
        restore_documents(db, {code: each for code, each in fields.items() if each}, at)
        named = [code for code, each in wanted.items() if _NAMING & each.keys()]
        _derive_documents(db, named, said, at)

    def restore_passages(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:
        restore_added(db, said, wanted, at)

    return {**SETTERS, "document": restore_named, "added": restore_passages}


def _derive_documents(db: Connection, codes: Collection[str], said: Parsed, at: str) -> None:
    """Read again what the files of these documents say."""
    rows = {row.id for row in documents_of(db, codes).values()}
    if rows:
        derive_files(db, files_of_documents(db, rows), said, at)
