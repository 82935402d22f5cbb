"""Aliases of tags and authors set and taken away.

Everything with these names shows others from then on, at once.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Select, delete, func, select

from app.changes import Fields
from app.store.db.aliases import Aliases, Owner, What, keep_written, read_aliases, read_written
from app.store.db.derived_schema import spellings
from app.store.db.own_schema import my_aliases, my_tags, written_names
from app.store.db.relations import author_ids, sync, tag_ids
from app.store.db.rows import add_rows, change_rows, row_ids
from app.store.db.schema import (
    NO_AUTHOR,
    authors,
    document_authors,
    document_tags,
    documents,
    highlight_tags,
    highlights,
    tags,
)
from app.store.db.spellings import first_spelled, replace_spellings
from app.store.refresh import refresh
from app.text import name_key

Names = dict[int, list[str]]  # by row
_BORNE = {"document": document_tags, "highlight": highlight_tags}


@dataclass(frozen=True, slots=True)
class _Written:
    """The names of documents or highlights as they are written.

    `kept` are the rows for which other names were shown.
    """

    names: Names
    kept: Collection[int]


# what every setter takes
def restore_tags(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:  # noqa: ARG001
    """Restore aliases, descriptions and flags of tags, by their keys.

    `alias` (how it was spelled, and the new name), `description`, `hidden`.
    """
    _set_aliases(db, "tag", wanted)
    for key, fields in wanted.items():
        row = db.execute(select(my_tags).where(my_tags.c.key == key)).one_or_none()
        values = {"description": row.description if row else "", "hidden": row.hidden if row else 0}
        values |= {
            field: own[1] if own else "" for field, own in fields.items() if field == "description"
        }
        values |= {
            field: int(own is not None and own[1] == "1")
            for field, own in fields.items()
            if field == "hidden"
        }
        db.execute(delete(my_tags).where(my_tags.c.key == key))
        if values["description"] or values["hidden"]:
            add_rows(db, my_tags, ("key", *values), [(key, *values.values())])


def restore_authors(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:  # noqa: ARG001
    """Restore the reader's aliases of authors, by the keys of the old names."""
    _set_aliases(db, "author", wanted)


def _set_aliases(db: Connection, what: What, wanted: Mapping[str, Fields]) -> None:
    given = {key: fields["alias"] for key, fields in wanted.items() if "alias" in fields}
    if not given:
        return
    before = read_aliases(db, what)
    for key in given:
        db.execute(delete(my_aliases).where(my_aliases.c.what == what, my_aliases.c.key == key))
    add_rows(
        db,
        my_aliases,
        ("what", "key", "old", "name"),
        [(what, key, *own) for key, own in given.items() if own],
    )
    after = read_aliases(db, what)
    (_retag if what == "tag" else _rename_authors)(db, before, after)


def _rows_with_other_names(
    db: Connection, what: What, before: Aliases, after: Aliases
) -> list[int]:
    """The rows of shown tags or authors for which another name, or spelling, will be shown."""
    table = tags if what == "tag" else authors
    written = select(written_names.c.name).where(written_names.c.what == what).distinct()
    known = {row.key: row.id for row in db.execute(select(table.c.key, table.c.id))}
    named = {*db.scalars(select(table.c.name)), *db.scalars(written)}
    keys = {
        name_key(before.shown(name)) for name in named if before.shown(name) != after.shown(name)
    }
    return [known[key] for key in keys if key in known]


def _written(
    db: Connection, what: What, owner: Owner, rows_of: Iterable[Sequence[Any]]
) -> _Written:
    shown: Names = {}
    for row, name, *_ in rows_of:
        shown.setdefault(row, []).append(name)
    kept = read_written(db, what, owner, shown)
    return _Written(shown | kept, kept.keys())


# --- tags
# --------------------------------------------------------------------------------------------------


def _retag(db: Connection, before: Aliases, after: Aliases) -> None:
    """Show the tags that the aliases give now in place of others, in lists, counts and search."""
    rows = _rows_with_other_names(db, "tag", before, after)
    on_highlights, marked = _show_tags(db, "highlight", rows, after)
    on_documents, stale = _show_tags(db, "document", rows, after)
    held = select(highlights.c.id, highlights.c.document_id)
    held = held.where(highlights.c.id.in_(row_ids([*on_highlights.names])))
    of = {row.id: row.document_id for row in db.execute(held)}
    touched = {*of.values(), *on_documents.names}
    formerly: dict[int, set[str]] = {row: set() for row in touched}
    for row in on_highlights.kept:
        formerly[of[row]].update(on_highlights.names[row])
    for row in on_documents.kept:
        formerly[row].update(on_documents.names[row])
    respelled = _respell(db, formerly, after)
    refresh(db, counted=touched, documents=touched, headed=stale | respelled, highlights=marked)


