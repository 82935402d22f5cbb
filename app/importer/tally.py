"""Totals of a run, and the files that it read last."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from itertools import compress
from typing import NamedTuple

from app.importer.changes import Task
from app.importer.reading import Content
from app.model import SKIPPED_NAMED, Counts, Difference, ParsedFile, Problem, Skipped
from app.store.writes.documents import Written
from app.store.writes.highlights import SHOWN

_RECENT = 4_000_000  # bytes of files whose parsed form is kept at hand


class Read(NamedTuple):
    """File that was read: its task and its content."""

    task: Task
    content: Content

    @property
    def path(self) -> str:
        """Path of the file."""
        return self.task.found.path


@dataclass(slots=True)
class Recent:
    """Cache of the files parsed last, by path and hash: several batches may need them."""

    parsed: dict[tuple[str, str], ParsedFile] = field(default_factory=dict)
    sizes: dict[tuple[str, str], int] = field(default_factory=dict)
    size: int = 0

    def take(self, fresh: Collection[Read]) -> None:
        """Add these files, and drop the oldest others."""
        for read in fresh:
            content = read.content
            if content.parsed:
                key = read.task.found.path, content.sha256
                self.parsed[key] = content.parsed
                self.size += content.size - self.sizes.get(key, 0)
                self.sizes[key] = content.size
        while self.size > _RECENT and len(self.sizes) > len(fresh):
            oldest = next(iter(self.sizes))
            self.size -= self.sizes.pop(oldest)
            del self.parsed[oldest]


@dataclass(slots=True)
class RowSet:
    """Set of row ids with one byte for each: a seventieth of the memory of a Python set."""

    flags: bytearray = field(default_factory=bytearray)

    def add(self, rows: Collection[int]) -> int:
        """Add these rows; gives how many of them were in the set already."""
        self.flags.extend(bytes(max(0, max(rows, default=-1) + 1 - len(self.flags))))
        known = sum(self.flags[row] for row in rows)
        for row in rows:
            self.flags[row] = 1
        return known

    def discard(self, rows: Iterable[int]) -> None:
        """Remove these rows."""
        for row in rows:
            if row < len(self.flags):
                self.flags[row] = 0

    def __iter__(self) -> Iterator[int]:
        """Iterate over the row ids in order."""
        return compress(range(len(self.flags)), self.flags)

    def __len__(self) -> int:
        """Number of row ids."""
        return sum(self.flags)

    def __contains__(self, row: object) -> bool:
        """Whether a row is in the set."""
        return isinstance(row, int) and 0 <= row < len(self.flags) and bool(self.flags[row])


@dataclass(slots=True)
class Tally:
    """Totals of a run so far."""

    files: Counts = field(default_factory=Counts)
    documents: Counts = field(default_factory=Counts)
    highlights: Counts = field(default_factory=Counts)
    problems: list[Problem] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)  # the first of them
    unparsed: int = 0
    differences: list[Difference] = field(
        default_factory=list
    )  # the first of them: a preview is read by people
    touched: RowSet = field(
        default_factory=RowSet
    )  # rows of live highlights that are new or changed: a change in two batches is counted once
    recent: Recent = field(default_factory=Recent)

    def add(self, files: Counts, written: Written, problems: Iterable[Problem] = ()) -> None:
        """Count one more batch."""
        self.files = plus(self.files, files)
        self.documents = plus(self.documents, written.documents)
        again = self.touched.add(written.touched)
        self.highlights = plus(
            self.highlights, replace(written.highlights, changed=written.highlights.changed - again)
        )
        self.touched.discard(written.left)
        self.problems += problems
        self.differences += written.differences[: SHOWN - len(self.differences)]

    def note(self, read: Iterable[ParsedFile]) -> None:
        """Note the skipped files and the unparsed lines among these."""
        for file in read:
            self.unparsed += len(file.unparsed)
            if file.skipped and len(self.skipped) < SKIPPED_NAMED:
                self.skipped.append(Skipped(file.path, file.skipped))


def plus(a: Counts, b: Counts) -> Counts:
    """Sum of two counts."""
    return Counts(*(getattr(a, f.name) + getattr(b, f.name) for f in fields(Counts)))
