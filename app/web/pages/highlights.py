"""Pages of the highlights: all of them, newest first, and each on its own."""

from collections.abc import Iterable
from dataclasses import asdict

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.model import Change, Highlight, Listing
from app.query.rewrite import term
from app.search.near import sharing_words
from app.store.around.echoes import echoes
from app.store.around.passages import neighbours, read_that_week, sharing_tags
from app.store.edits.edits import near_repeats
from app.store.reads.documents import document
from app.store.reads.highlight_filters import HighlightFilter
from app.store.reads.highlights import highlight, history, list_highlights, places
from app.store.reads.links import highlight_backlinks
from app.store.reads.trays import trays_holding
from app.web.deps import Db, Router
from app.web.present.copies import copies
from app.web.present.doing import own
from app.web.present.facets import chosen_rows, flag_rows
from app.web.present.splitting import stretches
from app.web.render import show

_AS_QUERY = {
    "favorite": "is:favorite",
    "noted": "has:note",
    "untagged": "is:untagged",
    "gone": "is:gone",
}
router = Router(include_in_schema=False)


@router.get("/highlights")
def highlights(
    request: Request,
    db: Db,
    *,
    tag: str = "",
    author: str = "",
    favorite: bool = False,
    noted: bool = False,
    untagged: bool = False,
    gone: bool = False,
    cursor: str = "",
) -> HTMLResponse:
    """A page of the highlights that match the filters."""
    asked = HighlightFilter(tag, author, favorite, noted, untagged, gone)
    chosen = asdict(asked)
    return show(
        request,
        db,
        "highlights.html",
        room="Highlights",
        listing=list_highlights(db, asked, cursor=cursor),
        flags=flag_rows("/highlights", chosen),
        narrowed=chosen_rows("/highlights", chosen, {}),
        chosen=chosen,
        query=_query(tag, author, favorite=favorite, noted=noted, untagged=untagged, gone=gone),
        cursor=cursor,
    )


def _query(tag: str, author: str, **flags: bool) -> str:
    """The query that finds the same highlights."""
    named = [term(field, name) for field, name in (("tag", tag), ("author", author)) if name]
    asked = [_AS_QUERY[name] for name, wanted in flags.items() if wanted]
    return " ".join(["is:highlight", *named, *asked])


@router.get("/highlights/{code}")
def one_highlight(request: Request, db: Db, code: str, do: str = "") -> HTMLResponse:
    """A highlight, large, with what is around it, its origin and its earlier texts.

    `do` opens a form, see `doing.Doing`; with `words` it may be split before any word.
    """
    found = highlight(db, code)
    beside = neighbours(db, found)
    linking = highlight_backlinks(db, found)
    kept = own(found, "kept")
    echoing = echoes(db, found)
    known = [each.highlight.id for each in echoing]
    return show(
        request,
        db,
        "highlight.html",
        room="Highlights",
        highlight=found,
        neighbours=beside,
        echoes=echoing,
        by_words=sharing_words(db, found, known),
        by_tags=[each for each in sharing_tags(db, found) if each.highlight.id not in known],
        that_week=read_that_week(db, found),
        places=places(db, code),
        history=wordings(found, history(db, code)),
        stretches=stretches(found.text, finely=do == "words"),
        repeats=near_repeats(db, found.id),
        backlinks=Listing(linking, len(linking)),
        kept=kept is not None and kept.mine is True,
        copies=copies(found, document(db, found.document.id), str(request.base_url)),
        trays=trays_holding(db, [found.id]).get(found.id, ()),
    )


def wordings(highlight: Highlight, past: Iterable[Change]) -> list[tuple[Change, Change]]:
    """Pairs of each earlier text and the one that replaced it, the latest first."""
    texts = [Change("", highlight.text, highlight.note), *past]
    return list(zip(texts[1:], texts, strict=False))
