"""Exports started from the pages: one at a time, written to a file beside the library."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Literal

from app.errors import (
    FlorilegiumError,
    LibraryError,
    NotFoundError,
    WholeArchiveError,
)
from app.export.registry import FORMS
from app.export.selection import Order, Written
from app.export.writing import ARCHIVE, archive_pieces
from app.store.db.library import Library
from app.store.disk import make_private_folder, open_private
from app.web.deps import read
from app.web.jobs import Job, Jobs, new_id

Stage = Literal["writing", "done", "cancelled", "failed"]
Pieces = Callable[[Order], Iterator[bytes]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Export(Job):
    """State of an export at one moment; `done` of `total` are written.

    These are `things`: documents, or parts of an archive. `form` names the form, `label` says it;
    `name` is the file's for the reader, `size` in bytes, once it is done.
    `left_out` are titles of documents that the form has no place for.
    """

    stage: Stage = "writing"
    form: str
    label: str
    name: str
    media_type: str
    path: Path
    query: str = ""
    done: int = 0
    total: int = 0
    documents: int = 0
    highlights: int = 0
    size: int = 0
    left_out: tuple[str, ...] = ()

    @property
    def file(self) -> str:
        """Where the API gives its file; empty while there is none."""
        return f"/api/exports/{self.id}/file" if self.stage == "done" else ""

    @property
    def things(self) -> str:
        """The word for what is counted."""
        return "part" if self.form == ARCHIVE else "document"


class ExportingError(FlorilegiumError):
    """another export is under way; wait until it has ended, or cancel it on the page /export"""

    status = 409


class Exports(Jobs[Export]):
    """The current export, or the last one, whose file waits in the folder to be downloaded."""

    name = "export"
    over = "this export is over; begin another at /export"
    busy = ExportingError
    working = frozenset({"writing"})

    def __init__(self, library: Library, folder: Path) -> None:
        super().__init__(folder)
        self.library = library

    def progress_of(self, job: Export) -> tuple[int, int]:
        """The number of things that are written, and of all."""
        return job.done, job.total

    def begin_form(self, name: str, query: str = "") -> Export:
        """Write the library, or what the query finds, in the form of this name.

        NotFoundError where there is none, WrongUseError for an archive of a query, ExportingError
        while another export is being written.
        """
        query = query.strip()
        if name == ARCHIVE:
            if query:
                raise WholeArchiveError("the query")
            file = "florilegium.archive.zip"
            return self.begin("Archive", file, "application/zip", self._archive, form=ARCHIVE)
        if name not in FORMS:
            raise NotFoundError(f"there is no form '{name}'; choose one at /export")
        form = FORMS[name]
        file = f"florilegium{form.suffix}"
        return self.begin(form.label, file, form.media_type, form.pieces, query, form=name)

    def _archive(self, order: Order) -> Iterator[bytes]:
        return archive_pieces(self.library, self.folder, order.tell or (lambda _done, _total: None))

    def begin(
        self,
        label: str,
        name: str,
        media_type: str,
        pieces: Pieces,
        query: str = "",
        *,
        form: str = "template",
    ) -> Export:
        """Write, in the background, what these pieces give for the query to a file of that name.

        It replaces the last export with its file; ExportingError while one is being written.
        """
        with self._lock:
            self._check_free()
            self._remove()
            self.make_folder()
            self._stop.clear()
            code = new_id()
            begun = Export(
                id=code, form=form, label=label, name=name, media_type=media_type,
                path=self.folder / code, query=query,
            )  # fmt: skip
            self._start(begun, partial(self._write, pieces=pieces))
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
                self._job = None

    def _remove(self) -> None:
        if self._job:
            self._job.path.unlink(missing_ok=True)

    def _tidy(self, end: Export) -> None:
        if end.stage != "done":
            end.path.unlink(missing_ok=True)

    def _write(self, export: Export, pieces: Pieces) -> Export:
        """The export after it was written, or with the reason why its file cannot be."""
        written = Written()
        order = Order(partial(read, self.library), export.query, self._hear, written)
        try:
            with open(open_private(export.path), "wb") as file:  # noqa: PTH123 a descriptor
                file.writelines(pieces(order))
        except OSError as error:
            reason = f"the file cannot be written: {error.strerror}"
            return replace(export, stage="failed", error=f"{reason}; make room, and try again")
        return replace(
            self._job or export,
            stage="done",
            documents=written.documents,
            highlights=written.highlights,
            size=export.path.stat().st_size,
            left_out=tuple(written.left_out),
        )

    def _hear(self, done: int, total: int) -> None:
        self._tell(done=done, total=total)
