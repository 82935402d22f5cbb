"""The column index agrees with the tables and with FTS5, whatever was written since."""

import os
import random
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.query.parser import parse, widened
from app.query.tree import Node, asks_for_gone, split_filters
from app.search.columns import refresh as refresh_module
from app.search.columns import words
from app.search.columns.cache import SnapshotCache, cache_of, file_of, is_stale
from app.search.columns.refresh import THREAD, refresh, refreshing
from app.search.columns.rows import GONE, LIVE
from app.search.columns.snapshot import (
    Snapshot,
    from_arrays,
    read_snapshot,
    to_arrays,
    update_snapshot,
)
from app.search.columns.storage import Array, Arrays, read_arrays, write_arrays
from app.search.fts_query import Tokens
from app.search.most_words import most_of
from app.search.scope import Scope
from app.search.search import count, search
from app.search.tiers import exact, matching_rows
from app.store.db.library import Library
from app.store.edits.edits import change_highlight, put_away
from app.store.fts.change_log import Position, changes_since, note_changes, position
from app.store.fts.index import index_documents, index_highlights
from app.store.fts.tables import HIGHLIGHTS, TABLES
from tests.examples import examples
from tests.search.plainly import disturb, grow, plainly
from tests.store.library import add_document, add_highlight, add_import


@pytest.fixture
def everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nearly every word is frequent, and nearly every beginning is kept."""
    monkeypatch.setattr(words, "_frequent", lambda _size: 4)
    monkeypatch.setattr(words, "_few", lambda _size: 2)


def with_words(db: Connection) -> Snapshot:
    """A snapshot with the words that the index holds now."""
    known = read_snapshot(db)
    return from_arrays(known.position, Arrays(dict(to_arrays(db, known))))


LEAVES = st.sampled_from(
    ["the", "sea", "salt", "day", "days", "running", "harbour", "HÂRBOUR", "road", "日本",
      "本", "日",
     "語", "c++", "was", "don't", "fire", "ﬁre",
     "nowhere",
     '"the sea"', '"of the"', '"salt road"', '"日本 語"', '"days of"', "da*", "dai*", "d*", "r*",
     "ru*", "wa*", "was*", "s*", "sal*", "th*", "hâr*",
     "日*",
     "salt-road", "saltroad", '"salt-road"', "note:salt-road", "saltro*", "salt-ro*",
     "zz*", "note:the", "note:da*", "title:salt", 'text:"of the"', "title:日本", "text:ru*",
     "note:c++",
     "tag:craft", "tag:travel", 'author:"Ada Quill"', "kind:book", "is:favorite", "is:discarded",
     "has:note", "has:link", "has:location", "has:color",
     "is:tagged", "before:2023", "after:2023", "on:2023-05-01", "len:>20", "len:5..30",
     "chapter:DUSK", "chapter:100%", "source:x.example",
     "source:salt", "is:gone", "is:gone"]
)  # fmt: skip


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Queries made of others."""
    two = st.tuples(inner, inner)
    return st.one_of(
        two.map(" ".join), two.map(" OR ".join).map("({})".format), inner.map("-({})".format)
    )


LONG_ONES = st.lists(
    st.sampled_from(
        ["the", "sea", "salt", "days", "road", "harbour", "nowhere", "日本", "fire", "c++",
         "salt-road", "note:the", "title:salt", "ru*", "-day", "(sea OR 日本)", "is:favorite"]
    ),
    min_size=4,
    max_size=9,
).map(" ".join)  # fmt: skip
TREES = st.one_of(st.recursive(LEAVES, joined, max_leaves=4), LONG_ONES)


@pytest.mark.usefixtures("everywhere")
@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=examples(4),
)
@given(queries=st.lists(TREES, min_size=18, max_size=30), seed=st.integers(0, 10**6))
def test_sets_are_those_of_fts5_and_sql(
    schema_file: Path, tmp_path: Path, queries: list[str], seed: int
) -> None:
    """Snapshots just read, with their words, and updated by changes, in turn."""
    chance = random.Random(seed)  # noqa: S311 the same each time
    engine = Library(Path(shutil.copy(schema_file, tmp_path / "library.db")))
    with engine.writing() as db:
        add_import(db)
        grow(db, chance, 6)
        whole = with_words(db)
        compare(db, whole, queries)
        for _ in range(2):
            disturb(db, chance)
            changes = changes_since(db, whole.position)
            assert changes
            whole = update_snapshot(db, whole, changes)
            compare(db, whole, queries)
        compare(db, read_snapshot(db), queries)
    engine.close()


