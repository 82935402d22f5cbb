"""Each act of the reader is one change, which can be taken back in any order.

No import overwrites what he did and did not take back.
"""

from collections.abc import Sequence

import pytest

from app.changes import Done
from app.errors import NotFoundError, WrongUseError
from app.importer.verify import verify
from app.search.search import search
from app.store.edits.changes import list_changes
from app.store.edits.edits import SETTERS, change_documents, change_highlights, my_document_fields
from app.store.edits.undo import AlreadyUndoneChangeError, undo_change
from app.store.edits.values import Entered, TooMuchError
from app.store.reads.documents import document
from app.store.reads.highlights import highlight
from app.store.reads.targets import target
from tests.identity.vault import Passage, Vault, export

NOW, LATER = "2025-05-03T08:00:00Z", "2025-05-03T09:00:00Z"
A = Passage("The sea keeps two clocks.", 1, note="Theirs.", tags=("water",))
B = Passage("A tide is a slow breath.", 2)


def change(vault: Vault, *codes: str, **wanted: Entered) -> str:
    with vault.engine.writing() as db:
        return change_highlights(db, dict.fromkeys(codes, wanted), NOW)


def change_document(vault: Vault, code: str, **wanted: Entered) -> str:
    with vault.engine.writing() as db:
        return change_documents(db, {code: wanted}, NOW)


def undo(vault: Vault, change: str) -> Done:
    with vault.engine.writing() as db:
        return undo_change(db, change, LATER, SETTERS)


@pytest.fixture
def codes(vault: Vault) -> Sequence[str]:
    """The two passages of one book."""
    vault.write("Tides.md", export([A, B]))
    vault.take()
    return [h.id for h in vault.live()]


@pytest.fixture
def book(vault: Vault, codes: Sequence[str]) -> str:
    return next(h.document.id for h in vault.live() if h.id in codes)


def test_an_act_is_written_down_with_what_it_changed(vault: Vault, codes: Sequence[str]) -> None:
    first = change(vault, codes[0], note="Mine.", favorite=True)
    with vault.engine.reading() as db:
        (done,) = list_changes(db).items
    assert (done.id, done.at, done.undone_at, done.items_total) == (first, NOW, "", 2)
    assert done.what == "changed note and favorite of a highlight"
    assert [(i.type, i.code, i.field, i.before, i.after) for i in done.items] == [
        ("highlight", codes[0], "note", "Theirs.", "Mine."),
        ("highlight", codes[0], "favorite", False, True),
    ]


def test_an_act_that_changes_nothing_is_not_written_down(
    vault: Vault, codes: Sequence[str]
) -> None:
    assert change(vault, codes[0], note="Theirs.", tags=["water"], favorite=False) == ""
    with vault.engine.reading() as db:
        assert list_changes(db).total == 0


def test_an_undo_gives_back_what_stood_before(vault: Vault, codes: Sequence[str]) -> None:
    first = change(vault, codes[0], note="Mine.", text="The sea keeps three clocks.", tags=["moon"])
    done = undo(vault, first)
    assert (done.undone_at, done.not_undone) == (LATER, ())
    with vault.engine.reading() as db:
        seen = highlight(db, codes[0])
        assert (seen.note, seen.text, seen.tags) == (A.note, A.text, ("water",))
        assert (search(db, "two clocks").total, search(db, "three clocks tag:moon").total) == (1, 0)
    assert verify(vault.engine) == []


def test_what_was_undone_cannot_be_undone_again(vault: Vault, codes: Sequence[str]) -> None:
    first = change(vault, codes[0], note="Mine.")
    undo(vault, first)
    with pytest.raises(AlreadyUndoneChangeError, match="undone on 2025-05-03 already"):
        undo(vault, first)
    with pytest.raises(NotFoundError):
        undo(vault, "cnowhere")


