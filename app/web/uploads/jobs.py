"""Imports that the pages start: one at a time, rehearsed first, carried out when the reader says so."""

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
    """An import at one moment. `report` is that of the rehearsal, once it is done that of the import; `source` is what is shown of the paths."""

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
    """The import of now, or the last one. `folder` holds what was uploaded for it, and nothing else."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.library = library
        self.folder = folder
        self._lock = Lock()
        self._stop = Event()
        self._job: Job | None = None
        self._thread: Thread | None = None

    def current(self) -> Job | None:
        """The import that is under way or waits for the reader's word."""
        job = self._job
        return job if job and (job.stage in WORKING or job.stage == "ready") else None

    def find(self, job_id: str) -> Job:
        """The import of that id; NotFoundError once another has taken its place."""
        job = self._job
        if job is None or job.id != job_id:
            raise NotFoundError("this import is over; the imports are listed at /imports")
        return job

    def begin(self) -> Job:
        """A new import, whose files may now be staged in the empty folder, in place of one that waits; BusyError while another is under way."""
        with self._lock:
            if self._job and self._job.stage in WORKING:
                raise BusyError
            self.clear()
            self._stop.clear()
            self._job = job = Job(token_hex(8))
        return job

    def rehearse(self, job_id: str, paths: Sequence[Path], source: str, passed_over: int = 0) -> None:
        """Find out, in the background, what importing these paths would do."""
        with self._lock:
            job = replace(self.find(job_id), stage="rehearsing", paths=tuple(paths), source=source, passed_over=passed_over)
            self._start(job, dry_run=True)

    def carry_out(self, job_id: str) -> None:
        """Import, in the background, what was rehearsed; a second word changes nothing."""
        with self._lock:
            job = self.find(job_id)
            if job.stage == "ready":
                self._stop.clear()  # a word to stop that came too late for the rehearsal
                self._start(replace(job, stage="importing", progress=None), dry_run=False)

    def _start(self, job: Job, *, dry_run: bool) -> None:
        self._job = job
        self._thread = Thread(target=self._work, args=(job,), kwargs={"dry_run": dry_run}, name="import")
        self._thread.start()

    def cancel(self, job_id: str) -> None:
        """Stop the import between two batches; one that waits for the reader's word is discarded at once."""
        with self._lock:
            if self.find(job_id).stage == "ready":
                self._job = None
                self.clear()
            self._stop.set()

    def drop(self, job_id: str) -> None:
        """Forget an import whose files never came whole."""
        with self._lock:
            self.find(job_id)
            self._job = None
            self.clear()

    def clear(self) -> None:
        """Remove what was uploaded."""
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def close(self) -> None:
        """Stop what is under way, wait for it, and leave nothing behind."""
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
        """The import once it has been carried out or rehearsed, or what kept it from that."""
        try:
            report = import_paths(self.library, job.paths, dry_run=dry_run, progress=self._hear, source=job.source)
        except _StoppedError:
            return replace(job, stage="cancelled")
        except FlorilegiumError as error:
            return replace(job, stage="failed", error=str(error))
        except Exception:
            getLogger(__name__).exception("an import failed")
            return replace(job, stage="failed", error="something went wrong here; the window that serves the library tells what")
        return replace(job, stage="ready" if dry_run else "done", report=report)

    def _hear(self, progress: Progress) -> None:
        if self._stop.is_set():
            raise _StoppedError
        if self._job:
            self._job = replace(self._job, progress=progress)