def compare(db: Connection, known: Snapshot, queries: Sequence[str]) -> None:
    """Hold what a snapshot gives against what FTS5 and SQL give."""
    tokens = Tokens()
    for query in queries:
        parsed = parse(query, date(2024, 6, 1))
        gone = asks_for_gone(parsed.tree)
        states = {HIGHLIGHTS: LIVE | GONE} if gone else {}
        scopes = [
            Scope(db, known, tokens, table, states.get(table, LIVE)) for table in TABLES.values()
        ]
        most = most_of(scopes, split_filters(widened(parsed).tree)[0])
        trees: list[Node] = [parsed.tree, *([most] if most else [])]
        for tree in trees:
            for scope in scopes:
                assert set(np.flatnonzero(matching_rows(scope, tree)).tolist()) == plainly(
                    db, scope.table, tree, gone=gone
                ), (query, tree, scope.table.name)
                assert exact(scope, tree)


@pytest.mark.usefixtures("everywhere")
@pytest.mark.parametrize("seed", range(5))
def test_a_digest_brought_up_is_the_one_read_anew(blank: Connection, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 the same each time
    grow(blank, chance, 5)
    known = read_snapshot(blank)
    for _ in range(4):
        disturb(blank, chance)
        changes = changes_since(blank, known.position)
        assert changes
        known = update_snapshot(blank, known, changes)
    fresh = read_snapshot(blank)
    assert known.position == fresh.position
    for table in TABLES.values():
        live = fresh.in_state(table, LIVE | GONE)
        for name, column in fresh.of(table).columns.items():
            kept = known.of(table).columns[name]
            assert not kept[len(column) :].any()
            if name not in {"chapter", "color", "source"}:
                assert np.array_equal(kept[: len(column)][live], column[live]), name
        assert pairs(known.of(table).tagged, live) == pairs(fresh.of(table).tagged, live)
    assert pairs(known.document_authors, None) == pairs(fresh.document_authors, None)


def pairs(
    two: tuple[np.ndarray[tuple[int], np.dtype[np.int32]], ...],
    live: np.ndarray[tuple[int], np.dtype[np.bool_]] | None,
) -> set[tuple[int, int]]:
    """The pairs of rows that are there."""
    return {
        (a, b)
        for a, b in zip(two[0].tolist(), two[1].tolist(), strict=True)
        if live is None or live[a]
    }


# --- the cache of a program


@pytest.fixture(scope="module")
def grown_file(schema_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of some thirty highlights."""
    library = Path(shutil.copy(schema_file, tmp_path_factory.mktemp("grown") / "library.db"))
    engine = Library(library)
    with engine.writing() as db:
        add_import(db)
        grow(db, random.Random(1), 12)  # noqa: S311 the same each time
    engine.close()
    return library


@pytest.fixture
def programs(grown_file: Path, tmp_path: Path) -> Iterator[tuple[Library, Library]]:
    """Two programs over one library of some thirty highlights."""
    library = Path(shutil.copy(grown_file, tmp_path / "library.db"))
    both = Library(library), Library(library)
    yield both
    for engine in both:
        engine.close()


def total(engine: Library, query: str) -> int:
    """How many results a program finds now."""
    with engine.reading() as db:
        return search(db, query).total


def test_what_another_program_writes_is_found_at_once(programs: tuple[Library, Library]) -> None:
    one, other = programs
    assert total(one, '"a lantern"') == 0
    with other.writing() as db:
        book = add_document(db, "A Lantern")
        index_documents(db, [book])
        index_highlights(db, [add_highlight(db, book, "Carry a lantern.", code="lantern")])
    assert total(one, '"a lantern"') == 2
    with other.writing() as db:
        change_highlight(db, "lantern", {"favorite": True, "tags": ["lit"]}, "2024-01-01T00:00:00Z")
    assert total(one, "is:favorite tag:lit") == 1
    with other.writing() as db:
        put_away(
            db,
            db.exec_driver_sql("SELECT code FROM documents WHERE title = 'A Lantern'").scalar_one(),
            away=True,
            changed_at="",
        )
    assert total(one, '"a lantern"') == 0


def test_what_was_never_committed_is_never_found(programs: tuple[Library, Library]) -> None:
    one, _ = programs

    def fail() -> None:
        with one.writing() as db:
            index_highlights(db, [add_highlight(db, 1, "A lantern.")])
            assert search(db, '"a lantern"').total == 1
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    assert total(one, '"a lantern"') == 0


def test_an_earlier_reader_goes_on_while_a_later_one_sees_more(
    programs: tuple[Library, Library],
) -> None:
    one, other = programs
    with one.reading() as early:
        before = search(early, "").total
        with other.writing() as db:
            index_highlights(db, [add_highlight(db, 1, "A lantern.")])
        assert total(one, "") == before + 1
        assert {hit.snippet for hit in search(early, "lantern").hits} == set()


def test_a_reader_who_waited_brings_back_no_older_digest(
    programs: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = programs
    total(one, "the")
    cache = kept(one)
    with ExitStack() as readers:
        early = readers.enter_context(one.reading())
        before = position(early)
        with other.writing() as db:
            note_changes(db, highlights=[1])
        late = readers.enter_context(one.reading())
        waiting = cache._lock

        class Late:
            """A lock held by another thread until the snapshot is of a later position."""

            def __enter__(self) -> None:
                monkeypatch.setattr(cache, "_lock", waiting)
                cache.current(late)
                waiting.acquire()

            def __exit__(self, *_: object) -> None:
                waiting.release()

        cache._snapshot = replace(cache.current(early), position=Position(before.line - 1, 0))
        monkeypatch.setattr(cache, "_lock", Late())
        cache.current(early)
        assert cache.current(late).position == position(late)
        assert cache._snapshot.position == position(late)


def test_a_title_that_an_earlier_reader_sees_is_not_kept_for_later_ones(
    programs: tuple[Library, Library],
) -> None:
    one, other = programs
    with one.reading() as early:
        assert first_rows(early)["document"] != "Renamed"
        with other.writing() as db:
            db.exec_driver_sql("UPDATE documents SET title = 'Renamed'")
            index_documents(db, [1])
        with one.reading() as late:
            assert (
                count(late, "") > 0
            )  # the snapshot is that of the later moment, and no name was asked for
        assert first_rows(early)["document"] != "Renamed"
        with one.reading() as late:
            assert first_rows(late)["document"] == "Renamed"


def first_rows(db: Connection) -> dict[str, str]:
    """The first row of each facet."""
    return {facet.name: facet.rows[0][0] for facet in search(db, "").facets if facet.rows}


def test_what_came_between_two_searches_is_no_reason_to_read_all_anew(
    programs: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = programs
    total(one, "")
    with other.writing() as db:
        note_changes(db, highlights=[1])
    with one.reading() as between:
        between.exec_driver_sql("SELECT 1 FROM index_log").all()
        with other.writing() as db:
            note_changes(db, highlights=[2])
        now = total(one, "")
        monkeypatch.setattr("app.search.columns.cache.read_snapshot", None)
        assert search(between, "").total == now


@pytest.mark.usefixtures("everywhere")
def test_of_two_programs_one_reads_the_words(
    programs: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = programs
    total(other, "the")
    renewed(one)
    monkeypatch.setattr("app.search.columns.cache.to_arrays", None)
    monkeypatch.setattr("app.search.columns.cache._SMALL", 0)
    renewed(other)
    with other.reading() as db:
        assert kept(other).current(db).of(HIGHLIGHTS).words


def kept(engine: Library) -> SnapshotCache:
    """The cache of a program."""
    return cache_of(engine)


def renewed(engine: Library) -> Path:
    """Write the snapshot; gives its file."""
    with engine.reading() as db:
        kept(engine).refresh(db, threading.Event())
    return file_of(kept(engine).library)


@pytest.mark.usefixtures("everywhere")
def test_a_program_reads_what_another_wrote_beside_the_library(
    programs: tuple[Library, Library],
) -> None:
    one, other = programs
    before = [total(one, query) for query in ("", "the", "s*", "tag:craft")]
    renewed(one)
    assert [total(other, query) for query in ("", "the", "s*", "tag:craft")] == before
    with other.reading() as db:
        assert kept(other).current(db).of(HIGHLIGHTS).words


@pytest.mark.parametrize("harm", ["gone", "cut", "empty", "noise", "another", "later"])
def test_a_file_that_is_not_this_library_s_is_passed_over(
    programs: tuple[Library, Library], schema_file: Path, tmp_path: Path, harm: str
) -> None:
    one, other = programs
    before = total(one, "the")
    file = renewed(one)
    data = file.read_bytes()
    changed = {"cut": data[: len(data) // 2], "empty": b"", "noise": bytes(range(256)) * 40}
    if harm == "gone":
        file.unlink()
    elif harm in changed:
        file.write_bytes(changed[harm])
    elif harm == "later":
        found = read_arrays(file)
        assert found
        write_arrays(
            file,
            Position(found[0].line + 5, found[0].mark),
            [(name, found[1][name]) for name in found[1].names("")],
        )
    else:
        strange = Library(Path(shutil.copy(schema_file, tmp_path / "strange.db")))
        with strange.writing() as db:
            add_import(db)
        shutil.copy(renewed(strange), file)
        strange.close()
    assert total(other, "the") == before


def test_a_half_written_file_never_takes_the_place_of_a_whole_one(tmp_path: Path) -> None:
    def arrays() -> Iterator[tuple[str, Array]]:
        yield "one", np.ones(5, np.uint8)
        raise KeyError("two")

    path = tmp_path / "x.digest"
    write_arrays(path, Position(1, 2), [("one", np.ones(3, np.uint8))])
    old = tmp_path / "x.digest.7.part"
    old.touch()
    os.utime(old, (0, 0))
    with pytest.raises(KeyError, match="two"):
        write_arrays(path, Position(2, 3), arrays())
    found = read_arrays(path)
    assert found
    assert found[0] == Position(1, 2)
    assert found[1]["one"].tolist() == [1, 1, 1]
    assert [each.name for each in tmp_path.iterdir()] == ["x.digest"]


def test_a_folder_that_cannot_be_written_to_costs_the_file_alone(
    programs: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    before = total(programs[0], "the")
    monkeypatch.setattr("app.search.columns.cache.write_arrays", refuse)
    assert not renewed(programs[0]).exists()
    with programs[0].reading() as db:
        assert kept(programs[0]).current(db).of(HIGHLIGHTS).words
    assert total(programs[0], "the") == before


def test_too_much_written_since_the_words_were_read_sets_them_aside(
    programs: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    renewed(programs[0])
    monkeypatch.setattr("app.search.columns.snapshot.MOST_TOUCHED", 3)
    with programs[1].writing() as db:
        grow(db, random.Random(5), 3)  # noqa: S311 the same each time
    with programs[0].reading() as db:
        assert kept(programs[0]).current(db).of(HIGHLIGHTS).words is None


def test_imports_renew_what_they_mostly_wrote_and_leave_the_rest(
    programs: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = programs
    file = file_of(kept(one).library)
    with one.reading() as db:
        ids = [
            row[0]
            for row in db.exec_driver_sql("SELECT id FROM highlights WHERE gone = 0 ORDER BY id")
        ]
    monkeypatch.setattr("app.search.columns.cache._SMALL", 0)
    monkeypatch.setattr("app.search.columns.cache._STALE", 0)
    refresh(one)
    assert not file.exists()  # it is no large library
    monkeypatch.setattr("app.search.columns.refresh.LARGE", 1)
    refresh(one)
    counted = file.read_bytes()
    refresh(other)  # where no server runs, the next import reads the postings
    written = file.read_bytes()
    assert written != counted
    for some in (
        ids[: len(ids) // 3],
        ids[len(ids) // 3 : 2 * len(ids) // 3 + 1],
    ):  # a third, then as many again
        assert file.read_bytes() == written
        with other.writing() as db:
            note_changes(db, highlights=some)
        refresh(other)
    assert file.read_bytes() != written


def test_an_import_counts_the_words_and_a_server_reads_where_they_stand(
    programs: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = programs
    queries = ["the", "s*", "", '"of the"', "is:favorite", "da* OR road", "-the", "rivver"]
    alone = [total(other, query) for query in queries]
    monkeypatch.setattr("app.search.columns.cache._SMALL", 0)
    monkeypatch.setattr("app.search.columns.refresh.LARGE", 1)
    refresh(one)
    with one.reading() as db:
        counted = kept(one).current(db)
        assert all(part.words and part.words.counted for part in counted.parts.values())
        assert [total(one, query) for query in queries] == alone
        assert is_stale(counted)
        assert not is_stale(counted, postings=False)
        kept(one).refresh(db, threading.Event())
        whole = kept(one).current(db)
        assert not is_stale(whole)
        words = counted.of(HIGHLIGHTS).words, whole.of(HIGHLIGHTS).words
        assert words[0]
        assert words[1]
        assert words[0].vocabulary.letters == words[1].vocabulary.letters
        assert words[0].vocabulary.counts.tolist() == words[1].vocabulary.counts.tolist()
    assert [total(one, query) for query in queries] == alone


def test_threads_share_one_digest(programs: tuple[Library, Library]) -> None:
    queries = ["the", "s*", "", '"of the"', "is:favorite", "da* OR road"] * 4
    alone = [total(programs[1], query) for query in queries]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda query: total(programs[0], query), queries)) == alone


def test_the_background_ends_with_its_server(programs: tuple[Library, Library]) -> None:
    before = set(threading.enumerate())
    with refreshing(programs[0]):
        new = set(threading.enumerate()) - before
        (thread,) = (each for each in new if each.name == THREAD)
    assert not thread.is_alive()


def test_an_error_of_the_disk_does_not_end_the_background(
    programs: tuple[Library, Library], monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = iter([sqlite3.OperationalError("disk I/O error")])  # of the driver itself
    looked = threading.Event()

    def look(*_: object) -> Position:
        if error := next(errors, None):
            raise error
        looked.set()
        return Position(0, 0)

    monkeypatch.setattr(refresh_module, "_refresh_if_stale", look)
    monkeypatch.setattr(refresh_module, "_LOOK_EVERY", 0.01)
    with refreshing(programs[0]):
        assert looked.wait(60)


def test_a_fault_of_one_job_ends_no_other_and_is_told_once(
    programs: tuple[Library, Library],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(refresh_module, "_FIRST_LOOK", 0.01)
    monkeypatch.setattr(refresh_module, "_LOOK_EVERY", 0.01)
    done, thrice = iter(range(3)), threading.Event()

    def broken(*_: object) -> None:
        raise ValueError("no such page")

    def works(*_: object) -> None:
        if next(done, None) is None:
            thrice.set()

    with refreshing(programs[0], (broken, works)):
        assert thrice.wait(60)
    told = [record.getMessage() for record in caplog.records if "background" in record.message]
    assert [("broken" in each, "no such page" in each) for each in told] == [(True, True)]


# --- the log of changes


def test_the_log_tells_what_was_written(blank: Connection) -> None:
    at = position(blank)
    note_changes(blank, highlights=[3, 1, 2, 9], documents=[4])
    note_changes(blank)
    note_changes(blank, highlights=[2])
    changes = changes_since(blank, at)
    assert changes
    assert (changes.highlights, changes.documents) == ([1, 2, 3, 9], [4])
    assert changes.position == position(blank)
    assert changes.position.line == at.line + 2


@pytest.mark.parametrize(
    "other",
    [
        lambda at: Position(at.line, at.mark + 1),
        lambda at: Position(at.line + 7, at.mark),
        lambda at: Position(0, at.mark),
    ],
)
def test_a_position_that_the_log_does_not_have(
    blank: Connection, other: Callable[[Position], Position]
) -> None:
    assert changes_since(blank, other(position(blank))) is None


def test_the_log_stays_short(blank: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.store.fts.change_log._KEPT", 10)
    begun = position(blank)
    for row in range(45):
        note_changes(blank, highlights=[row + 1])
    assert blank.exec_driver_sql("SELECT count(*) FROM index_log").scalar_one() < 20
    assert changes_since(blank, begun) is None
