"""What Reader's API lists: documents, and the highlights and notes that have one of them as parent."""

import json
from collections import defaultdict

from app.importer.dates import stamp
from app.importer.metadata import Draft
from app.importer.source import Source
from app.model import Line, ParsedDocument, ParsedHighlight

Item = dict[str, object]

_KNOWN = frozenset(
    {"id", "url", "source_url", "title", "author", "category", "tags", "published_date", "summary", "image_url", "content", "notes", "parent_id"}
)
_NO_LETTERS = str.maketrans(dict.fromkeys(range(55296, 57344), "�"))  # halves of letters, which `\ud800` in JSON may give


def is_reader_json(source: Source) -> bool:
    """Whether a file lists items as Reader's API does, with or without its envelope."""
    return source.suffix == ".json" and '"source_url"' in source.text and '"category"' in source.text and bool(_items(source.text))


def read_reader_json(source: Source) -> tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]:
    """One document for each item without a parent; items whose parent is missing are documents too."""
    items = _items(source.text)
    known = {_text(item, "id") for item in items}
    below: dict[str, list[Item]] = defaultdict(list)
    tops: list[Item] = []
    for item in items:
        parent = _text(item, "parent_id")
        (below[parent] if parent in known and parent != _text(item, "id") else tops).append(item)
    last = len(source.lines)
    return tuple(_document(item, below, last) for item in tops), ()


def _items(text: str) -> list[Item]:
    try:
        loaded = json.loads(text)
    except (ValueError, RecursionError):
        return []
    if isinstance(loaded, dict):
        loaded = loaded.get("results")
    return [item for item in loaded if isinstance(item, dict)] if isinstance(loaded, list) else []


def _document(item: Item, below: dict[str, list[Item]], last: int) -> ParsedDocument:
    draft = Draft(_text(item, "title") or _text(item, "url") or "Untitled")
    for key, name in (("title", "Title"), ("author", "Author"), ("category", "Category"), ("source_url", "URL"), ("image_url", "Cover")):
        draft.add(name, _text(item, key))
    for key, name in (("summary", "Summary"), ("notes", "Document Note"), ("published_date", "Published")):
        draft.add(name, _text(item, key))
    draft.tags += _tags(item)
    draft.body = _text(item, "content").split("\n")
    for key, value in item.items():
        if key not in _KNOWN and value not in (None, "", [], {}):
            draft.add(f"reader {key}", _text(item, key))
    draft.add("reader url", _text(item, "url"))
    return draft.document(tuple(_highlight(child, below, last) for child in below.get(_text(item, "id"), [])))


def _highlight(item: Item, below: dict[str, list[Item]], last: int) -> ParsedHighlight:
    code = _text(item, "id")
    notes = [_text(item, "notes"), *(_text(note, "content") for note in below.get(code, []))]
    return ParsedHighlight(
        text=_text(item, "content") or _text(item, "title"),
        note="\n\n".join(filter(None, notes)),
        tags=tuple(_tags(item)),
        url=_text(item, "url"),
        highlighted_at=stamp(_text(item, "created_at")),
        ids=(code.lower(),) if code else (),
        lines=((1, last),),
    )


def _tags(item: Item) -> list[str]:
    tags = item.get("tags")
    if isinstance(tags, dict):
        return [str(tag.get("name") or key) if isinstance(tag, dict) else str(key) for key, tag in tags.items()]
    return [str(tag) for tag in tags] if isinstance(tags, list) else []


def _text(item: Item, key: str) -> str:
    value = item.get(key)
    if value is None:
        return ""
    return (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)).translate(_NO_LETTERS)
