"""Ten imports, some of them taken back and had again: the library is what it was."""

import random
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.importer.undo import undo_import
from app.importer.verify import verify
from app.store.db.library import Library
from tests.identity.vault import Passage, Vault, export

NOW = datetime(2025, 5, 3, tzinfo=UTC)
BEGAN = 1_700_000_000


def states(seed: int) -> list[tuple[str, str]]:
    """Ten files or new versions of them, each to be imported by itself: (name, text)."""
    chance = random.Random(seed)  # noqa: S311 what is drawn is no secret
    made = []
    for _ in range(10):
        number = chance.randrange(4)
        passages = [
            Passage(
                f"Wave {chance.randrange(12)} breaks.", chance.choice((0, chance.randrange(1, 30)))
            )
            for _ in range(chance.randrange(1, 6))
        ]
        made.append(
            (
                f"File {number}.md",
                export(
                    list({p.number or p.text: p for p in passages}.values()),
                    title=f"Tides {number % 3}",
                ),
            )
        )
    return made


def said(vault: Vault) -> tuple[list[tuple[str, str, str]], list[str]]:
    return [(h.document.title, h.text, h.note) for h in vault.live()], vault.gone()


def taken_back_and_had_again(empty_library: Path, seed: int, undone: list[int]) -> None:
    """Import ten states, take some back in this order, have all again; find all as before."""
    with tempfile.TemporaryDirectory() as folder:
        notes = Path(folder) / "notes"
        notes.mkdir()
        vault = Vault(notes, Library(Path(shutil.copy(empty_library, Path(folder) / "library.db"))))
        imports = [
            vault.take(vault.write(name, text, at=BEGAN + i)).id
            for i, (name, text) in enumerate(states(seed))
        ]
        before = said(vault)
        for index in undone:
            undo_import(vault.engine, imports[index], now=NOW)
        assert verify(vault.engine) == []
        for i, (name, text) in enumerate(states(seed)):
            vault.take(vault.write(name, text, at=BEGAN + i))
        assert verify(vault.engine) == []
        vault.engine.close()
        assert said(vault) == before


@pytest.mark.parametrize(("seed", "undone"), [(464, [2, 9]), (7, [0, 9, 4])])
def test_a_new_record_never_takes_a_code_that_another_still_has(
    empty_library: Path, seed: int, undone: list[int]
) -> None:
    taken_back_and_had_again(empty_library, seed, undone)
