"""Imports started from the pages: one at a time, rehearsed first, then confirmed."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from logging import getLogger
from pathlib import Path
from secrets import token_hex
from threading import Event, Lock, Thread
from typing import Literal

from app.errors import FlorilegiumError, NotFoundError
from app.importer.run import Progress, import_paths
from app.model import ImportReport
from app.store.db.library import Library

Stage = Literal["staging", "rehearsing", "ready", "importing", "done", "cancelled", "failed"]
WORKING = frozenset({"staging", "rehearsing", "importing"})


@dataclass(frozen=True, slots=True)
class Job:
    """State of an import at one moment.

    `report` is that of the rehearsal, then that of the import; `source` is the name to show for
    the paths.
    """

    id: str
    stage: Stage = "staging"
    paths: tuple[Path, ...] = ()
    source: str = ""
    passed_over: int = 0
    progress: Progress | None = None
    report: ImportReport | None = None
    error: str = ""


class BusyError(FlorilegiumError):
    """another import is under way; wait until it has ended, or cancel it on the page /import"""

    status = 409


class _StoppedError(Exception):
    pass


class Jobs:
    """The current import, or the last one.

    `folder` holds the files that were uploaded for it, and nothing else.
    """

    def __init__(self, library: Library, folder: Path) -> None:
        self.library = library
        self.folder = folder
        self._lock = Lock()
        self._stop = Event()
        self._job: Job | None = None
        self._thread: Thread | None = None

    def current(self) -> Job | None:
        """The import that runs or waits for the reader to confirm it."""
        job = self._job
        return job if job and (job.stage in WORKING or job.stage == "ready") else None

    def find(self, job_id: str) -> Job:
        """The import of that id; NotFoundError once another has replaced it."""
        job = self._job
        if job is None or job.id != job_id:
            raise NotFoundError("this import is over; the imports are listed at /imports")
        return job

    def begin(self) -> Job:
        """Begin a new import, whose files may now be staged in the empty folder.

        It replaces one that waits; BusyError while another one runs.
        """
        with self._lock:
            if self._job and self._job.stage in WORKING:
                raise BusyError
            self.clear()
            self._stop.clear()
            self._job = job = Job(token_hex(8))
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
            self._start(job, dry_run=True)

    def carry_out(self, job_id: str) -> None:
        """Carry out the rehearsed import in the background; a second call changes nothing."""
        with self._lock:
            job = self.find(job_id)
            if job.stage == "ready":
                self._stop.clear()  # a request to stop that came too late for the rehearsal
                self._start(replace(job, stage="importing", progress=None), dry_run=False)

    def _start(self, job: Job, *, dry_run: bool) -> None:
        self._job = job
        self._thread = Thread(
            target=self._work, args=(job,), kwargs={"dry_run": dry_run}, name="import"
        )
        self._thread.start()

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

    def clear(self) -> None:
        """Remove the uploaded files."""
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def close(self) -> None:
        """Stop the import that runs, wait for it, and remove its files."""
        self._stop.set()
        if self._thread:
            self._thread.join()
        self.clear()

    def _work(self, job: Job, *, dry_run: bool) -> None:
        end = self._ended(job, dry_run=dry_run)
        try:
            if end.stage != "ready":
                self.clear()
        except OSError:  # the import has ended all the same
            getLogger(__name__).exception("what was uploaded stays")
        self._job = end

    def _ended(self, job: Job, *, dry_run: bool) -> Job:
        """The import after it was carried out or rehearsed, or with the error that prevented it."""
        try:
            report = import_paths(
                self.library, job.paths, dry_run=dry_run, progress=self._hear, source=job.source
            )
        except _StoppedError:
            return replace(job, stage="cancelled")
        except FlorilegiumError as error:
            return replace(job, stage="failed", error=str(error))
        except Exception:
            getLogger(__name__).exception("an import failed")
            return replace(
                job,
                stage="failed",
                error="something went wrong here; the window that serves the library tells what",
            )
        return replace(job, stage="ready" if dry_run else "done", report=report)

    def _hear(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise _StoppedError
        if self._job:
            self._job = replace(self._job, progress=progress)
