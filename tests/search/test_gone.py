"""What has gone from its files is asked by the rules by which all else is."""

import shutil
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.model import Found
from app.search.search import all_hits, count, search
from app.store.db.library import Library
from app.store.fts.index import index_documents, index_highlights
from app.store.fts.upgrade import FORM, write_index_anew
from tests.store.library import add_document, add_highlight, add_import


def texts(found: Found) -> list[str]:
    """The hits by their texts, documents by their titles."""
    return [hit.highlight.text if hit.highlight else hit.document.title for hit in found.hits]


def fill(db: Connection, *, gone: bool) -> None:
    """Passages of two documents; all of them gone, but one of the second import, or none."""
    add_import(db)
    salt = add_document(
        db,
        "Salt and Cedar",
        authors=["Ann Arbor", "Élise Quaid"],
        tags=["sea/deep"],
        kind="book",
        url="https://books.example/cedar",
        latest="2024-01-03",
    )
    talk = add_document(db, "Talk", authors=["Li"], kind="article", latest="2024-01-09")
    more: list[tuple[int, str, dict[str, object]]] = [
        (
            salt,
            "Cedar one",
            {
                "at": "2024-01-03T00:00:00",
                "position": 7,
                "note": "of **cedar**",
                "chapter": "École de nuit",
                "tags": ["own"],
            },
        ),
        (
            salt,
            "Cedar two",
            {
                "at": "2024-01-02T00:00:00",
                "position": 5,
                "favorite": 1,
                "color": "Blue",
                "location": "12",
                "cut_short": 1,
            },
        ),
        (
            salt,
            "Cedar old",
            {"at": "2024-01-01T00:00:00", "position": 6, "highlighted_at": "", "discarded": 1},
        ),
        (
            talk,
            "Talk here",
            {"at": "2023-05-05T00:00:00", "url": "https://cedar.example/9", "import_id": 2},
        ),
    ]
    rows = [
        add_highlight(db, document, text, gone=int(gone), **values)  # type: ignore[arg-type]
        for document, text, values in more
    ]
    rows.append(add_highlight(db, talk, "Still here", import_id=2, at="2025-01-01T00:00:00"))
    index_highlights(db, rows)
    index_documents(db, [salt, talk])


ASKED = (
    "author:rbo", "author:arbor", 'author:"elise quaid"', "author:li", "source:cedar.example",
    "source:books.example", "source:TALK", "chapter:ecole",
    "color:blue", "after:2020", "before:2024-01-02", "on:2024-01-02", "-after:2020", "tag:sea",
    "tag:se*", "tag:own", "-tag:sea", "kind:book",
    'document:"salt and cedar"', "in:1", "in:2", "in:3", "is:new", "is:favorite", "is:discarded",
    "is:cut", "is:tagged", "is:untagged", "has:note",
    "has:location", "has:link", "has:chapter", "has:color", "is:document", "len:>9", "len:9",
    "note:cedar", "text:one -is:favorite",
    "cedar (one OR two)",
    "sort:new", "sort:old", "sort:place", "sort:place (kind:book OR in:2)",
    "(kind:article OR in:1) -has:note",
)  # fmt: skip


@pytest.fixture(scope="module")
def before_and_after(
    schema_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Connection]]:
    """Readers of one library before and after nearly all of it went from its files."""
    with ExitStack() as readers:
        yield [
            readers.enter_context(
                _filled(Path(shutil.copy(schema_file, tmp_path_factory.mktemp("gone"))), gone=gone)
            )
            for gone in (False, True)
        ]


@contextmanager
def _filled(library: Path, *, gone: bool) -> Iterator[Connection]:
    engine = Library(library)
    with engine.writing() as db:
        add_import(db)
        fill(db, gone=gone)
    with engine.reading() as db:
        yield db
    engine.close()


@pytest.mark.parametrize("query", ASKED)
def test_a_query_means_the_same_of_what_is_gone(
    before_and_after: list[Connection], query: str
) -> None:
    before, after = before_and_after
    order = query if "sort:" in query else f"{query} sort:new"
    live = [text for text in texts(search(before, f"is:highlight {order}")) if text != "Still here"]
    assert texts(search(after, f"is:gone {order}")) == live
    assert count(after, f"is:gone {order}") == len(live)
    assert [
        hit.highlight and hit.highlight.text for hit in all_hits(after, f"is:gone {order}")
    ] == live


