"""Links that exporters put behind a passage: their labels, addresses and values."""

import re
import unicodedata
from typing import NamedTuple

from app.formats.dates import only_stamp

_READER = re.compile(r"read\.readwise\.io/(?:new/)?read/([0-9a-z]{26})(?![0-9a-z])", re.IGNORECASE)
_OPEN = re.compile(r"readwise\.io/open/([0-9]{1,20})")
_UUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# addresses of other exporters that lead to one passage, by the word that tells them fastest
_OF_OTHERS = (
    ("omnivore.app/", re.compile(rf"omnivore\.app/[^#\s]{{1,500}}#({_UUID})")),
    ("hyp.is/", re.compile(r"\bhyp\.is/([A-Za-z0-9_-]{12,24})(?![A-Za-z0-9_-])")),
    ("hypothes.is/a/", re.compile(r"\bhypothes\.is/a/([A-Za-z0-9_-]{12,24})(?![A-Za-z0-9_-])")),
    ("share.snipd.com/", re.compile(rf"share\.snipd\.com/snip/({_UUID})")),
    (
        "zotero://",
        re.compile(
            r"zotero://open[^\s?]{1,200}\?[^\s]{0,200}\bannotation=([A-Z0-9]{8})(?![A-Za-z0-9])"
        ),
    ),
)
_LABEL = re.compile(
    r"(?:view|open|see|go to|read)(?: (?:in|on|the|this))? ?"
    r"(?:highlight|tweet|annotation|note|quote|passage|kindle|readwise|reader|post|thread"
    r"|omnivore|hypothesis|zotero|glasp|matter|snipd|raindrop)s?"
    r"(?: in \w{1,20})?"
    r"|(?:highlight )?(?:link|source|url)|open|view|↗|→|🔗|⏎|\^|\*|#|",
    re.IGNORECASE,
)
_LEADING = re.compile(
    r"(?:view|open|see|show|go to|jump to|read|source|link)\b.{0,40}", re.IGNORECASE
)
_PROGRAM = re.compile(
    r"(?:readwise|reader|kindle|omnivore|hypothes\.?is|zotero|glasp|matter|snipd|raindrop"
    r"|(?:apple )?books)(?: (?:link|highlight|url))?",
    re.IGNORECASE,
)  # a label that names where a link leads, and no more
_IN_BRACKETS = re.compile(
    r"via|location|page|listen|annotation|highlight|quote|kindle|link to (?:the "
    r")?(?:highlight|passage|quote)",
    re.IGNORECASE,
)
_LOCATION = re.compile(
    r"(?:kindle |at |on |see |read more at )?"
    r"(locations?|loc\.?|pages?|pgs?\.?|pp?\.|pp?(?=[ \u00a0]?[0-9])|time|position|pos\.?"
    r"|ubicación|emplacement|posizione|posición|posição|positie|seite|página|pagina|@)[ :"
    r"\u00a0]{0,3}([0-9ivxlc][0-9ivxlc:.,/–—-]{0,20}(?: of [0-9]{1,6})?)",
    re.IGNORECASE,
)
_LOCATION_WORDS = {
    "loc": "Location",
    "pos": "Position",
    "ubi": "Location",
    "emp": "Location",
    "pag": "Page",
    "pág": "Page",
    "sei": "Page",
    "pg": "Page",
    "pgs": "Page",
    "p": "Page",
    "pp": "Page",
    "@": "Time",
    "tim": "Time",
}
_DATED = re.compile(
    r"(?:(?:created|updated|added|annotated|highlighted|saved)(?: on| at)? )(.{6,90})",
    re.IGNORECASE,
)
_CITED = re.compile(
    r"[^\n]{1,200}?,? \(?(?:\d{4}[a-z]?|n\.d\.)\)?(?:[,:] ?(?:(?:pp?|S)\. "
    r"?)?([0-9ivxlc]{1,7}(?:[–-][0-9ivxlc]{1,7})?))?",
    re.IGNORECASE,
)
_ZOTEROS = re.compile(
    r"pdf|epub|snapshot|image|note on p\.? ?[0-9]{1,6}|(?:open |go )?(?:in |to "
    r")?(?:zotero|pdf|annotation)",
    re.IGNORECASE,
)
_SNIP = re.compile(
    r"\W{0,4}(?:play|listen)(?: (?:to )?(?:this )?snip)?\b[^\n]{0,60}", re.IGNORECASE
)
_CLOCK = re.compile(r"(?<![0-9:])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![0-9:])")
_PARAMETER = re.compile(r"[?&](location|page)=([0-9]{1,9})(?![0-9])")
_EXPORTERS = (
    "readwise.io/read/",
    "readwise.io/new/read/",
    "readwise.io/open/",
    "readwise.io/to_kindle",
    "kindle://",
    "ibooks://",
    "glasp.co/",
    "getmatter.com/",
    "app.raindrop.io/",
    "share.snipd.com/",
    "omnivore.app/",
    "hyp.is/",
    "hypothes.is/a/",
    "zotero://",
    "marginnote3app://",
    "marginnote4app://",
)
_LONGEST_SYMBOL, _LONGEST_FREE_LABEL = 6, 60  # letters


