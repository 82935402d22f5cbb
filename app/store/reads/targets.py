"""Targets of links: what a name leads to, and the names that lead nowhere yet."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)  # fmt: skip

from app.model import Target, Wanted
from app.store.db.aliases import read_all_aliases
from app.store.db.derived_schema import LAST_PART, links, names
from app.store.db.own_schema import my_aliases
from app.store.db.rows import gone_ids, tag_key
from app.store.db.schema import authors, documents, highlights, tags
from app.store.reads.resolution import is_at, keys_of, meant, named_documents, source_folders
from app.text import name_key

# What a link is in: a highlight, or its document.
_PLACE = func.coalesce(links.c.highlight_id, -links.c.document_id)


def link_key(name: str) -> str:
    """Key of the target of a `[[name]]`: the part before `#` and `|`."""
    return name_key(name.partition("|")[0].partition("#")[0])


def target(db: Connection, name: str, source: str = "") -> tuple[Target, ...]:
    """Targets of a name, best first: documents, then an author, then a tag.

    Empty for a wanted name.

    What follows a `#` or `|` belongs to the name where a page is named so. `#name` means the tag
    alone. A path means the document at that path; `source` is the code of the
    linking document, near which a bare name is looked for first. Of several documents each has its
    folder.
    """
    all_of_it = _is_page(db, name)
    written = name.strip() if all_of_it else name.partition("|")[0].partition("#")[0].strip()
    keys = () if name.lstrip().startswith("#") and not all_of_it else keys_of(written)
    whole = name_key(written) if all_of_it else link_key(name)
    found = named_documents(db, keys) if keys else {}
    folders = source_folders(db, [source]).get(source, []) if source else []
    best = meant(written, found, folders)
    fits = best and is_at(written, best[0], folders)
    here = [(each, not (whole in found or fits), bool(each.gone)) for each in best]
    tagged, by = read_all_aliases(db)
    tag = tag_key(tagged.shown(whole or tag_key(name.partition("|")[0])))
    others = (
        []
        if fits and whole not in found
        else _others(db, [name_key(by.shown(key)) for key in keys], tag)
    )
    several = len(best) > 1
    named = {whole, tag, name_key(by.shown(whole))}
    rows = [
        *(
            (missed, gone, 1, i, Target("document", b.code, b.title, b.folder if several else ""))
            for i, (b, missed, gone) in enumerate(here)
        ),
        *(
            (each.key not in named, False, each.rank, each.row, Target(each.type, each.id, each.id))
            for each in others
        ),
    ]
    return tuple(row[-1] for row in sorted(rows, key=lambda row: row[:-1]))


def _is_page(db: Connection, name: str) -> bool:
    """Whether a page has all of a name with a `#` or `|`, and no tag what follows a first `#`."""
    if "#" not in name and "|" not in name:
        return False
    key, bare = literal(name_key(name)), name.strip().removeprefix("#")
    condition = has_page(key)
    if name.strip() != bare:
        condition &= ~exists().where(tags.c.key == tag_key(bare))
    return bool(db.scalar(select(condition)))


def _others(db: Connection, keys: Sequence[str], tag: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Authors with these keys, and the tag."""
    author = select(
        literal("author").label("type"), authors.c.name.label("id"), authors.c.key.label("key"),
        literal(2).label("rank"), authors.c.id.label("row"),
    ).where(authors.c.key.in_(keys))  # fmt: skip
    tagged = select(literal("tag"), tags.c.name, tags.c.key, literal(3), tags.c.id).where(
        tags.c.key == tag
    )
    return db.execute(union_all(author, tagged)).all()


def has_page(key: ColumnElement[str]) -> ColumnElement[bool]:
    """Condition that a document, author or tag has this key for its name."""
    return or_(
        exists().where(names.c.key == key),
        exists().where(authors.c.key == key),
        exists().where(tags.c.key == key),
        exists().where(my_aliases.c.key == key),
    )


def live_links() -> ColumnElement[bool]:
    """Condition that a link is in what is not gone."""
    return links.c.document_id.not_in(gone_ids(documents)) & func.coalesce(
        links.c.highlight_id, 0
    ).not_in(gone_ids(highlights))


def _leads_nowhere(target: ColumnElement[str], stem: ColumnElement[str]) -> ColumnElement[bool]:
    """Condition that nothing has a linked name (by its key), nor the last part of its path."""
    by_path = exists().where(names.c.key == stem) | exists().where(authors.c.key == stem)
    return ~has_page(target) & ~by_path


def wanted_keys(db: Connection) -> list[str]:
    """Keys of all linked names that nothing has, also of links in what is gone."""
    return [*db.scalars(_keys_of_nothing())]


def _keys_of_nothing() -> Select[str]:
    every = select(links.c.target).where(links.c.target != "").distinct().subquery()
    asked = select(every.c.target, literal_column(LAST_PART).label("stem")).subquery()
    return select(asked.c.target).where(_leads_nowhere(asked.c.target, asked.c.stem))


def wanted(db: Connection, limit: int = 50) -> tuple[Wanted, ...]:
    """Wanted names: linked to by live items but without a target, those of most places first.

    Each in the first of its spellings.
    """
    number = func.count(func.distinct(_PLACE)).label("number")
    shown = (
        select(func.min(links.c.name), number)
        .where(live_links(), links.c.target.in_(_keys_of_nothing()))
        .group_by(links.c.target)
        .order_by(number.desc(), links.c.target)
        .limit(limit)
    )
    return tuple(Wanted(*row) for row in db.execute(shown))
