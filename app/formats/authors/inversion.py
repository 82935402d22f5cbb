"""Names written as `Last, First`: which are, and how they are put in order."""

import re
from collections.abc import Sequence

from app.formats.authors.companies import has_company_word
from app.formats.authors.given_names import GIVEN_NAMES, JOINED_PARTICLE, NO_SURNAMES, PARTICLES

_GENERATIONS = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
ROLES = frozenset([
    "ed", "ed.", "eds", "eds.", "editor", "editors", "trans.", "translator", "illustrator",
    "narrator", "hrsg.", "dir.",
])  # fmt: skip
AUTHORS = frozenset({"author", "autor", "autora", "auteur"})  # a role that need not be said
INITIALS = re.compile(r"(?:[^\W\d_]\.[- ]?){1,5}|[^\W\d_](?:[- ][^\W\d_]){0,4}")
_ROLE = re.compile(r"(.{1,80}?) (\([^()]{2,30}\)|\[[^\[\]]{2,30}\])")
_HAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]{1,4}")
_MOST_GIVEN = 3  # words after the comma


def are_inverted(groups: Sequence[Sequence[str]], *, inverted: bool) -> bool:
    """Whether the names of all groups between `and` have the form `Last, First`."""
    pairs = [parts[i : i + 2] for parts in groups for i in range(0, len(parts), 2)]
    if not pairs or any(len(pair) < 2 for pair in pairs):  # noqa: PLR2004 not in pairs
        return False
    if len(groups) == 1 and len(pairs) > 1:  # four single words may be four names
        return (
            all(are_initials(first, last) for last, first in pairs)
            or all(" " not in last and _ends_with_initial(first) for last, first in pairs)
            or all(_is_given(first) and not _is_given(last) for last, first in pairs)
        )
    if len(groups) > 1 or inverted:  # names in order have no comma behind the last `and`
        return not any(has_company_word(part) for pair in pairs for part in pair)
    return _is_inverted(*pairs[0])


def _is_inverted(last: str, first: str) -> bool:
    """Whether two parts are one name, and not two whole names or a company's."""
    surname, given = last.replace(",", " ").split(), without_role(first)[0].split()
    if len(last) == 1 and _HAN.fullmatch(last + first):
        return True
    if has_company_word(last) or has_company_word(first) or INITIALS.fullmatch(last):
        return False
    if are_initials(first, last) or _has_surname_mark(last, surname) or _is_no_whole_name(given):
        return True
    unknown = GIVEN_NAMES.isdisjoint(last.casefold().split())  # `Karl Popper` is a whole name
    given_names = given[-1].casefold() in NO_SURNAMES or (_is_given(first) and unknown)
    if len(given) > 1 and len(surname) < _MOST_GIVEN and given_names:
        return True
    acronym = len(first) > 2 and first.isupper() and not last.isupper()  # noqa: PLR2004
    if acronym or not (first[:1].isupper() and last[:1].isupper()):
        return False
    return len(given) == 1 or (len(surname) == 1 and len(given) <= _MOST_GIVEN)


def _is_given(words: str) -> bool:
    """Whether all words, as `Ana Luz`, are common given names."""
    return GIVEN_NAMES.issuperset(words.casefold().split())


def _has_surname_mark(last: str, surname: Sequence[str]) -> bool:
    """Whether a part is a surname by its particle, `d'` or `Jr.`."""
    return (
        surname[0] in PARTICLES
        or surname[-1].casefold() in _GENERATIONS
        or JOINED_PARTICLE.match(last) is not None
    )


def _is_no_whole_name(given: Sequence[str]) -> bool:
    """Whether given names lack their surname: `Karl von der`, `Ana M.`."""
    return given[-1] in PARTICLES or _ends_with_initial(" ".join(given))


def _ends_with_initial(given: str) -> bool:
    """Whether given names end with an initial and are no whole name: `Ana M.`."""
    words = given.split()
    return len(words) > 1 and words[-1].endswith(".") and words[-1].casefold() not in ROLES


def is_only_first_inverted(groups: Sequence[Sequence[str]]) -> bool:
    """Whether only the first of several names is inverted: `Last, First, and First Last`."""
    others = [*groups[0][2:], *(part for parts in groups[1:] for part in parts)]
    return (
        len(groups) > 1
        and len(groups[0]) >= 2  # noqa: PLR2004
        and _is_inverted(*groups[0][:2])
        and all(" " in part and not has_company_word(part) for part in others)
    )


def are_initials(first: str, last: str) -> bool:
    """Whether what follows a surname is initials: `J. K.`, or `JK` after a single word."""
    if INITIALS.fullmatch(first):
        return True
    are_two = len(first) == 2 and first.isascii() and first.isupper()  # noqa: PLR2004 as `JK`
    return are_two and " " not in last


def first_last(last: str, first: str) -> str:
    """Name as `First Last`; a suffix such as `Jr.` or a role in brackets comes last."""
    first, role = without_role(first)
    last, _, suffix = last.partition(", ")
    first, _, other = first.partition(", ")
    name = f"{last}{first}" if _HAN.fullmatch(last + first) else f"{first} {last}"
    given, _, generation = first.rpartition(" ")
    if given and generation.casefold() in _GENERATIONS:
        name = f"{given} {last} {generation}"
    return ", ".join(filter(None, (name, suffix, other))) + (f" {role}" if role else "")


def without_role(first: str) -> tuple[str, str]:
    """(given names, the role in brackets after them)."""
    match = _ROLE.fullmatch(first)
    if not match:
        return first, ""
    return match[1], "" if match[2][1:-1].casefold() in AUTHORS else match[2]
