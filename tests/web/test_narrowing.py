"""A facet's row beside a search says how many results its address gives."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from random import Random
from urllib.parse import unquote_plus

import pytest
from fastapi.testclient import TestClient
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.query.parser import parse
from app.search.search import search
from app.store.db.library import Library
from app.store.fts.index import index_documents, index_highlights
from app.web.present.facets import query_rows
from tests.examples import examples
from tests.search.plainly import WORDS, grow
from tests.store.library import add_document, add_highlight, add_import
from tests.web.site import read

BEGUN = ["sal", "ro", "da", "harb", "runn", "fir", "wa", "harbuor", "arbour", "salr"]
PIECES = [
    *BEGUN * 3,
    *set(WORDS),
    "kind:book",
    "has:note",
    "OR",
    "-sea",
    "(salt",
    '"of the"',
    "year:2023",
    "note:sa",
    "sort:new",
    "tag:craft",
    "is:gone",
    "mentions:index",
    "harb",
    "index",
    "seawall",
]


@pytest.fixture(scope="module")
def library(blank_file: Path) -> Iterator[Connection]:
    """A reader of a library made at random."""
    engine = Library(Path(shutil.copy(blank_file, blank_file.with_name("narrowed.db"))))
    with engine.writing() as db:
        add_import(db)
        grow(db, Random(7), 40)  # noqa: S311 the same each time
        for number, title in enumerate(("Index", "index", "Index")):
            book = add_document(
                db, title, code=f"index{number}", body="The harb stood by the sea-wall."
            )
            index_highlights(
                db,
                [
                    add_highlight(
                        db,
                        book,
                        f"A harbinger of salt {number} at the unharbored sea.",
                        tags=["craft/salt"],
                    )
                ],
            )
            index_documents(db, [book])
    with engine.reading() as db:
        yield db
    engine.close()


@settings(deadline=None, max_examples=examples(25))
@given(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map(" ".join),
    st.sampled_from(["", "", " "]),
)
def test_a_row_s_number_is_the_total_of_its_address(
    library: Connection, words: str, end: str
) -> None:
    found = search(library, words + end)
    for _, rows in query_rows(found.facets, parse(words + end)):
        for row in rows:
            narrowed = search(library, unquote_plus(row.href.removeprefix("/search?q=")))
            assert narrowed.exact_total
            assert row.current or narrowed.total == row.count


@pytest.mark.parametrize(
    "asked", ["ro", "sal", "kind:book ro", "salt ro", "ro sort:new", "ro ", "(ro)"]
)
def test_a_row_narrows_what_begins_so(library: Connection, asked: str) -> None:
    found = search(library, asked)
    for _, rows in query_rows(found.facets, parse(asked))[:2]:
        for row in rows:
            assert (
                row.current
                or search(library, unquote_plus(row.href.removeprefix("/search?q="))).total
                == row.count
            )


@pytest.mark.parametrize("narrowed", ["", "?kind=book", "?year=2024"])
def test_what_is_taken_along_are_the_documents_of_the_list(
    client: TestClient, narrowed: str
) -> None:
    page = read(client, f"/documents{narrowed}")
    [address] = {link for link in page.links() if link.startswith("/search.json")}
    shown = int(re.search(r"(\d+) documents?", page.words())[1])  # type: ignore[index]
    assert client.get(address).json()["total"] == shown > 0
