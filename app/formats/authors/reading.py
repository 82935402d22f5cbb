"""Authors in one text: its names, from lists of every form."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from app.formats.authors.companies import has_company_word, is_office
from app.formats.authors.inversion import (
    AUTHORS,
    INITIALS,
    ROLES,
    are_initials,
    are_inverted,
    first_last,
    is_only_first_inverted,
    without_role,
)

_PLACEHOLDERS = frozenset([
    "none", "null", "nil", "undefined", "nan", "n/a", "-", "--", "?", "unknown", "unknown author",
    "author unknown", "(unknown)", "no author", "unbekannt", "desconocido", "inconnu", "{source}",
    "author", "authors",
])  # fmt: skip
_OTHERS = frozenset(
    [
        "et al",
        "et al.",
        "and others",
        "others",
        "u.a.",
        "u. a.",
        "unknown",
        "unknown author",
        "n/a",
    ]
)  # fmt: skip - not named
_AND_OTHERS = re.compile(
    r"[ ,]{1,3}(?:et\.? al(?:ii)?\.?|and others|& al\.|u\. ?a\.|und andere|y otros|e outros"
    r"|et autres|и др\.|и другие)$",
    re.IGNORECASE,
)
_SUFFIXES = frozenset([
    "jr", "jr.", "sr", "sr.", "phd", "ph.d", "ph.d.", "md", "m.d.", "m.d", "ii", "iii", "iv", "esq",
    "esq.", "mba", "inc", "inc.", "llc", "ltd", "ltd.", "co.", "dr.", "dds", "rn", "cfa",
])  # fmt: skip
_YEARS = re.compile(r"(?:b\.|d\.|c\.|ca\.)? ?\d{3,4}(?: ?[-\u2013] ?(?:\d{3,4})?)?\.?")
_SEMICOLON = re.compile(r" ?[;\uff1b\u061b] ?(?:and |& )?| [/|·•] ")
_ANDS = "and|und|et|och|og|и"
_OTHER_ANDS = "[yei+و]|en|ve|oraz|και"  # also within names or no `and` everywhere: `Vidal y Cueva`
_AND = re.compile(rf",? (?:&|{_ANDS}) ")
_OTHER_AND = re.compile(rf",? (?:{_OTHER_ANDS}) ")
_COMMA = re.compile(r" ?[,、，،] ?")
_SPOKEN_BY = re.compile(r"^[Bb]y (?=[^\W\d_])")
_YEAR_BEHIND = re.compile(r" \((?:19|20)\d\d[a-z]?\)$")
_MAIL = re.compile(r" ?<[^<>@\s]{1,60}@[^<>\s]{1,80}>")
_QUOTED = re.compile(r"""["“']([^"“”]{1,200}?)["”'](?:[,;] ?|$)""")
_SEPARATORS = re.compile(rf"[,;、，،；؛&]| (?:{_ANDS}|{_OTHER_ANDS}|[/|·•]) ")
_MOST_WORDS = 6  # of a name
_EDGES = "'\"*_ \t"


@lru_cache(maxsize=4096)
def read_authors(text: str) -> tuple[str, ...]:
    """Authors in a text without links, each as `First Last`.

    `Last, First` is understood between semicolons, `and` and `&`, and alone. A handle, an
    address or the name of a company is one author, a placeholder none.
    """
    text = text.replace("\n", "; " if "," in text else ", ")
    text = _MAIL.sub("", text) or text
    if quoted := _quoted(text):
        return tuple(dict.fromkeys(name for each in quoted for name in read_authors(each)))
    text = " ".join(text.split()).strip(_EDGES)
    text = _YEAR_BEHIND.sub("", _AND_OTHERS.sub("", _SPOKEN_BY.sub("", text, count=1)))
    one = text.startswith(("http://", "https://")) or _is_handle(text)
    if one or not _SEPARATORS.search(text):
        return () if _is_placeholder(text) else (_named(text),)
    lists = [part for each in _SEMICOLON.split(text) if (part := each.strip(" ,"))]
    # Between semicolons a comma belongs to a name, unless another name there has none.
    inverted = len(lists) > 1 and all("," in each or _is_company(each) for each in lists)
    names = [name for each in lists for name in _listed(each, inverted=inverted)]
    names = [_named(name) for name in names if not _is_placeholder(name)]
    return tuple(dict.fromkeys(names)) if all(map(_is_name, names)) else (text,)


