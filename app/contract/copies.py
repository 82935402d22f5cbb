"""JSON of the dated copies of a library."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app import model
from app.contract.shaping import shaped


@dataclass(frozen=True, slots=True)
class HeldCounts:
    """Counts of what is in a copy."""

    documents: int
    highlights: int
    notes: int
    changes: int


@dataclass(frozen=True, slots=True)
class DatedCopy:
    """Copy of one day; `at` and `held` are null for a file that does not state them."""

    day: str
    path: str
    bytes: int
    at: str | None
    held: HeldCounts | None


@dataclass(frozen=True, slots=True)
class Copies:
    """Copies of a library, newest first, the folder where they are, and their size."""

    folder: str
    bytes: int
    copies: tuple[DatedCopy, ...]


def copies(folder: Path, found: Sequence[model.DatedCopy]) -> Copies:
    """Copies in a folder."""
    return Copies(str(folder), sum(copy.bytes for copy in found), tuple(map(_copy, found)))


def _copy(copy: model.DatedCopy) -> DatedCopy:
    held = shaped(HeldCounts, copy.held) if copy.held else None
    return shaped(DatedCopy, copy, day=copy.day.isoformat(), path=str(copy.path), held=held)
