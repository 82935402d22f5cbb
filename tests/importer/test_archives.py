"""Zip archives are read member by member; what is hostile in one is told, and stops nothing."""

import json
import random
import shutil
import stat
import struct
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.cli import run
from app.importer.files import archives
from app.importer.files.scan import read_found, walk
from app.importer.run import import_paths
from app.model import Counts
from app.store.db.library import Library

BOOK = "# Kites\n\n## Metadata\n- Author: [[Ana Ruiz]]\n- Category: #books\n\n## Highlights\n- {}\n"
ONE = BOOK.format("A kite is a question put to the wind.")
Entry = str | zipfile.ZipInfo


def pack(path: Path, *entries: tuple[Entry, str | bytes], how: int = zipfile.ZIP_DEFLATED) -> Path:
    """An archive with these entries; the one called `good.md` is sound."""
    with zipfile.ZipFile(path, "w", how) as archive:
        for entry, data in (*entries, ("good.md", ONE)):
            archive.writestr(entry, data, how)
    return path


def edit(path: Path, *changes: tuple[bytes, bytes]) -> None:
    """Other bytes of the same number, wherever the archive holds these."""
    data = path.read_bytes()
    for old, new in changes:
        assert len(old) == len(new)
        assert old in data
        data = data.replace(old, new)
    path.write_bytes(data)


def relist(path: Path, at: int, form: str, value: int, entry: int = 0) -> None:
    """Let the archive's list claim something else of an entry.

    `at` counts bytes from its beginning.
    """
    data = bytearray(path.read_bytes())
    start = -1
    for _ in range(entry + 1):
        start = data.index(b"PK\1\2", start + 1)
    struct.pack_into(form, data, start + at, value)
    path.write_bytes(data)


def names(path: Path) -> list[str]:
    """The members that are read."""
    return [str(Path(found.path).relative_to(path)) for found in walk([path]).files]


