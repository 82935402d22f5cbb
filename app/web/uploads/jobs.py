"""Imports started from the pages: one at a time, rehearsed first, then confirmed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from app.errors import FlorilegiumError
from app.importer.run import Progress, import_paths
from app.model import ImportReport
from app.store.db.library import Library
from app.web.jobs import Job, Jobs, new_id

Stage = Literal["staging", "rehearsing", "ready", "importing", "done", "cancelled", "failed"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportJob(Job):
    """State of an import at one moment.

    `report` is that of the rehearsal, then that of the import; `source` is the name to show for
    the paths.
    """

    stage: Stage = "staging"
    paths: tuple[Path, ...] = ()
    source: str = ""
    passed_over: int = 0
    progress: Progress | None = None
    report: ImportReport | None = None


class BusyError(FlorilegiumError):
    """another import is under way; wait until it has ended, or cancel it on the page /import"""

    status = 409


class ImportJobs(Jobs[ImportJob]):
    """The current import, or the last one; the folder holds the files that were uploaded for it."""

    name = "import"
    over = "this import is over; the imports are listed at /imports"
    busy = BusyError
    working = frozenset({"staging", "rehearsing", "importing"})

    def __init__(self, library: Library, folder: Path) -> None:
        super().__init__(folder)
        self.library = library

    def current(self) -> ImportJob | None:
        """The import that runs or waits for the reader to confirm it."""
        job = self._job
        return job if job and (job.stage in self.working or job.stage == "ready") else None

    def progress_of(self, job: ImportJob) -> tuple[int, int]:
        """The number of files that were read, and of all."""
        return (job.progress.done, job.progress.total) if job.progress else (0, 0)

    def begin(self) -> ImportJob:
        """Begin a new import, whose files may now be staged in the empty folder.

        It replaces one that waits; BusyError while another one runs.
        """
        with self._lock:
            self._check_free()
            self.clear()
            self._stop.clear()
            self._job = job = ImportJob(id=new_id())
        return job

    def rehearse(
        self, job_id: str, paths: Sequence[Path], source: str, passed_over: int = 0
    ) -> None:
        """Rehearse, in the background, the import of these paths."""
        with self._lock:
            job = replace(
                self.find(job_id),
                stage="rehearsing",
                paths=tuple(paths),
                source=source,
                passed_over=passed_over,
            )
            self._start(job, partial(self._import, dry_run=True))

    def carry_out(self, job_id: str) -> None:
        """Carry out the rehearsed import in the background; a second call changes nothing."""
        with self._lock:
            job = self.find(job_id)
            if job.stage == "ready":
                self._stop.clear()  # a request to stop that came too late for the rehearsal
                importing = replace(job, stage="importing", progress=None)
                self._start(importing, partial(self._import, dry_run=False))

    def cancel(self, job_id: str) -> None:
        """Stop the import between two batches; discard one that waits for confirmation at once."""
        with self._lock:
            if self.find(job_id).stage == "ready":
                self._job = None
                self.clear()
            self._stop.set()

    def drop(self, job_id: str) -> None:
        """Drop an import whose files were not received completely."""
        with self._lock:
            self.find(job_id)
            self._job = None
            self.clear()

    def _tidy(self, end: ImportJob) -> None:
        if end.stage != "ready":
            self.clear()

    def _import(self, job: ImportJob, *, dry_run: bool) -> ImportJob:
        report = import_paths(
            self.library, job.paths, dry_run=dry_run, progress=self._hear, source=job.source
        )
        return replace(job, stage="ready" if dry_run else "done", report=report)

    def _hear(self, progress: Progress) -> None:
        self._tell(progress=progress)
