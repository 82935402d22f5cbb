"""What the reader changes himself wins over what the files say, and survives every import."""

from app.identity.records import DocumentRecord, HighlightRecord
from app.importer.verify import verify
from app.search.search import search
from app.store.edits.edits import change_highlight, put_away
from app.store.edits.values import Entered
from app.store.reads.documents import document, put_away_documents
from app.store.reads.highlights import highlight
from app.store.writes.documents import write
from tests.identity.vault import Passage, Vault, export

A, B = (
    Passage("The sea keeps two clocks.", 1, note="Theirs.", tags=("water",)),
    Passage("A tide is a slow breath.", 2),
)
NOW = "2025-05-03T08:00:00Z"


def change(vault: Vault, code: str, **wanted: Entered) -> None:
    with vault.engine.writing() as db:
        change_highlight(db, code, wanted, NOW)


def test_an_edited_note_stays_over_what_later_files_say(vault: Vault) -> None:
    vault.write("Tides.md", export([A, B]))
    vault.take()
    code = vault.live()[0].id
    change(vault, code, note="Mine, see [[Rivers]].", text="The sea keeps three clocks.")
    vault.write(
        "Tides.md", export([Passage("The sea keeps two good clocks.", 1, note="Theirs, newer."), B])
    )
    vault.take()
    with vault.engine.reading() as db:
        kept = highlight(db, code)
        assert (kept.text, kept.note) == ("The sea keeps three clocks.", "Mine, see [[Rivers]].")
        assert db.exec_driver_sql(
            "SELECT target FROM links WHERE place = 'note'"
        ).scalars().all() == ["rivers"]
        assert search(db, "three clocks").total == 1


def test_going_back_shows_what_the_files_say_now(vault: Vault) -> None:
    vault.write("Tides.md", export([A, B]))
    vault.take()
    code = vault.live()[0].id
    change(vault, code, note="Mine.")
    vault.write("Tides.md", export([Passage(A.text, 1, note="Theirs, newer."), B]))
    vault.take()
    change(vault, code, note=None)
    with vault.engine.reading() as db:
        assert highlight(db, code).note == "Theirs, newer."


def test_tags_merge_as_three_sets(vault: Vault) -> None:
    vault.write("Tides.md", export([Passage(A.text, 1, tags=("water", "time"))]))
    vault.take()
    code = vault.live()[0].id
    change(vault, code, tags=["time", "moon"])
    vault.write("Tides.md", export([Passage(A.text, 1, tags=("water", "salt"))]))
    vault.take()
    assert sorted(vault.live()[0].tags) == ["moon", "salt"]


def test_flags_are_the_readers_too(vault: Vault) -> None:
    vault.write("Tides.md", export([Passage(A.text, 1, tags=("favorite",)), B]))
    vault.take()
    first, second = (h.id for h in vault.live())
    change(vault, first, favorite=False)
    change(vault, second, favorite=True, discarded=True)
    vault.write("Tides.md", export([Passage(A.text, 1, tags=("favorite", "x")), B]))
    vault.take()
    assert [(h.favorite, h.discarded) for h in vault.live()] == [(False, False), (True, True)]


def test_a_document_put_away_stays_away_and_comes_back_whole(vault: Vault) -> None:
    vault.write("Tides.md", export([A]))
    vault.take()
    code = vault.live()[0].document.id
    with vault.engine.writing() as db:
        put_away(db, code, away=True, changed_at=NOW)
    vault.write("Tides.md", export([A, B]))
    vault.take()
    with vault.engine.reading() as db:
        assert search(db, "clocks").total == 0
    assert (vault.titles(), vault.texts()) == ([], [])
    with vault.engine.writing() as db:
        put_away(db, code, away=False, changed_at=NOW)
    assert vault.texts() == [A.text, B.text]


def test_a_gone_highlight_that_the_reader_keeps_is_live_until_he_lets_it_go(vault: Vault) -> None:
    vault.write("Tides.md", export([A, B]))
    vault.take()
    code = vault.live()[1].id
    vault.write("Tides.md", export([A]))
    vault.take()
    change(vault, code, kept=True)
    assert (vault.texts(), vault.gone()) == ([A.text, B.text], [])
    vault.write("Tides.md", export([A, Passage("A third.", 3)]))
    vault.take()
    assert B.text in vault.texts()
    change(vault, code, kept=None)
    assert vault.gone() == [B.text]


def away(vault: Vault, code: str, *, away: bool = True) -> None:
    with vault.engine.writing() as db:
        put_away(db, code, away=away, changed_at=NOW)


def states(vault: Vault) -> dict[str, int]:
    """What `gone` says of each highlight, by its text."""
    with vault.engine.reading() as db:
        return {
            row.text: row.gone for row in db.exec_driver_sql("SELECT text, gone FROM highlights")
        }


def test_keeping_a_highlight_of_a_document_put_away_does_not_bring_it_back(vault: Vault) -> None:
    vault.write("Tides.md", export([A, B]))
    vault.take()
    document, code = vault.live()[1].document.id, vault.live()[1].id
    vault.write("Tides.md", export([A]))
    vault.take()
    away(vault, document)
    change(vault, code, kept=True)
    assert (vault.texts(), states(vault)) == ([], {A.text: 2, B.text: 2})
    change(vault, code, kept=False)
    assert states(vault) == {A.text: 2, B.text: 1}
    change(vault, code, kept=True)
    away(vault, document, away=False)
    assert vault.texts() == [A.text, B.text]
    assert verify(vault.engine) == []


