"""What a run keeps at hand between two handfuls of files."""

from hypothesis import given
from hypothesis import strategies as st

from app.importer.changes import Task
from app.importer.files.scan import FoundFile
from app.importer.reading import Content
from app.importer.tally import Read, Recent, RowSet
from app.model import ParsedFile


def read(name: str, size: int) -> Read:
    found = FoundFile(name, "", size, 0, named=False)
    return Read(Task(found, None), Content(b"", size, name, ParsedFile(name, "note")))


def test_the_files_read_last_are_kept_and_the_oldest_let_go() -> None:
    recent = Recent()
    for name in "abc":
        recent.take([read(name, 1_500_000)])
    assert [path for path, _ in recent.parsed] == ["b", "c"]


def test_all_of_the_last_handful_is_kept_however_large_and_a_file_met_again_counts_once() -> None:
    recent = Recent()
    recent.take([read("a", 1_500_000)])
    recent.take([read("a", 1_500_000), read("b", 1_500_000)])
    assert [path for path, _ in recent.parsed] == ["a", "b"]
    recent.take([read("c", 4_500_000), read("d", 4_500_000)])
    assert ([path for path, _ in recent.parsed], recent.size) == (["c", "d"], 9_000_000)


@given(st.lists(st.tuples(st.booleans(), st.frozensets(st.integers(0, 30)))))
def test_a_set_of_rows_is_as_a_set(changes: list[tuple[bool, frozenset[int]]]) -> None:
    rows, plain = RowSet(), set[int]()
    for adding, those in changes:
        if adding:
            assert rows.add(those) == len(plain & those)
            plain |= those
        else:
            rows.discard(those)
            plain -= those
    assert (list(rows), len(rows), {n for n in range(40) if n in rows}) == (
        sorted(plain),
        len(plain),
        plain,
    )
