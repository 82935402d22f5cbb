"""`like:` finds passages that share rare words, `mentions:` links to a name, or the name."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.search.search import count, search
from app.store.db.library import Library
from app.store.fts.index import index_documents, index_highlights
from tests.store.library import add_document, add_highlight, add_import, add_link

PASSAGES = {
    "lamp": "The keeper trims the lamp of the lighthouse before the fog comes in.",
    "fog": "When fog comes, the lighthouse sounds its horn, and the keeper sleeps little.",
    "keeper": "A keeper of bees keeps records.",
    "bread": "Bread wants time, salt and patience.",
    "salt": "The salt of the road; see Harbour Light.",
    "gone": "The lamp of a lighthouse that fog took from its keeper.",
}


@pytest.fixture
def library(schema_file: Path, tmp_path: Path) -> Iterator[tuple[Connection, dict[str, str]]]:
    """A reader of a library with these passages, and their codes."""
    engine = Library(Path(shutil.copy(schema_file, tmp_path / "library.db")))
    with engine.writing() as db:
        add_import(db)
        book = add_document(
            db,
            "Harbour Light",
            names=["The Light"],
            body="Of lamps and fog, by a keeper of the lighthouse.",
        )
        ids = {
            name: add_highlight(db, book, text, gone=name == "gone")
            for name, text in PASSAGES.items()
        }
        page = add_document(db, "A Page", kind="note", body="See the light.")
        add_link(db, page, "The Light", place="body")
        add_link(db, book, "Harbour Light", anchor="Lamp", highlight_id=ids["bread"], place="text")
        index_documents(db, [book, page])
        index_highlights(db, list(ids.values()))
        codes = {
            name: db.exec_driver_sql(
                "SELECT code FROM highlights WHERE id = ?", (row,)
            ).scalar_one()
            for name, row in ids.items()
        }
        codes["book"] = db.exec_driver_sql(
            "SELECT code FROM documents WHERE id = ?", (book,)
        ).scalar_one()
    with engine.reading() as db:
        yield db, codes
    engine.close()


def found(db: Connection, query: str) -> list[str]:
    """The names of what is found."""
    names = {text: name for name, text in PASSAGES.items()}
    return [
        names[hit.highlight.text] if hit.highlight else hit.document.title
        for hit in search(db, query).hits
    ]


def test_what_shares_rare_words_is_found_and_never_the_passage_itself(
    library: tuple[Connection, dict[str, str]],
) -> None:
    db, codes = library
    assert found(db, f"like:{codes['lamp']}") == ["fog", "Harbour Light"]
    assert found(db, f"like:{codes['lamp'].upper()} is:highlight") == ["fog"]
    assert found(db, f"like:{codes['book']} is:document") == []
    assert found(db, f"is:gone like:{codes['lamp']}") == ["gone"]
    assert found(db, f"like:{codes['gone']} is:highlight") == ["fog", "lamp"]
    assert found(db, f"-like:{codes['lamp']} is:highlight") == ["salt", "bread", "keeper", "lamp"]
    assert count(db, f"like:{codes['lamp']} fog") == 2


def test_its_words_are_marked_and_the_explanation_quotes_its_beginning(
    library: tuple[Connection, dict[str, str]],
) -> None:
    db, codes = library
    told = search(db, f"like:{codes['lamp']}")
    assert (
        told.explanation == "highlights and documents like"
        " “The keeper trims the lamp of the lighthouse before the fog …”"
    )
    assert "<mark>lighthouse</mark>" in told.hits[0].snippet


@pytest.mark.parametrize("code", ["aaaaaaaaaa", "bread"])
def test_what_nothing_is_like_finds_nothing(
    library: tuple[Connection, dict[str, str]], code: str
) -> None:
    db, codes = library
    for asked in ("", "is:gone "):
        assert found(db, f"{asked}like:{codes.get(code, code)}") == []


@pytest.mark.parametrize("name", ["Harbour Light", "harbour light", "[[Harbour Light]]"])
def test_a_mention_is_a_link_to_any_name_of_a_page_or_the_name_itself(
    library: tuple[Connection, dict[str, str]], name: str
) -> None:
    db, _ = library
    assert found(db, f'mentions:"{name}"') == ["A Page"]
    assert sorted(found(db, f'mentions:"{name}" -title:harbour')) == ["A Page"]
    assert "with a mention of" in search(db, f'mentions:"{name}"').explanation
