"""Passages added by hand go the way of any file.

Documents are joined, passages merged and split, and each of these is undone.
"""

from collections.abc import Sequence

import pytest

from app.errors import NotFoundError, WrongUseError
from app.importer import acts
from app.importer.added import HeldByFileError, Passage
from app.importer.verify import verify
from app.search.search import search
from app.store.edits.edits import change_highlights, put_away
from app.store.edits.values import Entered, TooMuchError
from app.store.reads.documents import document
from app.store.reads.highlights import highlight
from app.store.reads.imports import latest_import, list_files, list_imports
from app.store.reads.stats import stats
from tests.identity.vault import Passage as Written
from tests.identity.vault import Vault, export

NOW, LATER = "2025-05-03T08:00:00Z", "2025-05-03T09:00:00Z"
A, B = Written("The sea keeps two clocks.", 1), Written("A tide is a slow breath.", 2)
TYPED = Passage(
    "Typed in from paper.",
    title="Tides",
    authors=("Ana Ruiz",),
    location="page 12",
    tags=("paper",),
    note="Mine.",
)


@pytest.fixture
def book(vault: Vault) -> str:
    """A book with two passages."""
    vault.write("Tides.md", export([A, B]))
    vault.take()
    return vault.live()[0].document.id


def add(vault: Vault, passage: Passage) -> acts.Result:
    return acts.add(vault.engine, passage, NOW)


def undo(vault: Vault, change: str) -> None:
    acts.undo(vault.engine, change, LATER)


def rename(vault: Vault, code: str, **wanted: Entered) -> tuple[str, Sequence[str]]:
    with vault.engine.writing() as db:
        change, alike = acts.rename_documents(db, {code: wanted}, NOW)
    return change, [each.id for several in alike.values() for each in several]


def test_a_passage_is_added_to_the_document_that_is_known(vault: Vault, book: str) -> None:
    added = add(vault, TYPED)
    with vault.engine.reading() as db:
        seen = highlight(db, added.highlights[0])
        assert search(db, "typed paper").total == 1
    assert (seen.text, seen.note, seen.tags, seen.location) == (
        TYPED.text,
        "Mine.",
        ("paper",),
        "page 12",
    )
    assert (seen.document.id, seen.document.highlights, added.new) == (book, 3, True)
    assert verify(vault.engine) == []


def test_an_addition_is_no_import_and_no_file(vault: Vault, book: str) -> None:
    with vault.engine.reading() as db:
        before = (list_imports(db), latest_import(db), list_files(db), stats(db).files)
    add(vault, replaced(document=book))
    with vault.engine.reading() as db:
        assert (list_imports(db), latest_import(db), stats(db).files) == (
            before[0],
            before[1],
            before[3],
        )
        assert [f.path for f in list_files(db).items] == [f.path for f in before[2].items]


def replaced(**fields: str) -> Passage:
    """The passage with other fields."""
    return Passage(
        **({"text": TYPED.text, "title": TYPED.title, "location": TYPED.location} | fields)  # type: ignore[arg-type] # texts
    )


def test_an_addition_says_nothing_of_a_document_that_is_known(vault: Vault, book: str) -> None:
    with vault.engine.reading() as db:
        before = document(db, book)
    add(
        vault,
        Passage(
            "Other words.",
            title="TIDES!",
            authors=("ana ruiz",),
            kind="book",
            url="https://elsewhere.example/x",
        ),
    )
    with vault.engine.reading() as db:
        after = document(db, book)
    assert (after.title, after.authors, after.url, after.aliases) == (
        before.title,
        before.authors,
        before.url,
        before.aliases,
    )
    assert after.highlights == 3


def test_a_document_is_made_on_the_way(vault: Vault) -> None:
    add(vault, Passage("A path is a habit.", title="A Walk", authors=("Ada Moss",)))
    assert (vault.titles(), vault.texts()) == (["A Walk"], ["A path is a habit."])


