"""Rows that hang on a document, as the reader changes them: names, links, authors, tags."""

import json
from collections.abc import Callable, Collection, Mapping, Sequence
from itertools import chain

from sqlalchemy import Connection, select

from app.identity.records import PUT_AWAY, links_in
from app.store.db.aliases import keep_written, read_aliases
from app.store.db.derived_schema import links, names
from app.store.db.relations import author_ids, replace_links, sync, tag_ids
from app.store.db.rows import add_rows, change_rows, row_ids
from app.store.db.schema import NO_AUTHOR, document_authors, document_tags, documents, highlights
from app.store.db.spellings import Spelled, What, add_spellings, first_spelled
from app.store.edits.document_overrides import called
from app.store.refresh import refresh
from app.store.writes.own_links import write_own_links
from app.text import name_key

_Names = Mapping[int, Sequence[str]]  # of authors or tags, by the row of their document


def write_names(db: Connection, changed: Mapping[str, Mapping[int, str]]) -> None:
    """Add the new titles and other names of documents for links; the old ones remain."""
    given = {(key, row) for row, title in changed["title"].items() for key in called(title)}
    given |= {
        (name_key(name), row)
        for row, several in lists_of(changed["aliases"]).items()
        for name in several
    }
    known = select(names.c.key, names.c.document_id).where(
        names.c.document_id.in_(row_ids([row for _, row in given]))
    )
    add_rows(
        db, names, ("key", "document_id"), sorted(given - {tuple(row) for row in db.execute(known)})
    )


def write_links(db: Connection, ids: Collection[int]) -> None:
    """Write the links of these documents' summaries, notes and bodies anew."""
    if not ids:
        return
    written = db.execute(
        select(documents.c.id, documents.c.summary, documents.c.note).where(
            documents.c.id.in_(row_ids([*ids]))
        )
    ).all()
    of = (
        links.c.document_id.in_(row_ids([*ids])),
        links.c.highlight_id.is_(None),
        links.c.place == "note",
    )
    db.execute(links.delete().where(*of))
    replace_links(
        db,
        [],
        (
            (row.id, None, link)
            for row in written
            for text in (row.summary, row.note)
            for link in links_in("note", text)
        ),
    )
    write_own_links(db, documents=ids)


def write_authors(db: Connection, written: Mapping[int, Sequence[str]]) -> set[int]:
    """Write authors; gives the documents whose index rows contain an outdated name now."""
    if not written:
        return set()
    written, ids = _shown(db, "author", written, author_ids)
    rows = (
        (row, author, i)
        for row, several in written.items()
        for i, author in enumerate(dict.fromkeys(ids[n] for n in several))
    )
    sync(db, document_authors, ("document_id", "author_id", "position"), written, rows)
    change_rows(
        db,
        documents,
        ("author_key",),
        [(name_key(several[0]) if several else NO_AUTHOR, row) for row, several in written.items()],
    )
    return add_spellings(db, "author", _spelled(written, ids))


def write_tags(db: Connection, tagged: Mapping[int, Sequence[str]]) -> set[int]:
    """Write tags; gives the documents whose index rows contain an outdated name now."""
    if not tagged:
        return set()
    tagged, ids = _shown(db, "tag", tagged, tag_ids)
    rows = ((row, ids[n]) for row, several in tagged.items() for n in several)
    sync(db, document_tags, ("document_id", "tag_id"), tagged, rows)
    return add_spellings(db, "tag", _spelled(tagged, ids))


def _shown(
    db: Connection, what: What, written: _Names, ids_of: Callable[..., Mapping[str, int]]
) -> tuple[_Names, Mapping[str, int]]:
    """Names by document as they show, once those that were written are kept, and their row ids."""
    aliases = read_aliases(db, what)
    if aliases:
        keep_written(db, what, "document", written, aliases)
        written = {row: aliases.all_shown(several) for row, several in written.items()}
    return written, ids_of(db, dict.fromkeys(chain.from_iterable(written.values())))


def _spelled(written: _Names, ids: Mapping[str, int]) -> Spelled:
    return {row: {ids[n]: n for n in first_spelled(several)} for row, several in written.items()}


def write_put_away(db: Connection, away: Mapping[int, str]) -> None:
    """Hide documents with their highlights, or show them again."""
    if not away:
        return
    for value, before, after in (("1", 0, PUT_AWAY), ("0", PUT_AWAY, 0)):
        rows = row_ids([row for row, hidden in away.items() if hidden == value])
        db.execute(
            highlights.update()
            .where(highlights.c.document_id.in_(rows), highlights.c.gone == before)
            .values(gone=after)
        )
        db.execute(documents.update().where(documents.c.id.in_(rows)).values(gone=after))
    held = list(
        db.scalars(select(highlights.c.id).where(highlights.c.document_id.in_(row_ids([*away]))))
    )
    refresh(db, moved=away, highlights=held)


def lists_of(values: Mapping[int, str]) -> dict[int, Sequence[str]]:
    """Lists of names out of their JSON, by row."""
    return {row: json.loads(value) for row, value in values.items()}
