"""Acts of the reader that the journal has and the library lacks, done again."""

from app.importer.verify import write_derived
from app.store.db.library import Library
from app.store.journal.file import journal_path
from app.store.journal.replay import Beyond, acts_beyond, has_acts, replay


def lost_acts(library: Library) -> int:
    """Number of acts in the journal of a library without any: the library was lost."""
    if not journal_path(library.path).exists():
        return 0
    with library.reading() as db:
        return 0 if has_acts(db) else acts_beyond(db, library.path).acts


def replay_acts(library: Library) -> Beyond:
    """Take in what the journal has beyond the library, and derive what follows from it.

    Gives what was taken in; nothing is, where both tell acts of which the other knows nothing.
    """
    with library.writing() as db:
        replayed = replay(db, library.path)
    if replayed.acts and not replayed.other:
        write_derived(library)
    return replayed
