"""Joining of documents by the reader.

By an overridden title and author, or as an explicit action.
"""

from collections.abc import Collection

from sqlalchemy import Connection, select

from app.changes import Item
from app.errors import SameError, UnknownError
from app.identity.keys import document_keys
from app.model import DocumentSummary, ParsedDocument
from app.store.db.keys import codes_of_keys, keys_made_one, keys_of_documents
from app.store.db.schema import document_keys as key_table
from app.store.db.schema import documents
from app.store.edits.changes import make_one
from app.store.edits.documents import documents_of
from app.store.reads.documents import document, summaries


def same_title(db: Connection, code: str) -> tuple[DocumentSummary, ...]:
    """Other documents with the title and first author of this one, less hidden ones.

    At most ten.
    """
    row = db.execute(
        select(documents.c.id, documents.c.title_key, documents.c.author_key).where(
            documents.c.code == code
        )
    ).one_or_none()
    if row is None:
        return ()
    alike = (
        documents.c.title_key == row.title_key,
        documents.c.author_key == row.author_key,
        documents.c.gone == 0,
    )
    ids = list(
        db.scalars(
            select(documents.c.id)
            .where(*alike, documents.c.id != row.id)
            .order_by(documents.c.code)
            .limit(10)
        )
    )
    of = summaries(db, ids)
    return tuple(of[each] for each in ids)


def own_keys(db: Connection, change: str, codes: Collection[str]) -> None:
    """Add the keys of overridden titles and authors, by which later files join these documents.

    They count while the change is not undone. A title that another document already has adds no
    key: only the reader can join those two.
    """
    for code, keys in keys_of_documents(db, codes).items():
        seen = document(db, code)
        titles = {
            key
            for kind in (seen.kind, None)
            for key in document_keys(ParsedDocument(seen.title, seen.authors, kind), "")
        }
        holders = {each for each in codes_of_keys(db, key_table, titles).values() if each != code}
        others = (
            keys_made_one(db, titles).keys() - {*keys, *titles}
            or documents_of(db, holders)
            or same_title(db, code)
        )
        if not titles <= {*keys} and not others:
            make_one(db, change, code, [*keys, *titles])


def joining(db: Connection, code: str, other: str) -> tuple[str, Item, list[str]]:
    """Prepare the joining of two documents.

    The code of the first, the item of the log, and all their keys.

    Raises NotFoundError for an unknown document, WrongUseError where both are the same document
    already.
    """
    rows = documents_of(db, [code, other])
    for each in (code, other):
        if each not in rows:
            raise UnknownError("document", each)
    first, second = rows[code], rows[other]
    if first.id == second.id:
        raise SameError("document", other)
    keys = keys_of_documents(db, [first.code, second.code])
    item = Item("document", second.code, "joined_to", None, first.code, None, ("", first.code))
    return first.code, item, [*keys[first.code], *keys[second.code]]
