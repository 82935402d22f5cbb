"""What gives nothing, and why: binary files, broken archives, files that are too large.

And texts that only look like them.
"""

import json
import os
import shutil
import zipfile
import zlib
from pathlib import Path

import pytest

from app.formats.registry import parse_file
from app.importer.files.scan import HUGE, walk
from app.importer.run import import_paths
from app.model import Counts
from app.store.db.library import Library

NOTE = "# Tides\n\nThe sea keeps two clocks, and each is *slow*.\n"
PACKED = zlib.compress(bytes(number * 7919 % 251 for number in range(50_000)) + os.urandom(20_000))
PICTURE = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + PACKED
BINARY = {
    "a picture": PICTURE,
    "a packed file": PACKED,
    "zeros": bytes(5000),
    "a database": b"SQLite format 3\x00\x10\x00\x01\x01\x00\x40\x20\x20"
    + bytes(300)
    + b"CREATE TABLE tides (moon)"
    + bytes(3000),
}
TEXTS = {
    "UTF-16 with a mark": ("\ufeff" + NOTE).encode("utf-16-le"),
    "UTF-16 without one": NOTE.encode("utf-16-be"),
    "UTF-32": NOTE.encode("utf-32"),
    "Windows-1252": "# Tides\n\nThe sea keeps “two” clocks, größer and slower – für "
    "immer.\n".encode("cp1252"),
    "a few stray zeros": NOTE.replace("sea", "s\0ea").encode() * 3,
    "colours of a terminal": b"# Tides\n\n" + b"\x1b[31mred\x1b[0m clocks\n" * 50,
    "a short odd one": b"a\0b clocks \x01",
}


@pytest.mark.parametrize("data", BINARY.values(), ids=BINARY.keys())
@pytest.mark.parametrize("path", ["x.md", "x.txt", "x.csv", "x.json"])
def test_a_binary_file_gives_nothing_and_is_told(path: str, data: bytes) -> None:
    parsed = parse_file(path, data, named=True)
    assert (parsed.documents, parsed.unparsed, parsed.skipped) == ((), (), "no text")
    assert [p.message for p in parsed.problems] == [
        "is no text but binary data; it was passed over"
    ]


@pytest.mark.parametrize("data", TEXTS.values(), ids=TEXTS.keys())
def test_a_text_in_any_encoding_is_read(data: bytes) -> None:
    parsed = parse_file("x.md", data)
    assert not parsed.skipped
    assert "clocks" in parsed.documents[0].body


READER = {
    "id": "ODD",
    "category": "article",
    "source_url": "https://e.org/ODD",
    "title": "ODD",
    "tags": {"ODD": {"name": "ODD"}, "k": {}},
    "ODD": ["ODD"],
}
MARKED = {"id": "h", "parent_id": "ODD", "content": "ODD", "notes": "ODD", "tags": ["ODD"]}
READWISE = {
    "user_book_id": 1, "title": "ODD", "book_tags": [{"name": "ODD"}], "ODD": {"ODD": 1},
    "highlights": [{"id": 5, "text": "ODD", "tags": [{"name": "ODD"}]}],
}  # fmt: skip


@pytest.mark.parametrize("escape", [r"\ud800", r"x\udfffy", r"\u0000"])
@pytest.mark.parametrize("items", [[READER, MARKED], [READWISE]], ids=["reader", "readwise"])
def test_what_json_may_spell_and_no_library_can_hold_is_shown_by_a_sign(
    items: list[dict[str, object]], escape: str
) -> None:
    """Wherever in the file it stands."""
    parsed = parse_file("x.json", json.dumps({"results": items}).replace("ODD", escape).encode())
    assert [len(document.highlights) for document in parsed.documents] == [1]
    assert repr(parsed).count("�") + repr(parsed).count("␀") > 5
    assert not any(spelt in repr(parsed) for spelt in (r"\ud", r"\x00"))