def _is_placeholder(name: str) -> bool:
    """Whether a name says that there is none, or is a template's variable: `{{author}}`."""
    return not name or name.casefold() in _PLACEHOLDERS or name.startswith(("{{", '{"{'))


def _named(text: str) -> str:
    """Name without the role `(Author)`, which says nothing."""
    name, role = without_role(text)
    return f"{name} {role}".rstrip()


def _quoted(text: str) -> list[str]:
    """Names of a list in quotes, as programs write it: `["Ada Quill", "Zoë Marrow"]`; else none."""
    inner = text.strip(" []")
    quoted = _QUOTED.findall(inner) if inner[:1] in ('"', "'", "“") else []
    return quoted if len(quoted) > 1 and not _QUOTED.sub("", inner) else []


def _is_handle(text: str) -> bool:
    """Whether a text is one handle and a remark about it, and no list of handles."""
    if not text.startswith("@"):
        return False
    parts = [part for group in _AND.split(text) for part in _COMMA.split(group) if part]
    return not all(part.startswith("@") and " " not in part for part in parts)


def _listed(text: str, *, inverted: bool) -> Iterator[str]:
    """Names of a list without semicolons."""
    if _is_company(text):
        yield text
        return
    groups = [parts for group in _groups(text) if (parts := _parts(group))]
    if are_inverted(groups, inverted=inverted):
        yield from (
            first_last(*parts[i : i + 2]) for parts in groups for i in range(0, len(parts), 2)
        )
        return
    for number, parts in enumerate(groups):
        if not number and is_only_first_inverted(groups):
            yield first_last(*parts[:2])
            yield from parts[2:]
        else:
            yield from _in_order(parts)


def _groups(text: str) -> list[str]:
    """Parts of a list between `and` and its like.

    At `y`, `e` and `i`, which also occur within a name, only where whole names are on both sides.
    """
    groups = _AND.split(text)
    pieces = [_OTHER_AND.split(group) for group in groups]
    if all(
        len(parts) == 1 or all(" " in part.strip(" ,") for part in parts) for parts in pieces
    ) and ("," not in text or all("," in part for parts in pieces for part in parts)):
        return [part for parts in pieces for part in parts]
    return groups


def _parts(group: str) -> list[str]:
    """Parts between commas, suffixes joined to the part before; years and `et al.` left out."""
    parts: list[str] = []
    for part in _COMMA.split(group.strip(" ,")):
        word = part.casefold()
        if (word in _SUFFIXES or word in ROLES) and parts:
            parts[-1] = f"{parts[-1]}, {part}"
        elif (
            part
            and word not in _OTHERS
            and not (parts and (_YEARS.fullmatch(part) or word in AUTHORS))
        ):
            parts.append(part)
    return parts


def _in_order(parts: Sequence[str]) -> Iterator[str]:
    """Names of a group in their written order, those with initials after a comma joined."""
    rest = list(parts)
    while rest:
        last = rest.pop(0)
        initials = bool(rest) and are_initials(rest[0], last) and not INITIALS.fullmatch(last)
        yield first_last(last, rest.pop(0)) if initials else last


def _is_company(text: str) -> bool:
    """Whether the whole text is one company's name: `Moss & Sons`, `Ministry of Moss and Stone`."""
    parts = [part for group in _AND.split(text) for part in _COMMA.split(group) if part]
    companies = [has_company_word(part) for part in parts]
    if len(parts) < 2 or not any(companies) or all(companies):  # noqa: PLR2004
        return len(parts) == 1 and companies[0]
    if text.startswith("The ") or (is_office(parts[0]) and not any(companies[1:])):
        return True
    return all(company or " " not in part for part, company in zip(parts, companies, strict=True))


def _is_name(name: str) -> bool:
    """Whether a part is a name and no title or sentence, which may have `and` or `&` as well."""
    return len(name.split()) <= _MOST_WORDS or _is_company(name)
