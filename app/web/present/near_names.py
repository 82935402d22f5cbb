"""Names that are nearly the same, as their plurals or with a letter more.

What the reader may want to merge.
"""

from collections.abc import Iterable, Iterator, Sequence

from app.model import Named
from app.text import letters

_LONG = 8  # letters of a name, from which on one letter may differ
Pair = tuple[Named, Named]


def near_names(names: Sequence[Named]) -> list[Pair]:
    """Pairs of names that differ in signs, accents, a plural or one letter.

    The one on fewer highlights first; pairs with the most first.
    """
    groups: dict[str, list[Named]] = {}
    for each in names:
        for form in _forms(each.name):
            groups.setdefault(form, []).append(each)
    pairs: dict[frozenset[str], Pair] = {}
    for group in groups.values():
        more = max(group, key=_weight)
        for each in group:
            if each.name != more.name and not _nested(each.name, more.name):
                pairs.setdefault(frozenset({each.name, more.name}), (each, more))
    return sorted(pairs.values(), key=lambda pair: (-_weight(pair[1])[0], pair[0].name))


def _forms(name: str) -> Iterable[str]:
    """What nearly equal names have in common: letters, the singular's, and those less one."""
    parts = [letters(part) for part in name.split("/")]
    plain = "/".join(parts)
    yield from dict.fromkeys(
        ["=" + plain, *("=" + "/".join([*parts[:-1], one]) for one in _singular(parts[-1]))]
    )
    if len(parts[-1]) >= _LONG and not any(letter.isdigit() for letter in plain):
        yield f"+{plain}"
        yield from {f"+{plain[:at]}{plain[at + 1 :]}" for at in range(len(plain))}


def _singular(word: str) -> Iterator[str]:
    for ending, other in (("ies", "y"), ("es", ""), ("s", "")):
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield word[: -len(ending)] + other


def _nested(one: str, other: str) -> bool:
    return one.startswith(f"{other}/") or other.startswith(f"{one}/")


def _weight(each: Named) -> tuple[int, str]:
    return each.highlights + each.documents, each.name
