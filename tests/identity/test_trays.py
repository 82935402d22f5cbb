"""Trays: each act is undone by itself.

What changes in the library changes in them, and what is gone stays quoted.
"""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection

from app.errors import EmptyError, NotFoundError, UnknownError, WrongUseError
from app.importer import acts
from app.importer.undo import undo_import
from app.store.edits.changes import find_change, list_changes
from app.store.edits.edits import change_highlight
from app.store.edits.trays import acts as tray_acts
from app.store.edits.trays.trays import LONGEST_NAME, MOST_ITEMS
from app.store.edits.values import LONGEST, TooLongError, TooMuchError
from app.store.reads.highlights import highlight
from app.store.reads.trays import list_trays, tray, trays_holding
from app.trays import WantedItem
from tests.identity.vault import Passage, Vault, export

NOW, LATER = "2025-05-03T08:00:00Z", "2025-05-03T09:00:00Z"
A = Passage("The sea keeps two clocks.", 1)
B = Passage("A tide is a slow breath.", 2)
C = Passage("Salt is what remains of a promise.", 3)


@pytest.fixture
def codes(vault: Vault) -> Sequence[str]:
    """The three passages of one book."""
    vault.write("Tides.md", export([A, B, C]))
    vault.take()
    return [h.id for h in vault.live()]


@pytest.fixture
def essay(vault: Vault, codes: Sequence[str]) -> str:
    """A tray with two of them."""
    with vault.engine.writing() as db:
        return tray_acts.begin_tray(db, "  On \n tides ", NOW, codes[:2])[0]


def held(vault: Vault, code: str) -> list[str]:
    """What lies in a tray, in order."""
    with vault.engine.reading() as db:
        return [
            each.quotation.text if each.quotation else each.words for each in tray(db, code).items
        ]


def undo(vault: Vault, change: str) -> int:
    """Take an act back; gives how many of its items stay."""
    return len(acts.undo(vault.engine, change, LATER).not_undone)


def test_a_tray_holds_what_was_collected_once_each(
    vault: Vault, codes: Sequence[str], essay: str
) -> None:
    with vault.engine.writing() as db:
        change = tray_acts.collect_in_tray(db, essay, [codes[1], codes[2], codes[2]], LATER)
        again = tray_acts.collect_in_tray(db, essay, codes, LATER)
    assert held(vault, essay) == [A.text, B.text, C.text]
    assert again == ""
    with vault.engine.reading() as db:
        (found,) = list_trays(db)
        log = list_changes(db).items
        assert trays_holding(db, codes)[codes[2]][0].name == found.name == "On tides"
    assert (found.items_total, found.passages, len(found.documents)) == (3, 3, 1)
    assert (found.made_at, found.changed_at) == (NOW, LATER)
    assert [(each.id, each.what) for each in log][:1] == [
        (change, "put a highlight into the tray “On tides”")
    ]
    assert log[1].what == "began the tray “On tides”"
    assert [(i.type, i.code, i.field, i.before, i.after) for i in log[0].items] == [
        ("tray", essay, codes[2], None, codes[2])
    ]


def test_each_act_is_undone_by_itself_in_any_order(
    vault: Vault, codes: Sequence[str], essay: str
) -> None:
    with vault.engine.writing() as db:
        wrote = tray_acts.write_after(db, essay, "It begins.", NOW, after=codes[0])
        moved = tray_acts.move_item(db, essay, codes[1], NOW, before=codes[0])
        put = tray_acts.collect_in_tray(db, essay, [codes[2]], NOW)
    assert held(vault, essay) == [B.text, A.text, "It begins.", C.text]
    assert undo(vault, moved) == 0
    assert held(vault, essay) == [A.text, "It begins.", B.text, C.text]
    assert undo(vault, wrote) == 0
    assert held(vault, essay) == [A.text, B.text, C.text]
    assert undo(vault, put) == 0
    assert held(vault, essay) == [A.text, B.text]


def test_an_undo_leaves_what_was_done_later_to_the_same_item(vault: Vault, essay: str) -> None:
    with vault.engine.writing() as db:
        first = tray_acts.write_after(db, essay, "One.", NOW)
        item = find_change(db, first).items[0].field
        tray_acts.rewrite(db, essay, item, "Two.", LATER, was="One.")
    assert undo(vault, first) == 1
    assert held(vault, essay)[-1] == "Two."


