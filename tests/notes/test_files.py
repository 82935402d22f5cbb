"""Files of notes: nothing through links, nothing over another's change, whole or not at all."""

import errno
import os
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from app.notes import files
from app.notes.errors import ChangedMeanwhileError, NotePathError, NoteTooLargeError, NotOursError
from app.notes.files import bin_file, read_file, remove_from_bin, write_file
from app.notes.paths import check_new, parts_of
from app.notes.text import version_of
from tests.notes.conftest import NOTE
from tests.notes.test_paths import HOSTILE

HERE = ("Own", "On waiting.md")
VERSION = version_of(NOTE.encode())


def everything(folder: Path) -> dict[str, bytes]:
    """All files below a folder, by path."""
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_file_is_written_whole_with_its_permissions_and_a_later_time(folder: Path) -> None:
    path = folder.joinpath(*HERE)
    path.chmod(0o640)
    ahead = time.time_ns() + 10**12  # a clock that was wrong
    os.utime(path, ns=(ahead, ahead))
    assert write_file(folder, HERE, b"other", instead_of=VERSION) == path
    status = path.stat()
    assert (path.read_bytes(), status.st_mode & 0o777) == (b"other", 0o640)
    assert status.st_mtime_ns > ahead
    assert sorted(each.name for each in path.parent.iterdir()) == ["On waiting.md"]


def test_a_file_from_the_end_of_time_is_written_over(folder: Path) -> None:
    path = folder.joinpath(*HERE)
    write_file(folder, HERE, b"other", instead_of=VERSION, later_than=2**63 - 1)
    assert path.read_bytes() == b"other"


def test_folders_are_made_for_a_new_file_alone(folder: Path) -> None:
    before = everything(folder)
    assert read_file(folder, ("New", "deep", "x.md")) is None
    with pytest.raises(ChangedMeanwhileError):
        write_file(folder, ("New", "deep", "x.md"), b"x", instead_of=VERSION)
    assert not (folder / "New").exists()
    write_file(folder, ("New", "deep", "x.md"), b"x", instead_of="")
    assert everything(folder) == before | {"New/deep/x.md": b"x"}


def test_another_version_is_never_written_over_or_moved(folder: Path) -> None:
    before = everything(folder)
    for version in ("", version_of(b"other")):
        with pytest.raises(ChangedMeanwhileError) as told:
            write_file(folder, HERE, b"mine", instead_of=version)
        assert told.value.present == NOTE.encode()
    with pytest.raises(ChangedMeanwhileError):
        bin_file(folder, HERE, version=version_of(b"other"))
    assert everything(folder) == before