def test_the_same_passage_again_is_not_doubled(vault: Vault, book: str) -> None:
    first = add(vault, TYPED)
    again = add(vault, replaced(document=book))
    known = add(vault, Passage(A.text, document=book))
    assert (again.highlights, again.new, again.change) == (first.highlights, False, "")
    assert (known.new, known.highlights) == (False, (vault.live()[0].id,))
    assert len(vault.texts()) == 3


def test_what_was_deleted_is_gone_and_comes_back(vault: Vault, book: str) -> None:
    (code,) = add(vault, TYPED).highlights
    gone = acts.delete(vault.engine, code, NOW)
    assert (vault.gone(), len(vault.texts())) == ([TYPED.text], 2)
    undo(vault, gone)
    assert (vault.gone(), len(vault.texts())) == ([], 3)
    acts.delete(vault.engine, code, NOW)
    again = add(vault, replaced(document=book))
    assert (again.new, again.highlights) == (True, (code,))
    undo(vault, again.change)
    assert vault.gone() == [TYPED.text]
    assert verify(vault.engine) == []


def test_what_a_file_holds_is_not_deleted(vault: Vault, book: str) -> None:
    assert book
    with pytest.raises(HeldByFileError, match="discard it instead"):
        acts.delete(vault.engine, vault.live()[0].id, NOW)
    with pytest.raises(NotFoundError):
        acts.delete(vault.engine, "nowhere", NOW)


def test_additions_outlive_imports(vault: Vault, book: str) -> None:
    add(vault, TYPED)
    vault.write(
        "Tides.md", export([Written("The sea keeps many clocks.", 1)], title="Tides of the Sea")
    )
    vault.take()
    assert sorted(vault.texts()) == ["The sea keeps many clocks.", TYPED.text]
    assert {h.document.id for h in vault.live()} == {book}


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        (Passage(" ", title="x"), WrongUseError),
        (Passage("x"), WrongUseError),
        (Passage("x", document="nowhere"), NotFoundError),
        (Passage("x" * 100_001, title="x"), TooMuchError),
        (Passage("x", title="x" * 2001), TooMuchError),
        (Passage("x", title="x", tags=("x" * 201,)), TooMuchError),
    ],
)
def test_nonsense_is_not_added(vault: Vault, wrong: Passage, error: type[Exception]) -> None:
    with pytest.raises(error):
        add(vault, wrong)
    assert vault.texts() == []


# --- documents
# --------------------------------------------------------------------------------------------------


def test_a_title_of_his_own_is_a_key(vault: Vault, book: str) -> None:
    first, alike = rename(vault, book, title="The Tide Book", authors=["Ada Moss"])
    assert alike == []
    add(vault, Passage("One more.", title="The Tide Book", authors=("Ada Moss",)))
    vault.write("Later.md", export(["And another."], title="The Tide Book", author="Ada Moss"))
    vault.take()
    assert ({h.document.id for h in vault.live()}, vault.titles()) == ({book}, ["The Tide Book"])
    undo(vault, first)
    assert vault.titles() == ["The Tide Book", "Tides"]
    assert verify(vault.engine) == []


def test_a_title_that_another_bears_joins_nothing_by_itself(vault: Vault, book: str) -> None:
    vault.write("Moors.md", export(["Heather holds the wind."], title="Moors"))
    vault.take()
    moors = next(h.document.id for h in vault.live() if h.document.title == "Moors")
    assert rename(vault, book, title="Moors")[1] == [moors]
    vault.write("Moors.md", export(["Heather holds the wind.", "And the rain."], title="Moors"))
    vault.take()
    assert vault.titles() == ["Moors", "Moors"]


