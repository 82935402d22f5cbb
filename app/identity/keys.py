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

# Parameters of where a link was met. All others tell works apart, as YouTube's `v` does.
_TRACKING = frozenset({"fbclid", "gclid", "ref", "rw_tt_thread", "__readwiselocation", "cmdid"})
_SEARCH_PAGES = ("/search", "/results")


_TRACKS = re.compile(r"(?:utm_|xtor=|ref=|source=)", re.IGNORECASE)


def canonical_url(url: str) -> str:
    """The address as a key; empty where it names no single work.

    The host is in lower case; scheme, trailing slash, tracking and fragments but routes go.
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
    """The parameters of an address that tell works apart."""
    pairs = parse_qsl(query, keep_blank_values=True)
    return urlencode([(k, v) for k, v in pairs if k.lower() not in noise and not k.lower().startswith("utm_")])


def _route(fragment: str, noise: Collection[str]) -> str:
    """The fragment of an address, with its `#`, if it is a route: `/guide`, `!guide`, `inbox/id`.

    Empty for a place on the page, for words to be marked on it, and for tracking.
    """
    path, _, query = fragment.partition(":~:")[0].partition("#")[0].partition("?")
    path = path.rstrip("/")
    if not ("/" in path or path.startswith("!")) or not path.strip("/!") or _TRACKS.match(path):
        return ""
    telling = _telling(query, noise)
    return f"#{path}?{telling}" if telling else f"#{path}"


def document_keys(document: ParsedDocument, path: str) -> tuple[str, ...]:
    """All keys of a document; the first gives it its address. A reader's page has its path alone.

    Florilegium's own Markdown states its keys; a file beside a page has that page's as well.
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
    """Keys by which a document with these keys is looked up, and the prefix of one, or nothing.

    Two works of one title differ by kind only where both state one: a stated kind also looks for
    the key without, and a document without a kind for a key with any.
    """
    if document.keys or document.kind in OWN_KINDS:
        return keys, ""
    title = _title_key(document)
    return ((*keys, title), "") if document.kind else (keys, title)


def id_sort(exporter_id: str) -> str:
    """The number space of an id: `reader` for 26 letters, `readwise` for digits, else `block`."""
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
    """The moment in a ULID of Reader's (ISO 8601 UTC, to the second); empty for any other id."""
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
    """The date that is so many days after the first of 1970."""
    return strftime("%Y-%m-%d", gmtime(days * 86400))


def id_key(exporter_id: str) -> str:
    """The key of an exporter's id: it is global, so it needs no document."""
    return f"{id_sort(exporter_id)}:{exporter_id.lower()}"


def id_keys(highlight: ParsedHighlight) -> dict[str, str]:
    """Keys of a highlight's ids, each with its number space, and the keys its file states."""
    keys = {f"{sort}:{i.lower()}": sort for i in highlight.ids for sort in (id_sort(i),)}
    if highlight.keys:
        return {key: keys.get(key, "stated") for key in highlight.keys} | keys
    return keys


def text_hash(highlight: ParsedHighlight) -> str:
    """Sixteen hex digits of the hash of a text's letters, or of the text if it has none."""
    return sha256((letters(plain(highlight.text)) or highlight.text).encode("utf-8", "surrogatepass")).hexdigest()[:16]


def stated_hashes(highlight: ParsedHighlight) -> list[str]:
    """The hashes of its texts, as they were in other files, that are among the keys its file states: `text:CODE:HASH@place:2`."""
    parts = [key.split(":", 2) for key in highlight.keys if key.startswith("text:")]
    return [part[2][:16] for part in parts if len(part) == 3]  # noqa: PLR2004 - as above


_PLACE = re.compile(r"(location|page|time)\D{0,3}([\d:]{1,12})", re.IGNORECASE)


def place(highlight: ParsedHighlight) -> tuple[str, int] | None:
    """Where the passage stands: see `place_of`."""
    return place_of(highlight.location)


def place_of(location: str) -> tuple[str, int] | None:
    """The kind of a location and its number (a page, or seconds); None where there is none."""
    found = _PLACE.match(location) if location else None
    if not found:
        return None
    number = 0
    for part in found[2].split(":"):
        number = number * 60 + int(part or 0)
    return found[1].lower(), number
