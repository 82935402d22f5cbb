"""JSON of the reader's own notes."""

from typing_extensions import TypedDict  # as all shapes are

from app import model


class Note(TypedDict):
    """A note: its path within the folder of notes, its document, its size, its time (UTC).

    `page` is the address of its page.
    """

    path: str
    title: str
    document: str
    bytes: int
    changed_at: str
    page: str


class WrittenNote(TypedDict):
    """A note after it was written or deleted: its version, and the change's id.

    `version` is what its ETag says, null for a deleted one; `document` is the id of its document,
    null while the library is busy; `change` is null where these very bytes were there already.
    """

    path: str
    version: str | None
    document: str | None
    change: str | None


def note(one: model.Note, page: str) -> Note:
    """A note of a list, and the address of its page."""
    return {
        "path": one.path,
        "title": one.title,
        "document": one.document,
        "bytes": one.bytes,
        "changed_at": one.changed_at,
        "page": page,
    }


def written_note(path: str, version: str, document: str, change: str) -> WrittenNote:
    """A note after an act."""
    return {
        "path": path,
        "version": version or None,
        "document": document or None,
        "change": change or None,
    }
