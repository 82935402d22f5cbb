"""Files that a second process reads ahead."""

import pickle
import sys
from itertools import islice
from pathlib import Path

import pytest

from app.importer.files.scan import FoundFile, walk
from app.importer.reading import Content, Wanted, _answer, read_content, read_contents
from app.model import Problem

MANY = 450  # more than are read before the other process has started


@pytest.fixture(autouse=True)
def _another_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is begun for so few files as well."""
    monkeypatch.setattr("app.importer.reading._MANY", MANY - 1)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> list[Wanted]:
    """Very many small exports, and amid them a file that is no longer there."""
    folder = tmp_path_factory.mktemp("many")
    for n in range(MANY):
        (folder / f"{n:04}.md").write_text(
            f"# Kites {n}\n\n## Highlights\n- String is the longer half of flying, {n}. "
            f"([Location {n}](x))\n"
        )
    wanted = [Wanted(found) for found in walk([folder]).files]
    absent = FoundFile(str(folder / "absent.md"), str(folder), 1, 1, named=False)
    return [*wanted[:-10], Wanted(absent), *wanted[-10:]]


def test_the_answers_are_those_of_one_process_in_their_order(
    files: list[Wanted], monkeypatch: pytest.MonkeyPatch
) -> None:
    here: list[Wanted] = []

    def counted(file: Wanted) -> Content | Problem:
        here.append(file)
        return read_content(file)

    monkeypatch.setattr("app.importer.reading.read_content", counted)
    answers = list(read_contents(files))
    assert here == files[:200]
    assert answers == [read_content(file) for file in files]
    assert [type(answer) for answer in answers].count(Problem) == 1


def test_known_bytes_are_not_understood_again(files: list[Wanted]) -> None:
    known = [
        Wanted(file.found, c.sha256)
        for file, c in zip(files, read_contents(files), strict=True)
        if isinstance(c, Content)
    ]
    assert {c.parsed for c in read_contents(known) if isinstance(c, Content)} == {None}


@pytest.mark.parametrize("interpreter", ["/bin/false", "/nowhere/python", ""])
def test_what_no_other_process_reads_is_read_here(
    files: list[Wanted], interpreter: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", interpreter)
    assert sum(isinstance(answer, Content) for answer in read_contents(files)) == MANY


def test_a_fault_of_the_other_process_is_its_end_and_not_a_wait_for_ever(
    files: list[Wanted], tmp_path: Path
) -> None:
    questions = tmp_path / "questions"
    questions.write_bytes(pickle.dumps(files[0]) + pickle.dumps("no file"))
    with (
        questions.open("rb") as source,
        (tmp_path / "answers").open("wb") as target,
        pytest.raises(AttributeError),
    ):
        _answer(source, target)
    assert pickle.loads((tmp_path / "answers").read_bytes()) == read_content(files[0])  # noqa: S301 it is our own


def test_it_can_be_left_at_any_moment(files: list[Wanted]) -> None:
    contents = read_contents(files)
    assert len(list(islice(contents, MANY - 5))) == MANY - 5
    contents.close()
    assert list(contents) == []


def test_nothing_is_run_that_lies_where_one_stands(
    files: list[Wanted], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    trap = tmp_path / "app"
    trap.mkdir()
    (trap / "__init__.py").write_text(f"open({str(tmp_path / 'sprung')!r}, 'w').close()\n")
    monkeypatch.chdir(tmp_path)
    assert len(list(read_contents(files))) == len(files)
    assert not (tmp_path / "sprung").exists()
