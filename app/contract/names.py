"""Tags and authors as the reader names them, as JSON."""

from collections.abc import Sequence

from app import model
from app.changes import RenamedTag, ToldOfTag
from app.contract import library, name_shapes


def told_tag(one: model.Named, told: ToldOfTag) -> name_shapes.Tag:
    """A tag with what the reader says of it."""
    return {
        **library.tag(one),
        "description": told.description,
        "hidden": told.hidden,
        "aliases": [*told.aliases],
    }


def changed_tag(
    one: model.Named, told: ToldOfTag, change: str, effect: Sequence[RenamedTag] = ()
) -> name_shapes.ChangedTag:
    """A tag as a change left it, or as it is, with what the change would do."""
    return {
        **told_tag(one, told),
        "change": change or None,
        "effect": [_renamed(each) for each in effect],
    }


def _renamed(each: RenamedTag) -> name_shapes.RenamedTag:
    return {
        "name": each.name,
        "new_name": each.new_name,
        "highlights": each.highlights,
        "documents": each.documents,
        "there": each.there,
    }


def named_author(one: model.Named, aliases: Sequence[str]) -> name_shapes.Author:
    """An author with the other spellings."""
    return {**library.author(one), "aliases": [*aliases]}


def changed_author(
    one: model.Named,
    aliases: Sequence[str],
    change: str,
    alike: Sequence[tuple[model.DocumentSummary, model.DocumentSummary]],
) -> name_shapes.ChangedAuthor:
    """An author as a change left it."""
    pairs = [[library.reference(document) for document in pair] for pair in alike]
    return {**named_author(one, aliases), "change": change or None, "could_join": pairs}