def test_what_is_kept_is_counted_with_its_document(vault: Vault) -> None:
    vault.write("Tides.md", export([A, B]))
    vault.take()
    code = vault.live()[1].id
    vault.write("Tides.md", export([A]))
    vault.take()
    change(vault, code, kept=True)
    vault.write("Tides.md", export([Passage("The sea keeps three clocks.", 1)]))
    vault.take()
    assert vault.live()[0].document.highlights == len(vault.live()) == 2
    assert verify(vault.engine) == []


def test_a_document_is_there_while_the_reader_keeps_a_highlight_of_it(vault: Vault) -> None:
    vault.write("Other.md", export(["Harbours forget."], title="Other"))
    path = vault.write("Tides.md", export([A, B]))
    vault.take()
    code = next(h.id for h in vault.live() if h.text == B.text)
    path.unlink()
    vault.take()
    assert vault.titles() == ["Other"]
    change(vault, code, kept=True)
    assert (vault.titles(), vault.texts()) == (["Other", "Tides"], ["Harbours forget.", B.text])
    vault.take()
    assert vault.titles() == ["Other", "Tides"]
    assert verify(vault.engine) == []
    change(vault, code, kept=False)
    assert vault.titles() == ["Other"]
    assert verify(vault.engine) == []


def test_a_document_put_away_whose_file_went_can_be_brought_back_to_those_that_are_gone(
    vault: Vault,
) -> None:
    vault.write("Other.md", export(["Harbours forget."], title="Other"))
    path = vault.write("Tides.md", export([A]))
    vault.take()
    code = next(h.document.id for h in vault.live() if h.text == A.text)
    away(vault, code)
    path.unlink()
    vault.take()
    with vault.engine.reading() as db:
        assert [d.title for d in put_away_documents(db).items] == ["Tides"]
        assert document(db, code).put_away
    away(vault, code, away=False)
    with vault.engine.reading() as db:
        assert put_away_documents(db).total == 0
        assert document(db, code).gone
    assert verify(vault.engine) == []


def test_a_document_put_away_stays_away_when_another_takes_it_in(vault: Vault) -> None:
    vault.write("a.md", export([B], title="New name"))
    vault.write("b.md", export([A], title="Old name", author="A. R."))
    vault.take()
    away(vault, next(h.document.id for h in vault.live() if h.text == A.text))
    vault.write("c.md", export([A, B], title="New name"))
    vault.take()
    assert vault.titles() == []
    vault.write("c.md", export([A, B, Passage("A third.", 3)], title="New name"))
    vault.take()
    assert vault.titles() == []
    with vault.engine.reading() as db:
        only = put_away_documents(db).items[0].id
    away(vault, only, away=False)
    vault.write("c.md", export([A, B, Passage("A fourth.", 4)], title="New name"))
    vault.take()
    assert (vault.titles(), "A fourth." in vault.texts()) == (["New name"], True)


def test_a_note_stays_with_its_passage_when_another_comes_to_answer_for_its_first_key(
    vault: Vault,
) -> None:
    def told(*passages: tuple[str, tuple[str, ...]]) -> dict[str, str]:
        """The notes of these passages, by text, each known by its keys.

        Once they are what the files say.
        """
        records = tuple(HighlightRecord(keys, (), text) for text, keys in passages)
        with vault.engine.writing() as db:
            write(
                db, [DocumentRecord(("book:1",), (), "Tides", "book", highlights=records)], [1], 1
            )
            return {
                row.text: row.note
                for row in db.exec_driver_sql("SELECT text, note FROM highlights")
            }

    vault.take()
    told((A.text, ("readwise:1",)))
    with vault.engine.reading() as db:
        code = db.exec_driver_sql("SELECT code FROM highlights").scalar_one()
    change(vault, code, note="Mine.")
    told((A.text, ("readwise:1", "reader:1")))
    assert told((A.text, ("reader:1",)), (B.text, ("readwise:1",))) == {A.text: "Mine.", B.text: ""}
    assert told((A.text, ("reader:1",)), (B.text, ("readwise:1",))) == {A.text: "Mine.", B.text: ""}


def test_a_note_stays_at_its_place_though_the_text_stands_at_two(vault: Vault) -> None:
    early, here, late = (
        Passage("Rain on the roof again.", location=place) for place in (5, 10, 200)
    )
    vault.write("Rain.md", export([here, late]))
    vault.take()
    first = vault.live()[0].id
    change(vault, first, note="Said of location 10.")
    for passages in ([late], [here, late], [early, here, late], [early, here]):
        vault.write("Rain.md", export(passages))
        vault.take()
        with vault.engine.reading() as db:
            assert (highlight(db, first).location, highlight(db, first).note) == (
                "Location 10",
                "Said of location 10.",
            )
        assert [h.location for h in vault.live()] == [f"Location {p.location}" for p in passages]
        assert [h.note for h in vault.live() if h.id != first] == [""] * (
            len(passages) - (here in passages)
        )
    vault.write("Before.md", export([early, here, late]), at=1_600_000_000)
    vault.take()
    with vault.engine.reading() as db:
        assert highlight(db, first).location == "Location 10"
    assert verify(vault.engine) == []
