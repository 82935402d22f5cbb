"""Mentions made links and ignored: the reader's own, undone in any order, whatever files say."""

import sqlite3
from itertools import permutations

import pytest
from sqlalchemy import Connection

from app.errors import NotFoundError, WrongUseError
from app.importer.verify import verify
from app.search.search import search
from app.store.db.connections import raw
from app.store.edits.changes import find_change
from app.store.edits.edits import SETTERS, change_highlight
from app.store.edits.mentions import Do, change_mentions, take_own_mentions
from app.store.edits.undo import undo_change
from app.store.mentions.panel import linked, mentioned
from app.store.mentions.subjects import (
    document_subject,
    leading_name,
    subject_of,
    tag_subject,
)
from app.store.reads.documents import document
from app.store.reads.highlights import highlight
from app.store.reads.targets import target
from app.text import name_key
from tests.identity.vault import Passage, Vault, export
from tests.mentions.conftest import PAGES

AT = "2026-11-30T10:00:00Z"


def do(
    vault: Vault, name: str, act: Do, *, highlight: str = "", document: str = ""
) -> tuple[int, str]:
    """Act on mentions."""
    with vault.engine.writing() as db:
        return change_mentions(db, name, act, AT, highlight=highlight, document=document)


def undo(vault: Vault, change: str) -> None:
    """Undo an act."""
    with vault.engine.writing() as db:
        undo_change(db, change, AT, SETTERS)


def totals(db: Connection, name: str) -> tuple[int, int | None]:
    """How many places link to a name, and how many mention it."""
    subject, _ = subject_of(db, name)
    return linked(db, subject).total, mentioned(db, subject).total


def seen(vault: Vault, name: str = "Ada Lorn") -> tuple[int, int | None]:
    """The same, by a reader."""
    with vault.engine.reading() as db:
        return totals(db, name)


def code_of(vault: Vault, words: str) -> str:
    """The code of the highlight with these words."""
    return next(h.id for h in vault.live() if words in h.text or words in h.note)


def test_a_mention_is_linked_and_the_link_undone(vault: Vault) -> None:
    taught = code_of(vault, "taught me")
    changed, change = do(vault, "ada lorn", "link", highlight=taught)
    assert (changed, seen(vault)) == (1, (2, 2))
    with vault.engine.reading() as db:
        (own,) = highlight(db, taught).own_links
        assert (own.place, own.name, own.words) == ("text", "Ada Lorn", "Ada Lorn")
        links = linked(db, subject_of(db, "Ada Lorn")[0]).items
        assert "<mark>Ada Lorn</mark> taught me to read walls." in [each.snippet for each in links]
    assert do(vault, "Ada Lorn", "link", highlight=taught) == (0, "")
    undo(vault, change)
    assert seen(vault) == (1, 3)
    with vault.engine.reading() as db:
        assert highlight(db, taught).own_links == ()


@pytest.mark.parametrize(
    ("words", "where"), [("taught me", "a passage"), ("wall said", "a note"), ("", "a note")]
)
def test_a_link_says_what_it_stands_in(vault: Vault, words: str, where: str) -> None:
    with vault.engine.reading() as db:
        note = "" if words else subject_of(db, "On patience")[0].id
    code = code_of(vault, words) if words else ""
    _, change = do(vault, "Ada Lorn", "link", highlight=code, document=note)
    with vault.engine.reading() as db:
        assert find_change(db, change).what == f"linked “Ada Lorn” in {where}"


def test_links_of_several_kinds_are_places(vault: Vault) -> None:
    _, change = do(vault, "Ada Lorn", "link all")
    with vault.engine.reading() as db:
        assert find_change(db, change).what == "linked “Ada Lorn” in 3 places"


def test_a_note_and_a_document_link_too(vault: Vault) -> None:
    do(vault, "Ada Lorn", "link", highlight=code_of(vault, "wall said"))
    with vault.engine.reading() as db:
        page = next(hit for hit in search(db, "title:patience").hits if not hit.highlight).document
    do(vault, "Ada Lorn", "link", document=page.id)
    assert seen(vault) == (3, 1)
    with vault.engine.reading() as db:
        (own,) = document(db, page.id).own_links
        assert (own.place, own.words) == ("body", "ada lorn")
        assert "[[Ada Lorn" not in document(db, page.id).body


def test_all_are_linked_at_once_and_all_is_one_act(vault: Vault) -> None:
    changed, change = do(vault, "Ada Lorn", "link all")
    assert (changed, seen(vault)) == (3, (4, 0))
    with vault.engine.reading() as db:
        assert search(db, 'mentions:"Ada Lorn"').total == 4
    undo(vault, change)
    assert seen(vault) == (1, 3)


def test_one_is_ignored_or_all_now_and_later(vault: Vault) -> None:
    _, one = do(vault, "Ada Lorn", "ignore", highlight=code_of(vault, "taught me"))
    assert seen(vault) == (1, 2)
    changed, every = do(vault, "Ada Lorn", "ignore all")
    assert (changed, seen(vault)) == (2, (1, 0))
    vault.write("New.md", export([Passage("So said Ada Lorn.", location=1)], title="New"))
    vault.take()
    assert seen(vault) == (1, 0)
    undo(vault, every)
    assert seen(vault) == (1, 3)
    undo(vault, one)
    assert seen(vault) == (1, 4)


