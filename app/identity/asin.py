"""ASIN, Amazon's id of a book: every export of a Kindle book has it, whatever its title."""

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import parse_qs, urlsplit

from app.model import ParsedDocument

_ASIN = r"[0-9A-Z]{10}"
_STATED = re.compile(rf"\W{{0,4}}({_ASIN})\W{{0,4}}", re.IGNORECASE)
_NESTED = re.compile(
    rf'"(?:asin|amazon book id)": "({_ASIN})"', re.IGNORECASE
)  # within a header's mapping, as JSON
_NAMED = frozenset(
    {"asin", "bookasin", "kindleasin", "amazonasin", "amazonid", "amazonbookid", "readwiseasin"}
)
# Keys of the link of a book itself, where it is none of the web; others may hold links of any book.
_LINKS = frozenset(
    {
        "url",
        "link",
        "source",
        "sourceurl",
        "kindle",
        "kindlelink",
        "kindleurl",
        "amazon",
        "amazonlink",
        "amazonurl",
        "booklink",
        "openinkindle",
        "reference",
    }
)
_PRODUCT = re.compile(
    rf"/(?:dp|gp/product|product|exec/obidos/asin|o/asin|d)/(?:ebook/)?({_ASIN})(?![0-9A-Z])",
    re.IGNORECASE,
)
_AMAZON = re.compile(r"(?:^|\.)amazon\.[a-z]{2,3}(?:\.[a-z]{2})?$")
_LINK = re.compile(r"(?:https?|kindle)://[^\s<>\"\[\]()]+")
# The usual link into a Kindle book. A book has one for every highlight, and urlsplit is slow.
_OPENED = re.compile(
    r"(?:https://(?:www\.)?readwise\.io/to_kindle|kindle://book)"
    r"\?action=open&asin=([0-9A-Za-z]{10})(?![^&])"
)
_NOT_LETTERS = re.compile(r"[^a-z]+")


def asin_of(document: ParsedDocument) -> str:
    """ASIN of the one book that a document is about; empty for none or several.

    The document's own fields decide; otherwise the links of its highlights, if most have one and
    all lead to the same book. On a page of passages from many books they do not.
    """
    if document.kind not in (
        None,
        "book",
    ):  # such as others' highlights of a book, or a page of the shop that was read as an article
        return ""
    stated = set(_stated(document))
    if stated:
        return stated.pop() if len(stated) == 1 else ""
    linked = [asin for h in document.highlights if "asin=" in h.url and (asin := of_link(h.url))]
    return linked[0] if len(set(linked)) == 1 and 2 * len(linked) > len(document.highlights) else ""


def of_link(url: str) -> str:
    """ASIN in a link into a Kindle book or to a book's page in Amazon's shop.

    Empty for other links.
    """
    if opened := _OPENED.match(url):
        return _valid(opened[1])
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
    except ValueError:  # such as an unclosed bracket in the host
        return ""
    amazon = _AMAZON.search(host) is not None
    if (
        parts.scheme == "kindle"
        or amazon
        or (host.removeprefix("www.") == "readwise.io" and parts.path.startswith("/to_kindle"))
    ):
        for name, values in parse_qs(parts.query).items():
            if name.lower() == "asin":
                return _valid(values[0])
    product = _PRODUCT.search(parts.path) if amazon else None
    return _valid(product[1]) if product else ""


def _stated(document: ParsedDocument) -> Iterator[str]:
    if document.url and (asin := of_link(document.url)):
        yield asin
    for key, value in document.properties.items():
        name = _NOT_LETTERS.sub("", key.casefold())
        found = _STATED.fullmatch(value) if name in _NAMED else None
        if found:
            yield from filter(None, [_valid(found[1])])
        elif name in _NAMED or name in _LINKS:
            yield from filter(None, map(of_link, _LINK.findall(value)))
        elif value.startswith("{"):
            yield from filter(None, map(_valid, _NESTED.findall(value)))


@lru_cache(maxsize=256)
def _valid(asin: str) -> str:
    """Normalized id in capitals; empty for invalid ones, such as `undefined` or ten zeros."""
    asin = asin.upper()
    plausible = re.fullmatch(_ASIN, asin) and any(map(str.isdigit, asin)) and len(set(asin)) > 1
    return asin if plausible else ""
