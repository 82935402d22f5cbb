"""Builder of one document: keys and values of a file in, a `ParsedDocument` out."""

import re
from dataclasses import dataclass, field

from app.formats.dates import day, stamp
from app.formats.fields import field_of, is_plain, kind_of
from app.formats.names import (
    MARKDOWN_LINK,
    has_more_than_names,
    linked_names,
    split_authors,
    split_tags,
    unlinked,
)
from app.model import Kind, ParsedDocument, ParsedHighlight
from app.text import name_key

_UPDATED = re.compile(r" ?\(Updated ([^()]{6,60})\)$")
_ADDRESS = re.compile(r"https?://[^\s<>\"\[\]]+")
_REVIEW = re.compile(r"readwise\.io/bookreview/([0-9]{1,20})")
_DIGITS = re.compile(r"[0-9]{1,20}")
_PROSE = frozenset(
    {"author", "summary", "note", "title", "full_title"}
)  # whose `[[ ]]` are no links of their own
# Programs that keep a copy of what was read: the address of the work itself says more.
_COPIES = ("//omnivore.app/", "//share.snipd.com/", "//glasp.co/", "//app.raindrop.io/")
_PLACEHOLDER = "{source}"
_EXPORTERS_TAG = re.compile(r"(?:readwise|reading|rw|literature|highlights)[/_-].", re.IGNORECASE)


