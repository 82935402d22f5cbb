"""Background import of a folder and its changes while the library is served."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cli.faults import one_line_error
from app.cli.output import print_line, print_status
from app.cli.reports import changes, new_problems, print_problems, sentence
from app.errors import FlorilegiumError
from app.importer.run import Progress, import_paths
from app.model import Problem
from app.store.db.library import Library
from app.web.api.events import Underway

_QUIET = 200  # milliseconds without a change after which an import begins
_GATHER = 2000  # milliseconds after which it begins in any case
_LOOK = 1000  # milliseconds between two looks whether the folder is still the one that is watched
_RETRY_SECONDS = 1.0  # seconds until a folder that is away is looked for again
_MANY = 300  # files to read, for which nobody need wait: the pages fill as they are read
_STOP_SECONDS = 1.0  # seconds that an import under way is given to end in


class _StoppedError(Exception):
    pass


class Watch:
    """Import of a folder, then of its changes, in a thread.

    A folder that disappears is watched again when it is back.
    """

    def __init__(self, library: Library, folder: Path, *, once: bool = False) -> None:
        self.underway = Underway()  # the first import, for pages
        self.trouble = (
            ""  # why nothing is watched at the moment, for pages; empty while all is well
        )
        self._library = library
        self._folder = folder
        self._once = once
        self._reported: set[Problem] = set()  # each is printed once
        self._ready = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Start the thread that imports and watches."""
        self._thread.start()

    def wait(self, patience: float) -> None:
        """Wait until the first import is done or has many files, or `patience` seconds passed."""
        self._ready.wait(patience)

    def stop(self) -> None:
        """Stop watching.

        An import that takes longer than a second is cut off between two transactions, as by
        Ctrl-C.
        """
        self._stop.set()
        self._thread.join(_STOP_SECONDS)

    def _run(self) -> None:
        try:
            self._import(self._on_progress, first=True)
        except _StoppedError:
            return
        finally:
            self.underway.end()
            self._ready.set()
        while not self._once and not self._stop.is_set():
            try:
                self._watch()
                trouble = f"the folder '{self._folder}' is away"
            # a watch that ended unseen would be worse than any error
            except Exception as error:  # noqa: BLE001
                trouble = f"the folder '{self._folder}' cannot be watched ({one_line_error(error)})"
            if self._stop.is_set():
                return
            self._note(f"{trouble}: its changes are not imported until it is back")
            self._stop.wait(_RETRY_SECONDS)

    def _watch(self) -> None:
        """Import changes until the folder is replaced or gone, or the watch is stopped."""
        from watchfiles import watch

        if (watched := _identity(self._folder)) is None:
            return
        caught_up = False  # once after the watch began: a file may have come before that moment
        for seen in watch(
            self._folder,
            stop_event=self._stop,
            step=_QUIET,
            debounce=_GATHER,
            rust_timeout=_LOOK,
            yield_on_timeout=True,
            raise_interrupt=False,
        ):
            if _identity(self._folder) != watched or any(
                Path(path) == self._folder.absolute() for _, path in seen
            ):
                return
            if seen or not caught_up:
                self._note("")
                self._import()
            caught_up = True

    def _note(self, trouble: str) -> None:
        """Print a change in the watch's state, and keep it for the pages."""
        if trouble and trouble != self.trouble:
            print_status(trouble)
        if self.trouble and not trouble:
            print_status(f"the folder '{self._folder}' is back and watched again")
        self.trouble = trouble

    def _on_progress(self, now: Progress) -> None:
        if self._stop.is_set():
            raise _StoppedError
        self.underway.tell(now.done, now.total)
        if now.total > _MANY:
            self._ready.set()

    def _import(
        self, on_progress: Callable[[Progress], None] | None = None, *, first: bool = False
    ) -> None:
        """Import the folder; an error is printed, and the library served as it is."""
        try:
            report = import_paths(
                self._library,
                [self._folder],
                by_hand=False,
                progress=on_progress,
                newest_first=first,
            )
        except FlorilegiumError as error:
            print_status(str(error))
        except _StoppedError:
            raise
        # the next change gets another chance; this one is printed
        except Exception as error:  # noqa: BLE001
            print_status(one_line_error(error))
        else:
            if first or changes(report):
                print_line(sentence(report))
            print_problems(new_problems(report, self._reported))


def _identity(folder: Path) -> tuple[int, int] | None:
    """(device, inode) of a folder, to notice that it was replaced; None without one."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return (status.st_dev, status.st_ino) if folder.is_dir() else None


@contextmanager
def watching(
    library: Library, folder: Path, *, once: bool = False, patience: float = 0.0
) -> Iterator[Watch]:
    """Watch of a folder as a context: the first import, newest files first, then its changes.

    With `once` only the first import. Enters once that is done, has very many files to read, or
    took `patience` seconds.
    """
    watch = Watch(library, folder, once=once)
    watch.start()
    try:
        watch.wait(patience)
        yield watch
    finally:
        watch.stop()
