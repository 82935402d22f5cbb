"""Importing what changes in a folder, in the background, while the library is served."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine

from app.cli.faults import in_a_line
from app.cli.output import say, tell
from app.cli.reports import changes, sentence, tell_problems, untold
from app.errors import FlorilegiumError
from app.importer.run import import_paths
from app.model import Problem

_QUIET = 200  # milliseconds without a change after which an import begins
_GATHER = 2000  # milliseconds after which it begins in any case
_FAREWELL = 1.0  # seconds that an import under way is given to end in


@contextmanager
def watching(engine: Engine, folder: Path | None, told: set[Problem]) -> Iterator[None]:
    """While this lasts, what changes in the folder is imported. No folder: nothing is watched. A problem is told once: `told` are those that were."""
    if folder is None:
        yield
        return
    stop = threading.Event()
    thread = threading.Thread(target=_watch, args=(engine, folder, told, stop), daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_FAREWELL)  # an import that takes longer is cut off between two transactions, as by any Ctrl-C


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


def _import(engine: Engine, folder: Path, told: set[Problem]) -> None:
    try:
        report = import_paths(engine, [folder], by_hand=False)
    except FlorilegiumError as error:
        tell(str(error))
    except Exception as error:  # noqa: BLE001 the next change gets another chance; this one is told
        tell(in_a_line(error))
    else:
        if changes(report):
            say(sentence(report))
        tell_problems(untold(report, told))
