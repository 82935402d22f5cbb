"""Which paths a note may have: nothing outside its folder, whatever is asked."""

import os
from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.notes.errors import NotePathError
from app.notes.paths import alike, check_new, parts_of, same_file

PIECES = st.sampled_from(
    ["..", ".", "", "/", "\\", "\0", "~", ".git", "a", "A", "é", "é", "CON", "nul", "x.md", ".md",
     "%2e%2e", "C:", "out/", "Own/", "on", "\u202e", "\n", " ", ".trash", "node_modules",
     "x.exe", "[[", "#", "界"]
)  # fmt: skip
HOSTILE = st.lists(PIECES | st.text(max_size=4), max_size=8).map("".join)


@given(HOSTILE.map(lambda text: f"{text}.md") | HOSTILE)
def test_a_path_that_is_taken_lies_within_the_folder(path: str) -> None:
    try:
        parts = parts_of(path)
    except NotePathError:
        return
    whole = os.path.normpath(PurePosixPath("/notes", *parts))
    assert whole == f"/notes/{path}"
    assert not any(part.startswith(".") or "\0" in part or "\\" in part for part in parts)
    assert path.lower().endswith(".md")


@given(HOSTILE.map(lambda text: f"{text}.md"))
def test_a_new_name_is_one_that_disks_and_links_can_hold(path: str) -> None:
    try:
        parts = check_new(parts_of(path))
    except NotePathError:
        return
    for part in parts:
        stem = part.split(".")[0].lower()
        assert stem not in {"con", "prn", "aux", "nul", "com1", "lpt9"}
        assert not set('<>:"|?*[]#^\n') & set(part)
        assert part == part.strip()
    assert check_new(parts) == parts


REFUSED = [
    "../x.md", "a/../x.md", "/etc/x.md", "a//x.md", "", ".md", ".hidden.md", "a/.trash/x.md",
    "x.exe", "x.md/", "x", "a\\b.md", "a\0.md", "a\n.md", "\u202edm.x.md", "./x.md", "\ud800.md",
    "node_modules/x.md", f"{'x' * 300}.md", f"{'a/' * 30}x.md",
]  # fmt: skip


@pytest.mark.parametrize("path", REFUSED)
def test_a_path_out_of_the_folder_or_of_another_kind_is_refused(path: str) -> None:
    with pytest.raises(NotePathError):
        parts_of(path)


REFUSED_NEW = [
    "CON.md", "a/nul.md", "com1.txt.md", "what?.md", "a:b.md", "x .md", " x.md", "a /x.md", "x..md",
    "a./x.md", "[[x.md", "a#b.md", "Tides.florilegium.md", "Tides.gone.md", "x.MD", "a|b.md",
]  # fmt: skip


@pytest.mark.parametrize("path", REFUSED_NEW)
def test_a_name_that_some_disk_or_link_cannot_hold_is_no_name_of_a_new_note(path: str) -> None:
    parts = parts_of(path)
    with pytest.raises(NotePathError):
        check_new(parts)


@pytest.mark.parametrize("path", ["x.md", "Own/On waiting.md", "界/é.md", "a.b.md", "it's (1).md"])
def test_ordinary_names_are_taken(path: str) -> None:
    assert "/".join(check_new(parts_of(path))) == path


def test_names_are_compared_as_disks_compare_them() -> None:
    assert check_new(("Cafe\u0301.md",)) == ("Caf\u00e9.md",)
    assert same_file("Cafe\u0301.md", "Caf\u00e9.md")
    assert not same_file("cafe.md", "Cafe.md")
    assert alike("STRASSE.md", "Straße.md")
    assert alike("Cafe\u0301.md", "CAFÉ.md")
    assert not alike("cafe.md", "café.md")
