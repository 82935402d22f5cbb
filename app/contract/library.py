"""JSON of the library's content and of search results."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from app import model, trays
from app.contract import shapes
from app.contract.trays import tray_reference
from app.text import name_address

Item = TypeVar("Item")
Shape = TypeVar("Shape")


def listing(page: model.Listing[Item], each: Callable[[Item], Shape]) -> shapes.Listing[Shape]:
    """One page of a list, each item in its shape."""
    return {
        "items": [each(item) for item in page.items],
        "total": page.total,
        "next_cursor": page.next_cursor or None,
    }


def reference(document: model.DocumentSummary) -> shapes.DocumentReference:
    """Document by id, title and authors."""
    return {"id": document.id, "title": document.title, "authors": [*document.authors]}


def summary(document: model.DocumentSummary) -> shapes.DocumentSummary:
    """Document as lists show it."""
    return {
        **reference(document),
        "kind": document.kind,
        "highlight_count": document.highlights,
        "latest": document.latest or None,
        "tags": [*document.tags],
        "path": f"/documents/{document.id}",
    }


def document(
    whole: model.Document,
    highlights: Sequence[model.Highlight],
    backlinks: Sequence[model.Backlink],
    mine: Sequence[model.MyField] = (),
) -> shapes.Document:
    """Whole document with its highlights in reading order, backlinks and the reader's overrides."""
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
    """Highlight with a reference to its document."""
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
    passage: model.Highlight,
    places: Sequence[model.Place],
    history: Sequence[model.Change],
    mine: Sequence[model.MyField],
    near_repeats: Sequence[str],
    backlinks: Sequence[model.Backlink],
    holding: Sequence[trays.TrayReference] = (),
) -> shapes.WholeHighlight:
    """Highlight with its line ranges in files, earlier texts, overrides, backlinks and trays."""
    return {
        **highlight(passage),
        "places": [
            {"path": place.path, "lines": [place.first_line, place.last_line]} for place in places
        ],
        "history": [
            {"replaced_at": change.replaced_at, "text": change.text, "note": change.note}
            for change in history
        ],
        "mine": {field.name: _my_field(field) for field in mine},
        "near_repeats": [*near_repeats],
        "backlinks": [backlink(each) for each in backlinks],
        "trays": [tray_reference(each) for each in holding],
    }


def _my_field(field: model.MyField) -> shapes.MyField:
    return {
        "base": _field_value(field.base),
        "mine": _field_value(field.mine),
        "theirs": _field_value(field.theirs),
        "conflict": field.conflict,
    }


def _field_value(value: model.Said) -> str | bool | list[str]:
    return [*value] if isinstance(value, tuple) else value


def backlink(link: model.Backlink) -> shapes.Backlink:
    """Backlink: the document or highlight that links to a name, with the sentence around it."""
    return {
        "document": reference(link.document),
        "highlight": link.highlight or None,
        "place": link.place,
        "context": link.context,
        "snippet": link.snippet,
        "location": link.location,
        "label": link.label,
        "path": _path(link),
    }


def mention(said: model.Backlink) -> shapes.Mention:
    """Mention: the document or highlight that says a name, with the sentence around it."""
    return {
        "document": reference(said.document),
        "highlight": said.highlight or None,
        "place": "note" if said.place == "note" else "text" if said.highlight else "body",
        "context": said.context,
        "snippet": said.snippet,
        "location": said.location,
        "label": said.label,
        "path": _path(said),
    }


def _path(link: model.Backlink) -> str:
    if link.highlight:
        return f"/highlights/{link.highlight}"
    return f"/documents/{link.document.id}"


def author(one: model.Named) -> shapes.Named:
    """Author with the counts of documents and highlights."""
    return _named(one, "authors")


def tag(one: model.Named) -> shapes.Named:
    """Tag with the counts of documents and highlights."""
    return _named(one, "tags")


def _named(one: model.Named, folder: str) -> shapes.Named:
    return {
        "name": one.name,
        "documents": one.documents,
        "highlights": one.highlights,
        "path": name_address(folder, one.name),
    }


def page_of_name(
    name: str,
    target: model.Target | None,
    linked: model.Listing[model.Backlink],
    mentioned: model.Mentions,
) -> shapes.PageOfName:
    """Target of a name, what links to it, and what mentions it."""
    return {
        "name": name,
        "target": {"type": target.type, "id": target.id, "title": target.title} if target else None,
        "backlinks": [backlink(link) for link in linked.items],
        "backlinks_total": linked.total,
        "backlinks_cursor": linked.next_cursor or None,
        "mentions": [mention(said) for said in mentioned.items],
        "mentions_total": mentioned.total,
        "mentions_cursor": mentioned.next_cursor or None,
    }


def stats(counts: model.Stats) -> shapes.Stats:
    """Counts over the library."""
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
    """Search results with facets and suggestions."""
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
    """Search results with the cursor of the next page."""
    return {**found(answer), "next_cursor": answer.next_cursor or None}


def hit(one: model.Hit) -> shapes.Hit:
    """One search result."""
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
    """Saved search with its address and feed."""
    path = f"/searches/{one.id}"
    return {
        "id": one.id,
        "name": one.name,
        "query": one.query,
        "saved_at": one.saved_at,
        "path": path,
        "feed": f"{path}.atom",
    }
