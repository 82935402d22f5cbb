"""Echoes: the same or nearly the same passage of another document is found, and nothing else."""

import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection, event

from app.markdown.plain import plain
from app.store.around.echoes import echoes
from app.store.around.marked import rows_with_runs
from app.store.around.passages import neighbours, read_that_week, sharing_tags
from app.store.around.shared_words import shared_ranges, words_of
from app.store.db.library import Library
from app.store.edits.edits import change_highlight, put_away
from app.store.fts.form import indexed
from app.store.fts.index import drop_index, index_documents, index_highlights
from app.store.fts.many_marks import marks_of_many
from app.store.fts.shingles import marks, packed, runs
from app.store.reads.highlights import highlight
from app.text import code
from tests.store.library import add_document, add_highlight

OWN = "Moss keeps its own calendar, and nobody in the valley has ever seen it hurry."
LONG = (
    "She had written to him about the weather, the price of slate and the new road, and only in "
    f"the last line said what she meant: “{OWN}” He kept the letter in a drawer with the string, "
    "and when he moved house he took the drawer along and left the chest where it had stood."
)
CASES = {
    OWN: 1.0,
    "MOSS keeps its own calendar and nobody in the valley has ever seen it hurry!": 1.0,
    "**Moss** keeps its *own* calendar, and nobody in the [[valley]] has ever seen it hurry.": 1.0,
    "Möss keeps its own calendar, and nobody in the valley has éver seen it hurry.": 1.0,
    LONG: 1.0,
    "‘Moss keeps its own calendar… and nobody in the valley has ever seen it hurry’": 1.0,
    "“Moss keeps its own calendar, [and] nobody in the valley has ever [...] seen it hurry.”": 0.9,
    "Moss always keeps its own calendar, and nobody in the valley has ever seen it hurry.": 0.9,
    "Moss keeps its own calen-\ndar, and nobody in the valley\n\nhas ever seen it hurry.": 0.7,
    "Moss keeps its own calendar, and nobody in that valley has seen it hurry.": 0.7,
    "As I wrote: moss keeps its own calendar and nobody in the valley has ever seen it run.": 0.9,
    "Moss keeps its own calendar in the north, where it is cold and where few people go.": None,
    "Nobody in the valley grows moss on purpose.": None,
    "Rivers keep their diaries in silt.": None,
    "Moss keeps its own.": None,
}


def _codes(db: Connection, text: str = OWN) -> tuple[str, str]:
    """The codes of a passage, and of another with this text in another document."""
    for number, words in enumerate((OWN, text)):
        document = add_document(db, f"Book {number}")
        row = add_highlight(db, document, words, code=f"passage{number}")
        index_documents(db, [document])
        index_highlights(db, [row])
    return "passage0", "passage1"


@pytest.mark.parametrize("text", CASES)
def test_what_is_nearly_the_same_is_an_echo(blank: Connection, text: str) -> None:
    one, other = _codes(blank, text)
    for asked, found in ((one, other), (other, one)):
        seen = echoes(blank, highlight(blank, asked))
        assert [each.highlight.id for each in seen] == ([found] if CASES[text] else [])
        assert all(each.share >= (CASES[text] or 0) for each in seen)


def test_marks_of_a_reworded_passage_are_written_without_a_look_at_others(
    blank: Connection,
) -> None:
    _codes(blank)
    asked: list[str] = []

    @event.listens_for(blank, "before_cursor_execute")
    def hear(*told: Any) -> None:  # noqa: ANN401 whatever SQLAlchemy tells
        if "echo_marks" in told[2]:
            asked.append(told[2])

    change_highlight(blank, "passage0", {"text": LONG}, "2025-05-03T08:00:00Z")
    event.remove(blank, "before_cursor_execute", hear)
    assert asked
    for statement in asked:
        values = (1,) * statement.count("?")
        plan = blank.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values).all()
        assert all("SCAN echo_marks" not in row.detail for row in plan)


