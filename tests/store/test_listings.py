"""Every list, whatever the library.

Each item once and in order for any size of page, and a total that is right under every filter.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count, permutations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.model import Facet, Listing, Named
from app.store.reads import highlight_filters
from app.store.reads.authors_tags import author, list_authors, list_tags, tag
from app.store.reads.documents import document_facets, list_documents
from app.store.reads.highlight_filters import HighlightFilter
from app.store.reads.highlights import list_highlights
from app.store.reads.imports import list_files, list_imports
from app.store.reads.stats import stats
from tests.examples import examples
from tests.store.library import add_document, add_file, add_highlight, add_import

STAMPS, TAGS, AUTHORS, KINDS = (
    ["", "2023-05-01", "2024-01-01T10:00:00"],
    ["a", "a/b", "a/b/c", "ab", "b"],
    ["Al", "bo", "Cy"],
    ["book", "tweet"],
)
ORDERS = ["latest", "title", "author", "highlights"]
TAG_ASKED, AUTHOR_ASKED = (
    st.sampled_from(["", "a", "A/b", "b", "z"]),
    st.sampled_from(["", "al", "Bo", "zoe"]),
)


@dataclass(frozen=True)
class Passage:
    """A highlight to be written; `id` comes from its place in the library."""

    at: str
    tags: frozenset[str]
    note: str
    favorite: bool
    gone: int


@dataclass(frozen=True)
class Work:
    """A document to be written."""

    title: str
    kind: str
    authors: tuple[str, ...]
    tags: frozenset[str]
    latest: str
    gone: int
    passages: tuple[Passage, ...]

    def live(self) -> int:
        """How many of its highlights are live."""
        return sum(not each.gone for each in self.passages)


GONE = st.sampled_from([0, 0, 0, 1, 2])  # 1: no file holds it any more; 2: the reader put it away
PASSAGES = st.builds(
    Passage,
    at=st.sampled_from(STAMPS),
    tags=st.frozensets(st.sampled_from(TAGS), max_size=2),
    note=st.sampled_from(["", "n"]),
    favorite=st.booleans(),
    gone=GONE,
)
WORKS = st.builds(
    Work,
    title=st.sampled_from(["One", "one", "Two"]),
    kind=st.sampled_from(KINDS),
    authors=st.sampled_from(list(permutations(AUTHORS, 2))),
    tags=st.frozensets(st.sampled_from(TAGS), max_size=2),
    latest=st.sampled_from(STAMPS),
    gone=GONE,
    passages=st.lists(PASSAGES, max_size=3).map(tuple),
).map(lambda work: _all_gone(work) if work.gone else work)
LIBRARIES = st.lists(WORKS, max_size=4)
SIZES = st.integers(1, 6)
unhurried = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    max_examples=examples(10),
)


def _all_gone(work: Work) -> Work:
    passages = tuple(
        Passage(each.at, each.tags, each.note, each.favorite, gone=work.gone)
        for each in work.passages
    )
    return Work(
        work.title,
        work.kind,
        work.authors[:1],
        work.tags,
        work.latest,
        gone=work.gone,
        passages=passages,
    )


@contextmanager
def _written(db: Connection, works: list[Work]) -> Iterator[None]:
    """The library of these works, taken back at the end."""
    db.exec_driver_sql("SAVEPOINT empty")
    try:
        for number, work in enumerate(works):
            _write(db, number, work)
        yield
    finally:
        db.exec_driver_sql("ROLLBACK TO empty")


def _write(db: Connection, number: int, work: Work) -> None:
    row = add_document(
        db,
        work.title,
        code=f"d{number}",
        authors=work.authors,
        tags=sorted(work.tags),
        kind=work.kind,
        latest=work.latest,
        gone=work.gone,
    )
    for place, each in enumerate(work.passages):
        add_highlight(
            db,
            row,
            f"{place}",
            code=f"h{number}-{place}",
            tags=sorted(each.tags),
            at=each.at,
            note=each.note,
            favorite=int(each.favorite),
            gone=each.gone,
        )


def _walk(ask: Callable[[str], Listing[object]], total: int) -> list[object]:
    """All items of a list, page after page; every page tells the same total."""
    items: list[object] = []
    cursor = ""
    for _ in range(total + 2):
        listing = ask(cursor)
        assert listing.total == total
        items += listing.items
        cursor = listing.next_cursor
        if not cursor:
            return items
        assert listing.items
    pytest.fail("the list has no end")


def _under(asked: str, borne: frozenset[str]) -> bool:
    return not asked or any(
        name == asked.lower() or name.startswith(asked.lower() + "/") for name in borne
    )


def _by(asked: str, work: Work) -> bool:
    return not asked or asked.lower() in [name.lower() for name in work.authors]


@pytest.mark.parametrize("many", [0, 4000], ids=["walking", "gathering"])
@unhurried
@given(LIBRARIES, SIZES, TAG_ASKED, AUTHOR_ASKED, st.tuples(*[st.booleans()] * 4))
def test_highlights(
    blank: Connection,
    monkeypatch: pytest.MonkeyPatch,
    many: int,
    works: list[Work],
    size: int,
    tag_: str,
    author_: str,
    flags: tuple[bool, ...],
) -> None:
    """Both ways to the newest highlights give the same ones."""
    monkeypatch.setattr(highlight_filters, "_MANY", many)
    favorite, noted, untagged, gone = flags
    row = count()
    passing = [
        (each.at, next(row), f"h{number}-{place}", each, work)
        for number, work in enumerate(works)
        for place, each in enumerate(work.passages)
    ]  # fmt: skip
    wanted = [
        code
        for _, _, code, each, work in sorted(passing, key=lambda p: p[:2], reverse=True)
        if each.gone == int(gone)
        and _under(tag_, each.tags | work.tags)
        and _by(author_, work)
        and (each.favorite or not favorite)
        and (each.note or not noted)
        and not (untagged and each.tags)
    ]
    with _written(blank, works):
        found = _walk(
            lambda cursor: list_highlights(
                blank,
                HighlightFilter(tag_, author_, favorite, noted, untagged, gone),
                cursor=cursor,
                limit=size,
            ),
            len(wanted),
        )
    assert [each.id for each in found] == wanted  # type: ignore[attr-defined] # they are highlights


@unhurried
@given(
    LIBRARIES,
    SIZES,
    TAG_ASKED,
    AUTHOR_ASKED,
    st.sampled_from(["", *KINDS]),
    st.sampled_from(["", "2023", "2024", "x"]),
    st.sampled_from(ORDERS),
)
def test_documents(
    blank: Connection,
    works: list[Work],
    size: int,
    tag_: str,
    author_: str,
    kind: str,
    year: str,
    sort: str,
) -> None:
    passing = [
        (number, work)
        for number, work in enumerate(works)
        if not work.gone
        and _under(tag_, work.tags)
        and _by(author_, work)
        and kind in {"", work.kind}
        and year in {"", work.latest[:4]}
    ]
    order = {
        "latest": lambda p: (p[1].latest, f"d{p[0]}"),
        "title": lambda p: (p[1].title.lower(), f"d{p[0]}"),
        "author": lambda p: (p[1].authors[0].lower(), p[1].title.lower(), f"d{p[0]}"),
        "highlights": lambda p: (p[1].live(), f"d{p[0]}"),
    }[sort]
    passing.sort(key=order, reverse=sort in {"latest", "highlights"})
    filters = {"tag": tag_, "author": author_, "kind": kind, "year": year}
    with _written(blank, works):
        found = _walk(
            lambda cursor: list_documents(blank, **filters, sort=sort, cursor=cursor, limit=size),
            len(passing),
        )
        kinds, _, years = document_facets(blank, **filters)
    assert [each.id for each in found] == [f"d{number}" for number, _ in passing]  # type: ignore[attr-defined] # they are summaries
    assert sum(number for _, number in kinds.rows) == len(passing)
    undated = sum(not work.latest for _, work in passing)
    assert years == Facet(
        "year",
        _most([work.latest[:4] for _, work in passing if work.latest])
        + (("undated", undated),) * bool(undated),
    )


def _most(values: list[str]) -> tuple[tuple[str, int], ...]:
    return tuple(
        sorted(
            ((value, values.count(value)) for value in set(values)),
            key=lambda row: (-row[1], row[0]),
        )
    )


@unhurried
@given(LIBRARIES, SIZES, st.sampled_from(["name", "documents", "highlights"]))
def test_tags_and_authors(blank: Connection, works: list[Work], size: int, sort: str) -> None:
    live = [work for work in works if not work.gone]
    borne = [
        work.tags.union(*(each.tags for each in work.passages if not each.gone)) for work in live
    ]
    lineage = {
        "/".join(name.split("/")[:depth])
        for names in borne
        for name in names
        for depth in range(1, 4)
    }
    tags = [
        Named(
            name,
            sum(_under(name, work.tags) for work in live),
            sum(
                _under(name, work.tags | each.tags)
                for work in live
                for each in work.passages
                if not each.gone
            ),
        )
        for name in lineage
    ]
    by = {name for work in live for name in work.authors}
    authors = [
        Named(
            name,
            sum(_by(name, work) for work in live),
            sum(work.live() for work in live if _by(name, work)),
        )
        for name in by
    ]
    with _written(blank, works):
        for expected in (tags, authors):
            expected.sort(
                key=lambda named: (
                    0 if sort == "name" else -getattr(named, sort),
                    named.name.lower(),
                )
            )
        assert (
            _walk(lambda cursor: list_tags(blank, sort=sort, cursor=cursor, limit=size), len(tags))
            == tags
        )
        assert (
            _walk(
                lambda cursor: list_authors(blank, sort=sort, cursor=cursor, limit=size),
                len(authors),
            )
            == authors
        )
        assert [tag(blank, named.name) for named in tags] == tags
        assert [author(blank, named.name) for named in authors] == authors


@unhurried
@given(LIBRARIES)
def test_stats(blank: Connection, works: list[Work]) -> None:
    passages = [each for work in works for each in work.passages]
    live = [each for each in passages if not each.gone]
    with _written(blank, works):
        counted = stats(blank)
    assert (counted.documents, counted.highlights) == (
        sum(not work.gone for work in works),
        len(live),
    )
    assert counted.gone == sum(each.gone == 1 for each in passages)
    assert (counted.noted, counted.untagged) == (
        sum(bool(each.note) for each in live),
        sum(not each.tags for each in live),
    )


@unhurried
@given(st.integers(0, 9), SIZES)
def test_imports_and_files(blank: Connection, number: int, size: int) -> None:
    with _written(blank, []):
        for n in range(number):
            add_import(blank, started_at="2024-01-01T00:00:00Z")
            add_file(blank, f"{n % 2}/{n}.md")
        imports = _walk(lambda cursor: list_imports(blank, cursor=cursor, limit=size), number + 1)
        files = _walk(lambda cursor: list_files(blank, cursor=cursor, limit=size), number)
    assert [each.id for each in imports] == list(range(number + 1, 0, -1))  # type: ignore[attr-defined] # they are reports
    assert [each.path for each in files] == sorted(f"{n % 2}/{n}.md" for n in range(number))  # type: ignore[attr-defined] # they are files
