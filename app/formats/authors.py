"""Authors of a work: the names in one line, each as `First Last`."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

_PLACEHOLDERS = frozenset({"none", "null", "unknown", "{source}"})
_OTHERS = frozenset({"et al", "et al.", "and others", "others", "u.a.", "u. a."})  # not named
_SUFFIXES = frozenset([
    "jr", "jr.", "sr", "sr.", "phd", "ph.d", "ph.d.", "md", "m.d.", "m.d", "ii", "iii", "iv", "esq",
    "esq.", "mba", "inc", "inc.", "llc", "ltd", "ltd.", "co.", "dr.", "dds", "rn", "cfa",
])  # fmt: skip
_GENERATIONS = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
# Words that only companies, offices and publishers have in their names; the first also by
# themselves.
_COMPANY_ENDS = frozenset([
    "associates", "brothers", "co", "co.", "company", "corp", "corp.", "corporation", "gmbh", "inc",
    "inc.", "limited", "llc", "ltd", "ltd.", "partners", "publishers", "sons",
])  # fmt: skip
_COMPANY_WORDS = _COMPANY_ENDS | frozenset([
    "academy", "agency", "association", "bank", "board", "books", "bureau", "center", "centre",
    "church", "club", "collective", "college", "commission", "committee", "council", "department",
    "editors", "editorial", "federation", "foundation", "group", "institute", "institution",
    "international", "journal", "laboratory", "labs", "library", "magazine", "media", "ministry",
    "museum", "network", "news", "office", "organisation", "organization", "partnership", "press",
    "publications", "publishing", "review", "school", "society", "staff", "studio", "studios",
    "team", "times", "trust", "union", "university", "verlag", "éditions", "editions",
])  # fmt: skip
_PARTICLES = frozenset([
    "De", "Von", "a", "af", "al", "ap", "av", "bin", "da", "das", "de", "dei", "del", "della",
    "den", "der", "di", "do", "dos", "du", "el", "het", "ibn", "la", "las", "le", "los", "of", "op",
    "'t", "ten", "ter", "van", "vom", "von", "y", "zu", "zum", "zur",
])  # fmt: skip
_INITIALS = re.compile(r"(?:[^\W\d_]\.[- ]?){1,5}|[^\W\d_](?:[- ][^\W\d_]){0,4}")
_YEARS = re.compile(r"(?:b\.|d\.|c\.|ca\.)? ?\d{3,4}(?: ?[-\u2013] ?(?:\d{3,4})?)?\.?")
_SEMICOLON = re.compile(r" ?[;\uff1b] ?(?:and |& )?")
_AND = re.compile(r",? (?:and|&) ")
_COMMA = re.compile(r" ?, ?")
_ROLE = re.compile(r"(.{1,80}?) (\([^()]{2,30}\))")
_MOST_WORDS, _MOST_GIVEN = 6, 3  # of a name, and of those after the comma
_EDGES = "'\"*_ \t"


@lru_cache(maxsize=4096)
def read_authors(text: str) -> tuple[str, ...]:
    """Authors in a text without links, each as `First Last`.

    `Last, First` is understood between semicolons, `and` and `&`, and alone. A handle, an
    address or the name of a company is one author, a placeholder none.
    """
    text = text.replace("\n", "; " if "," in text else ", ")
    text = " ".join(text.split()).strip(_EDGES)
    one = text.startswith(("@", "http://", "https://"))
    if one or not any(sign in text for sign in (",", ";", "\uff1b", " & ", " and ")):
        return () if text.casefold() in _PLACEHOLDERS or not text else (text,)
    lists = [part for each in _SEMICOLON.split(text) if (part := each.strip(" ,"))]
    # Between semicolons a comma belongs to a name, unless another name there has none.
    inverted = len(lists) > 1 and all("," in each or _is_company(each) for each in lists)
    names = [name for each in lists for name in _listed(each, inverted=inverted)]
    return tuple(dict.fromkeys(names)) if all(map(_is_name, names)) else (text,)


def _listed(text: str, *, inverted: bool) -> Iterator[str]:
    """Names of a list without semicolons."""
    if _is_company(text):
        yield text
        return
    groups = [parts for group in _AND.split(text) if (parts := _parts(group))]
    if _are_inverted(groups, inverted=inverted):
        yield from (
            _first_last(*parts[i : i + 2]) for parts in groups for i in range(0, len(parts), 2)
        )
        return
    for number, parts in enumerate(groups):
        if not number and _is_only_first_inverted(groups):
            yield _first_last(*parts)
        else:
            yield from _in_order(parts)


def _parts(group: str) -> list[str]:
    """Parts between commas, suffixes joined to the part before; years and `et al.` left out."""
    parts: list[str] = []
    for part in _COMMA.split(group.strip(" ,")):
        if part.casefold() in _SUFFIXES and parts:
            parts[-1] = f"{parts[-1]}, {part}"
        elif part and part.casefold() not in _OTHERS and not (parts and _YEARS.fullmatch(part)):
            parts.append(part)
    return parts


def _are_inverted(groups: Sequence[Sequence[str]], *, inverted: bool) -> bool:
    """Whether the names of all groups between `and` have the form `Last, First`."""
    pairs = [parts[i : i + 2] for parts in groups for i in range(0, len(parts), 2)]
    if not pairs or any(len(pair) < 2 for pair in pairs):  # noqa: PLR2004 not in pairs
        return False
    if len(groups) == 1 and len(pairs) > 1:  # four single words may be four names
        return all(_are_initials(first, last) for last, first in pairs)
    if len(groups) > 1 or inverted:  # names in order have no comma behind the last `and`
        return not any(has_company_word(part) for pair in pairs for part in pair)
    return _is_inverted(*pairs[0])


def _is_inverted(last: str, first: str) -> bool:
    """Whether two parts are one name, and not two whole names or a company's."""
    surname, given = last.replace(",", " ").split(), _without_role(first)[0].split()
    if has_company_word(last) or has_company_word(first) or _INITIALS.fullmatch(last):
        return False
    if _are_initials(first, last) or given[-1] in _PARTICLES or surname[0] in _PARTICLES:
        return True
    if len(given) > 1 and given[-1].endswith("."):  # `Ana M.` is no whole name
        return True
    acronym = len(first) > 2 and first.isupper() and not last.isupper()  # noqa: PLR2004
    if acronym or not (first[:1].isupper() and last[:1].isupper()):
        return False
    return len(given) == 1 or (len(surname) == 1 and len(given) <= _MOST_GIVEN)


