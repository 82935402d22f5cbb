"""The reader's own pages: what the library says of one beside what its file says."""

from collections.abc import Sequence
from dataclasses import replace

from app.export.documents import as_parsed
from app.export.names import Place
from app.identity.compose import compose
from app.identity.keys import document_keys, id_key
from app.identity.observations import DocumentVersion
from app.identity.records import DocumentRecord, HighlightRecord
from app.model import Highlight, ParsedDocument
from app.store.reads.exported import KeptDocument
from app.text import name_key

_TEXTS = ("title", "kind", "authors", "aliases", "url", "cover_url", "summary", "note", "published")
_FLAGS = ("favorite", "put_away")
_OF_HIGHLIGHT = (
    *("text", "note", "chapter", "location", "url", "color", "highlighted_at", "added_at"),
    *("favorite", "discarded"),
)


def addition(kept: KeptDocument, place: Place, page: ParsedDocument) -> ParsedDocument | None:
    """What the library adds to a page of which the file says this; None where that is nothing."""
    if place.page is None or _says_all(kept, _alone(kept, place.page.path, page)):
        return None
    return as_parsed(kept, place.stem, beside=place.path.rpartition("/")[2])


def _alone(kept: KeptDocument, path: str, page: ParsedDocument) -> DocumentRecord:
    """What the library would say of the page if there were nothing but the file.

    Passages that other files hold are left out.
    """
    known = {key for highlight in kept.highlights for key in highlight.keys}
    own = tuple(h for h in page.highlights if not h.ids or any(id_key(i) in known for i in h.ids))
    document = replace(page, highlights=own)
    keys = document_keys(document, path)
    return compose(
        [DocumentVersion(1, path, 1, 0, live=True, single=True, document=document, keys=keys)], {}
    )


def _says_all(kept: KeptDocument, record: DocumentRecord) -> bool:
    document = kept.document
    return (
        all(getattr(document, name) == getattr(record, name) for name in (*_TEXTS, *_FLAGS))
        and _keys(document.tags) == _keys(record.tags)
        and dict(document.properties) == dict(record.properties)
        and set(kept.names) <= set(record.names)
        and not document.own_links
        and not kept.ignored
        and _same_highlights(kept, record.highlights)
    )


def _keys(tags: Sequence[str]) -> set[str]:
    return set(map(name_key, tags))


def _same_highlights(kept: KeptDocument, records: Sequence[HighlightRecord]) -> bool:
    live = [h.highlight for h in kept.highlights if not h.gone]
    if any(each.ignored for each in kept.highlights):
        return False
    return len(live) == len(records) and all(map(_same, live, records))


def _same(one: Highlight, record: HighlightRecord) -> bool:
    return (
        not one.own_links
        and _keys(one.tags) == _keys(record.tags)
        and all(getattr(one, name) == getattr(record, name) for name in _OF_HIGHLIGHT)
    )
