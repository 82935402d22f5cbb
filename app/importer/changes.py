"""What there is to do: the files as walked, held against the files as known."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.importer.scan import FoundFile, Walk
from app.store.writes.versions import KnownFile


@dataclass(frozen=True, slots=True)
class Task:
    """A file to read. `known` is what the last import left of it; `again` says that it is taken even with the bytes it had."""

    found: FoundFile
    known: KnownFile | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Files to read, how many need not be, those that are no longer where they were, and those that were `gone` already.

    `outdated` are files that are not among these, and that an earlier program read: what it kept of them is understood anew.
    """

    tasks: tuple[Task, ...]
    unchanged: int
    absent: tuple[KnownFile, ...]
    gone: tuple[KnownFile, ...] = ()
    outdated: tuple[KnownFile, ...] = ()


def plan(walked: Walk, known: Mapping[str, KnownFile], *, by_hand: bool, parser: int) -> Plan:
    """Size and mtime tell a file that need not be read again; only folders walked to the end tell that one is gone.

    Members of archives are read always: programs give them what date they please. So is a file that the reader names by hand.
    """
    tasks = []
    for found in walked.files:
        file = known.get(found.path)
        again = file is not None and file.held and by_hand
        same = file is not None and not file.gone and found.member is None and not (by_hand and found.named)
        if file and same and not again and (file.size, file.mtime_ns, file.parser) == (found.size, found.mtime_ns, parser):
            continue
        tasks.append(Task(found, file, again))
    here = {found.path for found in walked.files}
    gone = tuple(file for file in known.values() if file.gone and file.taken and file.path not in here)
    absent = tuple(_absent(walked, known.values(), by_hand=by_hand))
    elsewhere = here | {file.path for file in absent}
    outdated = tuple(file for file in known.values() if file.parser < parser and file.taken and file.path not in elsewhere)
    return Plan(tuple(tasks), len(walked.files) - len(tasks), absent, gone, outdated)


def _absent(walked: Walk, known: Iterable[KnownFile], *, by_hand: bool) -> Iterable[KnownFile]:
    """The files of the walked folders that are not there any more; one that was passed over, as it grew too large, is."""
    if not walked.files:  # an unmounted disk shows an empty folder
        return
    here = {found.path for found in walked.files} | {problem.path for problem in walked.problems}
    roots = tuple(f"{root.rstrip('/')}/" for root in walked.roots if any(found.root == root for found in walked.files))
    for file in known:
        if roots and not file.gone and (by_hand or not file.spared) and file.root and file.path not in here and file.path.startswith(roots):
            yield file