def test_an_undo_tramples_no_later_change(vault: Vault, codes: Sequence[str]) -> None:
    first = change(vault, *codes, note="First.")
    second = change(vault, codes[0], note="Second.")
    assert [(i.code, i.after) for i in undo(vault, first).not_undone] == [(codes[0], "First.")]
    assert [h.note for h in vault.live()] == ["Second.", ""]
    undo(vault, second)
    assert [h.note for h in vault.live()] == ["Theirs.", ""]


def test_acts_are_undone_in_any_order(vault: Vault, codes: Sequence[str]) -> None:
    changes = [change(vault, codes[0], note=note) for note in ("One.", "Two.", "Three.")]
    undo(vault, changes[1])
    assert vault.live()[0].note == "Three."
    undo(vault, changes[2])
    assert vault.live()[0].note == "One."
    undo(vault, changes[0])
    assert vault.live()[0].note == "Theirs."


def test_tags_are_undone_one_by_one(vault: Vault, codes: Sequence[str]) -> None:
    first = change(vault, codes[0], tags=["water", "moon", "salt"])
    change(vault, codes[0], tags=["moon", "salt", "time"])
    assert undo(vault, first).not_undone == ()
    assert sorted(vault.live()[0].tags) == ["time"]
    vault.write("Tides.md", export([Passage(A.text, 1, tags=("water", "salt")), B]))
    vault.take()
    assert sorted(vault.live()[0].tags) == ["salt", "time"]


def test_a_tag_that_was_added_again_later_stays(vault: Vault, codes: Sequence[str]) -> None:
    first = change(vault, codes[0], tags=["water", "moon"])
    change(vault, codes[0], tags=["water"])
    third = change(vault, codes[0], tags=["water", "moon"])
    assert [i.field for i in undo(vault, first).not_undone] == ["tags"]
    assert vault.live()[0].tags == ("moon", "water")
    undo(vault, third)
    assert vault.live()[0].tags == ("water",)


def test_an_undo_holds_over_imports_that_came_between(vault: Vault, codes: Sequence[str]) -> None:
    first = change(vault, codes[0], note="First.")
    second = change(vault, codes[0], note="Second.")
    vault.write("Tides.md", export([Passage(A.text, 1, note="Theirs, newer."), B]))
    vault.take()
    undo(vault, second)
    vault.take()
    assert vault.live()[0].note == "First."
    undo(vault, first)
    assert vault.live()[0].note == "Theirs, newer."


def test_many_are_changed_as_one(vault: Vault, codes: Sequence[str]) -> None:
    done = undo(vault, change(vault, *codes, tags=["essay"], discarded=True))
    assert (done.items_total, done.what) == (4, "changed tags and discarded of 2 highlights")
    assert [(h.tags, h.discarded) for h in vault.live()] == [(("water",), False), ((), False)]
    with vault.engine.reading() as db:
        assert search(db, "tag:essay").total == 0


def test_nothing_is_changed_where_one_of_many_is_wrong(vault: Vault, codes: Sequence[str]) -> None:
    for wrong, error in (
        ({codes[0]: {"note": "x"}, "nowhere": {"note": "x"}}, NotFoundError),
        ({codes[0]: {"note": "x"}, codes[1]: {"colour": "x"}}, WrongUseError),
        ({codes[0]: {"note": "x"}, codes[1]: {"text": "x" * 100_001}}, TooMuchError),
        (
            {codes[0]: {"note": "x"}, codes[1]: {"tags": [f"t{n}" for n in range(501)]}},
            TooMuchError,
        ),
    ):
        with vault.engine.writing() as db, pytest.raises(error):
            change_highlights(db, wrong, NOW)  # type: ignore[arg-type] # wrong on purpose
    assert [h.note for h in vault.live()] == ["Theirs.", ""]


# --- documents
# --------------------------------------------------------------------------------------------------


