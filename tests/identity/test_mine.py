"""What the reader changes himself wins over what the files say, and survives every import."""

from app.store.edits import Said, change_highlight, put_away
from app.store.engine import reading, writing
from app.store.highlights import highlight
from app.store.search import search
from tests.identity.vault import Passage, Vault, export

A, B = Passage("The sea keeps two clocks.", 1, note="Theirs.", tags=("water",)), Passage("A tide is a slow breath.", 2)
NOW = "2025-05-03T08:00:00Z"


def change(vault: Vault, code: str, **wanted: Said) -> None:
    with writing(vault.engine) as db:
        change_highlight(db, code, wanted, NOW)


def test_an_edited_note_stays_over_what_later_files_say(vault: Vault) -> None:
    vault.write("Tides.md", export([A, B]))
    vault.take()
    code = vault.live()[0].id
    change(vault, code, note="Mine, see [[Rivers]].", text="The sea keeps three clocks.")
    vault.write("Tides.md", export([Passage("The sea keeps two good clocks.", 1, note="Theirs, newer."), B]))
    vault.take()
    with reading(vault.engine) as db:
        kept = highlight(db, code)
        assert (kept.text, kept.note) == ("The sea keeps three clocks.", "Mine, see [[Rivers]].")
        assert db.exec_driver_sql("SELECT target FROM links WHERE place = 'note'").scalars().all() == ["rivers"]
        assert search(db, "three clocks").total == 1


def test_going_back_shows_what_the_files_say_now(vault: Vault) -> None:
    vault.write("Tides.md", export([A, B]))
    vault.take()
    code = vault.live()[0].id
    change(vault, code, note="Mine.")
    vault.write("Tides.md", export([Passage(A.text, 1, note="Theirs, newer."), B]))
    vault.take()
    change(vault, code, note=None)
    with reading(vault.engine) as db:
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
    with writing(vault.engine) as db:
        put_away(db, code, away=True, changed_at=NOW)
    vault.write("Tides.md", export([A, B]))
    vault.take()
    with reading(vault.engine) as db:
        assert search(db, "clocks").total == 0
    assert (vault.titles(), vault.texts()) == ([], [])
    with writing(vault.engine) as db:
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
