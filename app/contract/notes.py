"""JSON of the reader's own notes."""

from dataclasses import dataclass

from app import model
from app.contract.shaping import shaped


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its path within the folder of notes, its document, its size, its time (UTC).

    `page` is the address of its page.
    """

    path: str
    title: str
    document: str
    bytes: int
    changed_at: str
    page: str


@dataclass(frozen=True, slots=True)
class WrittenNote:
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
    return shaped(Note, one, page=page)


def written_note(path: str, version: str, document: str, change: str) -> WrittenNote:
    """A note after an act."""
    return WrittenNote(path, version or None, document or None, change or None)
