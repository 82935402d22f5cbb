"""What the library holds and what search finds, as JSON."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app import model
from app.contract import shapes
from app.text import in_room

Item = TypeVar("Item")
Shape = TypeVar("Shape")


def listing(page: model.Listing[Item], each: Callable[[Item], Shape]) -> shapes.Listing[Shape]:
    """One page of a list, with the shape of each of its items."""
    return {"items": [each(item) for item in page.items], "total": page.total, "next_cursor": page.next_cursor or None}


def reference(document: model.DocumentSummary) -> shapes.DocumentReference:
    """A document by id, title and authors."""
    return {"id": document.id, "title": document.title, "authors": [*document.authors]}


def summary(document: model.DocumentSummary) -> shapes.DocumentSummary:
    """A document as lists show it."""
    return {
        **reference(document),
        "kind": document.kind,
        "highlight_count": document.highlights,
        "latest": document.latest or None,
        "tags": [*document.tags],
        "path": f"/documents/{document.id}",
    }


def document(
    whole: model.Document, highlights: Sequence[model.Highlight], backlinks: Sequence[model.Backlink], mine: Sequence[model.MyField] = ()
) -> shapes.Document:
    """A document whole, with its highlights in reading order, who links to it, and what is the reader's own about it."""
    return {
        **summary(whole),
        "earliest": whole.earliest or None,
        "url": whole.url,
        "cover_url": whole.cover_url,
        "summary": whole.summary,
        "note": whole.note,
        "published": whole.published or None,
        "aliases": [*whole.aliases],
        "properties": dict(whole.properties),
        "body": whole.body,
        "files": [*whole.files],
        "gone": whole.gone,
        "put_away": whole.put_away,
        "favorite": whole.favorite,
        "mine": {field.name: _my_field(field) for field in mine},
        "highlights": [highlight(each) for each in highlights],
        "backlinks": [backlink(each) for each in backlinks],
    }


def highlight(passage: model.Highlight) -> shapes.Highlight:
    """A highlight with the document it stands in."""
    return {
        "id": passage.id,
        "document": reference(passage.document),
        "text": passage.text,
        "note": passage.note,
        "tags": [*passage.tags],
        "favorite": passage.favorite,
        "discarded": passage.discarded,
        "chapter": passage.chapter,
        "location": passage.location,
        "url": passage.url,
        "color": passage.color,
        "highlighted_at": passage.highlighted_at or None,
        "added_at": passage.added_at or None,
        "cut_short": passage.cut_short,
        "gone": passage.gone,
        "put_away": passage.put_away,
        "path": f"/highlights/{passage.id}",
    }


def whole_highlight(
    passage: model.Highlight, places: Sequence[model.Place], history: Sequence[model.Change], mine: Sequence[model.MyField],
    near_repeats: Sequence[str], backlinks: Sequence[model.Backlink],
) -> shapes.WholeHighlight:  # fmt: skip
    """A highlight with the lines of the files that hold it, its earlier wordings, and what is the reader's own about it."""
    return {
        **highlight(passage),
        "places": [{"path": place.path, "lines": [place.first_line, place.last_line]} for place in places],
        "history": [{"replaced_at": change.replaced_at, "text": change.text, "note": change.note} for change in history],
        "mine": {field.name: _my_field(field) for field in mine},
        "near_repeats": [*near_repeats],
        "backlinks": [backlink(each) for each in backlinks],
    }


def _my_field(field: model.MyField) -> shapes.MyField:
    return {"base": _said(field.base), "mine": _said(field.mine), "theirs": _said(field.theirs), "conflict": field.conflict}


def _said(value: model.Said) -> str | bool | list[str]:
    return [*value] if isinstance(value, tuple) else value


def backlink(link: model.Backlink) -> shapes.Backlink:
    """A place that links to a name."""
    return {
        "document": reference(link.document),
        "highlight": link.highlight or None,
        "place": link.place,
        "context": link.context,
        "location": link.location,
        "label": link.label,
        "path": f"/highlights/{link.highlight}" if link.highlight else f"/documents/{link.document.id}",
    }


def author(one: model.Named) -> shapes.Named:
    """An author with the counts of what is by him or her."""
    return _named(one, "authors")


def tag(one: model.Named) -> shapes.Named:
    """A tag with the counts of what stands under it."""
    return _named(one, "tags")


def _named(one: model.Named, folder: str) -> shapes.Named:
    return {"name": one.name, "documents": one.documents, "highlights": one.highlights, "path": in_room(folder, one.name)}


def page_of_name(name: str, target: model.Target | None, backlinks: Sequence[model.Backlink]) -> shapes.PageOfName:
    """What a name leads to, and who links to it."""
    return {
        "name": name,
        "target": {"type": target.type, "id": target.id, "title": target.title} if target else None,
        "backlinks": [backlink(link) for link in backlinks],
        "mentions": [],
        "mentions_total": 0,
    }


def stats(counts: model.Stats) -> shapes.Stats:
    """The counts over the library."""
    return {
        "documents": counts.documents,
        "highlights": counts.highlights,
        "gone": counts.gone,
        "authors": counts.authors,
        "tags": counts.tags,
        "links": counts.links,
        "files": counts.files,
        "problems": counts.problems,
        "noted": counts.noted,
        "untagged": counts.untagged,
        "library": counts.library,
        "bytes": counts.bytes,
    }


def found(answer: model.Found) -> shapes.Found:
    """The answer to a query."""
    facets = {facet.name: [*facet.rows] for facet in answer.facets}
    return {
        "query": answer.query,
        "explanation": answer.explanation,
        "total": answer.total,
        "exact_total": answer.exact_total,
        "seconds": round(answer.seconds, 4),
        "results": [hit(each) for each in answer.hits],
        "facets": {
            "kind": facets.get("kind", []),
            "author": facets.get("author", []),
            "tag": facets.get("tag", []),
            "year": facets.get("year", []),
            "document": facets.get("document", []),
            "has": facets.get("with", []),
        },
        "tiers": [*answer.tiers],
        "suggestions": [*answer.suggestions],
    }


def found_page(answer: model.Found) -> shapes.FoundPage:
    """The answer to a query, with the cursor of its next page."""
    return {**found(answer), "next_cursor": answer.next_cursor or None}


def hit(one: model.Hit) -> shapes.Hit:
    """One result of a search."""
    passage = one.highlight
    return {
        "type": "highlight" if passage else "document",
        "id": passage.id if passage else one.document.id,
        "document": reference(one.document),
        "text": passage.text if passage else "",
        "note": passage.note if passage else "",
        "tags": [*(passage.tags if passage else one.document.tags)],
        "snippet": one.snippet,
        "tier": one.tier,
        "path": f"/highlights/{passage.id}" if passage else f"/documents/{one.document.id}",
    }


def saved_search(one: model.SavedSearch) -> shapes.SavedSearch:
    """A search that is kept under a name."""
    path = f"/searches/{one.id}"
    return {"id": one.id, "name": one.name, "query": one.query, "saved_at": one.saved_at, "path": path, "feed": f"{path}.atom"}
