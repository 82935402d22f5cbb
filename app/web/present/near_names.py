"""Names that are nearly the same: of tags, as their plurals; of authors, with initials.

What the reader may want to merge.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from sqlalchemy import Connection

from app.model import Named
from app.store.db.aliases import What
from app.store.edits.distinct import distinct_names
from app.store.reads.authors_tags import all_authors, all_tags
from app.store.remembered import remembered
from app.subject_index.stop_words import labels
from app.text import letters, name_key
from app.web.present.filing import is_left_over, surname_first

_INITIAL, _LESS = "initial", "+"  # what forms begin with
PAIRS = 12  # that a page offers at once
_LONG = 8  # letters of a name, from which on one letter may differ
_TABLES: Mapping[What, Sequence[str]] = {  # of which pairs are made
    "tag": ("tags", "tag_counts", "my_tags", "my_distinct_names"),
    "author": ("authors", "document_authors", "documents", "my_distinct_names"),
}
Pair = tuple[Named, Named]
Forms = Callable[[str], Iterable[str]]


def near_names(db: Connection, what: What) -> Sequence[Pair]:
    """Pairs of nearly equal tags or authors, without those that the reader says are two."""
    near, every = (near_tags, all_tags) if what == "tag" else (near_authors, all_authors)

    def find() -> Sequence[Pair]:
        names = [each for each in every(db) if not is_left_over(each.name)]
        return near(names, distinct_names(db, what))

    return remembered(db, ("near names", what), find, tables=_TABLES[what])


def near_tags(names: Sequence[Named], two: Collection[frozenset[str]] = ()) -> list[Pair]:
    """Pairs of tags that differ in signs, accents, a plural or one letter.

    The one on fewer highlights first; pairs with the most first. `two` are pairs of keys of names
    that the reader says are two.
    """
    return _near(names, two, _forms)


def near_authors(names: Sequence[Named], two: Collection[frozenset[str]] = ()) -> list[Pair]:
    """Pairs of authors that differ in signs, accents, initials or one letter, in the same order.

    Handles and sites are paired by their letters alone.
    """
    return _near(names, two, _forms_of_author)


def _near(names: Sequence[Named], two: Collection[frozenset[str]], forms: Forms) -> list[Pair]:
    groups: dict[str, list[Named]] = {}
    for each in names:
        for form in forms(each.name) if letters(each.name) else ():
            groups.setdefault(form, []).append(each)
    pairs: dict[frozenset[str], Pair] = {}
    for form, group in groups.items():
        for one, more in _pairs(form, group) if len(group) > 1 else ():
            pair = frozenset({name_key(one.name), name_key(more.name)})
            if len(pair) > 1 and pair not in two and not _nested(one.name, more.name):
                pairs.setdefault(pair, (one, more))
    return sorted(pairs.values(), key=lambda pair: (-_weight(pair[1])[0], pair[0].name))


def _pairs(form: str, group: Sequence[Named]) -> Iterator[Pair]:
    """Each name of a group beside the one on most; where initials made it, beside a full name."""
    full = [each for each in group if not _has_initial(each.name)]
    if form.startswith(_INITIAL) and not full:
        return
    more = max(full if form.startswith(_INITIAL) else group, key=_weight)
    for each in group:
        if form.startswith(_INITIAL):
            if _has_initial(each.name):
                yield each, more
        elif not form.startswith(_LESS) or _is_slip(letters(each.name), letters(more.name)):
            yield each, more


def _forms(name: str) -> Iterable[str]:
    """What nearly equal names have in common: letters, the singular's, and those less one."""
    parts = [letters(part) for part in name.split("/")]
    plain = "/".join(parts)
    yield from dict.fromkeys(
        ["=" + plain, *("=" + "/".join([*parts[:-1], one]) for one in _singular(parts[-1]))]
    )
    if len(parts[-1]) >= _LONG and not any(letter.isdigit() for letter in plain):
        yield from _less_one(plain)


def _forms_of_author(name: str) -> Iterable[str]:
    """What nearly equal authors have in common.

    The letters; of persons also those less one, and the last name with the first or its initial.
    A title before a name is left out.
    """
    spelled = [each for each in map(letters, name.split()) if each]
    words = [each for each in spelled if each not in labels()] or spelled
    plain = "".join(words)
    yield f"={plain}"
    if len(words) < 2 or surname_first(name) == name:  # noqa: PLR2004 two, first and last
        return
    if len(plain) >= _LONG:
        yield from _less_one(plain)
    yield f"first and last {words[0]} {words[-1]}"
    yield f"{_INITIAL} {words[0][:1]} {words[-1]}"


def _has_initial(name: str) -> bool:
    return len(letters(name.partition(" ")[0])) == 1


def _less_one(plain: str) -> Iterable[str]:
    yield f"{_LESS}{plain}"
    yield from {f"{_LESS}{plain[:at]}{plain[at + 1 :]}" for at in range(len(plain))}


def _is_slip(one: str, other: str) -> bool:
    """Check whether one letter is wrong, missing, or has changed places with the next."""
    if len(one) != len(other):
        return True
    at = [n for n, (left, right) in enumerate(zip(one, other, strict=True)) if left != right]
    return len(at) < 2 or (  # noqa: PLR2004
        at == [at[0], at[0] + 1] and one[at[0]] + one[at[1]] == other[at[1]] + other[at[0]]
    )


def _singular(word: str) -> Iterator[str]:
    for ending, other in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word[: -len(ending)] + other


def _nested(one: str, other: str) -> bool:
    return one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _weight(each: Named) -> tuple[int, str]:
    return each.highlights + each.documents, each.name
