"""Files that a browser uploads: streamed to a folder of ours under safe names, and counted."""

import errno
import os
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import BinaryIO
from unicodedata import normalize

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request

from app.errors import FullDiskError, WrongUseError
from app.formats.registry import skip_reason
from app.importer.files.kinds import SUFFIXES
from app.importer.files.scan import HUGE
from app.store.disk import make_private_folder, open_private

FILES, TOGETHER = 20_000, 500_000_000  # files of one upload, and their bytes
READABLE = frozenset({*SUFFIXES, ".zip"})
_PATH = 4096  # bytes of a path on this disk
_NAME, _DEPTH = 180, 12  # bytes of a file's name, folders above it
_NO_PLACE = frozenset(
    {errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.ENAMETOOLONG}
)  # a name is a file here and a folder there, or is too long
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_FORBIDDEN = frozenset('<>:"|?*')  # in names, on one system or another


@dataclass(frozen=True, slots=True)
class Upload:
    """A received upload: the staged files, the number of skipped ones, or a path on this disk."""

    files: tuple[Path, ...]
    passed_over: int
    path: str


def safe_path(name: str) -> Path | None:
    """Make a safe relative path from a browser's name for a file; None where nothing is left."""
    parts = [
        part
        for part in map(_safe_part, normalize("NFC", name).replace("\\", "/").split("/"))
        if part
    ]
    return Path(*parts[-_DEPTH:]) if parts else None


def _safe_part(part: str) -> str:
    letters = "".join(
        letter for letter in part if letter.isprintable() and letter not in _FORBIDDEN
    ).strip()
    if not letters.strip("."):
        return ""
    stem, dot, suffix = letters.rpartition(".")
    if not stem or len(suffix.encode()) > _NAME // 8:
        stem, dot, suffix = letters, "", ""
    return stem.encode()[:_NAME].decode(errors="ignore") + dot + suffix


async def receive_upload(request: Request, folder: Path) -> Upload:
    """Stage the files of a multipart form under `folder`.

    Raises HTTPException 413 beyond the limits of an upload, WrongUseError for another form,
    FullDiskError.
    """
    try:
        return await _receive(request, folder)
    except OSError as error:
        if error.errno in _FULL:
            raise FullDiskError from error
        raise


async def _receive(request: Request, folder: Path) -> Upload:
    kind, options = parse_options_header(request.headers.get("content-type", ""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise WrongUseError("this is no upload; choose files on the page /import")
    receiver = _Receiver(folder)
    try:
        callbacks = receiver.callbacks()
        parser = MultipartParser(options[b"boundary"], callbacks)  # type: ignore[arg-type]
        async for chunk in request.stream():
            await run_in_threadpool(parser.write, chunk)
    except FormParserError as error:
        raise WrongUseError(f"this upload cannot be read: {str(error).lower()}") from error
    finally:
        receiver.close()
    if not receiver.ended:
        raise WrongUseError("this upload broke off; choose the files again")
    return Upload(
        tuple(receiver.files),
        receiver.passed_over,
        receiver.path.decode(errors="replace").strip().strip("\"'"),
    )


class _Receiver:
    """Receiver of a form in pieces: writes each file to disk, keeps the field `path` in memory."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.files: list[Path] = []
        self.passed_over = 0
        self.path = b""
        self.ended = False
        self._names: Counter[str] = Counter()
        self._together = 0
        self._header, self._value, self._disposition = b"", b"", b""
        self._field, self._size = b"", 0
        self._sink: BinaryIO | None = None

    def callbacks(self) -> dict[str, Callable[..., None]]:
        """Callbacks for the parser of multipart forms."""
        return {
            "on_header_field": self._add_to_header,
            "on_header_value": self._add_to_value,
            "on_header_end": self._end_header,
            "on_headers_finished": self._begin,
            "on_part_data": self._take,
            "on_part_end": self.close,
            "on_end": self._end,
        }

    def close(self) -> None:
        """Close the file that is being written, and forget the headers of the part."""
        sink, self._sink, self._field, self._disposition = self._sink, None, b"", b""
        if sink:
            sink.close()

    def _end(self) -> None:
        self.ended = True

    def _add_to_header(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _add_to_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header, self._value = b"", b""

    def _begin(self) -> None:
        options = parse_options_header(self._disposition)[1]
        self._size = 0
        if b"filename" not in options:
            self._field = options.get(b"name", b"")
        elif options[b"filename"]:  # an empty name: no file was chosen
            self._open(options[b"filename"].decode(errors="replace"))

    def _open(self, name: str) -> None:
        path = safe_path(name)
        if path is None or not _is_readable(path):
            self.passed_over += 1
            return
        if len(self.files) == FILES:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"these are more than {FILES:,} files; bring them in by halves, or name their "
                f"folder",
            )
        self._names[str(path).casefold()] += 1
        times = self._names[str(path).casefold()]
        target = self.folder / (path if times == 1 else Path(f"again {times}", path))
        try:
            make_private_folder(self.folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            self._sink = os.fdopen(open_private(target), "wb")
        except OSError as error:
            if error.errno not in _NO_PLACE:
                raise
            self.passed_over += 1
        else:
            self.files.append(target)

    def _take(self, data: bytes, start: int, end: int) -> None:
        self._size += end - start
        if self._field == b"path" and self._size <= _PATH:
            self.path += data[start:end]
        if not self._sink:
            return
        self._together += end - start
        if self._size > HUGE:
            name = self.files[-1].name
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"'{name}' is larger than {HUGE // 1_000_000} MB; split it, or export less at once",
            )
        if self._together > TOGETHER:
            raise HTTPException(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                f"these files are larger than {TOGETHER // 1_000_000} MB together",
            )
        self._sink.write(data[start:end])


def _is_readable(path: Path) -> bool:
    hidden = any(part.startswith(".") or part == "node_modules" for part in path.parts)
    return (
        path.suffix.lower() in READABLE
        and not hidden
        and not skip_reason(str(path), "a", named=False)
    )
