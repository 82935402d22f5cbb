"""Recovery of a damaged library into a new one beside it, and what could not be saved."""

from dataclasses import dataclass
from pathlib import Path

from app.importer.verify import mend_all, take_again, verify
from app.model import Problem
from app.store.archive.reading import is_own_archive
from app.store.db.file import beside, locked_alone
from app.store.db.library import Library
from app.store.fts.upgrade import note_form
from app.store.journal.file import ENDING, journal_path, read_journal
from app.store.journal.replay import replay
from app.store.reads.stats import stats
from app.store.recovery.filling import Filled, fill_new, settle
from app.store.recovery.sources import Sources


@dataclass(frozen=True, slots=True)
class Recovered:
    """New library, and in a line each what is not in it; `acts` came from the journal."""

    library: Path
    documents: int
    highlights: int
    acts: int
    copy: Path | None
    lost: tuple[Problem, ...]


def recover(damaged: Path, sources: Sources) -> Recovered:
    """Write what can be had back of a damaged library to `LIBRARY.recovered`.

    From its own pages, the first copy of `sources` that is whole, its journal, and the files on
    disk; all that is derived is derived again. The damaged file stays as it is. Raises
    LibraryBusyError while any program has the library open.
    """
    new = beside(damaged, ".recovered")
    with locked_alone(damaged):
        filled = fill_new(damaged, new, sources.copies)
        with Library(new) as library:
            with library.writing() as db:
                replayed = replay(db, damaged, incomplete=True)
                note_form(db)
            take_again(library, sources)
            with library.writing() as db:
                lost = settle(db, lacks_versions=filled.may_lack("versions"))
            mend_all(library)
            left = verify(library)
            with library.reading() as db:
                counts = stats(db)
        for ending in (ENDING, ".lock"):
            beside(new, ending).unlink(missing_ok=True)
    return Recovered(
        new,
        counts.documents,
        counts.highlights,
        replayed.acts,
        filled.copy,
        (*_told_lost(filled, lost, acts_lost=not filled.has_all_acts or replayed.behind), *left),
    )


def _told_lost(filled: Filled, lost: list[str], *, acts_lost: bool) -> list[Problem]:
    problems = [
        Problem(
            "a version of this file is lost; if you have it elsewhere, import it again", path=path
        )
        for path in lost
    ]
    if filled.copy is None and {"files", "contents", "sqlite_master"} & filled.gaps.places.keys():
        problems.append(
            Problem("some files that it had read may be lost; import the folders that hold them")
        )
    if filled.copy is None and filled.may_lack("versions"):
        problems.append(Problem("earlier versions of some files may be lost"))
    own = sorted(table for table in filled.gaps.places if table.startswith("my_"))
    if acts_lost and (own or "sqlite_master" in filled.gaps.places):
        since = f" since {filled.copy.name}" if filled.copy else ""
        problems.append(
            Problem(f"some of what you did yourself{since} may be lost: its rows are damaged")
        )
    return problems


def what_is_there(damaged: Path, sources: Sources) -> list[str]:
    """What a damaged library could be had back from, in a line each."""
    sources_found = [_of_copy(sources.copies[0])] if sources.copies else []
    if sources.archives:
        archive = sources.archives[0]
        sources_found.append(
            f"an archive lies beside it: '{archive}'; where it is of this library, add --from"
        )
    if changes := read_journal(journal_path(damaged)).changes:
        sources_found.append(
            f"its journal '{journal_path(damaged)}' tells of {len(changes)} acts of yours"
        )
    return sources_found


def _of_copy(copy: Path) -> str:
    if is_own_archive(copy):
        return f"the archive '{copy}'"
    return f"its newest copy is of {copy.name.partition('.')[0]}: '{copy}'"