class LinkMarker(NamedTuple):
    """Content of an exporter's link: ids, location, date of the highlight (ISO 8601)."""

    ids: tuple[str, ...] = ()
    location: str = ""
    date: str = ""


def link_ids(text: str) -> tuple[str, ...]:
    """Exporters' ids in the links of a text: Reader's first, then numbers, then other programs'."""
    ids: list[str] = []
    if "readwise.io/" in text:
        ids = [ulid.lower() for ulid in _READER.findall(text)] if "read/" in text else []
        ids += _OPEN.findall(text) if "open/" in text else []
    for word, pattern in _OF_OTHERS:
        if word in text:
            ids += pattern.findall(text)
    return tuple(dict.fromkeys(ids)) if len(ids) > 1 else tuple(ids)


def link_marker(label: str, target: str, *, wrapped: bool) -> LinkMarker | None:
    """Marker that a link is, or None for a link of the text itself.

    `wrapped`: the link is in round brackets.
    """
    plain = label.strip().strip("()").strip()
    if plain and not plain[0].isalnum() and any(map(str.isalnum, plain)):
        plain = plain.lstrip("".join(filter(_is_picture, plain)) + " \ufe0f")  # `🔖 p. 12`
    ids = link_ids(target)
    if target.startswith("zotero://"):
        return _zotero_marker(plain, target, ids)
    if stated := stated_date(plain):
        return LinkMarker(ids, "", stated)
    if ids and "hyp" in target and (date := only_stamp(plain)):
        return LinkMarker(ids, "", date)
    if "share.snipd.com/" in target and (_SNIP.fullmatch(plain) or _CLOCK.search(plain)):
        clock = _CLOCK.search(plain)
        return LinkMarker(ids, f"Time {clock[0]}" if clock else "")
    if not _is_marker(plain, target, ids, wrapped=wrapped):
        return None
    return LinkMarker(ids, _location_in(plain, target))


def stated_date(text: str) -> str:
    """Date in `Updated on 2023-03-28 20:18:47` and the like, ISO 8601, or an empty string."""
    match = _DATED.fullmatch(text.strip())
    return (only_stamp(match[1]) or "") if match else ""


def location_label(label: str) -> str:
    """Location in a link's label, such as `Location 1234`, or an empty string."""
    match = _LOCATION.fullmatch(label.strip())
    if not match:
        return ""
    word = match[1].lower().rstrip(".")
    return f"{_LOCATION_WORDS.get(word[:3], word.capitalize())} {match[2].strip()}"


def cited_page(text: str) -> str:
    """Page at the end of a citation, as `Page 2` for `Ilmarin and Stone, 2019, p. 2`, or ""."""
    match = _CITED.fullmatch(text)
    return f"Page {match[1]}" if match and match[1] else ""


def _is_marker(label: str, target: str, ids: tuple[str, ...], *, wrapped: bool) -> bool:
    if label and (_LABEL.fullmatch(label) or _LOCATION.fullmatch(label)):
        return True  # as nearly always
    ours = is_of_exporter(target)
    if not label:
        return ours
    if ours and (_PROGRAM.fullmatch(label) or (ids and _LEADING.fullmatch(label))):
        return True
    if label.isdecimal():
        return not target or ours
    if _is_symbol(label):
        return bool(target)
    return wrapped and (
        _IN_BRACKETS.fullmatch(label) is not None
        or (bool(ids) and len(label) <= _LONGEST_FREE_LABEL)
    )


def is_of_exporter(target: str) -> bool:
    """Whether an address leads into a program that keeps highlights."""
    return any(exporter in target for exporter in _EXPORTERS)


def _is_symbol(label: str) -> bool:
    """Whether a label is an arrow, a picture or the like and no words."""
    return len(label) <= _LONGEST_SYMBOL and all(map(_is_picture, label))


def _is_picture(sign: str) -> bool:
    return unicodedata.category(sign) in ("So", "Sm", "Sk", "Mn", "Cf")


def _zotero_marker(label: str, target: str, ids: tuple[str, ...]) -> LinkMarker | None:
    """Marker of a link into Zotero: the page that its label cites, else that of the address."""
    cited = location_label(label) or cited_page(label)
    if (
        cited
        or _ZOTEROS.fullmatch(label)
        or _LABEL.fullmatch(label)
        or _CITED.fullmatch(label)
        or (label and _is_symbol(label))
    ):
        return LinkMarker(ids, cited or _location_in("", target))
    return None


def _location_in(label: str, target: str) -> str:
    """Location in a label, else in an address of Kindle or Zotero; empty without one."""
    if label.isdecimal():
        return (
            f"Location {label}"
            if "to_kindle" in target or target.startswith("kindle://")
            else label
        )
    if stated := location_label(label):
        return stated
    match = (
        _PARAMETER.search(target) if "kindle" in target or target.startswith("zotero://") else None
    )
    return f"{match[1].capitalize()} {match[2]}" if match else ""
