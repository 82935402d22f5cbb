"""What a file says about its document, whatever it calls it: keys and values in, the document's fields out."""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from app.importer.dates import day, stamp
from app.importer.names import linked_names, split_authors, split_tags, unlinked
from app.model import Kind, ParsedDocument, ParsedHighlight
from app.text import name_key

_FIELDS = {
    "author": "author", "authors": "author", "sourceauthor": "author", "by": "author", "creator": "author", "bookauthor": "author",
    "title": "title", "booktitle": "title", "fulltitle": "full_title",
    "category": "kind", "type": "kind", "medium": "kind", "media": "kind", "kind": "kind", "sourcetype": "kind", "contenttype": "kind",
    "tags": "tags", "tag": "tags", "documenttags": "tags", "keywords": "tags", "doctags": "tags", "booktags": "tags",
    "documentnote": "note", "documentnotes": "note", "summary": "summary", "description": "summary", "abstract": "summary",
    "url": "url", "sourceurl": "url", "link": "url", "source": "url", "originalurl": "url", "articleurl": "url", "webpage": "url",
    "uri": "url", "readwiseurl": "url", "readwiselink": "url", "readwise": "url", "original": "url", "bookreviewurl": "url",
    "cover": "cover", "coverurl": "cover", "image": "cover", "imageurl": "cover", "coverimage": "cover", "coverimageurl": "cover",
    "aliases": "alias", "alias": "alias",
    "published": "published", "publisheddate": "published", "publishdate": "published", "publicationdate": "published",
    "datepublished": "published",
    "id": "exporter_id", "bookid": "exporter_id", "userbookid": "exporter_id", "readwiseid": "exporter_id",
}  # fmt: skip
_KINDS: dict[str, Kind] = {
    "book": "book", "epub": "book", "ebook": "book", "article": "article", "pdf": "article", "email": "article", "rss": "article", "paper": "article",
    "tweet": "tweet", "thread": "tweet", "podcast": "podcast", "podcastepisode": "podcast", "supplemental": "supplemental",
    "video": "video", "youtube": "video",
}  # fmt: skip
# The words of the keys that exporters use.
_EXPORTERS_WORDS = frozenset(
    "author authors full title category type document tags tag note notes summary url source uri link cover alias aliases date published id".split()
)
_UPDATED = re.compile(r" ?\(Updated ([^()]{6,60})\)$")
_NOT_LETTERS = re.compile(r"[\W_]+")
_ADDRESS = re.compile(r"https?://[^\s<>\"\[\]]+")
_REVIEW = re.compile(r"readwise\.io/bookreview/([0-9]{1,20})")
_LAST_WORD = re.compile(r"[A-Za-z]{2,20}(?=[^A-Za-z]*$)")
_DIGITS = re.compile(r"[0-9]{1,20}")


@lru_cache(maxsize=1024)
def field_of(key: str) -> str:
    """The document's field that a key is another name for, or an empty string."""
    return _FIELDS.get(_NOT_LETTERS.sub("", key).casefold(), "")


@lru_cache(maxsize=1024)
def _is_plain(key: str) -> bool:
    """Whether a key is worded as exporters word it. One of the owner's own stays a property even where its value is understood."""
    return _EXPORTERS_WORDS.issuperset(_NOT_LETTERS.split(key.casefold()))


