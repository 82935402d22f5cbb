"""Jobs in the background: one of a sort at a time, followed by its id, cancelled between steps."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from logging import getLogger
from pathlib import Path
from secrets import token_hex
from threading import Event, Lock, Thread
from typing import Any, ClassVar, Generic, TypeVar

from fastapi import Request

from app.errors import FlorilegiumError, NotFoundError
from app.web.streams import Step, Stream, steps


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """State of a job at one moment; `error` is the line that says why it failed."""

    id: str
    stage: str
    error: str = ""


State = TypeVar("State", bound=Job)


class StoppedError(Exception):
    """the job was cancelled"""


class Jobs(Generic[State]):
    """The current job of one sort, or the last one, and the folder that holds its files alone."""

    name: ClassVar[str]  # of the thread, and in the log: `an import`
    over: ClassVar[str]  # what is said of a job that another has replaced
    busy: ClassVar[type[FlorilegiumError]]  # raised where another job works
    working: ClassVar[frozenset[str]]  # stages in which a job may not be replaced

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock()
        self._stop = Event()
        self._job: State | None = None
        self._thread: Thread | None = None

    def latest(self) -> State | None:
        """The job that runs, or the last one."""
        return self._job

    def find(self, job_id: str) -> State:
        """The job of that id; NotFoundError once another has replaced it."""
        job = self._job
        if job is None or job.id != job_id:
            raise NotFoundError(self.over)
        return job

    def step_of(self, job_id: str) -> Step:
        """How far a job is; NotFoundError once it was dropped or replaced."""
        job = self.find(job_id)
        return Step(job.stage, *self.progress_of(job), last=job.stage not in self.working)

    def progress_of(self, job: State) -> tuple[int, int]:
        """What is done of a job, and the whole, in things that it counts."""
        raise NotImplementedError

    def clear(self) -> None:
        """Remove the folder with all that is in it."""
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def close(self) -> None:
        """Stop the job that runs, wait for it, and remove its files."""
        self._stop.set()
        if self._thread:
            self._thread.join()
        self.clear()

    def _check_free(self) -> None:
        if self._job and self._job.stage in self.working:
            raise self.busy

    def _start(self, job: State, work: Callable[[State], State]) -> None:
        """Work in the background; `work` gives the job as it ends."""
        self._job = job
        self._thread = Thread(target=self._run, args=(job, work), name=self.name)
        self._thread.start()

    def _run(self, job: State, work: Callable[[State], State]) -> None:
        end = self._ended(job, work)
        try:
            self._tidy(end)
        except OSError:  # the job has ended all the same
            getLogger(__name__).exception("files of an ended job stay")
        self._job = end

    def _tidy(self, end: State) -> None:
        """Remove the files that a job needs no more once it has ended so."""
        raise NotImplementedError

    def _ended(self, job: State, work: Callable[[State], State]) -> State:
        """The job after its work, or with the error that prevented it."""
        try:
            return work(job)
        except StoppedError:
            return replace(job, stage="cancelled")
        except FlorilegiumError as error:
            return replace(job, stage="failed", error=str(error))
        except Exception:
            getLogger(__name__).exception("an %s failed", self.name)
            unknown = "something went wrong here; the window that serves the library tells what"
            return replace(job, stage="failed", error=unknown)

    def _tell(self, **progress: Any) -> None:  # noqa: ANN401 values of fields, of any type
        """Note how far the job is, between two steps; StoppedError once it was cancelled."""
        if self._stop.is_set():
            raise StoppedError
        if self._job:
            self._job = replace(self._job, **progress)


def follow_job(request: Request, jobs: Jobs[State], job_id: str) -> Stream:
    """Progress of a job, as events, until it waits or ends; NotFoundError where it is over."""
    jobs.find(job_id)
    pieces = steps(partial(jobs.step_of, job_id), request.app.state.closing)
    headers = {"Cache-Control": "no-store"}
    return Stream(request.app.state.followers, pieces, "text/event-stream", headers)


def new_id() -> str:
    """An id that no other job has and nobody guesses."""
    return token_hex(8)