def test_words_are_marked_in_what_is_gone(blank: Connection) -> None:
    fill(blank, gone=True)
    assert [hit.snippet for hit in search(blank, "is:gone cedar one").hits] == [
        "<mark>Cedar</mark> <mark>one</mark>"
    ]
    assert search(blank, "is:gone note:cedar").hits[0].snippet == "of <mark>cedar</mark>"


def test_a_title_typed_in_full_comes_before_what_is_gone(blank: Connection) -> None:
    fill(blank, gone=True)
    index_documents(blank, [add_document(blank, "Is:gone")])
    found = search(blank, "is:gone", limit=2)
    assert (found.total, texts(found), found.hits[0].tier, found.tiers) == (
        5, ["Is:gone", "Cedar one"], "exact phrase", (("exact phrase", 1), ("all words", 4)),
    )  # fmt: skip
    assert texts(search(blank, "is:gone", limit=2, cursor=found.next_cursor)) == [
        "Cedar two",
        "Cedar old",
    ]
    assert count(blank, "is:gone") == len(list(all_hits(blank, "is:gone"))) == 5


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("here", ["Still here"]),
        ("is:gone here", ["Talk here"]),
        ("-(-is:gone) here", ["Talk here"]),
        ("-is:gone here", ["Still here"]),
        ("(is:gone OR is:highlight) here sort:new", ["Still here", "Talk here"]),
        (
            "is:gone OR here sort:new",
            ["Still here", "Cedar one", "Cedar two", "Cedar old", "Talk here"],
        ),
    ],
)
def test_what_is_gone_is_found_wherever_a_query_asks_for_it(
    blank: Connection, query: str, wanted: list[str]
) -> None:
    fill(blank, gone=True)
    assert texts(search(blank, query)) == wanted


def test_words_of_gone_highlights_alone_are_no_other_spellings(blank: Connection) -> None:
    book = add_document(blank, "A Book")
    index_highlights(blank, [add_highlight(blank, book, "A lanterne.", gone=1)])
    index_highlights(blank, [add_highlight(blank, book, "A lantern.")])

    assert texts(search(blank, "lanternx")) == ["A lantern."]
    assert texts(search(blank, "is:gone lanternx")) == ["A lanterne."]


def test_what_is_written_of_it_is_read(engine: Library) -> None:
    def total(query: str) -> int:
        with engine.reading() as db:
            return search(db, query).total

    with engine.writing() as db:
        row = db.exec_driver_sql(
            "SELECT id FROM highlights WHERE text = 'An old wording.'"
        ).scalar_one()
        index_highlights(db, [row])
    assert (total("is:gone wording"), total("is:gone rewritten")) == (1, 0)
    with engine.writing() as db:
        db.exec_driver_sql("UPDATE highlights SET text = 'Rewritten.' WHERE id = ?", (row,))
        index_highlights(db, [row])
    assert (total("is:gone wording"), total("is:gone rewritten")) == (0, 1)


def test_an_index_of_an_earlier_form_takes_in_what_is_gone(engine: Library) -> None:
    with engine.writing() as db:
        db.exec_driver_sql("PRAGMA user_version=2")
    list(write_index_anew(engine))
    with engine.reading() as db:
        assert texts(search(db, "is:gone wording")) == ["An old wording."]
        assert db.exec_driver_sql("PRAGMA user_version").scalar_one() == FORM


def test_thousands_are_asked_in_time(blank: Connection) -> None:
    book = add_document(blank, "A Book", authors=["Ada Quill"], tags=["sea"])
    rows: Sequence[tuple[str, int, str]] = [
        (f"g{number}", book, f"Gone {number} " + "of words * and more " * 12)
        for number in range(6_000)
    ]
    blank.exec_driver_sql(
        "INSERT INTO highlights (code, document_id, text, gone, import_id) VALUES (?, ?, ?, 1, 1)",
        list(rows),
    )
    index_highlights(blank, blank.exec_driver_sql("SELECT id FROM highlights").scalars().all())
    begun = time.process_time()
    assert count(blank, "is:gone kind:book tag:sea nothing") == 0
    assert search(blank, "is:gone author:quill").total == 6_000
    assert time.process_time() - begun < 3
