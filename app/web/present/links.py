"""The addresses of our pages, and which addresses outside may be led to."""

from urllib.parse import urlencode, urlsplit

from app.markdown.rules import page_address
from app.model import DocumentSummary, Highlight
from app.text import name_address

_OUTSIDE = frozenset({"http", "https", "mailto"})


def of_document(document: DocumentSummary) -> str:
    """A document's page."""
    return f"/documents/{document.id}"


def of_highlight(highlight: Highlight) -> str:
    """A highlight's page."""
    return f"/highlights/{highlight.id}"


def place_of(highlight: Highlight) -> str:
    """The place of a highlight on its document's page."""
    return f"{with_query(of_document(highlight.document), gone=highlight.gone, at=highlight.id)}#{highlight.id}"


def of_tag(name: str) -> str:
    """A tag's page; the name may hold slashes."""
    return name_address("tags", name)


def of_author(name: str) -> str:
    """An author's page."""
    return name_address("authors", name)


def of_page(name: str) -> str:
    """What a name leads to."""
    return page_address(name)


def of_file(path: str) -> str:
    """A file's page."""
    return with_query("/files", path=path)


def with_query(path: str, /, **values: str | int) -> str:
    """An address with those of the values that say something: neither empty nor False nor 0."""
    query = urlencode({name: int(value) if value is True else value for name, value in values.items() if value})
    return f"{path}{'&' if '?' in path else '?'}{query}" if query else path


def inside(address: str) -> str:
    """The address when it is one of our own pages, else the first page."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"


def outside(url: str) -> str:
    """The address when it may be followed (http, https, mailto), else nothing."""
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
