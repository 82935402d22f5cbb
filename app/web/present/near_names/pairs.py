"""Near names: pairs of tags or authors that may be one name, which are offered for merging."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence

from sqlalchemy import Connection

from app.model import Named, NearPair, Why
from app.store.db.aliases import What
from app.store.edits.distinct import distinct_names
from app.store.headings.passages import rows_with
from app.store.reads.authors_tags import all_authors, all_tags, authors_with
from app.store.remembered import remembered
from app.text import letters, name_key
from app.web.present.filing import is_left_over
from app.web.present.near_names.author_names import author_forms, why_authors_are_near
from app.web.present.near_names.slips import changed_word, words_of_name
from app.web.present.near_names.tag_names import tag_forms, why_tags_are_near

_TABLES = {  # of which pairs are made
    "tag": ("tags", "tag_counts", "my_tags", "my_distinct_names"),
    "author": ("authors", "document_authors", "documents", "my_distinct_names"),
}
_MOST = 60  # names with which each of a group is compared
_RARE, _OFTENER = 3, 4  # uses of a slip; how often the right name is used for one of a slip
Forms = Callable[[str], Iterable[str]]
WhyNear = Callable[[str, str], Why | None]
KeyPairs = Collection[frozenset[str]]


def near_names(db: Connection, what: What) -> Sequence[NearPair]:
    """Pairs of near tags or authors, without those that the reader says are two."""
    near, every = (near_tags, all_tags) if what == "tag" else (near_authors, all_authors)

    def find() -> Sequence[NearPair]:
        names = [each for each in every(db) if not is_left_over(each.name)]
        return near(names, distinct_names(db, what))

    pairs = remembered(db, ("near names", what), find, tables=_TABLES[what])
    if what == "author":
        return pairs
    return remembered(db, ("near names", what, "less words"), lambda: _less_words(db, pairs))


def near_author(db: Connection, name: str) -> Sequence[NearPair]:
    """The pairs of one author (by the shown name), without those that the reader says are two."""
    words = words_of_name(name)
    names = authors_with(db, words[0], words[-1]) if words else ()
    pairs = near_authors(names, distinct_names(db, "author")) if len(names) > 1 else ()
    return [pair for pair in pairs if name in (pair.name.name, pair.other.name)]


def near_tags(names: Sequence[Named], distinct: KeyPairs = ()) -> list[NearPair]:
    """Pairs of tags that differ in signs, a plural, British and American spelling, or one letter.

    The one to be given up first; pairs with the most used first. `distinct` are pairs of keys of
    names that the reader says are two.
    """
    return _near(names, distinct, tag_forms, why_tags_are_near)


def near_authors(names: Sequence[Named], distinct: KeyPairs = ()) -> list[NearPair]:
    """Pairs of authors that differ in signs, initials, a part or the order of names, or one letter.

    In the same order. Handles and sites are paired by their letters alone.
    """
    return _near(names, distinct, author_forms, why_authors_are_near)


def _near(
    names: Sequence[Named], distinct: KeyPairs, forms: Forms, why_near: WhyNear
) -> list[NearPair]:
    """Each name beside the one on most that it may be."""
    groups: dict[str, list[Named]] = {}
    for each in sorted(names, key=_weight, reverse=True):
        for form in forms(each.name) if letters(each.name) else ():
            groups.setdefault(form, []).append(each)
    found: dict[str, NearPair] = {}
    for group in groups.values():
        for pair in _pairs(group, distinct, why_near) if len(group) > 1 else ():
            known = found.setdefault(pair.name.name, pair)
            if _weight(pair.other) > _weight(known.other):
                found[pair.name.name] = pair
    return sorted(found.values(), key=lambda pair: (-_weight(pair.other)[0], pair.name.name))


def _pairs(group: Sequence[Named], distinct: KeyPairs, why_near: WhyNear) -> Iterator[NearPair]:
    """Each name of a group beside the first of the most used that it may be."""
    for each in group:
        for other in group[:_MOST]:
            pair = frozenset({name_key(each.name), name_key(other.name)})
            if len(pair) == 1 or pair in distinct:
                continue
            why = why_near(each.name, other.name)
            if why and _is_given_up(each, other, why):
                yield NearPair(each, other, why)
                break


def _is_given_up(each: Named, other: Named, why: Why) -> bool:
    """Whether a name is the one to be given up for a near one.

    Initials are, for the full name; else the name on less, and a slip is rare beside what is right.
    """
    if why == "initials":
        return True
    less, more = _weight(each), _weight(other)
    rare = less[0] <= _RARE or less[0] * _OFTENER <= more[0]
    return less < more and (why != "letter" or rare)


def _weight(each: Named) -> tuple[int, int, str]:
    """How much speaks for a name: its uses, then that it is short."""
    return each.highlights + each.documents, -len(each.name), each.name


def _less_words(db: Connection, pairs: Sequence[NearPair]) -> Sequence[NearPair]:
    """The pairs without those of one letter where the name to be given up is a word of the texts.

    `adaption` is a slip where every passage says `adoption`.
    """
    return [
        pair
        for pair in pairs
        if pair.why != "letter"
        or not rows_with(db, changed_word(pair.name.name, pair.other.name)[0], 1)
    ]
