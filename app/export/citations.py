"""Works as they are cited: BibTeX, CSL-JSON, and a line of Markdown. Pure functions on text."""

import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.model import Kind


@dataclass(frozen=True, slots=True)
class Source:
    """A work that is cited; `published` is as the files write it, `url` its address or empty.

    `note` is a remark for BibTeX, such as the place of a passage.
    """

    title: str
    authors: tuple[str, ...] = ()
    kind: Kind = "text"
    published: str = ""
    url: str = ""
    note: str = ""


_BIBTEX_TYPES = {
    "book": "book",
    "supplemental": "book",
}  # all else is `misc`, which every style knows
_CSL_TYPES = {
    "book": "book",
    "supplemental": "book",
    "article": "webpage",
    "tweet": "post",
    "podcast": "broadcast",
    "video": "motion_picture",
}
_DATE = re.compile(
    r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?:-(0[1-9]|1[0-2])(?:-(0[1-9]|[12][0-9]|3[01]))?)?(?!\d)"
)
_PARTICLES = frozenset(
    {
        "van",
        "von",
        "der",
        "den",
        "de",
        "la",
        "le",
        "du",
        "da",
        "di",
        "del",
        "della",
        "dos",
        "ter",
        "zu",
        "bin",
        "al",
    }
)
_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\$",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


# --- BibTeX
# --------------------------------------------------------------------------------------------------


def bibtex(sources: Iterable[Source]) -> str:
    """BibTeX of each source, in UTF-8, with keys such as `ilmarin2019slow`, all different."""
    keys = CitationKeys()
    return "\n".join(entry(keys.key(source), source) for source in sources)