def test_what_the_reader_says_of_a_document_stays_over_imports(vault: Vault, book: str) -> None:
    change_document(
        vault,
        book,
        title="The Tide Book: A Diary",
        authors=["Ada Moss"],
        kind="article",
        tags=["gardens"],
        favorite=True,
        note="See [[Moons]].",
        summary="Short.",
        url="https://tides.example/a",
        published="2020",
        aliases=["Ebb"],
    )
    with vault.engine.reading() as db:
        before = document(db, book)
    vault.write(
        "Tides.md",
        export(
            [Passage("The sea keeps many clocks.", 1), B],
            author="Ana Maria Ruiz",
            title="Tides of the Sea",
        ),
    )
    vault.take()
    with vault.engine.reading() as db:
        seen = document(db, book)
        assert search(db, "author:moss title:diary clocks").total == 1
        assert search(db, "author:ruiz").total == 0
        mine = {field.name: field for field in my_document_fields(db, book)}
        links = (
            db.exec_driver_sql(
                "SELECT target FROM links WHERE highlight_id IS NULL AND place = 'note'"
            )
            .scalars()
            .all()
        )
    assert (seen.title, seen.authors, seen.kind, seen.tags) == (
        "The Tide Book: A Diary",
        ("Ada Moss",),
        "article",
        ("gardens",),
    )
    assert (seen.note, seen.summary, seen.url, seen.published) == (
        before.note,
        before.summary,
        before.url,
        before.published,
    )
    assert links == ["moons"]
    assert (mine["title"].theirs, mine["title"].conflict, mine["kind"].conflict) == (
        "Tides of the Sea",
        True,
        False,
    )
    assert verify(vault.engine) == []


def test_a_document_answers_to_its_old_names(vault: Vault, book: str) -> None:
    first = change_document(vault, book, title="The Tide Book: A Diary")
    change_document(vault, book, title="Moons")
    vault.write("Tides.md", export([A, B, "More."], title="Ebb"))
    vault.take()

    def leads(name: str) -> bool:
        with vault.engine.reading() as db:
            return [found.id for found in target(db, name)] == [book]

    assert [
        leads(name) for name in ("Tides", "The Tide Book: A Diary", "The Tide Book", "Moons", "Ebb")
    ] == [True] * 5
    change_document(vault, book, title=None)
    vault.take()
    assert leads("Moons")
    undo(vault, first)
    assert leads("Tides")


def test_tags_of_documents_are_undone_one_by_one(vault: Vault, book: str) -> None:
    first = change_document(vault, book, tags=["a", "b"])
    change_document(vault, book, tags=["b", "c"])
    undo(vault, first)
    with vault.engine.reading() as db:
        assert document(db, book).tags == ("c",)
        assert search(db, "tag:c clocks").total == 1
        assert search(db, "tag:b clocks").total == 0


def test_going_back_to_the_files_is_an_act_too(vault: Vault, book: str) -> None:
    change_document(vault, book, title="Mine", put_away=True)
    back = change_document(vault, book, title=None, put_away=None)
    assert vault.titles() == ["Tides"]
    undo(vault, back)
    assert vault.titles() == []
    with vault.engine.reading() as db:
        assert document(db, book).title == "Mine"
    assert verify(vault.engine) == []


@pytest.mark.parametrize("wrong", [{"title": " "}, {"kind": "novel"}, {"text": "x"}])
def test_a_document_takes_no_nonsense(vault: Vault, book: str, wrong: dict[str, Entered]) -> None:
    with pytest.raises(WrongUseError):
        change_document(vault, book, **wrong)


def test_a_passage_that_is_edited_while_put_away_comes_back_sound(
    vault: Vault, codes: Sequence[str], book: str
) -> None:
    words = "Mine is long enough to bear several marks of its own runs of words."
    change_document(vault, book, put_away=True)
    change(vault, codes[0], text=words)
    change_document(vault, book, put_away=False)
    with vault.engine.reading() as db:
        assert [hit.highlight and hit.highlight.id for hit in search(db, "runs").hits] == [codes[0]]
    assert verify(vault.engine) == []