def test_documents_are_joined_and_parted(vault: Vault, book: str) -> None:
    vault.write("Moors.md", export([A.text, "Heather holds the wind."], title="Moors"))
    vault.take()
    moors = next(h.document.id for h in vault.live() if h.document.title == "Moors")
    rename(vault, moors, note="On moors.", favorite=True)
    told = acts.join(vault.engine, book, moors, NOW, dry_run=True)
    assert (told.document.id, told.highlights, told.united, told.change) == (book, 3, 1, "")
    assert vault.titles() == ["Moors", "Tides"]
    joined = acts.join(vault.engine, book, moors, NOW)
    with vault.engine.reading() as db:
        assert document(db, moors) == document(db, book)
        assert (document(db, book).note, document(db, book).favorite) == ("On moors.", True)
    vault.write("Moors.md", export([A.text, "Heather holds the wind.", "More."], title="Moors"))
    vault.take()
    assert ({h.document.id for h in vault.live()}, len(vault.live())) == ({book}, 4)
    assert verify(vault.engine) == []
    undo(vault, joined.change)
    assert {h.document.id for h in vault.live()} == {book, moors}
    with vault.engine.reading() as db:
        assert (document(db, moors).note, document(db, book).note) == ("On moors.", "")
    assert verify(vault.engine) == []


def test_one_document_is_not_joined_with_itself(vault: Vault, book: str) -> None:
    with pytest.raises(WrongUseError):
        acts.join(vault.engine, book, book, NOW)
    with pytest.raises(NotFoundError):
        acts.join(vault.engine, book, "nowhere", NOW)


# --- passages
# --------------------------------------------------------------------------------------------------


def test_highlights_are_merged_and_parted(vault: Vault, book: str) -> None:
    one, two = (h.id for h in vault.live())
    with vault.engine.writing() as db:
        change_highlights(db, {two: {"note": "On breath.", "tags": ["air"]}}, NOW)
        merged = acts.merge(db, one, two, NOW)
    vault.take()
    with vault.engine.reading() as db:
        seen = highlight(db, two)
        assert document(db, book).highlights == 1
        assert search(db, "slow breath").total == 1
    assert (seen.id, seen.text, seen.note, seen.tags) == (
        one,
        f"{A.text}\n\n{B.text}",
        "On breath.",
        ("air",),
    )
    vault.write("Tides.md", export([A, B, "More."]))
    vault.take()
    assert (len(vault.live()), vault.gone()) == (2, [])
    assert verify(vault.engine) == []
    undo(vault, merged.change)
    assert vault.texts() == [A.text, B.text, "More."]
    with vault.engine.reading() as db:
        assert highlight(db, two).note == "On breath."
    assert verify(vault.engine) == []


def test_a_highlight_is_split_and_joined_again(vault: Vault, book: str) -> None:
    code = vault.live()[0].id
    split = acts.split(vault.engine, code, 13, NOW)
    assert [h.text for h in vault.live() if h.id in split.highlights] == [
        "The sea keeps",
        "two clocks.",
    ]
    vault.take()
    undo(vault, split.change)
    assert (vault.texts(), vault.gone()) == ([A.text, B.text], ["two clocks."])
    for at in (0, 100):
        with pytest.raises(WrongUseError):
            acts.split(vault.engine, code, at, NOW)
    assert {h.document.id for h in vault.live()} == {book}


def test_what_was_deleted_comes_back_while_its_document_is_put_away(vault: Vault) -> None:
    vault.write("Tides.md", export(["The sea keeps two clocks."]))
    vault.take()
    book = vault.live()[0].document.id
    passage = Passage("Typed in.", document=book)
    first = acts.add(vault.engine, passage, NOW)
    acts.delete(vault.engine, first.highlights[0], NOW)
    with vault.engine.writing() as db:
        put_away(db, book, away=True, changed_at=NOW)
    again = acts.add(vault.engine, passage, NOW)
    assert again.new
    assert again.highlights == first.highlights
    assert not acts.add(vault.engine, passage, NOW).new
    with vault.engine.reading() as db:
        assert highlight(db, first.highlights[0]).put_away
    assert verify(vault.engine) == []