def test_signs_without_spaces_are_words(blank: Connection) -> None:
    document, other = add_document(blank, "One"), add_document(blank, "Two")
    first = add_highlight(blank, document, "苔は自分の暦を持ち、急ぐことを知らない。", code="first")
    second = add_highlight(
        blank, other, "手紙には「苔は自分の暦を持ち、急ぐことを知らない」とあった。"
    )
    index_highlights(blank, [first, second])
    assert [each.share for each in echoes(blank, highlight(blank, "first"))] == [1.0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("哈哈哈哈哈哈哈哈 the salt came late", "哈哈哈哈哈哈哈哈哈哈 a wall fell"),
        (
            "Look https://moss.example/salt/one/two/three",
            "So https://moss.example/salt/one/two/four",
        ),
        ("ha ha ha ha ha ha ha", "ha ha ha ha ha ha ha ha"),
    ],
)
def test_laughter_and_addresses_are_no_echo(blank: Connection, one: str, other: str) -> None:
    codes = []
    for number, words in enumerate((one, other)):
        document = add_document(blank, f"Book {number}")
        codes.append(f"laughter{number}")
        index_highlights(blank, [add_highlight(blank, document, words, code=codes[-1])])
    assert echoes(blank, highlight(blank, codes[0])) == ()


def test_what_the_same_document_says_twice_is_no_echo(blank: Connection) -> None:
    document = add_document(blank, "One")
    rows = [add_highlight(blank, document, OWN, code=each) for each in ("first", "second")]
    index_highlights(blank, rows)
    assert echoes(blank, highlight(blank, "first")) == ()


def test_what_is_discarded_put_away_or_gone_is_no_echo(blank: Connection) -> None:
    one, other = _codes(blank)
    asked = highlight(blank, one)
    assert len(echoes(blank, asked)) == 1
    change_highlight(blank, other, {"discarded": True}, "2025-05-01T10:00:00Z")
    assert echoes(blank, asked) == ()
    change_highlight(blank, other, {"discarded": False}, "2025-05-01T10:00:00Z")
    away = highlight(blank, other).document.id
    put_away(blank, away, away=True, changed_at="2025-05-01T10:00:00Z")
    assert echoes(blank, asked) == ()
    assert _marked(blank) == {1}
    put_away(blank, away, away=False, changed_at="2025-05-01T10:00:00Z")
    assert len(echoes(blank, asked)) == 1
    drop_index(blank, [2], [])
    assert echoes(blank, asked) == ()


def test_marks_follow_the_words(blank: Connection) -> None:
    one, other = _codes(blank, "Rivers keep their diaries in silt, and never in sand or clay.")
    assert echoes(blank, highlight(blank, one)) == ()
    change_highlight(blank, other, {"text": OWN}, "2025-05-01T10:00:00Z")
    assert [each.share for each in echoes(blank, highlight(blank, one))] == [1.0]
    held = blank.exec_driver_sql("SELECT marks FROM echo_marks WHERE highlight_id = 2").scalar()
    assert held == packed(marks(indexed(OWN)))


@pytest.mark.parametrize("most_changed", [0, 2, 100])
def test_marks_kept_in_memory_follow_what_is_written(
    engine: Library, monkeypatch: pytest.MonkeyPatch, most_changed: int
) -> None:
    monkeypatch.setattr("app.store.around.marked._MOST_CHANGED", most_changed)
    monkeypatch.setattr("app.store.around.marked._TOGETHER", 3)
    words = OWN.split()

    def read() -> list[list[int]]:
        asked = [indexed(plain(each)) for each in (OWN, LONG, " ".join(words[:6]))]
        with engine.reading() as db:
            kept = [rows_with_runs(db, each, 5) for each in asked]
        with engine.writing() as db:  # which reads all anew
            assert [rows_with_runs(db, each, 5) for each in asked] == kept
        return kept

    assert read() == [[], [], []]
    with engine.writing() as db:
        document = add_document(db, "Book")
        texts = [OWN, LONG, " ".join(words[2:]), "Rivers keep their diaries in silt."]
        rows = [add_highlight(db, document, each, code=f"p{n}") for n, each in enumerate(texts)]
        index_highlights(db, rows)
    assert read()[0][0] == rows[0]
    with engine.writing() as db:
        change_highlight(db, "p3", {"text": OWN}, "2025-05-01T10:00:00Z")
        drop_index(db, rows[:1], [])
    assert rows[3] in read()[0]
    assert rows[0] not in read()[0]


def test_an_echo_says_how_long_after_it_was_marked(blank: Connection) -> None:
    one, other = _codes(blank)
    for each, at in ((one, "2025-03-20T10:00:00Z"), (other, "2025-04-01T09:00:00Z")):
        blank.exec_driver_sql("UPDATE highlights SET highlighted_at = ? WHERE code = ?", (at, each))
    assert [each.days for each in echoes(blank, highlight(blank, one))] == [12]
    assert [each.days for each in echoes(blank, highlight(blank, other))] == [-12]


