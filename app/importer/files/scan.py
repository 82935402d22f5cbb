"""Scan for files to read: one stat each, and a problem for each file that is passed over."""

import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.importer.files.archives import TOGETHER, Member, members, read_member
from app.importer.files.kinds import (
    PROGRAMS,
    is_other,
    is_ours,
    is_readable,
    is_wanted,
    nothing_to_read,
)
from app.model import Problem
from app.text import storable

_LAST = 2**63 - 1  # nanoseconds from 1970: the largest number in SQLite
HUGE = 20_000_000  # bytes; the largest export met in the wild is 2.3 MB


@dataclass(frozen=True, slots=True)
class FoundFile:
    """File to read: `path` is absolute, `root` the folder in which it was found, or empty.

    `named` means that the reader named it himself. A `member` of an archive has no root, and its
    path is the archive's followed by its own name.
    """

    path: str  # a Path for each of a million entries is dear
    root: str
    size: int
    mtime_ns: int
    named: bool
    member: Member | None = None


@dataclass(frozen=True, slots=True)
class Walk:
    """Files under the paths, sorted; `roots` are the folders that were scanned completely.

    `unread` are the paths that gave nothing, for a reason in the problems. `others` are files of
    kinds that are not read.
    """

    files: tuple[FoundFile, ...]
    problems: tuple[Problem, ...]
    roots: tuple[str, ...]
    unread: tuple[Path, ...] = ()
    others: tuple[str, ...] = ()


def walk(paths: Sequence[Path]) -> Walk:
    """Scan these paths for readable files.

    A problem is added for whatever cannot be read, is outside its folder or is no plain file.
    """
    files: dict[str, FoundFile] = {}
    problems: list[Problem] = []
    roots, unread = [], []
    others: list[str] = []
    # resolve() would follow links, and a moved link is a moved file
    named = [Path(os.path.abspath(path)) for path in paths]  # noqa: PTH100
    for absolute in named:
        known, passed = len(problems), len(others)
        found = {file.path: file for file in _found(absolute, problems, named, others)}
        if not found and len(others) > passed:
            problems.append(Problem(nothing_to_read(others[passed:]), path=str(absolute)))
        if absolute.is_dir():
            files = found | files
            if not any(p.message.startswith("this folder") for p in problems[known:]):
                roots.append(str(absolute))
        else:
            files |= found
        if not found and len(problems) > known:
            unread.append(absolute)
    return Walk(
        tuple(files[path] for path in sorted(files)),
        tuple(problems),
        tuple(roots),
        tuple(unread),
        tuple(sorted({*others} - files.keys())),
    )


def without_odd_names(walked: Walk) -> Walk:
    """Remove files whose names the library cannot store, and report them."""
    odd = [file for file in walked.files if file.path != storable(file.path)]
    unreadable = [
        Problem("has a name that is no text; it was passed over: rename it", path=file.path)
        for file in odd
    ]
    return replace(
        walked,
        files=tuple(file for file in walked.files if file.path == storable(file.path))
        if odd
        else walked.files,
        others=tuple(map(storable, walked.others)),
        problems=tuple(
            replace(problem, path=storable(problem.path))
            for problem in (*walked.problems, *unreadable)
        ),
        unread=(*walked.unread, *(Path(file.path) for file in odd if not file.root)),
    )


def _found(
    path: Path, problems: list[Problem], named: Sequence[Path], others: list[str]
) -> Iterator[FoundFile]:
    if path.is_dir():
        yield from _folder(path, problems, named, others)
    elif path.suffix.lower() == ".zip":
        yield from _archive(path, problems, others)
    elif file := _file(str(path), "", _status(path, problems), problems):
        yield file


def _folder(
    root: Path, problems: list[Problem], named: Sequence[Path], others: list[str]
) -> Iterator[FoundFile]:
    inside = f"{root.resolve()}{os.sep}"
    waiting = [str(root)]
    while waiting:
        folder = waiting.pop()
        try:
            entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
        except OSError as error:
            problems.append(
                Problem(
                    f"this folder cannot be read: {error.strerror or error}; what it holds stays "
                    f"as it was",
                    path=folder,
                )
            )
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                waiting += [] if entry.name in PROGRAMS or is_ours(entry.path) else [entry.path]
            elif message := _objection(entry, inside, named):
                problems.append(Problem(message, path=entry.path))
            elif is_readable(entry.name) and (
                found := _file(entry.path, str(root), _status(entry, problems), problems)
            ):
                yield found
            elif is_other(entry.name):
                others.append(entry.path)


