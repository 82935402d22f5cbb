"""What the reader did, as frozen data.

One change is one act, its items the fields that it changed. Imports nothing of ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass

# What a field holds, as JSON has it.
Value = str | bool | list[str] | None
# The reader's own value of a field: what the files said when he set it, and what he says; None
# where the files alone speak.
Own = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Item:
    """One field of one thing that a change touched.

    `type` names the sort of thing (`highlight`, `document` ...), `code` the thing, `before` and
    `after` are what was seen; `own_before` and `own_after` are the reader's own values, of which an
    undo is worked out.
    """

    type: str
    code: str
    field: str
    before: Value = None
    after: Value = None
    own_before: Own = None
    own_after: Own = None


@dataclass(frozen=True, slots=True)
class Done:
    """One act of the reader: when it was done (ISO 8601 UTC), and what, in a few words.

    It has its first items, the number of all of them, and when it was undone.
    """

    id: str
    at: str
    what: str
    undone_at: str = ""
    items: tuple[Item, ...] = ()
    items_total: int = 0
    not_undone: tuple[Item, ...] = ()


Fields = Mapping[str, Own]


@dataclass(frozen=True, slots=True)
class TagDetails:
    """What the reader says of a tag; `aliases` are the old and other names that lead to it."""

    description: str = ""
    hidden: bool = False
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TagEffect:
    """What renaming, merging or deleting a tag, with those below it, would do.

    `highlights` are live ones that have it themselves, in `in_documents` documents; `through` are
    those that have it by their document alone; `documents` are those that have it themselves, with
    the codes and titles of the first. `both` are the highlights and documents that have the new
    name already; `below` are tags below it in use; `before` and `after` the highlights of the new
    name, by themselves or by their document.
    """

    highlights: int = 0
    in_documents: int = 0
    through: int = 0
    documents: int = 0
    titles: tuple[tuple[str, str], ...] = ()
    both: int = 0
    below: int = 0
    before: int = 0
    after: int = 0

    @property
    def places(self) -> int:
        """The number of highlights and documents that would change."""
        return self.highlights + self.documents


@dataclass(frozen=True, slots=True)
class AuthorEffect:
    """What showing an author under another name would do.

    `documents` change, with the codes and titles of the first; `both` of them have the other author
    as well; `same_titles` are pairs of documents that may be one then.
    """

    documents: int = 0
    titles: tuple[tuple[str, str], ...] = ()
    both: int = 0
    same_titles: int = 0


@dataclass(frozen=True, slots=True)
class RenamedTag:
    """What renaming does to one tag: its new name, and what has it.

    `there` is the number of highlights that have the new name already.
    """

    name: str
    new_name: str
    highlights: int
    documents: int
    there: int
