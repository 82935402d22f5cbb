"""Addresses of our pages, and the check of addresses outside."""

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit

from app.markdown.rules import page_address
from app.model import DocumentSummary, Highlight
from app.text import name_address

_CONTROL = re.compile(r"[\x00-\x1f]")  # a browser leaves some of them out: `/<tab>/` is `//`
_OUTSIDE = frozenset({"http", "https", "mailto"})


def of_document(document: DocumentSummary) -> str:
    """Address of a document's page."""
    return f"/documents/{document.id}"


def of_highlight(highlight: Highlight) -> str:
    """Address of a highlight's page."""
    return f"/highlights/{highlight.id}"


def place_of(highlight: Highlight) -> str:
    """Address of a highlight on its document's page."""
    document = of_document(highlight.document)
    address = with_query(document, gone=highlight.gone, at=highlight.id)
    return f"{address}#{highlight.id}"


def of_tag(name: str) -> str:
    """Address of a tag's page; the name may hold slashes."""
    return name_address("tags", name)


def of_author(name: str) -> str:
    """Address of an author's page."""
    return name_address("authors", name)


def of_page(name: str) -> str:
    """Address of the page of a name."""
    return page_address(name)


def of_file(path: str) -> str:
    """Address of a file's page."""
    return with_query("/files", path=path)


def of_note(path: str, act: str = "") -> str:
    """Address of a note (by its path in the folder of notes), or of an act on it, as `edit`."""
    return f"/notes/{quote(path)}{f'/{act}' if act else ''}"


def with_query(path: str, /, **values: str | int) -> str:
    """Append to an address those of the values that are neither empty nor False nor 0."""
    query = urlencode(
        {name: int(value) if value is True else value for name, value in values.items() if value}
    )
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path


def with_steps(address: str, depth: int) -> str:
    """Address of a page with a graph, drawn this many steps far."""
    parts = urlsplit(address)
    asked = [each for each in parse_qsl(parts.query) if each[0] not in {"depth", "done"}]
    return f"{parts.path}?{urlencode([*asked, ('depth', depth)])}#graph"


def inside(address: str) -> str:
    """The address when it is one of our own pages, else the home page."""
    ours = address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if ours and not _CONTROL.search(address) else "/"


def outside(url: str) -> str:
    """The address when it is safe to follow (http, https, mailto), else empty."""
    try:
        parts = urlsplit(url.strip())
    except ValueError:
        return ""
    return url.strip() if parts.scheme.lower() in _OUTSIDE else ""


def host(url: str) -> str:
    """The host of an address without its `www.`, for people; may be empty."""
    try:
        return (urlsplit(url.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""
