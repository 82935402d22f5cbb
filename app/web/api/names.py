"""What programs may change of tags and authors.

Each act is a change, listed at /api/changes and undone there.
"""

from datetime import UTC, datetime
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field

from app.contract import act_shapes, changed, changed_author, changed_tag, name_shapes, named_author
from app.store.db.aliases import read_aliases
from app.store.edits.authors import alike_works, join_authors
from app.store.edits.tags import change_tag, delete_tag, effect_of_renaming
from app.store.reads.authors_tags import author, tag, told_of_tag
from app.text import utc_stamp
from app.web.api.acts import Filled, Words
from app.web.api.read import Name
from app.web.deps import Db, Router
from app.web.errors import PROBLEM

_NOTHING_ELSE = ConfigDict(extra="forbid", strict=True)


class TagChanges(BaseModel):
    """What is to change of a tag; what is left out stays.

    A dry run tells what a new name would do.
    """

    model_config = _NOTHING_ELSE
    name: Filled | None = None
    description: Words | None = None
    hidden: bool | None = None
    aliases: Annotated[list[Words], Field(max_length=1_000)] | None = None
    dry_run: bool = False


class AuthorChanges(BaseModel):
    """The name under which an author is to be shown."""

    model_config = _NOTHING_ELSE
    name: Filled


def make_router() -> Router:
    """The routes under /api by which the reader names things.

    The guard asks first where a change comes from.
    """
    router = Router(prefix="/api", tags=["names"])
    routes: tuple[tuple[str, str, Any], ...] = (
        ("PATCH", "/tags/{name:path}", change_one_tag),
        ("DELETE", "/tags/{name:path}", delete_one_tag),
        ("GET", "/authors/{name:path}", show_author),
        ("PATCH", "/authors/{name:path}", change_one_author),
    )
    for method, path, endpoint in routes:
        router.add_api_route(path, endpoint, methods=[method], responses={"default": PROBLEM})
    return router


def change_one_tag(writer: Db, name: Name, changes: TagChanges) -> name_shapes.ChangedTag:
    """Rename a tag with those below it, or merge it where another has the name.

    Describe it, hide it, give it other names.
    """
    if changes.dry_run:
        effect = effect_of_renaming(writer, name, changes.name or name)
        here = tag(writer, name)
        return changed_tag(here, told_of_tag(writer, here.name), "", effect)
    given = changes.model_dump(exclude={"name", "dry_run"})
    to, change = change_tag(writer, name, _now(), new=changes.name, **given)
    return changed_tag(tag(writer, to), told_of_tag(writer, to), change)


def delete_one_tag(writer: Db, name: Name) -> act_shapes.Changed:
    """Take a tag and those below it off everything that has them now.

    Passages new to the library may bring it again.
    """
    return changed(*delete_tag(writer, name, _now()))


def show_author(db: Db, name: Name) -> name_shapes.Author:
    """One author, by any spelling of the name that leads there."""
    one = author(db, name)
    return named_author(one, sorted(read_aliases(db, "author").leading_to(one.name)))


def change_one_author(writer: Db, name: Name, changes: AuthorChanges) -> name_shapes.ChangedAuthor:
    """Show an author under another name.

    Where another author has it, they are one from then on, in what imports bring too.
    """
    to, change = join_authors(writer, name, changes.name, _now())
    one = author(writer, to)
    aliases = sorted(read_aliases(writer, "author").leading_to(one.name))
    return changed_author(one, aliases, change, alike_works(writer, one.name) if change else ())


def _now() -> str:
    return utc_stamp(datetime.now(UTC))
