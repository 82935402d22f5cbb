"""Index of names under letters, as in a book.

It has a bar of letters, a filter by text, and parts where it is long.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from string import ascii_uppercase

from app.model import Named
from app.text import normal
from app.web.present.filing import DIGITS, HANDLES, MARKS, Filed, filed_page, is_left_over
from app.web.present.links import with_query

WHOLE = 600  # names that one page shows
_LAST = (DIGITS, MARKS, HANDLES)
ORDERS = ("name", "flat", "highlights", "documents")


@dataclass(frozen=True, slots=True)
class Asking:
    """Parameters of an index: order, letter and part, text to filter by, names left over."""

    sort: str = "name"
    filter: str = ""
    letter: str = ""
    part: int = 1
    left: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """A name with the words to show; `under` is true where it is nested below the one before it."""

    named: Named
    filed: Filed
    under: bool = False


Sections = tuple[tuple[str, tuple[Entry, ...]], ...]  # by letter


@dataclass(frozen=True, slots=True)
class Index:
    """A page of an index: its sections by letter, and the number of names.

    It also has the addresses of all letters, empty for a letter with which no name begins.
    """

    sections: Sections
    letters: tuple[tuple[str, str], ...]
    shown: int
    total: int
    apart: int  # handles and sites
    left: tuple[str, ...]  # names that are hidden
    part: int
    parts: int
    letter: str


def make_index(
    path: str, names: Iterable[Named], file: Callable[[str], Filed], asking: Asking
) -> Index:
    """Make an index in the order that was asked for.

    `file` files each name; `path` is the address of the page.
    """
    known, left = list[Entry](), list[Entry]()
    for each in names:
        file_it = _filed_flat if asking.sort == "flat" else file
        (left if is_left_over(each.name) else known).append(Entry(each, file_it(each.name)))
    kept = _sifted(_told_apart(left if asking.left else known), asking.filter)
    kept.sort(key=_KEYS.get(asking.sort, _by_name))
    lettered = asking.sort not in _KEYS
    one = _letter(kept, asking) if lettered and len(kept) > WHOLE else ""
    chosen = [each for each in kept if not one or each.filed.letter == one]
    parts = max(1, -(-len(chosen) // WHOLE))
    part = min(max(1, asking.part), parts)
    page = chosen[(part - 1) * WHOLE : part * WHOLE]
    unlettered: Sections = (("", tuple(page)),) if page else ()
    nested = asking.sort != "flat"
    return Index(
        sections=_sections(page, nested=nested) if lettered else unlettered,
        letters=_letters(path, kept, asking, whole=not one) if lettered else (),
        shown=len(kept), total=len(left if asking.left else known),
        apart=sum(each.filed.letter == HANDLES for each in known),
        left=() if asking.left else tuple(each.named.name for each in left),
        part=part, parts=parts, letter=one,
    )  # fmt: skip


def _told_apart(entries: Sequence[Entry]) -> list[Entry]:
    """Entries, of which those filed under the same words show the folder of their name as well."""
    met = Counter(each.filed.words for each in entries)
    return [
        replace(each, filed=replace(each.filed, words="/".join(parts[-2:])))
        if met[each.filed.words] > 1 and len(parts := each.named.name.strip("/").split("/")) > 1
        else each
        for each in entries
    ]


def _sifted(entries: Sequence[Entry], text: str) -> list[Entry]:
    words = normal(text).split()
    return [each for each in entries if all(word in normal(each.named.name) for word in words)]


def _by_name(entry: Entry) -> tuple[bool, bool, bool, str, str]:
    head = entry.filed.letter
    return (
        head == HANDLES,
        head == MARKS,
        head == DIGITS,
        entry.filed.key.replace("/", "\0"),
        entry.named.name,
    )


_KEYS: dict[str, Callable[[Entry], tuple[object, ...]]] = {
    "highlights": lambda entry: (-entry.named.highlights, entry.filed.key),
    "documents": lambda entry: (-entry.named.documents, entry.filed.key),
}


def _letter(entries: Sequence[Entry], asking: Asking) -> str:
    """Letter of a long index that the page shows: the one asked for, else the first."""
    heads = {each.filed.letter for each in entries}
    return asking.letter if asking.letter in heads else entries[0].filed.letter


def _filed_flat(name: str) -> Filed:
    """File a nested name, `craft/repair`, by its last part, and show all of it."""
    return replace(filed_page(name), words=name)


def _sections(page: Sequence[Entry], *, nested: bool) -> Sections:
    return tuple(
        (head, tuple(_nested(those) if nested else those))
        for head, those in groupby(page, key=lambda each: each.filed.letter)
    )


def _nested(entries: Iterable[Entry]) -> Iterable[Entry]:
    """Mark the entries that are nested below another: `craft/repair` after `craft`."""
    above = ""
    for each in entries:
        under = bool(above) and each.named.name.startswith(f"{above}/")
        above = above if under else each.named.name
        yield Entry(each.named, each.filed, under)


def _letters(
    path: str, entries: Sequence[Entry], asking: Asking, *, whole: bool
) -> tuple[tuple[str, str], ...]:
    heads = dict.fromkeys(each.filed.letter for each in entries)
    others = [head for head in heads if head not in ascii_uppercase and head not in _LAST]
    listed = [*ascii_uppercase, *others, *(head for head in _LAST if head in heads)]
    return tuple(
        (head, _address(path, head, asking, whole=whole) if head in heads else "")
        for head in listed
    )


def _address(path: str, head: str, asking: Asking, *, whole: bool) -> str:
    page = "" if whole else with_query(path, letter=head, filter=asking.filter, left=asking.left)
    return f"{page}#letter-{head}" if whole else page
