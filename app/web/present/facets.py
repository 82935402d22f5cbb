"""Facets of a list: rows of links that each add or remove one filter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.model import KINDS, Facet
from app.query.rewrite import term, toggled
from app.query.tree import Query
from app.text import UNDATED
from app.web.present import text
from app.web.present.filing import is_left_over
from app.web.present.links import with_query

_HEADINGS = {
    "kind": "Kind",
    "tag": "Tag",
    "author": "Author",
    "year": "Year",
    "document": "Document",
    "with": "With",
}
_FLAGS = {
    "favorite": "Favourites",
    "noted": "With a note of yours",
    "untagged": "Without a tag",
    "gone": "Gone from their files",
}
_WITH = {"note": ("A note of yours", "has:note"), "favorite": ("A favourite", "is:favorite")}
_UNDATED = ("Undated", "-has:date")  # the row for documents without a date among the years
_SHOWN = 7  # rows of a facet beside a search
_KIND_WORDS: dict[str, str] = {kind: text.kind(kind) for kind in KINDS}
Filters = Mapping[str, str | bool]


@dataclass(frozen=True, slots=True)
class Row:
    """A row beside a list.

    `current` is true where its filter is active; its link then removes the filter.
    """

    name: str
    href: str
    count: int | None = None
    current: bool = False


def facet_rows(
    facets: Iterable[Facet], path: str, chosen: Filters, kept: Filters
) -> list[tuple[str, list[Row]]]:
    """Facets as headings with rows.

    `chosen` are the active filters, `kept` the other parameters of the address.
    """
    headed = [
        (
            _HEADINGS[facet.name],
            [_row(path, facet.name, value, number, chosen, kept) for value, number in _rows(facet)],
        )
        for facet in facets
    ]
    return [(heading, rows) for heading, rows in headed if rows]


def _rows(facet: Facet) -> list[tuple[str, int]]:
    """Rows of a facet; tags and authors that exporters left over come behind the others."""
    if facet.name not in ("tag", "author"):
        return list(facet.rows)
    return sorted(facet.rows, key=lambda row: is_left_over(row[0]))


def _row(path: str, name: str, value: str, number: int, chosen: Filters, kept: Filters) -> Row:
    current = chosen.get(name) == value
    href = with_query(path, **{**chosen, name: "" if current else value, **kept})
    return Row(_words(name, value), href, number, current)


def _words(name: str, value: str) -> str:
    if name == "year" and value == UNDATED:
        return _UNDATED[0]
    return _KIND_WORDS.get(value, value) if name == "kind" else value


def query_rows(facets: Iterable[Facet], asked: Query) -> list[tuple[str, list[Row]]]:
    """Facets of a search: each row adds its filter to the query, or removes it."""
    headed = [
        (
            _HEADINGS[facet.name],
            [_query_row(asked, facet.name, value, number) for value, number in _rows(facet)],
        )
        for facet in facets
    ]
    return [
        (heading, [row for i, row in enumerate(rows) if i < _SHOWN or row.current])
        for heading, rows in headed
        if rows
    ]


def _query_row(asked: Query, name: str, value: str, number: int) -> Row:
    if name == "with":
        words, filter_ = _WITH[value]
    elif name == "year" and value == UNDATED:
        words, filter_ = _UNDATED
    else:
        words, filter_ = _words(name, value), term(name, value)
    query, current = toggled(asked, filter_)
    return Row(words, with_query("/search", q=query), number, current)


def flag_rows(path: str, chosen: Filters) -> list[Row]:
    """Rows for the yes-or-no filters among the chosen ones."""
    return [
        Row(
            words,
            with_query(path, **{**chosen, name: not chosen[name]}),
            current=bool(chosen[name]),
        )
        for name, words in _FLAGS.items()
        if name in chosen
    ]


def chosen_rows(path: str, chosen: Filters, kept: Filters) -> list[Row]:
    """Active filters, each with the address that removes it."""
    return [
        Row(_said(name, value), with_query(path, **{**chosen, name: "", **kept}))
        for name, value in chosen.items()
        if value
    ]


def _said(name: str, value: object) -> str:
    words = {
        "kind": _KIND_WORDS.get(str(value), str(value)).lower(),
        "tag": f"#{value}",
        "author": f"by {value}",
    }
    return _FLAGS[name].lower() if name in _FLAGS else words.get(name, str(value))