def test_neighbours_stand_before_and_after(blank: Connection) -> None:
    document = add_document(blank, "One")
    for number in range(6):
        add_highlight(blank, document, f"Passage {number}.", code=f"p{number}")
    beside = neighbours(blank, highlight(blank, "p1"))
    assert [each.id for each in beside.before] == ["p0"]
    assert [each.id for each in beside.after] == ["p2", "p3", "p4"]


def test_what_was_read_that_week_is_of_other_documents(blank: Connection) -> None:
    days = {"Own": "2025-03-10", "Near": "2025-03-13", "Far": "2025-03-14", "Undated": ""}
    for title, day in days.items():
        document = add_document(blank, title)
        for number in range(2):
            at = f"{day}T23:30:00Z" if day else ""
            add_highlight(blank, document, f"{title} {number}", code=f"{title}{number}", at=at)
    told = read_that_week(blank, highlight(blank, "Own0"))
    assert [(each.document.title, each.highlights) for each in told] == [("Near", 2)]
    assert read_that_week(blank, highlight(blank, "Undated0")) == ()


def test_the_rarest_tags_say_most(blank: Connection) -> None:
    own, other = add_document(blank, "Own"), add_document(blank, "Other")
    add_highlight(blank, own, "Own", tags=("moss", "craft"), code="own")
    add_highlight(blank, own, "Beside", tags=("moss",))
    for number in range(5):
        add_highlight(blank, other, f"Often {number}", tags=("craft",), code=f"often{number}")
    add_highlight(blank, other, "Seldom", tags=("moss", "sand"), code="seldom")
    told = sharing_tags(blank, highlight(blank, "own"), most=2)
    assert (told[0].highlight.id, told[0].names) == ("seldom", ("moss",))
    assert len(told) == 2
    blank.exec_driver_sql("INSERT INTO my_tags (key, hidden) VALUES ('moss', 1)")
    told = sharing_tags(blank, highlight(blank, "own"))
    assert {each.highlight.id for each in told} == {f"often{number}" for number in range(4)}


def test_a_tag_of_more_than_a_quarter_of_all_says_nothing(blank: Connection) -> None:
    own, other = add_document(blank, "Own"), add_document(blank, "Other")
    add_highlight(blank, own, "Own", tags=("cards", "moss"), code="own")
    for number in range(21):
        add_highlight(blank, other, f"Card {number}", tags=("cards",))
    assert sharing_tags(blank, highlight(blank, "own")) == ()
    add_highlight(blank, other, "Seldom", tags=("cards", "moss"), code="seldom")
    (told,) = sharing_tags(blank, highlight(blank, "own"))
    assert told.highlight.id == "seldom"


@given(st.text(max_size=300))
def test_marks_are_some_of_the_runs(text: str) -> None:
    found = {*runs(indexed(text))}
    assert marks(indexed(text)) <= found
    assert bool(marks(indexed(text))) == bool(found)


def test_runs_are_the_same_in_every_program() -> None:
    """They are stored: another form would find nothing in an older library."""
    assert code(str(runs(indexed("Moss keeps its own calendar; 苔 and Möss.")))) == "lgff6ljesy"


@given(st.text(max_size=200), st.text(max_size=200))
def test_shared_ranges_are_in_order_and_in_both(text: str, other: str) -> None:
    both = text + " one two three four " + other
    at = 0
    for begin, end in shared_ranges(both, f"so one two three {other}"):
        assert at <= begin < end <= len(both)
        at = end
    assert shared_ranges(both, both) or len(words_of(both).forms) < 3


@pytest.mark.parametrize("text", ["'" * 100_000, "a'" * 50_000, "苔" * 100_000, "a" * 100_000])
def test_hostile_texts_are_split_in_time(text: str) -> None:
    begun = time.process_time()
    words_of(text)
    runs(indexed(text))
    assert time.process_time() - begun < 2


def _marked(db: Connection) -> set[int]:
    return {*db.exec_driver_sql("SELECT highlight_id FROM echo_marks").scalars()}


_WORDS = [
    "sea",
    "tide",
    "of",
    "Öl",
    "æther",
    "漢字",
    "don't",
    "x" * 63,
    "y" * 64,
    "z" * 300,
    "\ud800",
    "",
]


@given(
    st.lists(
        st.one_of(st.text(), st.lists(st.sampled_from(_WORDS), max_size=90).map(" ".join)),
        max_size=20,
    )
)
def test_many_passages_have_the_marks_that_each_has(texts: list[str]) -> None:
    lines = [(row, indexed(text)) for row, text in enumerate(texts, 7)]
    assert marks_of_many(lines) == [(row, packed(marks(text))) for row, text in lines]
