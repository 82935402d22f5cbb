"""Importing a folder, and what changes in it, in the background while the library is served."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from app.cli.faults import in_a_line
from app.cli.output import say, tell
from app.cli.reports import changes, sentence, tell_problems, untold
from app.errors import FlorilegiumError
from app.importer.run import Progress, import_paths
from app.model import Problem
from app.store.db.library import Library
from app.web.api.events import Underway

_QUIET = 200  # milliseconds without a change after which an import begins
_GATHER = 2000  # milliseconds after which it begins in any case
_LOOK = 1000  # milliseconds between two looks whether the folder is still the one that is watched
_AGAIN = 1.0  # seconds until a folder that is away is looked for again
_MANY = 300  # files to read, for which nobody need wait: the pages fill as they are read
_FAREWELL = 1.0  # seconds that an import under way is given to end in


class _StoppedError(Exception):
    pass


class Watch:
    """Imports a folder, and then what changes in a folder. A folder that goes away is watched again when it is back."""

    def __init__(self, library: Library, folder: Path, *, once: bool = False) -> None:
        self.underway = Underway()  # the first import, for pages
        self.trouble = ""  # why nothing is watched at the moment, for pages; empty while all is well
        self._library = library
        self._folder = folder
        self._once = once
        self._told: set[Problem] = set()  # each is told once
        self._soon = threading.Event()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to import and to watch, in a thread of its own."""
        self._thread.start()

    def wait(self, patience: float) -> None:
        """Return once the first import is done, or has very many files before it, or these seconds have passed."""
        self._soon.wait(patience)

    def stop(self) -> None:
        """Watch no longer. An import that takes longer than a second is cut off between two transactions, as by any Ctrl-C."""
        self._stop.set()
        self._thread.join(_FAREWELL)

    def _run(self) -> None:
        try:
            self._import(self._hear, first=True)
        except _StoppedError:
            return
        finally:
            self.underway.end()
            self._soon.set()
        while not self._once and not self._stop.is_set():
            try:
                self._watch()
                trouble = f"the folder '{self._folder}' is away"
            except Exception as error:  # noqa: BLE001 a watch that ended unseen would be worse than any error
                trouble = f"the folder '{self._folder}' cannot be watched ({in_a_line(error)})"
            if self._stop.is_set():
                return
            self._note(f"{trouble}: its changes are not imported until it is back")
            self._stop.wait(_AGAIN)

    def _watch(self) -> None:
        """Import what changes until the folder is no longer the one that it was, or until told to stop."""
        from watchfiles import watch

        if (watched := _identity(self._folder)) is None:
            return
        caught_up = False  # once after the watch began: a file may have come before that moment
        for seen in watch(
            self._folder, stop_event=self._stop, step=_QUIET, debounce=_GATHER, rust_timeout=_LOOK, yield_on_timeout=True, raise_interrupt=False
        ):
            if _identity(self._folder) != watched or any(Path(path) == self._folder.absolute() for _, path in seen):
                return
            if seen or not caught_up:
                self._note("")
                self._import()
            caught_up = True

    def _note(self, trouble: str) -> None:
        """Say on the terminal what is new about the watch, and keep it for the pages."""
        if trouble and trouble != self.trouble:
            tell(trouble)
        if self.trouble and not trouble:
            tell(f"the folder '{self._folder}' is back and watched again")
        self.trouble = trouble

    def _hear(self, now: Progress) -> None:
        if self._stop.is_set():
            raise _StoppedError
        self.underway.tell(now.done, now.total)
        if now.total > _MANY:
            self._soon.set()

    def _import(self, hear: Callable[[Progress], None] | None = None, *, first: bool = False) -> None:
        """Take what is new in the folder. What the library does not let in is told, and served is what there is."""
        try:
            report = import_paths(self._library, [self._folder], by_hand=False, progress=hear, newest_first=first)
        except FlorilegiumError as error:
            tell(str(error))
        except _StoppedError:
            raise
        except Exception as error:  # noqa: BLE001 the next change gets another chance; this one is told
            tell(in_a_line(error))
        else:
            if first or changes(report):
                say(sentence(report))
            tell_problems(untold(report, self._told))


def _identity(folder: Path) -> tuple[int, int] | None:
    """Device and inode of a folder: others after it was made again, or its disk mounted. None while there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino) if folder.is_dir() else None


@contextmanager
def watching(library: Library, folder: Path, *, once: bool = False, patience: float = 0.0) -> Iterator[Watch]:
    """While this lasts, the folder is imported, the newest files first, and then whatever changes in it, unless that is to be done `once`.

    It begins once the first import is done, or has very many files before it, or took so many seconds of `patience`.
    """
    watch = Watch(library, folder, once=once)
    watch.start()
    try:
        watch.wait(patience)
        yield watch
    finally:
        watch.stop()
