"""Copies of the library that are made without being asked: at rest, and at the end of a command."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from app.cli.faults import one_line_error
from app.cli.output import print_status
from app.errors import FlorilegiumError, LibraryBusyError, LibraryMovedError
from app.store.copies.apart import write_copy_apart
from app.store.copies.listing import list_copies
from app.store.copies.writing import StoppedError, is_copied, last_change, write_copy
from app.store.db.library import Library
from app.store.edits.changes import list_changes

_REST = 60.0  # seconds without a change after which the library is copied
_LONGEST = 3600.0  # seconds after which it is copied also while it changes
_LOOK = 2.0  # seconds between two looks whether it changed
_AGAIN = 600.0  # seconds until a copy that failed is tried again
_LARGE = 100 << 20  # bytes of a library whose copy takes more than a moment


class Copying:
    """Copies of a served library in a thread: a minute after changes rest, and at the end."""

    def __init__(
        self, library: Library, folder: Path, *, rest: float = _REST, look: float = _LOOK
    ) -> None:
        self.trouble = ""  # why there is no copy of now, for pages; empty while all is well
        self._library, self._folder = library, folder
        self._rest, self._look = rest, look
        self._stop = threading.Event()
        self._cut = threading.Event()
        self._thread = threading.Thread(target=self._run, name="copying", daemon=True)

    def start(self) -> None:
        """Start the thread that copies the library when its changes rest."""
        self._thread.start()

    def finish(self) -> None:
        """Copy what changed since the last copy; Ctrl-C ends it."""
        self._stop.set()
        try:
            self._thread.join()
            copy_at_end(self._library, self._folder)
        except BaseException:
            self._cut.set()
            self._thread.join()
            raise

    def _run(self) -> None:
        seen, changed = 0.0, time.monotonic()
        looked = changed  # when it was last made sure that there is a copy
        while not self._stop.wait(self._look):
            now = time.monotonic()
            if (latest := last_change(self._library.path)) != seen:
                seen, changed = latest, now
            if now - changed >= self._rest or now - looked >= _LONGEST:
                self._note(self._copy())
                looked = changed = time.monotonic() + (_AGAIN if self.trouble else 0.0)

    def _copy(self) -> str:
        """Copy the library if it changed; gives why that failed, if it did."""
        try:
            if not is_copied(self._library.path, self._folder):
                write_copy_apart(
                    self._library, self._folder, going_on=lambda: not self._cut.is_set()
                )
                self._library.tidy_journal()
        except (StoppedError, LibraryBusyError, LibraryMovedError):
            return ""  # ended by the reader, made by another program, or told elsewhere
        except FlorilegiumError as error:
            return str(error)
        except Exception as error:  # noqa: BLE001 copying must not end unseen
            return one_line_error(error)
        return ""

    def _note(self, trouble: str) -> None:
        """Print why no copy was made, once, and keep it for the pages."""
        if trouble and trouble != self.trouble:
            print_status(trouble)
        self.trouble = trouble


def copy_at_end(library: Library, folder: Path) -> None:
    """Copy the library if it changed; why that failed is printed, and ends nothing."""
    library.empty_log()  # or the file would be changed after its copy, when it is closed
    if is_copied(library.path, folder):
        return
    if _is_large(library):
        print_status(f"copying the library to '{folder}'; Ctrl-C ends without")
    try:
        write_copy(library, folder)
    except LibraryBusyError:
        pass  # another program makes this copy
    except FlorilegiumError as error:
        print_status(str(error))


def copy_after_import(library: Library, folder: Path, *, number: int, changed: bool) -> None:
    """Copy the library after the import of this number, if that `changed` it.

    The first import of a large library leaves the copy to a server, once it rests, or to the next
    import, whether that changes anything or not: nothing is in there yet but what its files say,
    and the copy takes as long as a tenth of that import.
    """
    if uncopied := not list_copies(folder):
        library.empty_log()  # what is still in the log counts as well
    waiting = uncopied and _is_large(library)
    if waiting and number == 1 and not _was_changed(library):
        print_status("`serve`, or the next import, copies this library: keep the files until then")
        return
    # an import of nothing new leaves nothing to copy, and takes less time than a copy
    if changed or waiting:
        copy_at_end(library, folder)


def _is_large(library: Library) -> bool:
    return library.path.stat().st_size > _LARGE


def _was_changed(library: Library) -> bool:
    """Whether the reader changed anything himself."""
    with library.reading() as db:
        return bool(list_changes(db, limit=1).items)


@contextmanager
def copying(library: Library, folder: Path | None) -> Iterator[Copying | None]:
    """Copies of a served library as a context; None without a folder, or if it is read-only."""
    if folder is None or library.read_only:
        yield None
        return
    made = Copying(library, folder)
    made.start()
    try:
        yield made
    finally:
        with suppress(LibraryMovedError):
            made.finish()
