"""Exports started from the pages: one at a time, written to a file beside the library."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from logging import getLogger
from pathlib import Path
from secrets import token_hex
from threading import Event, Lock, Thread
from typing import Literal

from app.errors import FlorilegiumError, LibraryError, NotFoundError
from app.export.selection import Order, Written
from app.store.db.library import Library
from app.store.disk import make_private_folder, open_private
from app.web.deps import read

Stage = Literal["writing", "done", "cancelled", "failed"]
Pieces = Callable[[Order], Iterator[bytes]]


@dataclass(frozen=True, slots=True)
class Export:
    """State of an export at one moment; `done` documents of `total` are written.

    `name` is the file's for the reader, `label` the form's; `size` is in bytes, once it is done.
    `left_out` are titles of documents that the form has no place for.
    """

    id: str
    label: str
    name: str
    media_type: str
    path: Path
    query: str = ""
    stage: Stage = "writing"
    done: int = 0
    total: int = 0
    documents: int = 0
    highlights: int = 0
    size: int = 0
    left_out: tuple[str, ...] = ()
    error: str = ""


class ExportingError(FlorilegiumError):
    """another export is under way; wait until it has ended, or cancel it on the page /export"""

    status = 409


class _StoppedError(Exception):
    pass


class Exports:
    """The current export, or the last one, whose file waits in the folder to be downloaded."""

    def __init__(self, library: Library, folder: Path) -> None:
        self.library = library
        self.folder = folder
        self._lock = Lock()
        self._stop = Event()
        self._export: Export | None = None
        self._thread: Thread | None = None

    def latest(self) -> Export | None:
        """The export that runs, or the last one."""
        return self._export

    def find(self, export_id: str) -> Export:
        """The export of that id; NotFoundError once another has replaced it."""
        found = self._export
        if found is None or found.id != export_id:
            raise NotFoundError("this export is over; begin another at /export")
        return found

    def begin(
        self, label: str, name: str, media_type: str, pieces: Pieces, query: str = ""
    ) -> Export:
        """Write, in the background, what these pieces give for the query to a file of that name.

        It replaces the last export with its file; ExportingError while one is being written.
        """
        with self._lock:
            if self._export and self._export.stage == "writing":
                raise ExportingError
            self._remove()
            self.make_folder()
            self._stop.clear()
            code = token_hex(8)
            self._export = begun = Export(code, label, name, media_type, self.folder / code, query)
            self._thread = Thread(target=self._work, args=(begun, pieces), name="export")
            self._thread.start()
        return begun

    def make_folder(self) -> None:
        """Make the folder where there is none; LibraryError where that cannot be."""
        try:
            make_private_folder(self.folder)
        except OSError as error:
            raise LibraryError(
                f"the folder '{self.folder}' for the file cannot be made: {error.strerror}; use "
                f"`florilegium export` and name a place that can be written to"
            ) from error

    def cancel(self, export_id: str) -> None:
        """Stop the export between two batches; remove the file of one that is done."""
        with self._lock:
            if self.find(export_id).stage == "writing":
                self._stop.set()
            else:
                self._remove()
                self._export = None

    def clear(self) -> None:
        """Remove the folder with all that is in it."""
        if self.folder.exists():
            shutil.rmtree(self.folder)

    def close(self) -> None:
        """Stop the export that runs, wait for it, and remove its file."""
        self._stop.set()
        if self._thread:
            self._thread.join()
        self.clear()

    def _remove(self) -> None:
        if self._export:
            self._export.path.unlink(missing_ok=True)

    def _work(self, export: Export, pieces: Pieces) -> None:
        end = self._ended(export, pieces)
        if end.stage != "done":
            export.path.unlink(missing_ok=True)
        self._export = end

    def _ended(self, export: Export, pieces: Pieces) -> Export:
        """The export after it was written, or with the error that prevented it."""
        written = Written()
        order = Order(partial(read, self.library), export.query, self._hear, written)
        try:
            with open(open_private(export.path), "wb") as file:  # noqa: PTH123 a descriptor
                file.writelines(pieces(order))
        except _StoppedError:
            return replace(export, stage="cancelled")
        except FlorilegiumError as error:
            return replace(export, stage="failed", error=str(error))
        except OSError as error:
            reason = f"the file cannot be written: {error.strerror}"
            return replace(export, stage="failed", error=f"{reason}; make room, and try again")
        except Exception:
            getLogger(__name__).exception("an export failed")
            return replace(
                export,
                stage="failed",
                error="something went wrong here; the window that serves the library tells what",
            )
        return replace(
            export,
            stage="done",
            documents=written.documents,
            highlights=written.highlights,
            size=export.path.stat().st_size,
            left_out=tuple(written.left_out),
        )

    def _hear(self, done: int, total: int) -> None:
        if self._stop.is_set():
            raise _StoppedError
        if self._export:
            self._export = replace(self._export, done=done, total=total)
