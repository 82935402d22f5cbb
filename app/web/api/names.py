"""What programs may change of tags and authors.

Each act is a change, listed at /api/changes and undone there.
"""

from typing import Annotated

from pydantic import BaseModel, Field

from app import contract
from app.store.db.aliases import read_aliases
from app.store.edits.authors import join_authors, works_of_one_title
from app.store.edits.tags import change_tag, delete_tag, effect_of_renaming
from app.store.reads.authors_tags import author, tag, tag_details
from app.text import stamp_now
from app.web.api.parameters import NOTHING_ELSE, Filled, Name, Words
from app.web.deps import Db, Router
from app.web.errors import PROBLEM

router = Router(prefix="/api", tags=["names"], responses={"default": PROBLEM})


class TagChanges(BaseModel):
    """What is to change of a tag; what is left out stays.

    A dry run answers what a new name would do.
    """

    model_config = NOTHING_ELSE
    name: Filled | None = None
    description: Words | None = None
    hidden: bool | None = None
    aliases: Annotated[list[Words], Field(max_length=1_000)] | None = None
    dry_run: bool = False


class AuthorChanges(BaseModel):
    """The name under which an author is to be shown."""

    model_config = NOTHING_ELSE
    name: Filled


@router.patch("/tags/{name:path}")
def change_one_tag(writer: Db, name: Name, changes: TagChanges) -> contract.ChangedTag:
    """Rename a tag with those below it, or merge it where another has the name.

    Describe it, hide it, give it other names.
    """
    if changes.dry_run:
        effect = effect_of_renaming(writer, name, changes.name or name)
        here = tag(writer, name)
        shape = contract.tag_shape(here, tag_details(writer, here.name))
        return contract.changed_tag(shape, "", effect)
    given = changes.model_dump(exclude={"name", "dry_run"})
    to, change = change_tag(writer, name, stamp_now(), new=changes.name, **given)
    return contract.changed_tag(
        contract.tag_shape(tag(writer, to), tag_details(writer, to)), change
    )


@router.delete("/tags/{name:path}")
def delete_one_tag(writer: Db, name: Name) -> contract.Changed:
    """Take a tag and those below it off everything that has them now.

    Passages new to the library may bring it again.
    """
    return contract.changed(*delete_tag(writer, name, stamp_now()))


@router.get("/authors/{name:path}")
def show_author(db: Db, name: Name) -> contract.Author:
    """One author, by any spelling of the name that leads there."""
    one = author(db, name)
    return contract.named_author(one, sorted(read_aliases(db, "author").leading_to(one.name)))


@router.patch("/authors/{name:path}")
def change_one_author(writer: Db, name: Name, changes: AuthorChanges) -> contract.ChangedAuthor:
    """Show an author under another name.

    Where another author has it, they are one from then on, in what imports bring too.
    """
    to, change = join_authors(writer, name, changes.name, stamp_now())
    same_title = works_of_one_title(writer, to) if change else ()
    return contract.changed_author(show_author(writer, to), change, same_title)
