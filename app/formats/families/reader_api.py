"""Responses of Reader's API: documents, with highlights and notes that name one as their parent."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping

from app.formats.dates import stamp
from app.formats.document import DocumentBuilder
from app.formats.source import Source
from app.model import Line, ParsedDocument, ParsedHighlight
from app.text import storable

Item = dict[str, object]

_KNOWN = frozenset(
    {
        "id",
        "url",
        "source_url",
        "title",
        "author",
        "category",
        "tags",
        "published_date",
        "summary",
        "image_url",
        "content",
        "notes",
        "parent_id",
    }
)


def is_reader_json(source: Source) -> bool:
    """Whether a file is a list of Reader's API, with or without its envelope."""
    return (
        source.suffix == ".json"
        and '"source_url"' in source.text
        and '"category"' in source.text
        and bool(items_of(source.text))
    )


def read_reader_json(source: Source) -> tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]:
    """One document for each item without a parent.

    Items whose parent is missing, or whose parents form a cycle, are documents too.
    """
    items = items_of(source.text)
    known = {code for item in items if (code := text_of(item, "id"))}
    parents = {
        code: parent
        for item in items
        if (code := text_of(item, "id")) and (parent := text_of(item, "parent_id")) in known
    }
    rings = _cyclic_ids(parents)
    below: dict[str, list[Item]] = defaultdict(list)
    tops: list[Item] = []
    for item in items:
        parent = text_of(item, "parent_id")
        (below[parent] if parent in known and text_of(item, "id") not in rings else tops).append(
            item
        )
    last = len(source.lines)
    return tuple(_document(item, below, last) for item in tops), ()


def _cyclic_ids(parents: Mapping[str, str]) -> set[str]:
    """Ids whose chain of parents leads back to themselves."""
    done: set[str] = set()
    rings: set[str] = set()
    for code in parents:
        way: dict[str, None] = {}
        while code in parents and code not in done and code not in way:
            way[code] = None
            code = parents[code]  # noqa: PLW2901 - the way up from it
        if code in way:
            rings.update(list(way)[list(way).index(code) :])
        done.update(way)
    return rings


def items_of(text: str) -> list[Item]:
    """Objects of a JSON list, with or without the envelope of an API; none for any other text."""
    try:
        loaded = json.loads(text)
        loaded = (
            _whole(loaded) if "\\u" in text else loaded
        )  # nothing else spells what no library holds
    except (ValueError, RecursionError):
        return []
    if isinstance(loaded, dict):
        loaded = loaded.get("results")
    return [item for item in loaded if isinstance(item, dict)] if isinstance(loaded, list) else []


def _whole(value: object) -> object:
    """JSON value with keys and texts that the database can hold."""
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, list):
        return [_whole(item) for item in value]
    return (
        {storable(key): _whole(item) for key, item in value.items()}
        if isinstance(value, dict)
        else value
    )


def _document(item: Item, below: dict[str, list[Item]], last: int) -> ParsedDocument:
    builder = DocumentBuilder(text_of(item, "title") or text_of(item, "url") or "Untitled")
    for key, name in (
        ("title", "Title"),
        ("author", "Author"),
        ("category", "Category"),
        ("source_url", "URL"),
        ("image_url", "Cover"),
    ):
        builder.add(name, text_of(item, key))
    for key, name in (
        ("summary", "Summary"),
        ("notes", "Document Note"),
        ("published_date", "Published"),
    ):
        builder.add(name, text_of(item, key))
    builder.tags += tags_of(item)
    builder.body = text_of(item, "content").split("\n")
    for key, value in item.items():
        if key not in _KNOWN and value not in (None, "", [], {}):
            builder.add(f"reader {key}", text_of(item, key))
    builder.add("reader url", text_of(item, "url"))
    return builder.document(
        tuple(_highlight(child, below, last) for child in below.get(text_of(item, "id"), []))
    )


def _highlight(item: Item, below: dict[str, list[Item]], last: int) -> ParsedHighlight:
    code = text_of(item, "id")
    notes = [
        text_of(item, "notes"),
        *(text_of(note, "content") for note in _all_below(code, below)),
    ]
    return ParsedHighlight(
        text=text_of(item, "content") or text_of(item, "title"),
        note="\n\n".join(filter(None, notes)),
        tags=tuple(tags_of(item)),
        url=text_of(item, "url"),
        highlighted_at=stamp(text_of(item, "created_at")),
        ids=(code.lower(),) if code else (),
        lines=((1, last),),
    )


def _all_below(code: str, below: Mapping[str, list[Item]]) -> Iterator[Item]:
    """Descendants of an item, notes and replies, in order.

    Each once, also where two share an id.
    """
    met = {code}
    pending = list(reversed(below.get(code, [])))
    while pending:
        item = pending.pop()
        yield item
        if (code := text_of(item, "id")) not in met:
            met.add(code)
            pending += reversed(below.get(code, []))


def tags_of(item: Item, field: str = "tags") -> list[str]:
    """Names of an item's tags, given as names, objects with a name, or objects by key."""
    tags = item.get(field)
    named = (
        list(tags.items())
        if isinstance(tags, dict)
        else [(tag, tag) for tag in tags]
        if isinstance(tags, list)
        else []
    )
    return [
        str(tag.get("name") or key) if isinstance(tag, dict) else str(key) for key, tag in named
    ]


def text_of(item: Item, key: str) -> str:
    """Text under a key; JSON where the value is a list or an object."""
    value = item.get(key)
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
