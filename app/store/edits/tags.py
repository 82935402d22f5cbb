"""What the reader does to tags.

Renames and merges them, describes and hides them, gives them other names, and takes them off.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, select

from app.changes import Item, Own, RenamedTag
from app.errors import EmptyError, WrongUseError
from app.store.db.aliases import Aliases, read_aliases, shown_tag
from app.store.db.own_schema import my_tags
from app.store.db.rows import tag_key, under_tag
from app.store.db.schema import document_tags, documents, highlight_tags, highlights, tags
from app.store.edits.changes import record_change
from app.store.edits.documents import document_tags_seen, set_document_fields
from app.store.edits.highlights import set_highlight_fields, tags_seen
from app.store.edits.renaming import restore_tags
from app.store.edits.values import (
    LONGEST,
    LONGEST_TAG,
    MOST_NAMES,
    Entered,
    TooLongError,
    TooMuchError,
)
from app.store.reads.authors_tags import find_tag, tag
from app.text import name_key, tag_name

Own_fields = dict[str, dict[str, Own]]


def change_tag(
    db: Connection,
    name: str,
    at: str,
    *,
    new: str | None = None,
    description: str | None = None,
    hidden: bool | None = None,
    aliases: Sequence[str] | None = None,
) -> tuple[str, str]:
    """Change what is not None of a tag, as one change.

    Gives the name it has then and the change's id, empty where nothing changed.

    A new name that another tag has makes them one. What is below the tag goes with it. The old
    name leads to the new from then on. Raises NotFoundError for an unknown tag, WrongUseError for a
    name that cannot be one, TooMuchError for what is too long.
    """
    here = tag(db, name).name
    wanted: Own_fields = {}
    known = read_aliases(db, "tag")
    to = here
    if new is not None and (to := new_tag_name(db, here, new)) != here:
        wanted = renaming(known, here, to)
        for key, fields in _said_under(db, here, to).items():
            wanted.setdefault(key, {}).update(fields)
    if aliases is not None:
        for key, fields in _other_names(known, to, aliases).items():
            wanted.setdefault(key, fields)
    values: dict[str, str] = {}
    if description is not None:
        values["description"] = description.strip()
    if hidden is not None:
        values["hidden"] = "1" if hidden else ""
    if len(values.get("description", "")) > LONGEST:
        raise TooLongError("description", LONGEST)
    for field, value in values.items():
        wanted.setdefault(tag_key(to), {})[field] = ("", value) if value else None
    items = set_tags(db, wanted, at)
    return to, record_change(db, _described(here, to, items), items, at)


def new_tag_name(db: Connection, name: str, new: str) -> str:
    """The name that a tag gets where the reader asks for this one.

    In the spelling of a tag that has it already.

    Raises WrongUseError for an empty name and for one below the tag itself, TooMuchError for one
    that is too long.
    """
    asked = "/".join(part.strip() for part in tag_name(new).split("/") if part.strip())
    if not name_key(asked):
        raise EmptyError("name")
    if len(asked) > LONGEST_TAG:
        raise TooLongError("name", LONGEST_TAG)
    if tag_key(asked) == tag_key(name):
        return asked
    above, _, last = asked.rpartition("/")
    there = find_tag(db, asked)
    used = there and (there.highlights or there.documents)
    if there and used and tag_key(there.name) == tag_key(asked):
        to = there.name
    else:  # the tag above it may be an old name, which leads elsewhere
        to = f"{shown_tag(db, above)}/{last}" if above else asked
    if any(tag_key(each).startswith(f"{tag_key(name)}/") for each in (asked, to)):
        raise WrongUseError(f"name: '{asked}' is below '{name}' itself; name another one")
    return to


def renaming(known: Aliases, name: str, new: str) -> Own_fields:
    """The aliases that let a tag or an author be shown under another name.

    Renaming back to an old name turns its alias round.
    """
    wanted: Own_fields = {}
    key, to = name_key(name), name_key(new)
    if to in known.names and to != key:
        wanted[to] = {"alias": None}
    wanted[key] = {"alias": (name, new)}
    return wanted


def _said_under(db: Connection, name: str, new: str) -> Own_fields:
    """Descriptions and flags of a tag and of those below it, moved to their new names.

    Those that a new name already has stay, and a tag that is shown is not hidden by another.
    """
    rows = {row.key: row for row in db.execute(select(my_tags))}
    old, to = tag_key(name), tag_key(new)
    if old == to:
        return {}
    below = [key for key in rows if key == old or key.startswith(f"{old}/")]
    moved = {key: to + key[len(old) :] for key in below}
    hiding = [moved[key] for key in below if rows[key].hidden]
    shown = {*db.scalars(select(tags.c.key).where(tags.c.key.in_(hiding)))}
    wanted: Own_fields = {}
    for key, new_key in moved.items():
        row, there = rows[key], rows.get(new_key)
        hidden = "1" if row.hidden and new_key not in shown else ""
        for field, value in (("description", row.description), ("hidden", hidden)):
            if value and not (there and getattr(there, field)):
                wanted.setdefault(key, {})[field] = None
                wanted.setdefault(new_key, {})[field] = ("", value)
    return wanted


def _other_names(known: Aliases, name: str, given: Sequence[str]) -> Own_fields:
    """The aliases that let these names, and no others, lead to the tag."""
    if len(given) > MOST_NAMES:
        raise TooMuchError(f"aliases: must be at most {MOST_NAMES}")
    asked = {name_key(clean): clean for each in given if (clean := tag_name(each))}
    if any(len(each) > LONGEST_TAG for each in asked.values()):
        raise TooLongError("aliases", LONGEST_TAG, "a tag")
    if any(
        tag_key(name).startswith(f"{key}/") or key.startswith(f"{tag_key(name)}/") for key in asked
    ):
        raise WrongUseError(f"aliases: a name above or below '{name}' cannot lead to it")
    has = {name_key(old) for old in known.leading_to(name)}
    wanted: Own_fields = {key: {"alias": None} for key in has - asked.keys() if key in known.names}
    return wanted | {
        key: {"alias": (old, name)}
        for key, old in asked.items()
        if key not in has and key != tag_key(name)
    }


def set_tags(db: Connection, wanted: Mapping[str, Mapping[str, Own]], at: str) -> list[Item]:
    """Set aliases, descriptions and flags of tags, by key and field; gives what changed."""
    now = _said(db, wanted)
    items = [
        Item("tag", key, field, own[1] if own else None, value[1] if value else None, own, value)
        for key, fields in wanted.items()
        for field, value in fields.items()
        if (own := now.get((key, field))) != value
    ]
    changed: Own_fields = {}
    for item in items:
        changed.setdefault(item.code, {})[item.field] = item.own_after
    restore_tags(db, changed, at)
    return items


def _said(db: Connection, keys: Mapping[str, Any]) -> dict[tuple[str, str], Own]:
    values: dict[tuple[str, str], Own] = {
        (key, "alias"): own for key, own in read_aliases(db, "tag").names.items()
    }
    for key in keys:
        for row in db.execute(select(my_tags).where(my_tags.c.key == key)):
            values |= {(key, "description"): ("", row.description)} if row.description else {}
            values |= {(key, "hidden"): ("", "1")} if row.hidden else {}
    return values


def _described(here: str, to: str, items: Sequence[Item]) -> str:
    if here != to:
        return f"renamed #{here} to #{to}"
    fields = {item.field for item in items}
    return f"changed the other names of #{here}" if fields == {"alias"} else f"changed #{here}"


def effect_of_renaming(db: Connection, name: str, new: str) -> list[RenamedTag]:
    """What renaming a tag would do to it and to each below it, by name; nothing is changed.

    Raises as `change_tag` does.
    """
    here = tag(db, name).name
    to = new_tag_name(db, here, new)
    rows = db.execute(
        select(tags.c.name).where(tags.c.id.in_(under_tag(here))).order_by(tags.c.key)
    ).scalars()
    effects = []
    for each in rows:
        one = tag(db, each)
        renamed = to + one.name[len(here) :]
        there = find_tag(db, renamed) if tag_key(to) != tag_key(here) else None
        already = there.highlights if there and tag_key(there.name) == tag_key(renamed) else 0
        if one.highlights or one.documents or each == here:
            effects.append(RenamedTag(one.name, renamed, one.highlights, one.documents, already))
    return effects


def delete_tag(db: Connection, name: str, at: str) -> tuple[int, str]:
    """Take a tag and those below it off everything that has them now.

    Gives of how many things, and the change's id.
    """
    here = tag(db, name).name
    gone = {row.key for row in db.execute(select(tags.c.key).where(tags.c.id.in_(under_tag(here))))}
    on = (
        select(highlights.c.code)
        .join(highlight_tags)
        .where(highlight_tags.c.tag_id.in_(under_tag(here)))
        .distinct()
    )
    by = (
        select(documents.c.code)
        .join(document_tags)
        .where(document_tags.c.tag_id.in_(under_tag(here)))
        .distinct()
    )
    those, works = list(db.scalars(on)), list(db.scalars(by))
    items = set_highlight_fields(db, _without(tags_seen(db, those), gone), at) if those else []
    items += (
        set_document_fields(db, _without(document_tags_seen(db, works), gone), at) if works else []
    )
    return len(those) + len(works), record_change(db, f"deleted #{here}", items, at)


def _without(seen: Mapping[str, Sequence[str]], gone: set[str]) -> dict[str, dict[str, Entered]]:
    return {
        code: {"tags": [name for name in names if name_key(name) not in gone]}
        for code, names in seen.items()
    }
