"""Importing a folder, and what changes in it, in the background while the library is served."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from app.cli.faults import in_a_line
from app.cli.output import say, tell
from app.cli.reports import changes, sentence, tell_problems, untold
from app.errors import FlorilegiumError
from app.importer.run import Progress, import_paths
from app.model import Problem
from app.web.api.events import Underway

_QUIET = 200  # milliseconds without a change after which an import begins
_GATHER = 2000  # milliseconds after which it begins in any case
_MANY = 300  # files to read, for which nobody need wait: the pages fill as they are read
_FAREWELL = 1.0  # seconds that an import under way is given to end in


class _StoppedError(Exception):
    pass


@contextmanager
def keeping_up(engine: Engine, folder: Path | None, underway: Underway, *, watch: bool, patience: float) -> Iterator[None]:
    """While this lasts, the folder is imported, the newest files first, and then whatever changes in it, if `watch` says so.

    It begins once the first import is done, or has very many files before it or took so many seconds of `patience`. Without a folder nothing is done.
    """
    if folder is None:
        yield
        return
    stop, soon = threading.Event(), threading.Event()
    thread = threading.Thread(target=_keep_up, args=(engine, folder, underway, stop, soon), kwargs={"watch": watch}, name="import", daemon=True)
    thread.start()
    try:
        soon.wait(patience)
        yield
    finally:
        stop.set()
        thread.join(_FAREWELL)  # an import that takes longer is cut off between two transactions, as by any Ctrl-C


def _keep_up(engine: Engine, folder: Path, underway: Underway, stop: threading.Event, soon: threading.Event, *, watch: bool) -> None:
    told: set[Problem] = set()  # each is told once

    def hear(now: Progress) -> None:
        if stop.is_set():
            raise _StoppedError
        underway.tell(now.done, now.total)
        if now.total > _MANY:
            soon.set()

    try:
        _import(engine, folder, told, hear, first=True)
    except _StoppedError:
        return
    finally:
        underway.end()
        soon.set()
    if watch and not stop.is_set():
        _watch(engine, folder, told, stop)


def _watch(engine: Engine, folder: Path, told: set[Problem], stop: threading.Event) -> None:
    from watchfiles import watch

    try:
        caught_up = False  # once after the watch began: a file may have come between the first import and that moment
        for seen in watch(folder, stop_event=stop, step=_QUIET, debounce=_GATHER, yield_on_timeout=True, raise_interrupt=False):
            if seen or not caught_up:
                _import(engine, folder, told)
            caught_up = True
    except (OSError, RuntimeError) as error:  # a folder that went away, or more folders than the system lets one program watch
        tell(f"'{folder}' is no longer watched ({error}); start again, or import by hand with `florilegium import`")


def _import(engine: Engine, folder: Path, told: set[Problem], hear: Callable[[Progress], None] | None = None, *, first: bool = False) -> None:
    """Take what is new in the folder. What the library does not let in is told, and served is what there is."""
    try:
        report = import_paths(engine, [folder], by_hand=False, progress=hear, newest_first=first)
    except FlorilegiumError as error:
        tell(str(error))
    except _StoppedError:
        raise
    except Exception as error:  # noqa: BLE001 the next change gets another chance; this one is told
        tell(in_a_line(error))
    else:
        if first or changes(report):
            say(sentence(report))
        tell_problems(untold(report, told))