@dataclass(slots=True)
class Draft:
    """A document while its file is read: what was said of it so far, first come first kept."""

    stem: str
    titles: dict[str, str] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    links: dict[str, None] = field(default_factory=dict)
    properties: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    kind: Kind | None = None
    body: list[str] = field(default_factory=list)

    def add(self, key: str, value: str | tuple[str, ...]) -> None:
        """Take in what the file calls `key`. What no field can hold whole stays a property, as written."""
        values = (value,) if isinstance(value, str) else value
        name = field_of(key)
        taken = self._take(name, [v for v in values if v.strip()]) if name else False
        if not taken or not _is_plain(key):
            self._keep(key, ", ".join(values))
        if name not in ("author", "summary", "note", "title", "full_title"):
            self.links.update((linked, None) for v in values for linked in linked_names(v) if linked != "{source}")

    def _keep(self, key: str, value: str) -> None:
        if key in self.properties and self.properties[key] != value:
            value = ", ".join(filter(None, (self.properties[key], value)))
        self.properties[key] = value

    def _take(self, name: str, values: list[str]) -> bool:
        """Put values into a field; False where they must also stay as they were written."""
        match name:
            case "author":
                return self._take_authors(values)
            case "tags":
                self.tags += split_tags(values)
                return True
            case "alias":
                self.aliases += [unlinked(value) for value in values]
                return True
            case "title" | "full_title":
                self._take_title(name, " ".join(unlinked(" ".join(values)).strip().strip('"').split()))
                return True
            case "kind":
                return self._take_kind(" ".join(values))
            case "summary" | "note":
                return self._put(name, "\n".join(values))
            case _:
                return not values or self._take_scalar(name, ", ".join(values))

    def _take_title(self, rank: str, title: str) -> None:
        if title and self.titles.setdefault(rank, title) != title:
            self.aliases.append(title)

    def _take_authors(self, values: list[str]) -> bool:
        names = split_authors(values)
        self.authors += names
        self.links.update((name, None) for value in values if "[[" in value for name in split_authors([value]))
        return bool(names) or not values

    def _take_kind(self, text: str) -> bool:
        found = _LAST_WORD.search(text[:200])
        word = found[0].lower() if found else ""
        kind = _KINDS.get(word) or _KINDS.get(word.removesuffix("s"))
        self.kind = self.kind or kind
        return kind is not None and text.strip('#[]" ').lower().removesuffix("s") == kind

    def _take_scalar(self, name: str, text: str) -> bool:
        if name == "published":
            stamp = day(text)
            return stamp is not None and self._put(name, stamp) and len(text.strip('[]"* ')) <= len(stamp)
        review = _REVIEW.search(text)
        if review or name == "exporter_id":
            number = review[1] if review else text.strip()
            return bool(_DIGITS.fullmatch(number)) and self._put("exporter_id", number) and not review
        address = _ADDRESS.search(text)
        if not address:
            return False
        url = address[0]
        whole = text.strip("\"' <>") == url or text.startswith("[")
        return self._put(name, url.rstrip(")") if url.count(")") > url.count("(") else url) and whole

    def _put(self, name: str, value: str) -> bool:
        """Set a field that is still empty; True where it holds the value now."""
        return self.fields.setdefault(name, value) == value if value else True

    def published(self, value: str | tuple[str, ...]) -> None:
        """Take in a date that is the work's unless it says another; a plain date needs no property beside it."""
        text = value if isinstance(value, str) else ", ".join(value)
        if self._take_scalar("published", text):
            self.properties.pop("date", None)

    def add_more(self, key: str, text: str) -> None:
        """Take in one more line of the value that `key` had last."""
        name = field_of(key)
        if name in ("summary", "note"):
            self.fields[name] = f"{self.fields[name]}\n{text}".strip() if name in self.fields else text
        elif name in ("title", "full_title"):
            self._take_title(name, " ".join(f"{self.titles.pop(name, '')} {text}".split()))
        else:
            self.add(key, text)

    def heading(self, title: str) -> None:
        """Take in a heading of the first level."""
        title = " ".join(unlinked(title).split())
        updated = _UPDATED.search(title)
        if updated:  # a later export of the same work, in a file of its own
            self.fields["exported"] = stamp(updated[1]) or ""
            self.aliases.append(title)
            title = title[: updated.start()].rstrip()
        self._take_title("heading", title)

    def document(self, highlights: tuple[ParsedHighlight, ...], *, kind: Kind | None = None) -> ParsedDocument:
        """The document whole; `kind` is what it is unless the file says otherwise."""
        if not self.titles:
            self.heading(self.stem)
        ranks = [self.titles[rank] for rank in ("full_title", "title", "heading") if rank in self.titles]
        title, *others = ranks or [self.stem]
        return ParsedDocument(
            title=title,
            authors=tuple(dict.fromkeys(self.authors)),
            kind=self.kind or kind,
            url=self.fields.get("url", ""),
            cover_url=self.fields.get("cover", ""),
            summary=self.fields.get("summary", ""),
            note=self.fields.get("note", ""),
            tags=_distinct(self.tags),
            aliases=tuple(alias for alias in _distinct([*others, *self.aliases]) if alias != title),
            published=self.fields.get("published"),
            properties=self.properties,
            exporter_id=self.fields.get("exporter_id", ""),
            links=tuple(self.links),
            body="\n".join(self.body).strip("\n"),
            highlights=highlights,
        )


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Names in order, each once whatever its case."""
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(name_key(name), name)
    return tuple(filter(None, found.values()))