def test_a_tray_goes_with_its_beginning_unless_something_was_put_in_since(
    vault: Vault, codes: Sequence[str]
) -> None:
    with vault.engine.writing() as db:
        empty, began = tray_acts.begin_tray(db, "Empty", NOW)
        full, begun = tray_acts.begin_tray(db, "Full", NOW)
        tray_acts.collect_in_tray(db, full, codes, NOW)
    undo(vault, began)
    undo(vault, begun)
    with vault.engine.reading() as db:
        with pytest.raises(NotFoundError, match="there is no tray"):
            tray(db, empty)
        assert tray(db, full).put_away
        assert [each.id for each in list_trays(db, put_away=True)] == [full]
        assert not trays_holding(db, codes)
    assert held(vault, full) == [A.text, B.text, C.text]


def test_names_and_putting_away_are_acts_too(vault: Vault, essay: str) -> None:
    with vault.engine.writing() as db:
        named = tray_acts.change_tray(db, essay, NOW, name="On salt")
        away = tray_acts.change_tray(db, essay, NOW, put_away=True)
        assert tray_acts.change_tray(db, essay, NOW, put_away=True, name="On salt") == ""
        whats = [find_change(db, each).what for each in (named, away)]
    assert whats == ["named the tray “On tides” “On salt”", "put away the tray “On salt”"]
    undo(vault, away)
    undo(vault, named)
    with vault.engine.reading() as db:
        assert [each.name for each in list_trays(db)] == ["On tides"]


def test_what_changes_in_the_library_changes_in_the_tray(
    vault: Vault, codes: Sequence[str], essay: str
) -> None:
    with vault.engine.writing() as db:
        change_highlight(db, codes[0], {"text": "The sea keeps three clocks."}, LATER)
    vault.write(
        "Tides.md", export([A, Passage("A tide is one slow breath.", 2), C], title="Tides, Again")
    )
    vault.take()
    assert held(vault, essay) == ["The sea keeps three clocks.", "A tide is one slow breath."]


def test_what_is_gone_stays_quoted_as_it_was_last(
    vault: Vault, codes: Sequence[str], essay: str
) -> None:
    vault.write("Tides.md", export([Passage("The sea keeps four clocks.", 1)]))
    vault.take()
    with vault.engine.reading() as db:
        items = tray(db, essay).items
    assert [(each.gone, each.quotation and each.quotation.text) for each in items] == [
        (False, "The sea keeps four clocks."),
        (True, B.text),
    ]


def test_what_an_undone_import_takes_away_stays_quoted(vault: Vault) -> None:
    """Its rows are deleted: the tray keeps what they said last.

    And finds them again when they are back.
    """
    path = vault.write("Tides.md", export([A], title="Tides"))
    first = vault.take().id
    (code,) = (h.id for h in vault.live())
    with vault.engine.writing() as db:
        essay, _ = tray_acts.begin_tray(db, "On tides", NOW, [code])
    vault.write("Tides.md", export([Passage("The sea keeps nine clocks.", 1)]))
    second = vault.take().id
    for number in (second, first):
        undo_import(vault.engine, number, now=datetime.now(UTC))
    assert vault.live() == []
    with vault.engine.reading() as db:
        with pytest.raises(NotFoundError):
            highlight(db, code)
        (item,) = tray(db, essay).items
    assert item.gone
    assert item.quotation
    assert item.quotation.text in {A.text, "The sea keeps nine clocks."}
    assert (item.quotation.title, item.quotation.authors, item.highlight) == (
        "Tides",
        ("Ana Ruiz",),
        code,
    )
    with vault.engine.writing() as db:  # it can be arranged still
        tray_acts.write_after(db, essay, "Before it.", NOW)
        tray_acts.move_item(db, essay, code, NOW)
        wanted = [WantedItem(highlight=code), WantedItem(words="Before it.")]
        tray_acts.change_tray(db, essay, NOW, items=wanted)
    path.touch()
    vault.take(path)
    assert held(vault, essay) == ["The sea keeps nine clocks.", "Before it."]


def test_a_merged_passage_is_quoted_as_that_which_stands_for_it(
    vault: Vault, codes: Sequence[str], essay: str
) -> None:
    with vault.engine.writing() as db:
        acts.merge(db, codes[2], codes[1], LATER)
    assert held(vault, essay) == [A.text, f"{C.text}\n\n{B.text}"]
    with vault.engine.reading() as db:
        assert [each.id for each in trays_holding(db, codes)[codes[2]]] == [essay]


