"""Authors of a work: the names in one line, each as `First Last`."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

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
_GENERATIONS = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})
_ROLES = frozenset([
    "ed", "ed.", "eds", "eds.", "editor", "editors", "trans.", "translator", "illustrator",
    "narrator", "hrsg.", "dir.",
])  # fmt: skip
_AUTHORS = frozenset({"author", "autor", "autora", "auteur"})  # a role that need not be said
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
    "De", "Del", "Della", "Du", "La", "Le", "Von", "a", "abu", "af", "al", "ap", "av", "ben", "bin",
    "bint", "da", "das", "de", "degli", "dei", "del", "della", "den", "der", "di", "do", "dos",
    "du", "el", "het", "ibn", "la", "las", "le", "lo", "los", "of", "op", "'t", "ten", "ter", "van",
    "vom", "von", "y", "zu", "zum", "zur",
])  # fmt: skip
_JOINED_PARTICLE = re.compile(r"(?:d|l|dell|dall|degl|nell|sant|t)['’]|(?:al|el|ad|as|ash|ibn)-")
# Given names that are hardly ever surnames: `Cueva Marrow, Ana María` is one name.
_NO_SURNAMES = frozenset([
    "alberto", "ángel", "ann", "anna", "anne", "antonio", "carlos", "carmen", "eduardo",
    "elizabeth", "enrique", "fernando", "ignacio", "inés", "isabel", "javier", "jane", "jesús",
    "josé", "jose", "louise", "luis", "luisa", "luiz", "manuel", "maria", "maría", "marie", "mary",
    "miguel", "pedro", "teresa",
])  # fmt: skip
# Given names that are common in several languages: they tell `Last, First` from two names.
_GIVEN_NAMES = frozenset(
    """
aaron ada adam adrian agnes ahmed aisha alan albert alejandro alex alexander alexandra alfred ali
alice alicia amanda amir amy ana andrea andreas andrés andrew andrzej ángel anita anja ann anna
anne annika anthony antoine antonio anton arthur astrid augusto ava barbara beatrice beatriz ben
benjamin bernard bill björn boris brian bruno camille carla carlos carmen carol caroline catherine
cecilia césar chantal charles charlotte chiara christian christine christopher clara claudia
claudio colin cristina daniel daniela david deborah denis diana diego dieter dmitri dolores donald
dorothy edgar eduardo edward elena eleanor elisabeth elizabeth ella ellen emil emilio emily emma
enrique eric erich erik ernst esther eugene eva evelyn fatima federico felix fernando florian
francesca francesco francis francisco françois frank franz fred frédéric friedrich fritz gabriela
georg george georges gerald gerard gerhard gilles giorgio giovanni giulia giuseppe gonzalo grace
guillermo günter gustav hanna hannah hans harold harry hassan heather hector heidi heinrich helen
helena helga henri henrik henrique henry hermann hugo hussein ian ibrahim ignacio igor ilse inés
ingrid irene isaac isabel ivan jack jacqueline jacques jakob james jan jane janet jason javier jean
jennifer jessica jesús jim joan joanna joão joaquín johann johannes john jonathan jorge josé joseph
josefa joshua juan judith julia julian julie julio jürgen karen karin karl katarzyna kate katherine
kathleen kenneth kevin klaus krzysztof larry lars laura lea leo leonard leonardo linda lisa louis
louise luca lucas lucía lucy ludwig luis luisa luiz lukas luz maciej magdalena manuel marc marco
margaret margarita maria maría mariana marie marina mario marion marta martha martin mary maryam
matteo matthew matthias maurice mauro max mercedes michael michel michelle miguel mikhail mohamed
mohammed monica monika nancy natalia natalie nathan nicholas nicolas nicole nikolai nina nora olga
oliver olivia omar oscar otto pablo paola paolo pascal patricia patrick paul paula paulo pedro per
peter petra philip philippe pierre pilar rachel rafael ralph ramón raymond rebecca ricardo richard
rita robert roberto roger roland rolf ronald rosa rosemary ruth sabine samuel sandra santiago sarah
sebastian sergei sergio silvia simon simone sofia sofía sonja sophie stefan stefano stephen steven
susan susanne sven sylvia teresa theodor theresa thomas tim timothy tobias tomás ulrich ursula
valentina vera verónica victor victoria vincent virginia vladimir walter wanda werner wilhelm
william wolfgang yusuf yvonne zoë zofia анна александр алексей андрей борис вера виктор владимир
дмитрий елена иван игорь ирина лев мария михаил наталья николай ольга пётр сергей татьяна юрий
""".split()  # noqa: SIM905 - a list of this many quoted words is not read by anyone
)
_INITIALS = re.compile(r"(?:[^\W\d_]\.[- ]?){1,5}|[^\W\d_](?:[- ][^\W\d_]){0,4}")
_YEARS = re.compile(r"(?:b\.|d\.|c\.|ca\.)? ?\d{3,4}(?: ?[-\u2013] ?(?:\d{3,4})?)?\.?")
_SEMICOLON = re.compile(r" ?[;\uff1b\u061b] ?(?:and |& )?| [/|·•] ")
_ANDS = "and|und|et|och|og|и"
_OTHER_ANDS = "[yei+و]|en|ve|oraz|και"  # also within names or no `and` everywhere: `Vidal y Cueva`
_AND = re.compile(rf",? (?:&|{_ANDS}) ")
_OTHER_AND = re.compile(rf",? (?:{_OTHER_ANDS}) ")
_COMMA = re.compile(r" ?[,、，،] ?")
_ROLE = re.compile(r"(.{1,80}?) (\([^()]{2,30}\)|\[[^\[\]]{2,30}\])")
_SPOKEN_BY = re.compile(r"^[Bb]y (?=[^\W\d_])")
_YEAR_BEHIND = re.compile(r" \((?:19|20)\d\d[a-z]?\)$")
_MAIL = re.compile(r" ?<[^<>@\s]{1,60}@[^<>\s]{1,80}>")
_QUOTED = re.compile(r"""["“']([^"“”]{1,200}?)["”'](?:[,;] ?|$)""")
_SEPARATORS = re.compile(rf"[,;、，،；؛&]| (?:{_ANDS}|{_OTHER_ANDS}|[/|·•]) ")
_HAN = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]{1,4}")
_MOST_WORDS, _MOST_GIVEN = 6, 3  # of a name, and of those after the comma
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
    name, role = _without_role(text)
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
    if _are_inverted(groups, inverted=inverted):
        yield from (
            _first_last(*parts[i : i + 2]) for parts in groups for i in range(0, len(parts), 2)
        )
        return
    for number, parts in enumerate(groups):
        if not number and _is_only_first_inverted(groups):
            yield _first_last(*parts[:2])
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
        if (word in _SUFFIXES or word in _ROLES) and parts:
            parts[-1] = f"{parts[-1]}, {part}"
        elif (
            part
            and word not in _OTHERS
            and not (parts and (_YEARS.fullmatch(part) or word in _AUTHORS))
        ):
            parts.append(part)
    return parts


