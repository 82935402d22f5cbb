"""Near matches: words that the library does not have as typed, and the cost of finding others."""

import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.model import Found
from app.search.columns.cache import cache_of
from app.search.search import search
from app.search.tiers import MOST_OTHERS
from app.store.db.library import Library
from app.store.fts.index import index_documents, index_highlights
from app.store.fts.tables import HIGHLIGHTS
from tests.statements import heard
from tests.store.library import add_document, add_highlight, add_import

WORDS = (
    "lantern",
    "harbour",
    "patience",
    "mountain",
    "thimble",
    "whistle",
    "gravity",
    "blanket",
    "captain",
    "orchard",
)
MISSPELLED = tuple(word[:3] + word[4:] for word in WORDS)


@pytest.fixture
def library_db(schema_file: Path, tmp_path: Path) -> Iterator[Library]:
    """A library with a passage for each of the words."""
    engine = Library(Path(shutil.copy(schema_file, tmp_path / "library.db")))
    with engine.writing() as db:
        add_import(db)
        write(db, *WORDS)
    yield engine
    engine.close()


def write(db: Connection, *words: str) -> None:
    """Add a passage for each of these words."""
    book = add_document(db, f"Book of {len(words)}")
    index_documents(db, [book])
    index_highlights(
        db, [add_highlight(db, book, f"All about {word} and nothing else.") for word in words]
    )


def ask(engine: Library, query: str) -> Found:
    """What a reader finds now."""
    with engine.reading() as db:
        return search(db, query)


def test_the_words_of_the_index_are_read_once_for_all_searches(library_db: Library) -> None:
    with heard(library_db.readers) as statements:
        for word in MISSPELLED[:3]:
            assert ask(library_db, word).total == 1
    assert len([each for each in statements if "highlight_search_counts" in each]) == 1


def test_words_that_were_written_since_are_read_again(library_db: Library) -> None:
    assert ask(library_db, "zephir").total == 0
    with library_db.writing() as db:
        write(db, "zephyr")
    assert ask(library_db, "zephir").suggestions == ("zephyr",)


def test_an_earlier_reader_s_words_are_not_kept_for_later_ones(library_db: Library) -> None:
    with library_db.reading() as early:
        assert search(early, "lantern").total == 1
        with library_db.writing() as db:
            write(db, "zephyr")
        assert (
            ask(library_db, "harbour").total == 1
        )  # the snapshot is that of the later moment, and no word was looked for
        assert search(early, "zephir").total == 0
        assert ask(library_db, "zephir").total == 1


def test_words_written_since_those_of_the_digest_were_read_are_found(library_db: Library) -> None:
    with library_db.reading() as db:
        cache = cache_of(library_db)
        cache.refresh(db, threading.Event())
    with library_db.writing() as db:
        write(db, "lighthouse", "patience")
    for program in (
        library_db,
        Library(cache.library),
    ):  # one that saw it written, and one that begins with the file
        with program.reading() as db:
            known = cache_of(program)
            assert known.current(db).of(HIGHLIGHTS).delta
            assert search(db, "lighthuose").suggestions == ("lighthouse",)
            assert search(db, "ghthouse").tiers == (("part of a word", 1),)
            assert search(db, "patiense").total == 2
        program.close()


def test_of_many_unknown_words_some_are_looked_for(library_db: Library) -> None:
    found = ask(library_db, " OR ".join(f'({word} "nothing else")' for word in MISSPELLED))
    assert found.explanation.count("also read as") == found.total == MOST_OTHERS


@pytest.mark.parametrize(
    ("word", "typed"), [("библиотека", "библотека"), ("γεωγραφια", "γεωργαφια"), ("маяк", "маек")]
)
def test_misspellings_of_other_alphabets_are_found(
    library_db: Library, word: str, typed: str
) -> None:
    with library_db.writing() as db:
        write(db, word)
    assert ask(library_db, typed).suggestions[:1] == (word,)