def test_what_was_changed_while_the_new_file_was_written_stays(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The slow part is over before the last look."""
    write_new = files._write_new

    def write_slowly(*told: object) -> None:
        write_new(*told)  # type: ignore[arg-type]
        folder.joinpath(*HERE).write_bytes(b"theirs")

    monkeypatch.setattr(files, "_write_new", write_slowly)
    with pytest.raises(ChangedMeanwhileError):
        write_file(folder, HERE, b"mine", instead_of=VERSION)
    assert folder.joinpath(*HERE).read_bytes() == b"theirs"
    assert [each.name for each in (folder / "Own").iterdir()] == ["On waiting.md"]


def test_a_new_file_never_takes_the_name_of_one_that_came_meanwhile(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = files._expected
    looks = iter((1, 2))

    def look(*told: object) -> object:
        seen = expected(*told)  # type: ignore[arg-type]
        if next(looks) == 2:
            (folder / "x.md").write_bytes(b"theirs")
        return seen

    monkeypatch.setattr(files, "_expected", look)
    with pytest.raises(ChangedMeanwhileError) as told:
        write_file(folder, ("x.md",), b"mine", instead_of="")
    assert (told.value.present, (folder / "x.md").read_bytes()) == (b"theirs", b"theirs")


def test_no_link_is_followed(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "x.md").write_text("theirs")
    (folder / "way out").symlink_to(outside)
    (folder / "link.md").symlink_to(outside / "x.md")
    (folder / "broken.md").symlink_to(outside / "none.md")
    for parts in (("way out", "x.md"), ("way out", "y.md"), ("link.md",), ("broken.md",)):
        with pytest.raises(NotOursError):
            read_file(folder, parts)
        with pytest.raises(NotOursError):
            write_file(folder, parts, b"mine", instead_of="")
        with pytest.raises(NotOursError):
            bin_file(folder, parts, version=version_of(b"theirs"))
    assert everything(outside) == {"x.md": b"theirs"}


def test_a_bin_that_leads_elsewhere_takes_nothing(folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (folder / ".trash").symlink_to(outside)
    with pytest.raises(NotOursError):
        bin_file(folder, HERE, version=VERSION)
    assert (everything(outside), folder.joinpath(*HERE).read_text()) == ({}, NOTE)


def test_what_is_no_plain_file_is_left_alone(folder: Path) -> None:
    (folder / "folder.md").mkdir()
    os.mkfifo(folder / "pipe.md")
    for name in ("folder.md", "pipe.md"):
        with pytest.raises(NotOursError):
            read_file(folder, (name,))
        with pytest.raises(NotOursError):
            write_file(folder, (name,), b"x", instead_of="")
    with pytest.raises(NotOursError):
        write_file(folder, ("The Salt Road.md", "x.md"), b"x", instead_of="")


def test_a_file_that_imports_would_not_read_is_not_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "HUGE", 10)
    with pytest.raises(NoteTooLargeError):
        read_file(folder, HERE)


def test_names_that_a_disk_may_take_for_one_are_one_note(folder: Path) -> None:
    """The same refusal on disks that tell case apart and on those that do not."""
    for parts in (("own", "x.md"), ("Own", "on Waiting.md")):
        with pytest.raises(NotePathError):
            write_file(folder, parts, b"x", instead_of="")
        assert read_file(folder, parts) is None
    (folder / "Cafe\u0301.md").write_bytes(b"one")
    found = read_file(folder, ("Caf\u00e9.md",))
    assert found is not None
    assert found.data == b"one"
    write_file(folder, ("Caf\u00e9.md",), b"two", instead_of=version_of(b"one"))
    assert (folder / "Cafe\u0301.md").read_bytes() == b"two"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(HOSTILE.map(lambda text: f"{text}.md"))
def test_whatever_the_path_nothing_is_written_outside(tmp_path: Path, path: str) -> None:
    folder = tmp_path / "deep" / "vault"
    (folder / "Own").mkdir(parents=True, exist_ok=True)
    (tmp_path / "outside").mkdir(exist_ok=True)
    if not (folder / "out").is_symlink():
        (folder / "out").symlink_to(tmp_path / "outside")
    with suppress(NotePathError, NotOursError, ChangedMeanwhileError):
        parts = check_new(parts_of(path))
        written = write_file(folder, parts, b"mine", instead_of="")
        assert written.resolve().is_relative_to(folder.resolve())
    assert sorted(each.name for each in tmp_path.iterdir()) == ["deep", "outside"]
    assert [each.name for each in (tmp_path / "deep").iterdir()] == ["vault"]
    assert list((tmp_path / "outside").iterdir()) == []


def test_what_is_deleted_lies_in_the_bin_under_a_name_of_its_own(folder: Path) -> None:
    for text in ("one", "two", "three"):
        write_file(folder, ("x.md",), text.encode(), instead_of="")
        bin_file(folder, ("x.md",), version=version_of(text.encode()))
    binned = everything(folder / ".trash")
    assert binned == {"x.md": b"one", "x 2.md": b"two", "x 3.md": b"three"}
    remove_from_bin(folder, ("x.md",), version=version_of(b"two"))
    remove_from_bin(folder, ("x.md",), version=version_of(b"none"))
    assert everything(folder / ".trash") == {"x.md": b"one", "x 3.md": b"three"}


def test_a_name_that_differs_in_case_from_one_in_the_bin_is_deleted(folder: Path) -> None:
    for parts in (("Sea", "On.md"), ("sea", "on.md"), ("sea", "On.md")):
        folder.joinpath(parts[0]).mkdir(exist_ok=True)
        folder.joinpath(*parts).write_bytes(b"x")
        bin_file(folder, parts, version=version_of(b"x"))
    assert len(everything(folder / ".trash")) == 3


def test_on_a_disk_without_second_names_no_alike_one_is_written_over(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Such a disk often takes names that differ in case for one."""

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EPERM, "no second names")

    monkeypatch.setattr(os, "link", refuse)
    for name in ("x.md", "X.md"):
        write_file(folder, (name,), b"x", instead_of="")
        bin_file(folder, (name,), version=version_of(b"x"))
    assert sorted(everything(folder / ".trash")) == ["X 2.md", "x.md"]


def test_a_full_disk_leaves_nothing_half_made(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> None:
        raise OSError(errno.ENOSPC, "no room")

    before = everything(folder)
    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(OSError, match="no room"):
        write_file(folder, HERE, b"other", instead_of=VERSION)
    assert everything(folder) == before


def test_what_a_kill_left_half_made_is_removed_later(folder: Path) -> None:
    old, new = (folder / f".florilegium-{digit * 16}.tmp" for digit in "01")
    for path in (old, new):
        path.write_text("half")
    os.utime(old, (1, 1))
    write_file(folder, ("x.md",), b"x", instead_of="")
    assert (old.exists(), new.exists()) == (False, True)
