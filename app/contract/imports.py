"""JSON of imports: their reports, their undoing, and the check of the library."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from app import model
from app.contract.shaping import key, shaped


@dataclass(frozen=True, slots=True)
class Problem:
    """Problem in one of many files."""

    path: str
    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Difference:
    """Change of one highlight by an import; `before` and `after` are Markdown."""

    what: Literal["new", "reworded", "noted", "gone", "back"]
    highlight: str
    document: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FileCounts:
    """Counts of files in an import."""

    added: int
    changed: int
    unchanged: int
    gone: int
    skipped: int
    failed: int


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """Counts of documents in an import."""

    added: int
    changed: int


@dataclass(frozen=True, slots=True)
class HighlightCounts:
    """Counts of highlights in an import."""

    added: int
    changed: int
    unchanged: int
    gone: int
    repeated: int


@dataclass(frozen=True, slots=True)
class SkippedFile:
    """File that was skipped, and the reason."""

    path: str
    reason: str


@dataclass(frozen=True, slots=True)
class Import:
    """One import by its number; 0 means a dry run."""

    # read by pydantic: `import`, a keyword of Python, is the key of `import_`
    __pydantic_config__: ClassVar[Mapping[str, Callable[[str], str]]] = {"alias_generator": key}

    import_: int


@dataclass(frozen=True, slots=True)
class Report(Import):
    """Report of one import; lists of imports leave out problems and differences.

    `problems_total` counts the problems always, skipped_files are the first five, and
    unparsed_lines counts the lines that no rule understood.
    """

    seconds: float
    files: FileCounts
    documents: DocumentCounts
    highlights: HighlightCounts
    problems: tuple[Problem, ...]
    problems_total: int
    source: str
    started_at: str
    finished: bool
    undone_at: str | None
    differences: tuple[Difference, ...]
    skipped_files: tuple[SkippedFile, ...]
    unparsed_lines: int


@dataclass(frozen=True, slots=True)
class UndoneCounts:
    """Counts of documents, or of highlights, changed by an undo."""

    added: int
    changed: int
    gone: int


@dataclass(frozen=True, slots=True)
class Undone(Import):
    """Result of undoing an import."""

    documents: UndoneCounts
    highlights: UndoneCounts


@dataclass(frozen=True, slots=True)
class Verified:
    """Result of a check: whether the library is sound, problems mended, problems that remain."""

    sound: bool
    mended: tuple[Problem, ...]
    problems: tuple[Problem, ...]


def report(done: model.ImportReport) -> Report:
    """Report of one import."""
    return shaped(
        Report,
        done,
        import_=done.id,
        seconds=round(done.seconds, 3),
        files=shaped(FileCounts, done.files),
        documents=shaped(DocumentCounts, done.documents),
        highlights=shaped(HighlightCounts, done.highlights),
        problems=_problems(done.problems),
        problems_total=max(done.problems_total, len(done.problems)),
        differences=tuple(shaped(Difference, each) for each in done.differences),
        skipped_files=tuple(shaped(SkippedFile, each) for each in done.skipped),
        unparsed_lines=done.unparsed,
    )


def undone(number: int, changed: model.Undone) -> Undone:
    """Result of undoing an import."""
    return Undone(
        number, shaped(UndoneCounts, changed.documents), shaped(UndoneCounts, changed.highlights)
    )


def verified(mended: Sequence[model.Problem], left: Sequence[model.Problem]) -> Verified:
    """Result of a check: mended problems, and those that remain."""
    return Verified(not left, _problems(mended), _problems(left))


def _problems(problems: Sequence[model.Problem]) -> tuple[Problem, ...]:
    return tuple(shaped(Problem, each) for each in problems)
