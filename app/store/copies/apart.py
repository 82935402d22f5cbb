"""The day's copy written by a process of its own, at the lowest priority, so that no page waits.

It runs this module as a script: standard input stays open for as long as it is to go on, the
outcome is pickled to standard output.
"""

import os
import pickle
import selectors
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen
from typing import IO

from app.errors import FlorilegiumError, LibraryError, LibraryMovedError
from app.model import DatedCopy
from app.store.copies.writing import StoppedError, write_copy
from app.store.db.library import Library

_LOWEST = 19
_LOOK = 0.2  # seconds between two questions whether to go on
Outcome = DatedCopy | FlorilegiumError | StoppedError | None


def write_copy_apart(
    library: Library, folder: Path, *, going_on: Callable[[], bool] = lambda: True
) -> DatedCopy | None:
    """Write today's copy as `write_copy` does; in this process where there is no room for another.

    LibraryMovedError where the library's file is another by now.
    """
    library.check()
    library.empty_log()  # or the file would be changed after its copy, when it is emptied
    if (process := _begun(library, folder)) is None:
        return write_copy(library, folder, going_on=going_on)
    with process:
        outcome = _outcome(process, going_on)
    if isinstance(outcome, Exception):
        raise outcome
    return outcome


def _begun(library: Library, folder: Path) -> "Popen[bytes] | None":
    """Start the other process; None where there is no memory for one."""
    status = library.path.stat()
    program = [sys.executable, "-P", "-m", "app.store.copies.apart"]
    arguments = [library.path.absolute(), folder.absolute(), f"{status.st_dev}:{status.st_ino}"]
    found = os.pathsep.join(
        filter(None, (str(Path(__file__).parents[3]), os.environ.get("PYTHONPATH")))
    )
    here = os.environ | {"PYTHONPATH": found}
    try:
        return Popen(  # noqa: S603 - this very program
            [*program, *map(str, arguments)],
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            env=here,
            process_group=0,  # Ctrl-C is for this one; in a session of its own it would
            # have a processor's share of its own, whatever its priority
        )
    except OSError:
        return None


def _outcome(process: "Popen[bytes]", going_on: Callable[[], bool]) -> Outcome:
    """Outcome that the other process sends; closing its standard input asks it to end."""
    given, answer = process.stdin, process.stdout
    assert given  # noqa: S101 both are pipes
    assert answer  # noqa: S101
    with selectors.DefaultSelector() as waiting:
        waiting.register(answer, selectors.EVENT_READ)
        while not waiting.select(_LOOK):
            if not going_on():
                given.close()
                break
    try:
        outcome: Outcome = pickle.load(answer)  # noqa: S301 - from a process of our own
    except (EOFError, pickle.UnpicklingError):
        return LibraryError("no copy of the library was made: the process that writes it was ended")
    return outcome


def _write(library: Path, folder: Path, identity: str) -> Outcome:
    going_on = partial(_is_open, sys.stdin.buffer)
    try:
        with Library(library) as opened:
            status = library.stat()
            if f"{status.st_dev}:{status.st_ino}" != identity:
                return LibraryMovedError()
            return write_copy(opened, folder, going_on=going_on)
    except (FlorilegiumError, StoppedError) as error:
        return error


def _is_open(source: IO[bytes]) -> bool:
    """Whether the other end of a pipe to which nothing is written is still open."""
    with selectors.DefaultSelector() as waiting:
        waiting.register(source, selectors.EVENT_READ)
        return not waiting.select(0)


if __name__ == "__main__":
    with suppress(OSError):  # a system without priorities
        os.setpriority(os.PRIO_PROCESS, 0, _LOWEST)
    pickle.dump(_write(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]), sys.stdout.buffer)
