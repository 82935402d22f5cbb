"""Reading files: their bytes, deflated as the library keeps them, their hash, and what they say.

Where there are many files, a second process reads and understands them ahead of this one, which writes. It is this module run by itself:
questions lie in the file that is its standard input, answers go out in order, both pickled.
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
from app.importer.scan import FoundFile, read_found
from app.model import ParsedFile, Problem

try:  # the same form in a third of the time, where there are wheels of it
    from isal.isal_zlib import compress
except ImportError:
    from zlib import compress

_FIRST = 200  # files that are read here, until the other process has started
_PIECE, _WAITING = 1 << 16, 400  # bytes, and how many such pieces of answers may wait to be taken


class Content(NamedTuple):
    """A file that was read: `size` bytes, `deflated`. `parsed` is None where the bytes are the known ones."""

    deflated: bytes
    size: int
    sha256: str
    parsed: ParsedFile | None


class Wanted(NamedTuple):
    """A file to read, and the hash of bytes that need not be understood again, if there are such."""

    found: FoundFile
    known: str = ""


def deflate(data: bytes) -> bytes:
    """The bytes as the library keeps them: `zlib.decompress` gives them back."""
    return compress(data, 1)


def read_content(wanted: Wanted) -> Content | Problem:
    """The file read and understood, or why it cannot be read."""
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
    """What each of these files holds, or why it cannot be read, in their order. Closing it ends the other process."""
    first, rest = wanted[:_FIRST], wanted[_FIRST:]
    with _reading(rest) if len(rest) > _FIRST else _nobody() as answers:
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
    """The answers of another process, which is ended on the way out."""
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
    """The other process; None where there is no room for one."""
    program = [
        sys.executable,
        "-P",
        "-m",
        "app.importer.reading",
    ]  # -P: what lies in the folder one stands in is no part of the program
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
    """Read the files asked for, some way ahead of whoever takes the answers."""
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