def entry(key: str, source: Source) -> str:
    """BibTeX of one source."""
    year, month, day = date_parts(source.published)
    fields = {
        "author": " and ".join(map(_bibtex_name, source.authors)),
        "title": f"{{{_escaped(source.title or 'Untitled')}}}",
        "year": year,
        "month": str(int(month)) if month else "",
        "date": "-".join(filter(None, (year, month, day))) if month else "",
        "url": _plain_url(source.url),
        "note": _escaped(source.note),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    return f"@{_BIBTEX_TYPES.get(source.kind, 'misc')}{{{key},\n{lines}\n}}\n"


def _bibtex_name(name: str) -> str:
    """A name as BibTeX splits it.

    One that is no person's, or holds its word `and`, is kept whole.
    """
    parts = name_parts(name)
    return _escaped(name) if "family" in parts else f"{{{_escaped(name)}}}"


def _escaped(text: str) -> str:
    return "".join(_SPECIAL.get(letter, letter) for letter in " ".join(text.split()))


def _plain_url(url: str) -> str:
    """An address, which BibTeX takes as it is, without what would end the field."""
    return "".join(
        f"%{ord(letter):02X}" if letter in "{}\\ \n\t" else letter for letter in url.strip()
    )


def citation_keys(sources: Iterable[Source]) -> list[str]:
    """A key for each source: family name, year and first telling word of the title.

    With `b`, `c` ... where it is taken.
    """
    return list(map(CitationKeys().key, sources))


@dataclass(slots=True)
class CitationKeys:
    """Keys for sources that come one by one; none is given twice."""

    given: set[str] = field(default_factory=set)
    last: dict[str, int] = field(default_factory=dict)  # the number behind each, where repeated

    def key(self, source: Source) -> str:
        """The key of this source."""
        plain = key = _key(source)
        while key in self.given:
            self.last[plain] = self.last.get(plain, 0) + 1
            key = f"{plain}{_letters(self.last[plain])}"
        self.given.add(key)
        return key


def _letters(number: int) -> str:
    """`b` for 1, `c` for 2, on to `z`, then `ba`."""
    letters = ""
    while number or not letters:
        number, rest = divmod(number, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def _key(source: Source) -> str:
    name = name_parts(source.authors[0]) if source.authors else {}
    family = _ascii(name.get("family") or name.get("literal", ""))
    words = [word for word in map(_ascii, source.title.split()) if word]
    telling = next((word for word in words if word not in _ARTICLES), words[0] if words else "")
    return f"{family}{date_parts(source.published)[0]}{telling}"[:60] or "untitled"


_ARTICLES = frozenset({"the", "a", "an", "on", "of", "der", "die", "das", "le", "la", "les", "el"})


def _ascii(text: str) -> str:
    """The letters and digits of ASCII in a text, its accents taken off."""
    return "".join(
        c for c in unicodedata.normalize("NFKD", text).lower() if c.isascii() and c.isalnum()
    )


# --- CSL-JSON
# --------------------------------------------------------------------------------------------------


def csl_json(sources: Iterable[Source]) -> list[dict[str, Any]]:
    """The items of CSL-JSON for these sources, which citation programs read."""
    sources = list(sources)
    return [
        csl_item(key, source) for key, source in zip(citation_keys(sources), sources, strict=True)
    ]


def csl_item(key: str, source: Source) -> dict[str, Any]:
    """The item of one source, without what is not known."""
    year = [int(part) for part in date_parts(source.published) if part]
    fields: dict[str, Any] = {
        "id": key,
        "type": _CSL_TYPES.get(source.kind, "document"),
        "title": source.title or "Untitled",
        "author": [name_parts(name) for name in source.authors],
        "issued": {"date-parts": [year]} if year else None,
        "URL": source.url,
    }
    return {name: value for name, value in fields.items() if value}


def name_parts(name: str) -> Mapping[str, str]:
    """A person's `family` and `given` name.

    Where there is no person, or the name cannot be parsed, it is whole under `literal`.
    """
    name = " ".join(name.split())
    family, comma, given = name.partition(", ")
    if comma and family and given and "," not in given:
        return {"family": family, "given": given}
    words = name.split()
    at = next((n for n, word in enumerate(words) if n and word in _PARTICLES), len(words) - 1)
    capitals = all(word[:1].isupper() or word in _PARTICLES for word in words)
    is_person = capitals and 2 <= len(words) <= 5  # noqa: PLR2004 words of a person's name
    if not is_person or words[0] == "The" or {"and", "&"} & {*words}:
        return {"literal": name}
    return {"family": " ".join(words[at:]), "given": " ".join(words[:at])}


def date_parts(published: str) -> tuple[str, str, str]:
    """Year, month and day of a date as far as they are written as ISO 8601 has them.

    Else the first year met, or nothing.
    """
    found = _DATE.search(published)
    year, month, day = found.groups(default="") if found else ("", "", "")
    return str(year), str(month), str(day)


# --- Markdown
# --------------------------------------------------------------------------------------------------


def cited(source: Source, location: str = "", link: str = "") -> str:
    """A source as a line of Markdown: authors, title, year, the place in it, an address."""
    year = date_parts(source.published)[0]
    title = f"*{literal(source.title) or 'Untitled'}*"
    parts = [
        literal(_listed(source.authors)),
        f"{title} ({year})" if year else title,
        literal(location),
    ]
    address = web_address(link or source.url)
    return f"{', '.join(filter(None, parts))}.{f' <{address}>' if address else ''}"


def literal(text: str) -> str:
    """A text on one line of Markdown, in which none of its letters is a mark."""
    marked = _MARKS.sub(r"\\\1", " ".join(text.split()))
    return _BEGINS_BLOCK.sub(r"\1\\\2", marked)


_MARKS = re.compile(r"([\\`*_\[\]<>~|$]|&(?=#?[A-Za-z0-9]{1,32};))")
_BEGINS_BLOCK = re.compile(r"^([0-9]{0,9})([.)#+=-])")


def _listed(authors: Collection[str]) -> str:
    several = [" ".join(name.split()) for name in authors]
    return " and ".join(filter(None, (", ".join(several[:-1]), *several[-1:])))


def web_address(url: str) -> str:
    """An address that Markdown takes between `<` and `>`; nothing where it is none of the web."""
    url = url.strip()
    return url if re.fullmatch(r"https?://[^\s<>\\]{1,4000}", url) else ""