def test_what_was_merged_is_collected_once_as_what_it_is_part_of(
    vault: Vault, codes: Sequence[str], essay: str
) -> None:
    with vault.engine.writing() as db:
        acts.merge(db, codes[2], codes[1], LATER)
        under_either_code = [
            tray_acts.collect_in_tray(db, essay, [code], LATER) for code in (codes[1], codes[2])
        ]
        other, _ = tray_acts.begin_tray(db, "On salt", LATER, [codes[1], codes[2]])
        items = tray(db, other).items
    assert under_either_code == ["", ""]
    assert [each.id for each in items] == [codes[2]]


def test_the_same_words_and_passages_may_lie_there_twice(
    vault: Vault, codes: Sequence[str], essay: str
) -> None:
    twice = [
        WantedItem(words="And."),
        WantedItem(codes[0]),
        WantedItem(words="And."),
        WantedItem(codes[0]),
    ]
    with vault.engine.writing() as db:
        tray_acts.change_tray(db, essay, NOW, items=twice)
        items = tray(db, essay).items
        assert len({each.id for each in items}) == 4
        assert tray_acts.change_tray(db, essay, NOW, items=twice) == ""
        by_id = [WantedItem(id=each.id) for each in reversed(items)]
        change = tray_acts.change_tray(db, essay, NOW, items=by_id)
        assert find_change(db, change).items_total == 3
    assert held(vault, essay) == [A.text, "And.", A.text, "And."]


def test_another_version_is_refused(vault: Vault, essay: str) -> None:
    with vault.engine.writing() as db:
        version = tray(db, essay).version
        tray_acts.change_tray(db, essay, NOW, name="Other", versions=["0", version])
        with pytest.raises(tray_acts.OtherVersionError, match="was changed meanwhile"):
            tray_acts.change_tray(db, essay, NOW, name="Third", versions=[version])


def test_words_that_were_changed_elsewhere_are_not_overwritten(vault: Vault, essay: str) -> None:
    with vault.engine.writing() as db:
        item = find_change(db, tray_acts.write_after(db, essay, "One.", NOW)).items[0].field
        tray_acts.rewrite(db, essay, item, "Two.", NOW, was="One.")
        with pytest.raises(tray_acts.OtherVersionError):
            tray_acts.rewrite(db, essay, item, "Three.", NOW, was="One.")
        assert tray_acts.rewrite(db, essay, item, "Two.", NOW, was="One.") == ""
        tray_acts.rewrite(db, essay, item, " ", NOW, was="Two.")
    assert held(vault, essay) == [A.text, B.text]


WRONG = {
    "no such highlight": ([WantedItem("nosuchcode")], NotFoundError),
    "nothing": ([WantedItem()], WrongUseError),
    "blank words": ([WantedItem(words=" ")], WrongUseError),
    "no such item": ([WantedItem(id="none")], WrongUseError),
    "long words": ([WantedItem(words="x" * (LONGEST + 1))], TooMuchError),
    "many": ([WantedItem(words="x")] * (MOST_ITEMS + 1), TooMuchError),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_what_cannot_lie_in_a_tray_is_refused(vault: Vault, essay: str, wrong: str) -> None:
    items, error = WRONG[wrong]
    with vault.engine.writing() as db, pytest.raises(error):
        tray_acts.change_tray(db, essay, NOW, items=items)
    assert held(vault, essay) == [A.text, B.text]


def refused(db: Connection, code: str, name: str) -> type[Exception] | None:
    """The error that a name is refused with."""
    try:
        tray_acts.change_tray(db, code, NOW, name=name)
    except (WrongUseError, TooMuchError, NotFoundError) as error:
        return type(error)
    return None


def test_names_have_letters_and_not_too_many(
    vault: Vault, codes: Sequence[str], essay: str
) -> None:
    with vault.engine.writing() as db:
        assert refused(db, essay, " \n ") is EmptyError
        assert refused(db, essay, "x" * (LONGEST_NAME + 1)) is TooLongError
        assert refused(db, "nosuchcode", "x") is UnknownError
        both = [WantedItem(id=codes[0]), WantedItem(id=codes[0])]
        with pytest.raises(WrongUseError, match="named twice"):
            tray_acts.change_tray(db, essay, NOW, items=both)
        with pytest.raises(WrongUseError, match="is a passage"):
            tray_acts.change_tray(db, essay, NOW, items=[WantedItem(id=codes[0], words="x")])
        with pytest.raises(WrongUseError, match="must not be empty"):
            tray_acts.write_after(db, essay, "\n", NOW)
        with pytest.raises(NotFoundError, match="any more"):
            tray_acts.take_out(db, essay, "none", NOW)