def _are_inverted(groups: Sequence[Sequence[str]], *, inverted: bool) -> bool:
    """Whether the names of all groups between `and` have the form `Last, First`."""
    pairs = [parts[i : i + 2] for parts in groups for i in range(0, len(parts), 2)]
    if not pairs or any(len(pair) < 2 for pair in pairs):  # noqa: PLR2004 not in pairs
        return False
    if len(groups) == 1 and len(pairs) > 1:  # four single words may be four names
        return (
            all(_are_initials(first, last) for last, first in pairs)
            or all(" " not in last and _ends_with_initial(first) for last, first in pairs)
            or all(_is_given(first) and not _is_given(last) for last, first in pairs)
        )
    if len(groups) > 1 or inverted:  # names in order have no comma behind the last `and`
        return not any(has_company_word(part) for pair in pairs for part in pair)
    return _is_inverted(*pairs[0])


def _is_inverted(last: str, first: str) -> bool:
    """Whether two parts are one name, and not two whole names or a company's."""
    surname, given = last.replace(",", " ").split(), _without_role(first)[0].split()
    if len(last) == 1 and _HAN.fullmatch(last + first):
        return True
    if has_company_word(last) or has_company_word(first) or _INITIALS.fullmatch(last):
        return False
    if _are_initials(first, last) or _has_surname_mark(last, surname) or _is_no_whole_name(given):
        return True
    unknown = _GIVEN_NAMES.isdisjoint(last.casefold().split())  # `Karl Popper` is a whole name
    given_names = given[-1].casefold() in _NO_SURNAMES or (_is_given(first) and unknown)
    if len(given) > 1 and len(surname) < _MOST_GIVEN and given_names:
        return True
    acronym = len(first) > 2 and first.isupper() and not last.isupper()  # noqa: PLR2004
    if acronym or not (first[:1].isupper() and last[:1].isupper()):
        return False
    return len(given) == 1 or (len(surname) == 1 and len(given) <= _MOST_GIVEN)


def _is_given(words: str) -> bool:
    """Whether all words, as `Ana Luz`, are common given names."""
    return _GIVEN_NAMES.issuperset(words.casefold().split())


def _has_surname_mark(last: str, surname: Sequence[str]) -> bool:
    """Whether a part is a surname by its particle, `d'` or `Jr.`."""
    return (
        surname[0] in _PARTICLES
        or surname[-1].casefold() in _GENERATIONS
        or _JOINED_PARTICLE.match(last) is not None
    )


def _is_no_whole_name(given: Sequence[str]) -> bool:
    """Whether given names lack their surname: `Karl von der`, `Ana M.`."""
    return given[-1] in _PARTICLES or _ends_with_initial(" ".join(given))


def _ends_with_initial(given: str) -> bool:
    """Whether given names end with an initial and are no whole name: `Ana M.`."""
    words = given.split()
    return len(words) > 1 and words[-1].endswith(".") and words[-1].casefold() not in _ROLES


def _is_only_first_inverted(groups: Sequence[Sequence[str]]) -> bool:
    """Whether only the first of several names is inverted: `Last, First, and First Last`."""
    others = [*groups[0][2:], *(part for parts in groups[1:] for part in parts)]
    return (
        len(groups) > 1
        and len(groups[0]) >= 2  # noqa: PLR2004
        and _is_inverted(*groups[0][:2])
        and all(" " in part and not has_company_word(part) for part in others)
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
    are_two = len(first) == 2 and first.isascii() and first.isupper()  # noqa: PLR2004 as `JK`
    return are_two and " " not in last


def _first_last(last: str, first: str) -> str:
    """Name as `First Last`; a suffix such as `Jr.` or a role in brackets comes last."""
    first, role = _without_role(first)
    last, _, suffix = last.partition(", ")
    first, _, other = first.partition(", ")
    name = f"{last}{first}" if _HAN.fullmatch(last + first) else f"{first} {last}"
    given, _, generation = first.rpartition(" ")
    if given and generation.casefold() in _GENERATIONS:
        name = f"{given} {last} {generation}"
    return ", ".join(filter(None, (name, suffix, other))) + (f" {role}" if role else "")


def _without_role(first: str) -> tuple[str, str]:
    """(given names, the role in brackets after them)."""
    match = _ROLE.fullmatch(first)
    if not match:
        return first, ""
    return match[1], "" if match[2][1:-1].casefold() in _AUTHORS else match[2]


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