def _show_tags(
    db: Connection, owner: Owner, rows: Sequence[int], aliases: Aliases
) -> tuple[_Written, set[int]]:
    """Write the shown tags of everything that has one of these.

    Gives all that does with its names, and the rows that changed.
    """
    table = _BORNE[owner]
    column = table.c[f"{owner}_id"]
    bearing = select(column).where(table.c.tag_id.in_(row_ids(rows)))
    found = _written(db, "tag", owner, db.execute(_spelled(owner).where(column.in_(bearing))))
    keep_written(db, "tag", owner, found.names, aliases)
    shown = {row: aliases.all_shown(names) for row, names in found.names.items()}
    ids = tag_ids(db, dict.fromkeys(chain.from_iterable(shown.values())))
    wanted = ((row, ids[name]) for row, names in shown.items() for name in names)
    return found, sync(db, table, (f"{owner}_id", "tag_id"), shown, wanted)


def _spelled(owner: Owner) -> Select[int, str, int]:
    """Owners of tags in reading order, each tag as its document spells it, and that one's row."""
    table = _BORNE[owner]
    of = table.c.document_id if owner == "document" else highlights.c.document_id
    tagged = table.join(tags)
    tagged = tagged if owner == "document" else tagged.join(highlights)
    own = (spellings.c.what == "tag") & (spellings.c.name_id == tags.c.id)
    spelled = tagged.outerjoin(spellings, own & (spellings.c.document_id == of))
    name = func.coalesce(spellings.c.name, tags.c.name)
    order = (tags.c.key,) if owner == "document" else (highlights.c.position, tags.c.key)
    return select(table.c[f"{owner}_id"], name, of).select_from(spelled).order_by(*order)


def _respell(db: Connection, formerly: Mapping[int, Collection[str]], aliases: Aliases) -> set[int]:
    """Let these documents spell their tags as the aliases say, and others as before.

    `formerly` are the names for which others were shown, by document. Gives those whose index rows
    are stale for it.
    """
    ids = row_ids([*formerly])
    before: dict[int, dict[int, str]] = {}
    known = select(spellings).where(spellings.c.what == "tag", spellings.c.document_id.in_(ids))
    for each in db.execute(known):
        before.setdefault(each.document_id, {})[each.name_id] = each.name
    names = _names_of_documents(db, [*formerly])
    spelled = {
        row: first_spelled(map(aliases.shown, several), nested=True)
        for row, several in names.items()
    }
    by_tag = tag_ids(db, dict.fromkeys(chain.from_iterable(spelled.values())))
    wanted: dict[int, dict[int, str]] = {}
    for row, several in spelled.items():
        renamed = [shown for n in names[row] if (shown := aliases.shown(n)) != n]
        renamed += map(aliases.shown, formerly[row])
        other = {name_key(n): n for n in first_spelled(renamed, nested=True)}
        was = before.get(row, {})
        wanted[row] = {by_tag[n]: other.get(name_key(n)) or was.get(by_tag[n], n) for n in several}
    return replace_spellings(db, "tag", wanted, [*formerly])


def _names_of_documents(db: Connection, rows: Collection[int]) -> dict[int, list[str]]:
    """The tags of documents, then those of their highlights in reading order, as written."""
    ids = row_ids(list(rows))
    found: dict[int, list[str]] = {row: [] for row in rows}
    on = db.execute(_spelled("document").where(document_tags.c.document_id.in_(ids)))
    for row, names in _written(db, "tag", "document", on).names.items():
        found[row] += names
    marked = db.execute(_spelled("highlight").where(highlights.c.document_id.in_(ids))).all()
    of = {row[0]: row[2] for row in marked}
    for row, names in _written(db, "tag", "highlight", marked).names.items():
        found[of[row]] += names
    return found


# --- authors
# --------------------------------------------------------------------------------------------------


def _rename_authors(db: Connection, before: Aliases, after: Aliases) -> None:
    """Show the authors that the aliases give now wherever they gave others."""
    rows = row_ids(_rows_with_other_names(db, "author", before, after))
    bearing = select(document_authors.c.document_id).where(document_authors.c.author_id.in_(rows))
    by = (
        select(document_authors.c.document_id, authors.c.name)
        .join(authors)
        .where(document_authors.c.document_id.in_(bearing))
    )
    found = _written(db, "author", "document", db.execute(by.order_by(document_authors.c.position)))
    keep_written(db, "author", "document", found.names, after)
    shown = {row: after.all_shown(names) for row, names in found.names.items()}
    ids = author_ids(db, dict.fromkeys(chain.from_iterable(shown.values())))
    positions = (
        (row, ids[name], n) for row, names in shown.items() for n, name in enumerate(names)
    )
    sync(db, document_authors, ("document_id", "author_id", "position"), shown, positions)
    change_rows(
        db,
        documents,
        ("author_key",),
        [(name_key(names[0]) if names else NO_AUTHOR, row) for row, names in shown.items()],
    )
    respelled = replace_spellings(
        db,
        "author",
        {row: {ids[name]: name for name in names} for row, names in shown.items()},
        shown,
    )
    refresh(db, headed={*shown} | respelled)