def test_what_yaml_may_spell_and_no_library_can_hold_is_shown_by_a_sign() -> None:
    parsed = parse_file("x.md", b'---\ntags: ["a\\0b"]\n"odd \\0": "is \\0"\n---\n')
    assert parsed.documents[0].tags == ("a␀b",)
    assert parsed.documents[0].properties == {"odd ␀": "is ␀"}


def test_an_archive_within_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "Tides.md").write_text(NOTE)
    with zipfile.ZipFile(tmp_path / "deep" / "Old.ZIP", "w") as archive:
        archive.writestr("Old.md", NOTE)
    walked = walk([tmp_path])
    assert [Path(file.path).name for file in walked.files] == ["Tides.md"]
    assert [(p.path, p.message) for p in walked.problems] == [
        (
            str(tmp_path / "deep" / "Old.ZIP"),
            "an archive within a folder is not opened: import it by its own name",
        )
    ]


def test_a_link_to_a_folder_elsewhere_is_told(tmp_path: Path) -> None:
    """Not one to a folder that is walked anyhow.

    Nor one that leads to nothing or round in a ring.
    """
    notes, elsewhere = tmp_path / "notes", tmp_path / "elsewhere"
    for folder in (notes / "deep", elsewhere):
        folder.mkdir(parents=True)
        (folder / "Tides.md").write_text(NOTE)
    for name, target in (
        ("out", elsewhere),
        ("in", notes / "deep"),
        ("up", notes),
        (".git", elsewhere),
        ("nowhere", "nothing"),
        ("ring", "ring"),
    ):
        (notes / name).symlink_to(target)
    walked = walk([notes])
    assert [file.path for file in walked.files] == [str(notes / "deep" / "Tides.md")]
    assert [(p.path, p.message) for p in walked.problems] == [
        (
            str(notes / "out"),
            (
                "this link leads to a folder elsewhere; it was not followed: import that by its "
                "own "
                "name"
            ),
        )
    ]
    assert walked.roots == (str(notes),)


def test_a_folder_of_uploads_is_passed_over_beside_a_library_alone(tmp_path: Path) -> None:
    for folder in ("library.db.uploads", "my own.uploads"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "Tides.md").write_text(NOTE)
    (tmp_path / "library.db").touch()
    assert [file.path for file in walk([tmp_path]).files] == [
        str(tmp_path / "my own.uploads" / "Tides.md")
    ]


def test_a_name_that_is_no_text_is_told_and_the_rest_is_taken(
    empty_library: Path, tmp_path: Path
) -> None:
    """In a folder, as a folder, and as what was named itself."""
    folder = tmp_path / os.fsdecode(b"caf\xe9")
    folder.mkdir()
    for path in (folder / "Inner.md", tmp_path / os.fsdecode(b"caf\xe9.md"), tmp_path / "Tides.md"):
        path.write_text(NOTE)
    with zipfile.ZipFile(tmp_path / os.fsdecode(b"caf\xe9.zip"), "w") as archive:
        archive.writestr("Old.md", NOTE)
    engine = Library(Path(shutil.copy(empty_library, tmp_path / "library.db")))
    report = import_paths(engine, [tmp_path, tmp_path / os.fsdecode(b"caf\xe9.zip")])
    engine.close()
    assert report.files == Counts(added=1, failed=1)
    assert [p.path.removeprefix(f"{tmp_path}/") for p in report.problems] == [
        "caf�.md",
        "caf�.zip/Old.md",
        "caf�/Inner.md",
    ]
    assert {p.message for p in report.problems} == {
        "has a name that is no text; it was passed over: rename it"
    }


def test_a_path_that_gave_nothing_because_of_a_problem_is_unread(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "Tides.md").write_text(NOTE)
    with (tmp_path / "full" / "Large.md").open("wb") as large:
        large.truncate(HUGE + 1)
    broken, large_one = tmp_path / "broken.zip", tmp_path / "full" / "Large.md"
    broken.write_bytes(b"PK\3\4 and no more")
    walked = walk(
        [tmp_path / "empty", tmp_path / "full", broken, large_one, tmp_path / "full" / "Tides.md"]
    )
    assert walked.unread == (broken, large_one)
