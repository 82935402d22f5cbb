"""Run of the importer: scan, read new files, derive their documents, write differences, report."""

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import TypeVar

from sqlalchemy import Connection

from app.errors import DamageError
from app.formats.registry import PARSER
from app.importer.batch import (
    SOON,
    TOGETHER,
    batches,
    wanted,
    write_absent,
    write_batch,
    write_outdated,
)
from app.importer.changes import Plan, plan
from app.importer.files.kinds import kind_of_file
from app.importer.files.scan import Walk, found_file, walk, without_odd_names
from app.importer.kept import Parsed, with_understood
from app.importer.reading import Content, read_contents
from app.importer.tally import Read, Tally, plus
from app.model import SKIPPED_NAMED, Counts, ImportReport, Problem, Skipped
from app.store.db.library import Library
from app.store.writes.documents import Written
from app.store.writes.imports import add_problems, begin_import, finish_import, live_highlights
from app.store.writes.own_files import own_import
from app.store.writes.versions import KnownFile, known_files
from app.text import stamp_now, storable, utc_stamp

_SELDOM = 500_000  # things made, between two looks for cycles among them
_ABSENT = 200  # files that went or are understood anew, written together


@dataclass(frozen=True, slots=True)
class Progress:
    """Progress of a run: files done, files to read, and the one read last."""

    done: int
    total: int
    path: str


File = TypeVar("File", Read, KnownFile)
Tell = Callable[[Progress], None]
Turn = Callable[[], AbstractContextManager[Connection]]


def import_paths(
    library: Library,
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    by_hand: bool = True,
    progress: Tell | None = None,
    source: str = "",
    together: int = TOGETHER,
    newest_first: bool = False,
) -> ImportReport:
    """Import the present state of the files in short transactions, and report the changes.

    `by_hand` means that the reader asked for it: then excluded files are imported again, and the
    import history gets a row even if nothing was new; without a row the report's id is 0. A dry run
    does everything on a copy. `source` names the paths in the import history, where their own names
    would not do. An exception of `progress` ends the run between two batches. `together` is about
    how many highlights are written in one transaction, without effect on the result; so is
    `newest_first`, which reads the files in order of their time, newest first, instead of by path.
    """
    started, clock = datetime.now(UTC), perf_counter()
    walked = without_odd_names(walk(paths))
    with library.reading() as db:
        work = plan(walked, known_files(db), by_hand=by_hand, parser=PARSER)
    if newest_first:
        work = replace(work, tasks=tuple(sorted(work.tasks, key=lambda task: -task.found.mtime_ns)))
    source = storable(source or ", ".join(str(path) for path in paths))
    counts = Counts(unchanged=work.unchanged, failed=len(walked.unread), skipped=len(walked.others))
    others = [Skipped(path, _why_not_read(path)) for path in walked.others[:SKIPPED_NAMED]]
    tally = Tally(files=counts, problems=list(walked.problems), skipped=others)
    if not (work.tasks or work.absent or work.outdated or by_hand):
        return _report(0, started, clock, source, tally)
    with _few_collections(), _turns(library, dry_run=dry_run) as turn:
        with turn() as db:
            import_id = begin_import(db, utc_stamp(started), source)
            add_problems(db, import_id, [(None, problem) for problem in walked.problems])
        _write(
            turn, work, import_id, tally, progress, (together, SOON if newest_first else together)
        )
        with turn() as db:
            left = live_highlights(db, [file.path for file in walked.files], but=tally.touched)
            tally.highlights = plus(tally.highlights, Counts(unchanged=left))
            report = _report(0 if dry_run else import_id, started, clock, source, tally)
            finish_import(
                db,
                import_id,
                finished_at=stamp_now(),
                seconds=report.seconds,
                counts=_counts(report),
            )
    return report


def import_some(library: Library, folder: Path, paths: Sequence[Path]) -> None:
    """Import the present state of these files of a folder, or their absence, without a scan.

    They are files that the reader wrote in this program: what they say belongs to his own additions
    and gets no row in the import history.
    """
    now = stamp_now()
    found = [file for path in paths if (file := found_file(folder, path))]
    with library.reading() as db:
        known = known_files(db, [str(path) for path in paths])
    work = plan(Walk(tuple(found), (), ()), known, by_hand=False, parser=PARSER)
    here = {file.path for file in found}
    absent = tuple(file for file in known.values() if not file.gone and file.path not in here)
    work = Plan(work.tasks, work.unchanged, absent)
    if work.tasks or work.absent:
        with _turns(library, dry_run=False) as turn:
            with turn() as db:
                import_id = own_import(db, now)
            _write(turn, work, import_id, Tally(), None, (TOGETHER, TOGETHER))