@dataclass(slots=True)
class DocumentBuilder:
    """Document while its file is read; the first value of a field wins."""

    stem: str
    titles: dict[str, str] = field(default_factory=dict)
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    aliases: list[str] = field(default_factory=list)
    links: dict[str, None] = field(default_factory=dict)
    properties: dict[str, dict[str, None]] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    kind: Kind | None = None
    body: list[str] = field(default_factory=list)

    @property
    def stated_kind(self) -> Kind | None:
        """Kind that the file names, also by a tag alone such as `readwise/articles`.

        None without one.
        """
        return self.kind or next(
            filter(None, (kind_of(tag)[0] for tag in self.tags if _EXPORTERS_TAG.match(tag))), None
        )

    def add(self, key: str, value: str | tuple[str, ...]) -> None:
        """Add a value under the file's own key.

        What no field can hold whole stays a property, as written.
        """
        values = (value,) if isinstance(value, str) else value
        name = field_of(key)
        taken = self._take(name, [v for v in values if v.strip()]) if name else False
        if not taken or not is_plain(key):
            self.properties.setdefault(key, {})[", ".join(values)] = None
        if name not in _PROSE:
            self.links.update(
                (linked, None)
                for v in values
                for linked in linked_names(v)
                if linked != _PLACEHOLDER
            )

    def published(self, value: str | tuple[str, ...]) -> None:
        """Add a date that is the work's unless it names another.

        A plain date needs no property beside it.
        """
        text = value if isinstance(value, str) else ", ".join(value)
        if self._take_date(text):
            self.properties.pop("date", None)

    def heading(self, title: str) -> None:
        """Add a heading of the first level, or what serves as one."""
        title = self._untargeted(" ".join(unlinked(title).split()))
        updated = _UPDATED.search(title)
        if updated:  # a later export of the same work, in a file of its own
            self.fields["exported"] = stamp(updated[1]) or ""
            self.aliases.append(title)
            title = title[: updated.start()].rstrip()
        self._take_title("heading", title)

    def document(
        self, highlights: tuple[ParsedHighlight, ...], *, kind: Kind | None = None
    ) -> ParsedDocument:
        """Build the document; `kind` holds unless the file names another."""
        if not self.titles:
            self.heading(self.stem)
        ranks = [
            self.titles[rank] for rank in ("full_title", "title", "heading") if rank in self.titles
        ]
        title, *others = ranks or [self.stem]
        return ParsedDocument(
            title=title,
            authors=tuple(dict.fromkeys(self.authors)),
            kind=self.stated_kind or kind,
            url=self.fields.get("url", ""),
            cover_url=self.fields.get("cover", ""),
            summary=self.fields.get("summary", ""),
            note=self.fields.get("note", ""),
            tags=_distinct(self.tags),
            aliases=tuple(alias for alias in _distinct([*others, *self.aliases]) if alias != title),
            published=self.fields.get("published"),
            properties={
                key: ", ".join(filter(None, values)) for key, values in self.properties.items()
            },
            exporter_id=self.fields.get("exporter_id", ""),
            links=tuple(self.links),
            body="\n".join(self.body).strip("\n"),
            highlights=highlights,
        )

    def _take(self, name: str, values: list[str]) -> bool:
        """Put values into a field; False where they must also stay as written."""
        if name == "tags":
            self.tags += split_tags(values)
        elif name == "alias":
            self.aliases += [unlinked(value) for value in values]
        elif name in ("title", "full_title"):
            self._take_title(
                name,
                self._untargeted(" ".join(_unquoted(unlinked(" ".join(values)).strip()).split())),
            )
        elif name == "author":
            return self._take_authors(values)
        elif values:
            return self._take_value(name, values)
        return True

    def _take_title(self, rank: str, title: str) -> None:
        if title and self.titles.setdefault(rank, title) != title:
            self.aliases.append(title)

    def _untargeted(self, title: str) -> str:
        """Title without its Markdown link: the label; the target becomes the document's address."""
        match = MARKDOWN_LINK.fullmatch(title)
        if not match:
            return title
        if match[2].startswith("http"):
            self.add("URL", match[2])
        return match[1]

    def _take_authors(self, values: list[str]) -> bool:
        names = split_authors(values)
        self.authors += names
        self.links.update(
            (name, None) for value in values if "[[" in value for name in split_authors([value])
        )
        linked = any(target for value in values for _, target in MARKDOWN_LINK.findall(value))
        return not values or (
            bool(names) and not linked and not any(map(has_more_than_names, values))
        )

    def _take_value(self, name: str, values: list[str]) -> bool:
        if name in ("summary", "note"):
            return self._put(name, "\n".join(values).rstrip("\n"))
        text = ", ".join(values)
        if name == "kind":
            kind, whole = kind_of(text)
            self.kind = self.kind or kind
            return whole
        if name == "published":
            return self._take_date(text)
        review = _REVIEW.search(text)
        if review or name == "exporter_id":
            number = review[1] if review else text.strip()
            return (
                bool(_DIGITS.fullmatch(number)) and self._put("exporter_id", number) and not review
            )
        return self._take_address(name, text)

    def _take_date(self, text: str) -> bool:
        date = day(text)
        return (
            date is not None
            and self._put("published", date)
            and len(text.strip('[]"* ')) <= len(date)
        )

    def _take_address(self, name: str, text: str) -> bool:
        match = _ADDRESS.search(text)
        if not match:
            return False
        url = match[0]
        known = self.fields.get("url", "")
        if name == "url" and is_copy(known) and not is_copy(url):
            self.properties.setdefault("url", {})[known] = None
            del self.fields["url"]
        whole = text.strip("\"' <>") == url or text.startswith("[")
        return (
            self._put(name, url.rstrip(")") if url.count(")") > url.count("(") else url) and whole
        )

    def _put(self, name: str, value: str) -> bool:
        """Set a field that is empty; True where it has the value now."""
        return self.fields.setdefault(name, value) == value if value else True


def _unquoted(text: str) -> str:
    """Text without the pair of quotes, or the single one, at its ends.

    `"A" and B` keeps its own: there the next quote closes what the first one opened.
    """
    inner = text.strip('"')
    at = inner.find('"')
    closes = at > 0 and not inner[at - 1].isspace() and not inner[at + 1 : at + 2].isalnum()
    opened = text[:1] == '"' if at >= 0 and closes else inner.count('"') % 2 and text[-1:] == '"'
    return text if opened else inner


def is_copy(address: str) -> bool:
    """Whether an address leads to a program's copy of a work."""
    return any(each in address for each in _COPIES)


def _distinct(names: list[str]) -> tuple[str, ...]:
    """Names in order, each once whatever its case."""
    by_key: dict[str, str] = {}
    for name in names:
        by_key.setdefault(name_key(name), name)
    return tuple(filter(None, by_key.values()))