def _objection(entry: os.DirEntry[str], inside: str, named: Sequence[Path]) -> str:
    """Reason why an entry of a folder is not read, where it should be reported."""
    if entry.is_symlink() and not f"{os.path.realpath(entry.path)}{os.sep}".startswith(inside):
        if is_readable(entry.name):
            return "this link leads out of its folder; it was not followed"
        # entry.is_dir() raises for links in a ring
        if os.path.isdir(entry.path) and entry.name not in PROGRAMS:  # noqa: PTH112
            return (
                "this link leads to a folder elsewhere; it was not followed: import that by "
                "its own name"
            )
    if entry.name.lower().endswith(".zip") and Path(entry.path) not in named:
        return "an archive within a folder is not opened: import it by its own name"
    return ""


def found_file(root: Path, path: Path) -> FoundFile | None:
    """One file of a folder, as a scan of that folder finds it; None where there is none."""
    try:
        status = path.lstat()
    except OSError:
        return None
    return _file(str(path), str(root), status, []) if stat.S_ISREG(status.st_mode) else None


def _archive(path: Path, problems: list[Problem], others: list[str]) -> Iterator[FoundFile]:
    status = _status(path, problems)
    if status and status.st_size > TOGETHER:
        problems.append(
            Problem(
                f"is larger than {TOGETHER // 1_000_000} MB; it was passed over: unpack it and "
                f"import the folder",
                path=str(path),
            )
        )
    elif status:
        for member in members(
            path,
            problems,
            wanted=lambda name: is_wanted(name) or _note_other(path, name, others),
            largest=HUGE,
        ):
            yield FoundFile(
                f"{path}{os.sep}{member.name}",
                "",
                member.size,
                _moment(member.mtime_ns),
                named=False,
                member=member,
            )


def _note_other(archive: Path, member: str, others: list[str]) -> bool:
    """Note a member of another kind, which is not wanted."""
    if is_other(member.rpartition("/")[2] or ".") and PROGRAMS.isdisjoint(member.split("/")):
        others.append(f"{archive}{os.sep}{member}")
    return False


def _file(
    path: str, root: str, status: os.stat_result | None, problems: list[Problem]
) -> FoundFile | None:
    if status is None:
        return None
    if status.st_size > HUGE:
        problems.append(
            Problem(
                f"is larger than {HUGE // 1_000_000} MB; it was passed over: split it, or export "
                f"less at once",
                path=path,
            )
        )
        return None
    return FoundFile(path, root, status.st_size, _moment(status.st_mtime_ns), named=not root)


def _moment(mtime_ns: int) -> int:
    """Modification time limited to the years 1678 to 2261, SQLite's range in nanoseconds."""
    return max(-_LAST, min(mtime_ns, _LAST))


def _status(entry: Path | os.DirEntry[str], problems: list[Problem]) -> os.stat_result | None:
    """Stat of a plain file; None, and a problem, where there is none."""
    try:
        status = entry.stat()
    except OSError as error:
        problems.append(
            Problem(
                f"cannot be read: {error.strerror or error}; it was passed over",
                path=os.fspath(entry),
            )
        )
        return None
    if not stat.S_ISREG(status.st_mode):
        problems.append(Problem("is no plain file; it was passed over", path=os.fspath(entry)))
        return None
    return status


def read_found(file: FoundFile) -> bytes:
    """Read the file's bytes; an OSError is passed on."""
    if file.member:
        return read_member(file.member)
    flags = (
        os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )  # what became a pipe since the walk must not hold the run up
    opened = os.open(file.path, flags)
    try:
        data = os.read(
            opened, min(file.size, HUGE) + 1
        )  # nearly always all of it; room for as much as may be is dear
        while (
            len(data) != file.size
            and len(data) <= HUGE
            and (more := os.read(opened, HUGE + 1 - len(data)))
        ):
            data += more  # one that grew since the walk
    finally:
        os.close(opened)
    return data
