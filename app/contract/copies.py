"""JSON of the dated copies of a library."""

from collections.abc import Sequence
from pathlib import Path

from typing_extensions import TypedDict  # pydantic reads no other before Python 3.12

from app.model import DatedCopy, Held


class HeldCounts(TypedDict):
    """Counts of what is in a copy."""

    documents: int
    highlights: int
    notes: int
    changes: int


class DatedCopyShape(TypedDict):
    """Copy of one day; `at` and `held` are null for a file that does not state them."""

    day: str
    path: str
    bytes: int
    at: str | None
    held: HeldCounts | None


class Copies(TypedDict):
    """Copies of a library, newest first, and the folder where they are."""

    folder: str
    copies: list[DatedCopyShape]


def copies(folder: Path, found: Sequence[DatedCopy]) -> Copies:
    """Copies in a folder."""
    return {"folder": str(folder), "copies": [_copy(copy) for copy in found]}


def _copy(copy: DatedCopy) -> DatedCopyShape:
    return {
        "day": copy.day.isoformat(),
        "path": str(copy.path),
        "bytes": copy.bytes,
        "at": copy.at or None,
        "held": _held(copy.held) if copy.held else None,
    }


def _held(held: Held) -> HeldCounts:
    return {
        "documents": held.documents,
        "highlights": held.highlights,
        "notes": held.notes,
        "changes": held.changes,
    }
