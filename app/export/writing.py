"""A form written to one file, or given in pieces; what is on its way has no name yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from app.errors import WrongUseError
from app.export.forms.registry import Form
from app.export.selection import Ask, Tell, batches, make_plan
from app.store.db.library import Library
from app.store.reads.exported import KeptDocument


@dataclass(slots=True)
class Written:
    """How many documents and highlights have been written."""

    documents: int = 0
    highlights: int = 0


def export_file(
    library: Library, form: Form, target: Path, *, query: str = "", tell: Tell | None = None
) -> Written:
    """Write the library, or what a search finds, as it is at one moment, to a new file.

    WrongUseError where something has the name already, or there is no folder to write to.
    """
    if target.exists():
        raise WrongUseError(f"'{target}' is already there and is left as it is; name another file")
    if not target.parent.is_dir():
        raise WrongUseError(f"there is no folder '{target.parent}' to write to; make it first")
    written = Written()
    part = target.with_name(f"{target.name}.part")
    try:
        with part.open("wb") as file, library.reading() as db:
            for piece in pieces(lambda ask: ask(db), form, query, tell, written):
                file.write(piece)
        part.rename(target)
    finally:
        part.unlink(missing_ok=True)
    return written


def pieces(
    ask: Ask, form: Form, query: str = "", tell: Tell | None = None, written: Written | None = None
) -> Iterator[bytes]:
    """The bytes of the file, in pieces of some documents; each is read when it is asked for.

    `written` counts along. What a query finds is decided before the first piece.
    """
    plan = ask(partial(make_plan, query=query, gone=form.gone))
    read = batches(ask, plan, tell, bare=form.bare)
    for text in form.pieces(_counted(read, written or Written())):
        yield text.encode("utf-8", "replace")


def _counted(
    read: Iterable[Sequence[KeptDocument]], written: Written
) -> Iterator[Sequence[KeptDocument]]:
    for documents in read:
        written.documents += len(documents)
        written.highlights += sum(len(kept.highlights) for kept in documents)
        yield documents
