"""What a run keeps at hand between two handfuls of files."""

from app.importer.batch import Read, Recent
from app.importer.changes import Task
from app.importer.reading import Content
from app.importer.scan import FoundFile
from app.model import ParsedFile


def read(name: str, size: int) -> Read:
    found = FoundFile(name, "", size, 0, named=False)
    return Read(Task(found, None), Content(b"", size, name, ParsedFile(name, "note")))


def test_the_files_read_last_are_kept_and_the_oldest_let_go() -> None:
    recent = Recent()
    for name in "abc":
        recent.take([read(name, 3_000_000)])
    assert [path for path, _ in recent.parsed] == ["b", "c"]


def test_all_of_the_last_handful_is_kept_however_large_and_a_file_met_again_counts_once() -> None:
    recent = Recent()
    recent.take([read("a", 3_000_000)])
    recent.take([read("a", 3_000_000), read("b", 3_000_000)])
    assert [path for path, _ in recent.parsed] == ["a", "b"]
    recent.take([read("c", 9_000_000), read("d", 9_000_000)])
    assert ([path for path, _ in recent.parsed], recent.size) == (["c", "d"], 18_000_000)