def test_it_holds_over_imports_as_long_as_the_words_stand_there(vault: Vault) -> None:
    taught = code_of(vault, "taught me")
    do(vault, "Ada Lorn", "link", highlight=taught)
    garden = PAGES["The Slow Garden.md"]
    vault.write("The Slow Garden.md", garden.replace("to read walls", "to read old walls"))
    vault.take()
    assert seen(vault) == (2, 2)
    with vault.engine.reading() as db:
        assert highlight(db, taught).text == "Ada Lorn taught me to read old walls."
    vault.write("The Slow Garden.md", garden.replace("Ada Lorn taught me", "She taught me"))
    vault.take()
    assert seen(vault) == (1, 2)
    vault.write("The Slow Garden.md", garden)
    vault.take()
    assert seen(vault) == (2, 2)
    (vault.folder / "The Slow Garden.md").unlink()
    vault.take()
    vault.write("The Slow Garden.md", garden)
    vault.take()
    assert seen(vault) == (2, 2)


def test_it_holds_over_the_readers_own_edits(vault: Vault) -> None:
    taught = code_of(vault, "taught me")
    do(vault, "Ada Lorn", "link", highlight=taught)
    with vault.engine.writing() as db:
        change_highlight(db, taught, {"text": "So Ada Lorn said."}, AT)
        assert totals(db, "Ada Lorn") == (2, 2)
        change_highlight(db, taught, {"text": "So she said."}, AT)
        assert totals(db, "Ada Lorn") == (1, 2)
        change_highlight(db, taught, {"text": None}, AT)
        assert totals(db, "Ada Lorn") == (2, 2)


def test_files_are_never_written(vault: Vault) -> None:
    before = {path: path.read_bytes() for path in vault.folder.rglob("*.md")}
    do(vault, "Ada Lorn", "link all")
    do(vault, "Reading Walls", "ignore all")
    assert {path: path.read_bytes() for path in vault.folder.rglob("*.md")} == before


def test_what_cannot_be_is_told(vault: Vault) -> None:
    moss = code_of(vault, "Moss keeps")
    with pytest.raises(NotFoundError, match="'Ada Lorn' is not mentioned there"):
        do(vault, "Ada Lorn", "link", highlight=moss)
    with pytest.raises(NotFoundError, match="no highlight 'nothere'"):
        do(vault, "Ada Lorn", "ignore", highlight="nothere")
    with pytest.raises(NotFoundError, match="no document 'nothere'"):
        do(vault, "Ada Lorn", "ignore", document="nothere")
    with pytest.raises(WrongUseError, match="name a highlight or a document"):
        do(vault, "Ada Lorn", "link")
    with pytest.raises(WrongUseError, match="is no name"):
        do(vault, "!!", "link all")


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_acts_undone_in_any_order_leave_what_was(vault: Vault, order: tuple[int, ...]) -> None:
    before = seen(vault)
    changes = [
        do(vault, "Ada Lorn", "link", highlight=code_of(vault, "taught me"))[1],
        do(vault, "Ada Lorn", "ignore", highlight=code_of(vault, "wall said"))[1],
        do(vault, "Ada Lorn", "ignore all")[1],
    ]
    for number in order:
        undo(vault, changes[number])
    assert seen(vault) == before
    assert verify(vault.engine) == []


def test_a_library_with_own_links_is_sound(vault: Vault) -> None:
    do(vault, "Ada Lorn", "link all")
    do(vault, "Reading Walls", "ignore all")
    assert verify(vault.engine) == []


def test_an_export_may_state_links_of_any_number_of_names(vault: Vault) -> None:
    """SQLite takes some ten thousands of values in a statement, as it is built."""
    said = {f"code{n}": [(f"Name {n}", "words")] for n in range(1_200)}
    with vault.engine.writing() as db:
        before = raw(db).setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 999)
        try:
            take_own_mentions(db, said, {})
        finally:
            raw(db).setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, before)
        kept = db.exec_driver_sql("SELECT count(*) FROM my_mentions").scalar_one()
    assert kept == len(said)


def test_of_pages_with_one_name_the_one_that_is_meant_is_linked(vault: Vault) -> None:
    for folder in ("A", "B"):
        vault.write(f"{folder}/Index.md", f"# Index\n\nOf {folder}.\n")
    vault.write("Own/Saying.md", "# Saying\n\nThe Index says it.\n")
    vault.take()
    with vault.engine.reading() as db:
        subjects = {
            name: document_subject(db, target(db, f"{name}/Index")[0].id) for name in ("A", "B")
        }
        names = {name: leading_name(db, subject) for name, subject in subjects.items()}
        saying = target(db, "Saying")[0].id
    assert names == {"A": "Index", "B": "B/Index"}
    changed, change = do(vault, names["B"], "link", document=saying)
    with vault.engine.reading() as db:
        assert [linked(db, subjects[name]).total for name in ("A", "B")] == [0, 1]
        assert mentioned(db, subjects["A"]).total == 1
    undo(vault, change)
    assert changed == 1
    with vault.engine.reading() as db:
        assert linked(db, subjects["B"]).total == 0
    do(vault, names["B"], "ignore", document=saying)
    with vault.engine.reading() as db:  # as an export states it, by which it is known again
        rows = db.exec_driver_sql("SELECT key, name FROM my_mentions").all()
        assert [(key, name_key(name)) for key, name in rows] == [("index", "index")]


def test_a_tag_is_meant_where_a_document_has_its_name(vault: Vault) -> None:
    vault.write("Own/Moss.md", "# Moss\n")
    vault.take()
    with vault.engine.reading() as db:
        tag = tag_subject(db, "moss")
        name = leading_name(db, tag)
        assert subject_of(db, name)[0] == tag
    changed, _ = do(vault, name, "link all")
    assert changed == 1
    with vault.engine.reading() as db:
        assert (linked(db, tag).total, mentioned(db, tag).total) == (1, 0)
