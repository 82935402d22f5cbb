"""What the reader does to authors.

Two spellings of a name become one, from then on in what imports bring as well.
"""

from sqlalchemy import Connection, select

from app.changes import Item, Own
from app.errors import EmptyError
from app.model import DocumentSummary
from app.store.db.aliases import read_aliases
from app.store.db.rows import documents_by
from app.store.db.schema import documents
from app.store.edits.changes import record_change
from app.store.edits.joining import same_title
from app.store.edits.renaming import restore_authors
from app.store.edits.tags import renaming
from app.store.edits.values import LONGEST_LINE, TooLongError
from app.store.reads.authors_tags import author, find_author
from app.text import name_key

Pair = tuple[DocumentSummary, DocumentSummary]
_OFFERED = 20  # pairs of documents


def join_authors(db: Connection, name: str, new: str, at: str) -> tuple[str, str]:
    """Show an author under another name, as one change.

    Gives that name, and the change's id, empty where nothing changed.

    A name that another author has makes them one. Raises NotFoundError for an unknown author,
    WrongUseError for an empty name, TooMuchError for one that is too long.
    """
    here = author(db, name).name
    to = new_author_name(db, here, new)
    if to == here:
        return here, ""
    known = read_aliases(db, "author")
    wanted = {key: fields["alias"] for key, fields in renaming(known, here, to).items()}
    items = [
        _item(key, known.names.get(key), own)
        for key, own in wanted.items()
        if known.names.get(key) != own
    ]
    restore_authors(db, {key: {"alias": own} for key, own in wanted.items()}, at)
    return to, record_change(db, f"named {here} as {to}", items, at)


def new_author_name(db: Connection, name: str, new: str) -> str:
    """The name that an author gets where the reader asks for this one.

    In the spelling of an author who has it already.
    """
    asked = " ".join(new.split())
    if not name_key(asked):
        raise EmptyError("name")
    if len(asked) > LONGEST_LINE:
        raise TooLongError("name", LONGEST_LINE)
    there = find_author(db, asked)
    other = there and there.documents and name_key(there.name) != name_key(name)
    return there.name if there and other and name_key(there.name) == name_key(asked) else asked


def _item(key: str, before: Own, after: Own) -> Item:
    return Item(
        "author",
        key,
        "alias",
        before[1] if before else None,
        after[1] if after else None,
        before,
        after,
    )


def works_of_one_title(db: Connection, name: str) -> tuple[Pair, ...]:
    """Pairs of the author's documents with one title and first author, which may be joined."""
    pairs: dict[frozenset[str], Pair] = {}
    rows = select(documents.c.code, documents.c.title_key).where(
        documents.c.id.in_(documents_by(name)), documents.c.gone == 0
    )
    by_title: dict[str, list[str]] = {}
    for code, title in db.execute(rows.order_by(documents.c.code)):
        by_title.setdefault(title, []).append(code)
    for first, *others in by_title.values():
        same = {each.id: each for each in same_title(db, first)} if others else {}
        for other in others:
            if (
                other in same
                and (one := next(iter(same_title(db, other)), None))
                and len(pairs) < _OFFERED
            ):
                pairs.setdefault(frozenset({first, other}), (one, same[other]))
    return tuple(pairs.values())
