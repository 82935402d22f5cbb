"""A watch that goes on when its folder was away, and says so meanwhile."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest
import watchfiles

from app.cli import watching as watching_module
from app.cli.watching import Watch, watching
from app.store.db.library import Library
from app.store.reads.documents import list_documents


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """It looks ten times as often as it does for a reader."""
    monkeypatch.setattr(watching_module, "_LOOK", 100)
    monkeypatch.setattr(watching_module, "_RETRY_SECONDS", 0.1)


@pytest.fixture
def library(empty_library: Path, tmp_path: Path) -> Iterator[Library]:
    """A library without rows."""
    with Library(Path(shutil.copy(empty_library, tmp_path / "library.db"))) as library:
        yield library


def comes(true: Callable[[], bool]) -> bool:
    """Whether something comes to be within half a minute."""
    pause = Event()
    return any(true() or pause.wait(0.05) for _ in range(600))


def titles(library: Library) -> set[str]:
    with library.reading() as db:
        return {document.title for document in list_documents(db).items}


@pytest.mark.parametrize("at_once", [False, True])
def test_a_folder_that_was_away_is_watched_on(
    library: Library, tmp_path: Path, capsys: pytest.CaptureFixture[str], *, at_once: bool
) -> None:
    folder = tmp_path / "notes"
    folder.mkdir()
    (folder / "One.md").write_text("# One\n\nTides.\n")
    with watching(library, folder) as watch:
        assert comes(lambda: titles(library) == {"One"})
        assert watch.trouble == ""
        shutil.rmtree(folder)
        if not at_once:
            assert comes(lambda: "is away" in watch.trouble)
        folder.mkdir()
        (folder / "Two.md").write_text("# Two\n\nMoors.\n")
        assert comes(lambda: "Two" in titles(library))
        assert comes(lambda: watch.trouble == "")
    told = capsys.readouterr().err
    assert at_once or ("is away" in told and "is back and watched again" in told)


def test_a_folder_in_the_place_of_another_is_watched_though_nobody_says_so(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As an unmounted disk: what watches the folder before hears nothing of the one there now."""
    folder, begun = tmp_path / "notes", []
    folder.mkdir()

    def hear_nothing(_folder: Path, *, stop_event: Event, **_: object) -> Iterator[set[object]]:
        begun.append(folder.stat().st_ino)
        if len(begun) == 1:
            folder.rename(tmp_path / "before")
            folder.mkdir()
        while not stop_event.wait(0.05):
            yield set()

    monkeypatch.setattr(watchfiles, "watch", hear_nothing)
    with watching(library, folder):
        assert comes(lambda: len(begun) == 2)
    assert begun[0] != begun[1]


def test_a_watch_that_the_system_refuses_is_begun_again_and_says_why(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin, refused = watchfiles.watch, iter([OSError("no more watches are left")])

    def watch_at_the_second_time(*given: object, **options: object) -> object:
        if refusal := next(refused, None):
            raise refusal
        return begin(*given, **options)  # type: ignore[arg-type] # whatever the program gives

    monkeypatch.setattr(watchfiles, "watch", watch_at_the_second_time)
    watch = Watch(library, tmp_path)
    troubles: list[str] = []
    monkeypatch.setattr(watch, "_note", troubles.append)
    watch.start()
    assert comes(lambda: len(troubles) > 1)
    watch.stop()
    assert "no more watches are left" in troubles[0]
    assert troubles[1] == ""


def test_a_file_in_the_folder_s_place_is_waited_out(library: Library, tmp_path: Path) -> None:
    folder = tmp_path / "notes"
    folder.write_text("no folder")  # as an unmounted disk may leave one
    watch = Watch(library, folder)
    watch.start()
    assert comes(lambda: "is away" in watch.trouble)
    folder.unlink()
    folder.mkdir()
    assert comes(lambda: watch.trouble == "")
    watch.stop()
