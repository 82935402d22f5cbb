"""Keys of documents and highlights: two records that share a key are one."""

import re
from collections.abc import Collection
from functools import lru_cache
from hashlib import sha256
from pathlib import PurePath
from time import gmtime, strftime
from urllib.parse import parse_qsl, urlencode, urlsplit

from app.identity.asin import asin_of
from app.markdown.plain import plain
from app.model import OWN_KINDS, ParsedDocument, ParsedHighlight
from app.text import letters

# Parameters of where a link was met. All others identify works, as YouTube's `v` does.
_TRACKING = frozenset({"fbclid", "gclid", "ref", "rw_tt_thread", "__readwiselocation", "cmdid"})
_SEARCH_PAGES = ("/search", "/results")


_TRACKS = re.compile(r"(?:utm_|xtor=|ref=|source=)", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """Normalized URL used as a key; empty where it identifies no single work.

    The host is lowercased; scheme, trailing slash, tracking parameters and fragments (except
    routes) are dropped.
    """
    try:
        parts = urlsplit(url.strip())
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:  # such as an unclosed bracket in the host: no address, so no key
        return ""
    if parts.scheme not in ("http", "https") or not host:
        return ""
    path = parts.path.rstrip("/")
    noise = _TRACKING | {"s", "t"} if host in ("x.com", "twitter.com") else _TRACKING
    query = _telling(parts.query, noise)
    route = _route(parts.fragment, noise)
    if not (path or query or route) or (query and not route and path.endswith(_SEARCH_PAGES)):
        return ""
    return host + path + (f"?{query}" if query else "") + route


def _telling(query: str, noise: Collection[str]) -> str:
    """Query parameters that identify a work: those that are not `noise`."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode(
        [(k, v) for k, v in pairs if k.lower() not in noise and not k.lower().startswith("utm_")]
    )


def _route(fragment: str, noise: Collection[str]) -> str:
    """Route in a URL's fragment, with its `#`: `/guide`, `!guide`, `inbox/id`.

    Empty for an anchor on the page, a text fragment, or tracking.
    """
    if "/" not in fragment:  # encoded as a whole
        fragment = fragment.replace("%2F", "/").replace("%2f", "/")
    path, _, query = fragment.partition(":~:")[0].partition("#")[0].partition("?")
    path = path.rstrip("/")
    if not ("/" in path or path.startswith("!")) or not path.strip("/!") or _TRACKS.match(path):
        return ""
    telling = _telling(query, noise)
    return f"#{path}?{telling}" if telling else f"#{path}"


def document_keys(document: ParsedDocument, path: str) -> tuple[str, ...]:
    """Keys of a document; the first gives it its public code.

    A reader's page has only the key of its path. Florilegium's own Markdown states its keys; a file
    beside a page has that page's keys as well.
    """
    if document.beside:
        return (*document.keys, f"file:{PurePath(path).with_name(document.beside)}")
    if document.keys:
        return document.keys
    if document.kind in OWN_KINDS:
        return (f"file:{path}",)
    url = canonical_url(document.url)
    asin = asin_of(document)
    keys = [f"book:{document.exporter_id}"] if document.exporter_id else []
    keys += [f"url:{url}"] if url else []
    keys.append(_title_key(document) + (document.kind or ""))
    return (*keys, f"asin:{asin}") if asin else tuple(keys)  # last, for the first gives the address


def _title_key(document: ParsedDocument) -> str:
    author = letters(document.authors[0]) if document.authors else ""
    title = document.title if document.written is None else document.written
    return f"title:{letters(title) or title.strip()}|{author}|"


def answering_keys(document: ParsedDocument, keys: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    """Keys by which to look up a document with these keys, and at most one prefix of keys.

    Two works with the same title are different only if both state different kinds: a document with
    a kind also looks for the key without one, a document without a kind for a key with any.
    """
    if document.keys or document.kind in OWN_KINDS:
        return keys, ""
    title = _title_key(document)
    return ((*keys, title), "") if document.kind else (keys, title)


def id_sort(exporter_id: str) -> str:
    """Number space of an id: `reader` for 26 letters, `readwise` for digits, else `block`."""
    if len(exporter_id) == 26 and exporter_id.isalnum():  # noqa: PLR2004 a ULID's length
        return "reader"
    return "readwise" if exporter_id.isdecimal() else "block"


# Crockford's base32 leaves out i, l, o and u; int() counts from 0 to v.
_CROCKFORD = str.maketrans("jkmnpqrstvwxyzilou", "ijklmnopqrstuvwwww")
_FIRST_MS, _END_MS = (
    1_420_070_400_000,
    4_102_444_800_000,
)  # 2015 to 2099: what only looks like a ULID rarely falls into it


def id_moment(exporter_id: str) -> str:
    """Moment in a ULID of Reader's (ISO 8601 UTC, to the second); empty for any other id."""
    if id_sort(exporter_id) != "reader":
        return ""
    try:
        milliseconds = int(exporter_id[:10].lower().translate(_CROCKFORD), 32)
    except ValueError:  # a letter that no ULID holds
        return ""
    if not _FIRST_MS <= milliseconds < _END_MS:
        return ""
    days, second = divmod(milliseconds // 1000, 86400)
    return f"{_date(days)}T{second // 3600:02}:{second // 60 % 60:02}:{second % 60:02}Z"


@lru_cache(maxsize=4096)
def _date(days: int) -> str:
    """Date that many days after 1970-01-01."""
    return strftime("%Y-%m-%d", gmtime(days * 86400))


def id_key(exporter_id: str) -> str:
    """Key of an exporter's id; it is global, so it does not name the document."""
    return f"{id_sort(exporter_id)}:{exporter_id.lower()}"


def id_keys(highlight: ParsedHighlight) -> dict[str, str]:
    """Keys of a highlight's ids, each with its number space, and the keys its file states."""
    keys = {f"{sort}:{i.lower()}": sort for i in highlight.ids for sort in (id_sort(i),)}
    if highlight.keys:
        return {key: keys.get(key, "stated") for key in highlight.keys} | keys
    return keys


def text_hash(highlight: ParsedHighlight) -> str:
    """Hash of a text as 16 hex digits: of its letters, or of the whole text if it has none."""
    return sha256(
        (letters(plain(highlight.text)) or highlight.text).encode("utf-8", "surrogatepass")
    ).hexdigest()[:16]


def stated_hashes(highlight: ParsedHighlight) -> list[str]:
    """Stated hashes of the highlight's texts in other files.

    Those in keys as `text:CODE:HASH@place:2`.
    """
    parts = [key.split(":", 2) for key in highlight.keys if key.startswith("text:")]
    hashed = [part[2] for part in parts if len(part) == 3]  # noqa: PLR2004 three parts, as above
    return [each[:16] for each in hashed if each[:1] != "^"]  # no block id


_PLACE = re.compile(r"(location|page|time)\D{0,3}([\d:]{1,12})", re.IGNORECASE)


def place(highlight: ParsedHighlight) -> tuple[str, int] | None:
    """Location of the highlight as kind and number: see `place_of`."""
    return place_of(highlight.location)


def place_of(location: str) -> tuple[str, int] | None:
    """Kind of a location and its number (a page, or seconds); None where there is none."""
    found = _PLACE.match(location) if location else None
    if not found:
        return None
    number = 0
    for part in found[2].split(":"):
        number = number * 60 + int(part or 0)
    return found[1].lower(), number
