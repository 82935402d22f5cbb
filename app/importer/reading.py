"""Reading of files: their bytes, deflated as the library stores them, hash, and parsed form.

Where there are many files, a second process reads and parses them ahead of this one, which writes.
It runs this module as a script: requests are in the file that is its standard input, answers are
written in order, both pickled.
"""

import os
import pickle
import sys
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from queue import Queue
from subprocess import DEVNULL, PIPE, Popen
from tempfile import TemporaryFile
from threading import Thread
from typing import IO, NamedTuple

from app.formats.registry import parse_file
from app.importer.files.scan import FoundFile, read_found
from app.model import ParsedFile, Problem

try:  # the same form in a third of the time, where there are wheels of it
    from isal.isal_zlib import compress
except ImportError:
    from zlib import compress

# Files from which on another process is begun: it costs a twentieth of the processor time, and
# saves an eighth of a wait of minutes.
_MANY = 20_000
_FIRST = 200  # files that are read here, until the other process has started
_PIECE, _WAITING = 1 << 16, 400  # bytes, and how many such pieces of answers may wait to be taken


class Content(NamedTuple):
    """Content of a file: `size` bytes, `deflated`.

    `parsed` is None where the bytes are the known ones.
    """

    deflated: bytes
    size: int
    sha256: str
    parsed: ParsedFile | None


class Wanted(NamedTuple):
    """Request to read a file, with the hash of known bytes that need no parsing, if any."""

    found: FoundFile
    known: str = ""


def deflate(data: bytes) -> bytes:
    """Deflate bytes as the library stores them; `zlib.decompress` inflates them."""
    return compress(data, 1)


def read_content(wanted: Wanted) -> Content | Problem:
    """Read and parse the file, or give the reason why it cannot be read."""
    path = wanted.found.path
    try:
        data = read_found(wanted.found)
    except OSError as error:
        return Problem(f"cannot be read: {error.strerror or error}; it was passed over", path=path)
    digest = sha256(data).hexdigest()
    parsed = None if digest == wanted.known else parse_file(path, data, named=wanted.found.named)
    return Content(deflate(data), len(data), digest, parsed)


Answer = Content | Problem


def read_contents(wanted: Sequence[Wanted]) -> Generator[Answer, None, None]:
    """Read these files in order; gives the content of each, or why it cannot be read.

    Closing the iterator ends the other process.
    """
    first, rest = wanted[:_FIRST], wanted[_FIRST:]
    with _reading(rest) if len(wanted) > _MANY else _nobody() as answers:
        yield from map(read_content, first)
        for file in rest:
            yield next(answers, None) or read_content(
                file
            )  # what the other process owes, because it was ended, is read here


@contextmanager
def _nobody() -> Iterator[Iterator[Answer]]:
    yield iter(())


@contextmanager
def _reading(wanted: Sequence[Wanted]) -> Iterator[Iterator[Answer]]:
    """Answers of another process, which is ended on exit."""
    with TemporaryFile() as questions:
        for file in wanted:
            pickle.dump(file, questions)
        questions.seek(0)
        process = _begun(questions)
    if process is None or process.stdout is None:
        yield iter(())
        return
    with process:
        try:
            yield _loaded(process.stdout)
        finally:
            process.kill()


def _begun(questions: IO[bytes]) -> Popen[bytes] | None:
    """Start the other process; None where there is no memory for one."""
    program = [
        sys.executable,
        "-P",
        "-m",
        "app.importer.reading",
    ]  # -P: the current folder is no part of the program
    here = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    try:
        return Popen(  # noqa: S603 - this very program
            program, stdin=questions, stdout=PIPE, stderr=DEVNULL, env=here, start_new_session=True
        )
    except OSError:
        return None


def _loaded(source: IO[bytes]) -> Iterator[Answer]:
    while True:
        try:
            answer: Answer = pickle.load(source)  # noqa: S301 - from a process of our own
        except (
            EOFError,
            pickle.UnpicklingError,
        ):  # the end, or a process that was ended amid an answer
            return
        yield answer


def _answer(questions: IO[bytes], answers: IO[bytes]) -> None:
    """Read the requested files, some way ahead of the reader of the answers."""
    waiting: Queue[bytes] = Queue(_WAITING)
    sender = Thread(target=_send, args=(waiting, answers))
    sender.start()
    try:
        while (wanted := _question(questions)) is not None:
            data = pickle.dumps(read_content(wanted), pickle.HIGHEST_PROTOCOL)
            for start in range(0, len(data), _PIECE):
                waiting.put(data[start : start + _PIECE])
    finally:  # whatever goes wrong here, the other process reads on by itself
        waiting.put(b"")
        sender.join()


def _question(questions: IO[bytes]) -> Wanted | None:
    try:
        wanted: Wanted = pickle.load(questions)  # noqa: S301 - from the process that began this one
    except EOFError:
        return None
    return wanted


def _send(waiting: Queue[bytes], answers: IO[bytes]) -> None:
    try:
        while piece := waiting.get():
            answers.write(piece)
            answers.flush()
    except OSError:  # nobody takes them any more
        os._exit(1)


if __name__ == "__main__":
    from app.importer.reading import (
        _answer as answer,
    )  # what is pickled names the classes of that module, not of `__main__`

    answer(sys.stdin.buffer, sys.stdout.buffer)