def special(name: str, kind: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (kind | 0o644) << 16
    return entry


def test_members_are_files_with_the_archives_path_before_theirs(tmp_path: Path) -> None:
    entry = zipfile.ZipInfo("Books/Kites.md", (2024, 2, 29, 12, 30, 58))
    path = pack(
        tmp_path / "x.zip",
        (entry, ONE),
        ("./notes//a.TXT", "a"),
        ("cover.png", b"x"),
        ("__MACOSX/._a.md", b"\0"),
        ("Books/sub.md/", b""),
    )
    walked = walk([path])
    found = walked.files[0]

    assert names(path) == ["Books/Kites.md", "good.md", "notes/a.TXT"]
    assert (walked.problems, walked.roots) == ((), ())
    assert (found.root, found.named, found.size, found.mtime_ns) == (
        "",
        False,
        len(ONE),
        1_709_209_858_000_000_000,
    )
    assert read_found(found) == ONE.encode()


@pytest.mark.parametrize("how", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_bytes_come_out_as_they_were_packed(tmp_path: Path, how: int) -> None:
    data = random.Random(7).randbytes(300_000) + b"\n" * 20_000  # noqa: S311 no secret
    path = pack(tmp_path / "x.zip", ("a.txt", data), how=how)

    assert read_found(walk([path]).files[0]) == data


def test_what_programs_keep_beside_notes_is_passed_over_as_in_a_folder(tmp_path: Path) -> None:
    kept = [
        f"{folder}/README.md" for folder in ("v/.obsidian/plugins/p", "node_modules/q", "v\\.git")
    ]
    path = pack(tmp_path / "x.zip", *((name, "a") for name in kept), (".trash/x.md", ONE))
    assert names(path) == [".trash/x.md", "good.md"]
    assert walk([path]).problems == ()


def test_names_written_in_utf_8_without_saying_so_are_read(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", ("Caf_xx.md", ONE))
    edit(path, (b"Caf_xx.md", "Caf€.md".encode()))

    assert names(path) == ["Caf€.md", "good.md"]


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        ("../out.md", "leads out"),
        ("a/../../out.md", "leads out"),
        ("..\\out.md", "leads out"),
        ("/etc/out.md", "leads out"),
        ("//host/out.md", "leads out"),
        ("C:/out.md", "leads out"),
        ("C:\\out.md", "leads out"),
        (special("out.md", stat.S_IFLNK), "is a link"),
        (special("out.md", stat.S_IFIFO), "no plain file"),
        (special("out.md", stat.S_IFCHR), "no plain file"),
    ],
)
def test_a_hostile_entry_is_told_and_the_rest_is_read(
    tmp_path: Path, entry: Entry, told: str
) -> None:
    path = pack(tmp_path / "x.zip", (entry, "/etc/passwd"))

    assert names(path) == ["good.md"]
    (problem,) = walk([path]).problems
    assert told in problem.message
    assert problem.path.startswith(f"{path}/")


@pytest.mark.parametrize("name", [b"out.md\0.exe", b"out.exe\0.md"])
def test_a_name_that_hides_behind_a_nul_is_told(tmp_path: Path, name: bytes) -> None:
    path = pack(tmp_path / "x.zip", ("out_md_.exe", ONE))
    edit(path, (b"out_md_.exe", name))

    assert names(path) == ["good.md"]
    assert "leads out" in walk([path]).problems[0].message


def test_of_two_entries_with_one_name_the_first_is_read(tmp_path: Path) -> None:
    path = pack(
        tmp_path / "x.zip",
        ("a.md", "first"),
        ("b.md", "second"),
        ("c\\a.md", "third"),
        ("c/a.md", "fourth"),
    )
    edit(path, (b"b.md", b"a.md"))
    walked = walk([path])

    assert [read_found(found) for found in walked.files[:2]] == [b"first", b"third"]
    assert [problem.message for problem in walked.problems] == [
        "stands in the archive twice; the first one was read"
    ] * 2


@pytest.mark.parametrize(
    ("flags", "told"), [(0x1, "encrypted"), (0x41, "encrypted"), (0x2000, "encrypted")]
)
def test_encrypted_entries_are_told(tmp_path: Path, flags: int, told: str) -> None:
    path = pack(tmp_path / "x.zip", ("a.md", ONE))
    relist(path, 8, "<H", flags)

    assert names(path) == ["good.md"]
    assert told in walk([path]).problems[0].message


@pytest.mark.parametrize("how", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_packing_is_told(tmp_path: Path, how: int) -> None:
    path = pack(tmp_path / "x.zip", how=how)

    assert names(path) == []
    assert "unusual" in walk([path]).problems[0].message


def test_a_bomb_is_told_from_what_it_says(tmp_path: Path) -> None:
    path = pack(
        tmp_path / "x.zip",
        ("bomb.md", b"\n" * 5_000_000),
        ("huge.md", random.Random(1).randbytes(20_000_001)),  # noqa: S311 no secret
    )

    assert names(path) == ["good.md"]
    assert [
        "100 times" in p.message or "larger than 20 MB" in p.message for p in walk([path]).problems
    ] == [True, True]


def test_a_bomb_that_lies_is_cut_off_where_it_outgrows_its_word(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", ("a.md", b"\n" * 19_000_000))
    relist(path, 24, "<I", 90_000)
    (lying, _) = walk([path]).files

    with pytest.raises(OSError, match="holds more than the archive says"):
        read_found(lying)


def test_blank_lines_are_no_bomb(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", ("blank.md", b"\n" * 90_000))

    assert read_found(walk([path]).files[0]) == b"\n" * 90_000


def test_the_members_together_are_bounded(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", *((f"{number:02}.md", b"") for number in range(60)))
    for number in range(60):  # claims: 60 times 10 MB, packed into 200 KB each
        relist(path, 20, "<I", 200_000, number)
        relist(path, 24, "<I", 10_000_000, number)
    walked = walk([path])

    assert len(walked.files) == 50
    assert "more than 500 MB" in walked.problems[0].message


def test_the_number_of_entries_is_bounded(tmp_path: Path) -> None:
    path = pack(
        tmp_path / "x.zip",
        *((f"{number}.md", b"") for number in range(archives.ENTRIES + 1)),
        how=zipfile.ZIP_STORED,
    )
    walked = walk([path])

    assert len(walked.files) == archives.ENTRIES
    assert "more than 20,000 files" in walked.problems[0].message


def test_a_list_of_files_beyond_measure_is_not_read(tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip")
    data = path.read_bytes()
    end = data.rindex(b"PK\5\6")
    path.write_bytes(
        data[:end]
        + b"PK\1\2".ljust(9_000_000, b"\0")
        + data[end : end + 12]
        + struct.pack("<I", 9_000_000)
        + data[end + 16 :]
    )

    assert walk([path]).files == ()
    assert "list of files is too long" in walk([path]).problems[0].message


@pytest.mark.parametrize(
    "data", [b"", b"no zip", b"PK\3\4", b"PK\5\6" + b"\xff" * 18, b"PK\5\6" + b"\0" * 10]
)
def test_what_is_no_archive_is_told(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.zip"
    path.write_bytes(data)
    walked = walk([path])

    assert walked.files == ()
    assert [problem.path for problem in walked.problems] == [str(path)]


def test_archives_that_are_not_there_are_told(tmp_path: Path) -> None:
    (tmp_path / "link.zip").symlink_to(tmp_path / "nowhere")

    assert len(walk([tmp_path / "none.zip", tmp_path / "link.zip"]).problems) == 2


def _members(path: Path) -> Iterator[bytes | str]:
    for found in walk([path]).files:
        try:
            yield read_found(found)
        except OSError as error:
            yield str(error)


def test_no_damage_raises_anything_but_an_os_error(tmp_path: Path) -> None:
    """Of the bytes that come out, each is what was packed: the checksum holds."""
    damage(tmp_path, random.Random(3), 500)  # noqa: S311 no secret


def damage(folder: Path, chance: random.Random, times: int) -> None:
    """Read an archive that was damaged in so many ways."""
    path = pack(folder / "x.zip", ("a.md", ONE), ("b/c.txt", "b" * 300))
    whole, packed = path.read_bytes(), {ONE.encode(), b"b" * 300}
    for number in range(times):
        data = bytearray(whole)
        for _ in range(chance.randint(1, 4)):
            data[chance.randrange(len(data))] = chance.choice((0, 1, 0xFF, chance.randrange(256)))
        path = folder / f"{number}.zip"  # some disks wait for a file that is written over
        path.write_bytes(data[: chance.choice((len(data), len(data), chance.randrange(len(data))))])
        for told in _members(path):
            assert told in packed or isinstance(told, str)


@pytest.mark.parametrize(
    ("at", "form", "value"), [(42, "<I", 0xFFFFFFF0), (20, "<I", 7), (16, "<I", 1)]
)
def test_a_member_that_is_not_where_or_what_the_list_says_is_told(
    tmp_path: Path, at: int, form: str, value: int
) -> None:
    path = pack(tmp_path / "x.zip", ("a.md", ONE))
    relist(path, at, form, value)

    with pytest.raises(OSError, match="damaged"):
        read_found(walk([path]).files[0])


@pytest.fixture
def engine(empty_library: Path, tmp_path: Path) -> Iterator[Library]:
    """An empty library."""
    engine = Library(Path(shutil.copy(empty_library, tmp_path)))
    yield engine
    engine.close()


def test_an_archive_is_imported_again_and_what_it_no_longer_holds_is_not_gone(
    engine: Library, tmp_path: Path
) -> None:
    path = tmp_path / "x.zip"
    pack(path, ("Other.md", BOOK.replace("Kites", "Other").format("A string is an answer.")))
    first, again = import_paths(engine, [path]), import_paths(engine, [path])
    path.unlink()
    pack(path, ("New.md", BOOK.replace("Kites", "New").format("A tail is a second thought.")))
    third = import_paths(engine, [path, tmp_path])

    assert (first.files, first.highlights.added) == (Counts(added=2), 2)
    assert (again.files, again.highlights.unchanged) == (Counts(unchanged=2), 2)
    assert (third.files, third.highlights) == (
        Counts(added=1, unchanged=1),
        Counts(added=1, unchanged=1),
    )


def test_other_bytes_under_the_same_date_and_of_the_same_size_are_seen(
    engine: Library, tmp_path: Path
) -> None:
    entry: Callable[[], zipfile.ZipInfo] = lambda: zipfile.ZipInfo(  # noqa: E731 made anew each time
        "Kites.md", (1980, 1, 1, 0, 0, 0)
    )
    import_paths(engine, [pack(tmp_path / "x.zip", (entry(), BOOK.format("One kite.")))])
    done = import_paths(engine, [pack(tmp_path / "x.zip", (entry(), BOOK.format("Two kite.")))])

    assert done.files == Counts(changed=1, unchanged=1)


def test_a_damaged_member_fails_and_the_rest_is_imported(engine: Library, tmp_path: Path) -> None:
    path = pack(tmp_path / "x.zip", ("a.md", ONE))
    relist(path, 16, "<I", 1)
    done = import_paths(engine, [path])

    assert done.files == Counts(added=1, failed=1)
    assert "damaged" in done.problems[0].message


def test_commands_read_archives(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    pack(tmp_path / "x.ZIP", ("Books/Kites.md", ONE))
    monkeypatch.chdir(tmp_path)

    assert run(["inspect", "x.ZIP", "--json"]) == 0
    assert [json.loads(line)["path"] for line in capsys.readouterr().out.split("\n")[:-1]] == [
        "x.ZIP/Books/Kites.md",
        "x.ZIP/good.md",
    ]
    assert run(["--db", "new.db", "import", "x.ZIP", "--dry-run"]) == 0
    assert capsys.readouterr().out.startswith("would read 2 files: 1 new document, 1 new highlight")


def test_archives_in_a_folder_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text(ONE)
    pack(tmp_path / "x.zip")

    assert [(Path(found.path).name, found.member) for found in walk([tmp_path]).files] == [
        ("a.md", None)
    ]


def test_an_archive_within_an_archive_is_told(tmp_path: Path) -> None:
    inner = pack(tmp_path / "inner.zip", ("a.md", ONE))
    path = pack(
        tmp_path / "x.zip",
        ("Old/INNER.ZIP", inner.read_bytes()),
        ("b.md", ONE),
        ("folder.zip/c.md", ONE),
        ("d.zip/", b""),
    )
    walked = walk([path])
    assert [file.path.removeprefix(f"{path}/") for file in walked.files] == [
        "b.md",
        "folder.zip/c.md",
        "good.md",
    ]
    assert [
        (problem.path, "archive within an archive" in problem.message)
        for problem in walked.problems
    ] == [(f"{path}/Old/INNER.ZIP", True)]
