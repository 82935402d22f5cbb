"""What an import did, and the files of the library."""

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from app.model.library import DocumentSummary
from app.model.parsed import Line, Problem

SKIPPED_NAMED = 5  # files that an import passed over, by name


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of rows of one type that an import added, changed or removed."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    gone: int = 0
    skipped: int = 0
    failed: int = 0
    repeated: int = 0


@dataclass(frozen=True, slots=True)
class Difference:
    """Difference that an import made to one highlight (by its code).

    `noted` means a change of the note; `before` and `after` are Markdown.
    """

    what: Literal["new", "reworded", "noted", "gone", "back"]
    highlight: str
    before: str = ""
    after: str = ""
    document: str = ""


class Skipped(NamedTuple):
    """Skipped file and the reason, such as `empty` or `sync log`."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """Report of one import.

    `id` is 0 for a dry run; `source` is what was imported, as given; times are ISO 8601 UTC.

    `differences` are the first few hundred, `skipped` are the first few skipped files; `unparsed`
    counts the lines that no rule understood in the files that were read.
    """

    id: int
    started_at: str
    seconds: float
    source: str
    files: Counts
    documents: Counts
    highlights: Counts
    problems: tuple[Problem, ...] = ()
    problems_total: int = 0
    harmless: int = 0  # of them
    finished: bool = True
    undone_at: str = ""
    differences: tuple[Difference, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    unparsed: int = 0


@dataclass(frozen=True, slots=True)
class Undone:
    """Result of undoing an import: what changed in the library."""

    documents: Counts = field(default_factory=Counts)
    highlights: Counts = field(default_factory=Counts)


@dataclass(frozen=True, slots=True)
class FileRecord:
    """File of the library.

    `format` names its family, `documents` are those in it, `unparsed` are lines that no rule
    understood.
    """

    path: str
    format: str
    skipped: str = ""
    gone: bool = False
    documents: tuple[DocumentSummary, ...] = ()
    unparsed: tuple[Line, ...] = ()
    problems: tuple[Problem, ...] = ()