@contextmanager
def _few_collections() -> Iterator[None]:
    """Reduce garbage collections: an import makes many objects without cycles.

    The search for cycles takes a fifth of its time.
    """
    usual = gc.get_threshold()
    if usual[0] == _SELDOM:  # within another import
        yield
        return
    gc.set_threshold(_SELDOM, *usual[1:])
    try:
        yield
    finally:
        gc.set_threshold(*usual)


@contextmanager
def _turns(library: Library, *, dry_run: bool) -> Iterator[Turn]:
    """Source of write transactions.

    A new one each time or, for a dry run, one on a temporary copy.
    """
    if dry_run:
        with library.copying() as db:
            yield lambda: _part(db)
    else:
        try:
            yield lambda: library.writing("NORMAL")
        finally:
            library.forget_pages()


@contextmanager
def _part(db: Connection) -> Iterator[Connection]:
    """Savepoint: a part of a transaction that is rolled back by itself where it fails."""
    with db.begin_nested():
        yield db


def _write(
    turn: Turn,
    work: Plan,
    import_id: int,
    tally: Tally,
    progress: Tell | None,
    sizes: tuple[int, int],
) -> None:
    failures: list[Problem] = []
    moved: dict[str, KnownFile] = {}
    absent = {known.sha256: known for known in reversed((*work.absent, *work.gone))}
    with closing(read_contents([wanted(task) for task in work.tasks])) as contents:
        for batch in batches(_reads(work, contents, failures, progress), *sizes):
            for task, content in batch:
                thrown_away = content.parsed is not None and content.parsed.skipped
                if (
                    task.known is None
                    and not thrown_away
                    and (known := absent.pop(content.sha256, None))
                ):
                    moved[task.found.path] = known
            failures += _write_together(
                turn,
                batch,
                lambda db, reads, said: write_batch(db, reads, said, moved, import_id, tally),
                tally.recent.parsed,
            )
    ids = {known.id for known in moved.values()}
    gone = [known for known in work.absent if known.id not in ids]
    for start in range(0, len(gone), _ABSENT):
        failures += _write_together(
            turn,
            gone[start : start + _ABSENT],
            lambda db, files, said: write_absent(db, files, said, import_id, tally),
            {},
        )
    for start in range(0, len(work.outdated), _ABSENT):
        some = [known for known in work.outdated[start : start + _ABSENT] if known.id not in ids]
        failures += _write_together(
            turn,
            some,
            lambda db, files, said: write_outdated(db, files, said, import_id, tally),
            {},
        )
    with turn() as db:
        add_problems(db, import_id, [(None, problem) for problem in failures])
    tally.add(Counts(failed=len(failures)), Written(Counts(), Counts()), failures)


def _write_together(
    turn: Turn,
    batch: Sequence[File],
    write: Callable[[Connection, Sequence[File], Parsed], None],
    known: Parsed,
) -> list[Problem]:
    """Write a batch of files in one transaction; if one is damaged, write the others by themselves.

    The damage is reported. `known` are versions parsed already.
    """
    try:
        with_understood(turn, lambda db, said: write(db, batch, said), known)
    except DamageError as error:
        if len(batch) > 1:
            return [
                problem for file in batch for problem in _write_together(turn, [file], write, known)
            ]
        return [Problem(f"cannot be taken in: {error}", path=batch[0].path)]
    return []


def _reads(
    work: Plan,
    contents: Iterable[Content | Problem],
    failures: list[Problem],
    progress: Tell | None,
) -> Iterator[Read]:
    for done, (task, content) in enumerate(zip(work.tasks, contents, strict=True), 1):
        if progress:
            progress(Progress(done, len(work.tasks), task.found.path))
        if isinstance(content, Problem):
            failures.append(content)
        else:
            yield Read(task, content)


def _why_not_read(path: str) -> str:
    kind = kind_of_file(path)
    files = f"{kind} files" if kind[:1] == "." else "files without an ending"
    return f"{files} are not read"


def _report(
    import_id: int, started: datetime, clock: float, source: str, tally: Tally
) -> ImportReport:
    return ImportReport(
        id=import_id,
        started_at=utc_stamp(started),
        seconds=round(perf_counter() - clock, 3),
        source=source,
        files=tally.files,
        documents=tally.documents,
        highlights=tally.highlights,
        problems=tuple(tally.problems),
        problems_total=len(tally.problems),
        harmless=sum(problem.harmless for problem in tally.problems),
        differences=tuple(tally.differences),
        skipped=tuple(tally.skipped),
        unparsed=tally.unparsed,
    )


def _counts(report: ImportReport) -> str:
    counts = {
        "files": asdict(report.files),
        "documents": asdict(report.documents),
        "highlights": asdict(report.highlights),
    }
    return json.dumps({**counts, "skipped": report.skipped, "unparsed": report.unparsed})
