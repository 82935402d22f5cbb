"""Search page: the query and its explanation, the results, and suggestions of other queries."""

from itertools import groupby
from typing import Any, Literal

from fastapi import Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape
from sqlalchemy import Connection

from app.markdown.plain import plain
from app.model import Hit
from app.query.explain import explain, explain_less, invalid_values
from app.query.rewrite import chips, ordered, term
from app.query.tree import Query, Sort, asks_for_words
from app.search.relax import each_alone, without_each
from app.search.search import Answer, search
from app.store.reads.authors_tags import list_authors, list_tags
from app.store.reads.saved_searches import saved_as
from app.web.deps import Db, Router
from app.web.present.facets import Row, query_rows
from app.web.present.links import with_query
from app.web.render import show

_ORDERS: dict[Sort, str] = {"relevance": "Best first", "new": "Newest first", "random": "Shuffled"}
_OTHERS: dict[Sort, str] = {"old": "Oldest first", "place": "In reading order"}

_MISREAD = 3  # invalid values of a query that the page points out, at most
router = Router(include_in_schema=False)


@router.get("/search")
def results(
    request: Request, db: Db, q: str = "", cursor: str = "", part: Literal["", "results"] = ""
) -> HTMLResponse:
    """The results of a query, tier by tier.

    `part=results` gives only the part of the page that changes with the query.
    """
    template = "parts/results.html" if part else "search.html"
    known = _answered(db, q, cursor) if q.strip() else {"found": None, "tries": tries(db)}
    return show(request, db, template, asked=q, cursor=cursor, **known)


def _answered(db: Connection, asked: str, cursor: str) -> dict[str, Any]:
    found = search(db, asked, limit=20, cursor=cursor)
    query = found.parsed
    less = () if found.total else without_each(db, asked)
    return {
        "found": found,
        "tiers": [
            (tier, list(hits)) for tier, hits in groupby(found.hits, key=lambda hit: hit.tier)
        ],
        "worded": asks_for_words(query.tree),
        "chips": chips(query),
        "explained": explained(found),
        "facets": query_rows(found.facets, query),
        "orders": orders(query),
        "less": less,
        "alone": () if found.total or less else each_alone(db, asked),
        "note_beside": note_beside,
        "saved": saved_as(db, asked),
        "misread": invalid_values(asked)[:_MISREAD] if found.few else (),
    }


def explained(found: Answer) -> Markup:
    """Explanation of the query in a sentence, with the reader's words set off."""
    asked = explain(found.parsed, widened=found.widened, mark=_upright)
    less = explain_less(found.read_as, found.most_of)
    sentence = " · ".join([asked, *(str(escape(line)) for line in less)])
    end = "" if sentence[-1:] in ".!?" else "."
    # all that a reader typed is escaped
    return Markup(sentence[:1].upper() + sentence[1:] + end)  # noqa: S704


def _upright(words: str) -> str:
    return f"<b>{escape(words)}</b>"


def orders(query: Query) -> list[Row]:
    """Orders in which the results can be sorted; the present one is `current`."""
    shown = _ORDERS | ({query.sort: _OTHERS[query.sort]} if query.sort in _OTHERS else {})
    return [
        Row(
            words,
            with_query("/search", q=ordered(query, _written(sort, query))),
            current=sort == query.sort,
        )
        for sort, words in shown.items()
    ]


def _written(sort: Sort, query: Query) -> str:
    """An order as it is written in a query; a random one is drawn anew each time."""
    again = f"random:{query.seed % 1000 + 1}" if query.sort == "random" else "random"
    return {"relevance": "", "random": again}.get(sort, sort)


def note_beside(hit: Hit) -> str:
    """Note of a highlight in the results, unless the snippet is from the note itself."""
    if hit.highlight is None:
        return ""
    shown = Markup(hit.snippet).striptags().strip("… ")  # noqa: S704 the contract of Hit.snippet
    text, note = (
        " ".join(plain(each).split()) for each in (hit.highlight.text, hit.highlight.note)
    )
    return hit.highlight.note if shown in text or shown not in note else ""


def tries(db: Connection) -> list[str]:
    """Example queries that have results in this library.

    They are the tag and the author with the most highlights, and passages in random order.
    """
    tags = [term("tag", each.name) for each in list_tags(db, sort="highlights", limit=1).items]
    authors = [
        term("author", each.name) for each in list_authors(db, sort="highlights", limit=1).items
    ]
    return [*tags, *authors, "sort:random"]
