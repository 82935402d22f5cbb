"""Changes to import: the scanned files compared with the known ones."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.importer.files.scan import FoundFile, Walk
from app.store.writes.versions import KnownFile


@dataclass(frozen=True, slots=True)
class Task:
    """Task to read a file. `known` is its row; `again` means to import it even if unchanged."""

    found: FoundFile
    known: KnownFile | None
    again: bool = False


@dataclass(frozen=True, slots=True)
class Plan:
    """Plan of an import.

    Files to read, the number of unchanged ones, absent ones, and those `gone` before.

    `outdated` are others that an earlier parser read: their stored versions are parsed again.
    """

    tasks: tuple[Task, ...]
    unchanged: int
    absent: tuple[KnownFile, ...]
    gone: tuple[KnownFile, ...] = ()
    outdated: tuple[KnownFile, ...] = ()


def plan(walked: Walk, known: Mapping[str, KnownFile], *, by_hand: bool, parser: int) -> Plan:
    """Compare files by size and mtime; only a file of a completely scanned folder can be absent.

    Members of archives, whose dates are unreliable, and files named by hand are always read.
    """
    tasks = []
    for found in walked.files:
        file = known.get(found.path)
        again = file is not None and file.held and by_hand
        same = (
            file is not None
            and not file.gone
            and found.member is None
            and not (by_hand and found.named)
        )
        if (
            file
            and same
            and not again
            and (file.size, file.mtime_ns, file.parser) == (found.size, found.mtime_ns, parser)
        ):
            continue
        tasks.append(Task(found, file, again))
    here = {found.path for found in walked.files}
    gone = tuple(
        file for file in known.values() if file.gone and file.taken and file.path not in here
    )
    absent = tuple(_absent(walked, known.values(), by_hand=by_hand))
    elsewhere = here | {file.path for file in absent}
    outdated = tuple(
        file
        for file in known.values()
        if file.parser < parser and file.taken and file.path not in elsewhere
    )
    return Plan(tuple(tasks), len(walked.files) - len(tasks), absent, gone, outdated)


def _absent(walked: Walk, known: Iterable[KnownFile], *, by_hand: bool) -> Iterable[KnownFile]:
    """Files of the scanned folders that are absent; one that is too large now is not."""
    if not walked.files:  # an unmounted disk shows an empty folder
        return
    here = {found.path for found in walked.files} | {problem.path for problem in walked.problems}
    roots = tuple(
        f"{root.rstrip('/')}/"
        for root in walked.roots
        if any(found.root == root for found in walked.files)
    )
    for file in known:
        if (
            roots
            and not file.gone
            and (by_hand or not file.spared)
            and file.root
            and file.path not in here
            and file.path.startswith(roots)
        ):
            yield file
