"""What the library says of a document, as a file of Florilegium's own Markdown is to say it."""

from collections.abc import Collection, Iterable

from app.identity.compose_highlight import flags_of
from app.model import Document, ParsedDocument, ParsedHighlight
from app.store.reads.exported import KeptDocument, KeptHighlight
from app.text import name_key

_ID_SORTS = ("reader:", "readwise:", "block:")


def as_parsed(
    kept: KeptDocument, stem: str, *, beside: str = "", only: Collection[str] | None = None
) -> ParsedDocument:
    """The document with its live highlights, or with those of them whose codes are in `only`.

    `stem` is the name of its file, under which links find it anyway. `beside` names the page in
    the same folder that the file adds to, which then says the prose itself.
    """
    document = kept.document
    known = {name_key(name) for name in (stem, *titles(document), *document.aliases)}
    live = (h for h in kept.highlights if not h.gone and (only is None or h.highlight.id in only))
    return ParsedDocument(
        title=document.title,
        authors=document.authors,
        kind=document.kind,
        url=document.url,
        cover_url=document.cover_url,
        summary=document.summary,
        note=document.note,
        tags=document.tags,
        aliases=document.aliases,
        published=document.published or None,
        properties=document.properties,
        links=() if beside else kept.links,
        body="" if beside else document.body,
        highlights=tuple(map(as_highlight, live)),
        keys=kept.keys,
        names=tuple(name for name in kept.names if name not in known),
        beside=beside,
        favorite=document.favorite,
        put_away=document.put_away,
        gone=document.gone,
        linked=tuple((link.name, link.words) for link in document.own_links),
        ignored=kept.ignored,
    )


def titles(document: Document) -> tuple[str, ...]:
    """The title, and the part before its subtitle: links find both."""
    return document.title, document.title.split(": ", maxsplit=1)[0]


def gone_part(
    kept: KeptDocument, *, beside: str = "", only: Collection[str] | None = None
) -> ParsedDocument | None:
    """The document with its gone highlights, or those in `only`, alone; None where it has none."""
    chosen = (h for h in kept.highlights if only is None or h.highlight.id in only)
    gone = tuple(as_highlight(h) for h in chosen if h.gone)
    document = kept.document
    if not gone:
        return None
    return ParsedDocument(
        document.title,
        document.authors,
        document.kind,
        highlights=gone,
        keys=kept.keys,
        beside=beside,
        gone=True,
    )


def as_highlight(kept: KeptHighlight) -> ParsedHighlight:
    """The highlight, with its flags where its tags do not say them already."""
    one = kept.highlight
    favorite, discarded = flags_of(one.tags)
    return ParsedHighlight(
        text=one.text,
        note=one.note,
        tags=one.tags,
        chapter=one.chapter,
        location=one.location,
        url=one.url,
        color=one.color,
        highlighted_at=one.highlighted_at or None,
        added_at=one.added_at or None,
        ids=tuple(ids_among(kept.keys)),
        keys=(*kept.keys, *kept.merged),
        favorite=one.favorite if one.favorite != favorite else None,
        discarded=one.discarded if one.discarded != discarded else None,
        gone=kept.gone,
        linked=tuple((link.name, link.words) for link in one.own_links),
        ignored=kept.ignored,
    )


def ids_among(keys: Iterable[str]) -> Iterable[str]:
    """The ids that exporters gave a highlight, as its keys have them."""
    return (key.partition(":")[2] for key in keys if key.startswith(_ID_SORTS))
