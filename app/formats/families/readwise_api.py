"""Readwise's API export: books, each with its highlights."""

from app.formats.dates import stamp
from app.formats.document import DocumentBuilder
from app.formats.families.reader_api import Item, items_of, tags_of, text_of
from app.formats.families.readwise_csv import PLACES
from app.formats.source import Source
from app.model import Line, ParsedDocument, ParsedHighlight

_FIELDS = {
    "title": "Title",
    "author": "Author",
    "category": "Category",
    "source_url": "URL",
    "unique_url": "URL",
    "cover_image_url": "Cover",
    "summary": "Summary",
    "document_note": "Document Note",
    "user_book_id": "ID",
}
_ELSEWHERE = frozenset({"highlights", "book_tags", "is_deleted"})


def is_readwise_json(source: Source) -> bool:
    """Whether a file is a list of books as Readwise's export, with or without its envelope."""
    return (
        source.suffix == ".json"
        and '"highlights"' in source.text
        and '"user_book_id"' in source.text
        and bool(items_of(source.text))
    )


def read_readwise_json(source: Source) -> tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]:
    """One document for each book, without what was deleted there."""
    last = len(source.lines)
    return tuple(
        _document(book, last)
        for book in items_of(source.text)
        if book.get("is_deleted") is not True
    ), ()


def _document(book: Item, last: int) -> ParsedDocument:
    builder = DocumentBuilder(text_of(book, "title") or "Untitled")
    for key in book:
        value = text_of(book, key)
        if value and key not in _ELSEWHERE:
            builder.add(_FIELDS.get(key, f"readwise {key}"), value)
    builder.tags += tags_of(book, "book_tags")
    listed = book.get("highlights")
    highlights = listed if isinstance(listed, list) else []
    return builder.document(
        tuple(
            _highlight(h, last)
            for h in highlights
            if isinstance(h, dict) and h.get("is_deleted") is not True
        )
    )


def _highlight(item: Item, last: int) -> ParsedHighlight:
    location, location_type = text_of(item, "location"), text_of(item, "location_type")
    number = text_of(item, "id")
    flags = [
        tag
        for key, tag in (("is_favorite", "favorite"), ("is_discard", "discard"))
        if item.get(key) is True
    ]
    return ParsedHighlight(
        text=text_of(item, "text"),
        note=text_of(item, "note"),
        tags=tuple(dict.fromkeys((*tags_of(item), *flags))),
        location=f"{PLACES.get(location_type, location_type.capitalize())} {location}".strip()
        if location
        else "",
        url=text_of(item, "url") or text_of(item, "readwise_url"),
        color=text_of(item, "color"),
        highlighted_at=stamp(text_of(item, "highlighted_at")),
        added_at=stamp(text_of(item, "created_at")),
        ids=(number,) if number else (),
        lines=((1, last),),
    )
