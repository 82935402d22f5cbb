"""The shapes of tags and authors as the reader names them, and of what that does.

Extended only by adding.
"""

from typing_extensions import TypedDict  # as all shapes are

from app.contract.shapes import DocumentReference, Named


class Tag(Named):
    """A tag with what the reader says of it.

    `aliases` are the old and other names that lead to it.
    """

    description: str
    hidden: bool
    aliases: list[str]


class RenamedTag(TypedDict):
    """What renaming does to one tag.

    The highlights and documents that have it, and those that have the new name already.
    """

    name: str
    new_name: str
    highlights: int
    documents: int
    there: int


class ChangedTag(Tag):
    """A tag as a change left it, and the change's id (null where nothing changed.

    And for a dry run, which tells its `effect`).
    """

    change: str | None
    effect: list[RenamedTag]


class Author(Named):
    """An author; `aliases` are the other spellings that lead to this one."""

    aliases: list[str]


class ChangedAuthor(Author):
    """An author as a change left it, its id, and pairs of documents of one title to be joined."""

    change: str | None
    could_join: list[list[DocumentReference]]
