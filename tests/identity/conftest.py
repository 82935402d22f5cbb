"""A vault for each test."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from app.store.db.library import Library
from tests.identity.vault import Vault


@pytest.fixture
def make_vault(empty_library: Path, tmp_path: Path) -> Iterator[Callable[[], Vault]]:
    """Makes an empty folder with an empty library, as often as it is called."""
    made: list[Vault] = []

    def make() -> Vault:
        folder = tmp_path / str(len(made))
        (folder / "notes").mkdir(parents=True)
        made.append(
            Vault(
                folder / "notes", Library(Path(shutil.copy(empty_library, folder / "library.db")))
            )
        )
        return made[-1]

    yield make
    for vault in made:
        vault.engine.close()


@pytest.fixture
def vault(make_vault: Callable[[], Vault]) -> Vault:
    """An empty folder with an empty library."""
    return make_vault()
