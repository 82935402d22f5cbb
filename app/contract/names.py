"""JSON of tags and authors as the reader names them, and of what that does."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from app import changes, model
from app.contract.library import Highlight
from app.contract.lists import DocumentReference, Listing, Named, author, reference, tag
from app.contract.shaping import shaped


@dataclass(frozen=True, slots=True)
class Tag(Named):
    """A tag with what the reader says of it.

    `aliases` are the old and other names that lead to it.
    """

    description: str
    hidden: bool
    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TagPage(Tag):
    """Tag with what the reader says of it, the tags used together with it, and its highlights."""

    related: tuple[Named, ...]
    items: tuple[Highlight, ...]
    total: int
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class RenamedTag:
    """What renaming does to one tag.

    The highlights and documents that have it, and those that have the new name already.
    """

    name: str
    new_name: str
    highlights: int
    documents: int
    there: int


@dataclass(frozen=True, slots=True)
class ChangedTag(Tag):
    """A tag as a change left it, and the change's id.

    The id is null where nothing changed, and for a dry run, which gives its `effect`.
    """

    change: str | None
    effect: tuple[RenamedTag, ...]


@dataclass(frozen=True, slots=True)
class NearPair:
    """Two near tags or authors.

    `name` would be given up for `other`. `why` says in what they differ: `signs`, a `plural`,
    British and American `spelling`, one `letter`, `initials`, a `part` that one has more, or the
    `order` of the words.
    """

    name: Named
    other: Named
    why: model.Why


@dataclass(frozen=True, slots=True)
class NearNames:
    """Pairs of near tags or authors, which may be one."""

    what: Literal["tag", "author"]
    pairs: tuple[NearPair, ...]


@dataclass(frozen=True, slots=True)
class Author(Named):
    """An author; `aliases` are the other spellings that lead to this one."""

    aliases: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ChangedAuthor(Author):
    """An author as a change left it, its id, and pairs of documents of one title to be joined."""

    change: str | None
    could_join: tuple[tuple[DocumentReference, ...], ...]


def tag_shape(one: model.Named, known: changes.TagDetails) -> Tag:
    """A tag with what the reader says of it."""
    return shaped(
        Tag,
        tag(one),
        description=known.description,
        hidden=known.hidden,
        aliases=tuple(known.aliases),
    )


def tag_page(here: Tag, related: Sequence[model.Named], page: Listing[Highlight]) -> TagPage:
    """A tag with the tags used together with it, and a page of its highlights."""
    return shaped(
        TagPage,
        here,
        related=tuple(map(tag, related)),
        items=page.items,
        total=page.total,
        next_cursor=page.next_cursor,
    )


def changed_tag(here: Tag, change: str, effect: Sequence[changes.RenamedTag] = ()) -> ChangedTag:
    """A tag as a change left it, or as it is, with what the change would do."""
    effects = tuple(shaped(RenamedTag, each) for each in effect)
    return shaped(ChangedTag, here, change=change or None, effect=effects)


def near_names(what: Literal["tag", "author"], pairs: Sequence[model.NearPair]) -> NearNames:
    """Pairs of near tags or authors."""
    shape = tag if what == "tag" else author
    shown = (NearPair(shape(pair.name), shape(pair.other), pair.why) for pair in pairs)
    return NearNames(what, tuple(shown))


def named_author(one: model.Named, aliases: Sequence[str]) -> Author:
    """An author with the other spellings."""
    return shaped(Author, author(one), aliases=tuple(aliases))


def changed_author(
    here: Author,
    change: str,
    same_title: Sequence[tuple[model.DocumentSummary, model.DocumentSummary]] = (),
) -> ChangedAuthor:
    """An author as a change left it."""
    pairs = tuple(tuple(map(reference, pair)) for pair in same_title)
    return shaped(ChangedAuthor, here, change=change or None, could_join=pairs)
