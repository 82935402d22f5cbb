"""Dated copies of the library, which the program makes without being asked."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Held:
    """Numbers of rows in a copy: live documents, highlights and own notes, and the acts."""

    documents: int
    highlights: int
    notes: int
    changes: int


@dataclass(frozen=True, slots=True)
class DatedCopy:
    """Copy of the library as it was last on a day.

    `bytes` is its size on disk, `at` the moment it was taken (ISO 8601 UTC). `at` is empty and
    `held` None for a file that does not state them.
    """

    day: date
    path: Path
    bytes: int
    at: str = ""
    held: Held | None = None