def _is_only_first_inverted(groups: Sequence[Sequence[str]]) -> bool:
    """Whether only the first of several names is inverted: `Last, First, and First Last`."""
    return (
        len(groups) > 1
        and len(groups[0]) == 2  # noqa: PLR2004
        and _is_inverted(*groups[0])
        and all(
            len(parts) == 1 and " " in parts[0] and not has_company_word(parts[0])
            for parts in groups[1:]
        )
    )


def _in_order(parts: Sequence[str]) -> Iterator[str]:
    """Names of a group in their written order, those with initials after a comma joined."""
    rest = list(parts)
    while rest:
        last = rest.pop(0)
        initials = bool(rest) and _are_initials(rest[0], last) and not _INITIALS.fullmatch(last)
        yield _first_last(last, rest.pop(0)) if initials else last


def _are_initials(first: str, last: str) -> bool:
    if _INITIALS.fullmatch(first):
        return True
    return len(first) == 2 and first.isascii() and first.isupper() and " " not in last  # noqa: PLR2004


def _first_last(last: str, first: str) -> str:
    """Name as `First Last`; a suffix such as `Jr.` or a role in brackets comes last."""
    first, role = _without_role(first)
    last, _, suffix = last.partition(", ")
    first, _, other = first.partition(", ")
    name = f"{first} {last}"
    given, _, generation = first.rpartition(" ")
    if given and generation.casefold() in _GENERATIONS:
        name = f"{given} {last} {generation}"
    return ", ".join(filter(None, (name, suffix, other))) + (f" {role}" if role else "")


def _without_role(first: str) -> tuple[str, str]:
    """(given names, the role in brackets after them)."""
    match = _ROLE.fullmatch(first)
    return (match[1], match[2]) if match else (first, "")


def _is_company(text: str) -> bool:
    """Whether the whole text is one company's name: `Moss & Sons`, `Ministry of Moss and Stone`."""
    parts = [part for group in _AND.split(text) for part in _COMMA.split(group) if part]
    companies = [has_company_word(part) for part in parts]
    if len(parts) < 2 or not any(companies) or all(companies):  # noqa: PLR2004
        return len(parts) == 1 and companies[0]
    if text.startswith("The ") or (_is_office(parts[0]) and not any(companies[1:])):
        return True
    return all(company or " " not in part for part, company in zip(parts, companies, strict=True))


def _is_office(name: str) -> bool:
    return has_company_word(name) and any(f" {word} " in name for word in ("of", "for", "on"))


def has_company_word(name: str) -> bool:
    """Whether a name has a word that only companies, offices and publishers use."""
    words = [word.casefold() for word in name.replace(",", " ").split()]
    return not (_COMPANY_WORDS if len(words) > 1 else _COMPANY_ENDS).isdisjoint(words)


def _is_name(name: str) -> bool:
    """Whether a part is a name and no title or sentence, which may have `and` or `&` as well."""
    return len(name.split()) <= _MOST_WORDS or _is_company(name)
