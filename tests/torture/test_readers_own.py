"""Whatever is imported, changed by the reader and taken back, in any order.

Nothing that he kept or wrote is lost, and the library stays sound.
"""

import random
import shutil
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.importer.undo import AlreadyUndoneError, undo_import
from app.importer.verify import verify
from app.store.db.library import Library
from app.store.edits.edits import change_highlight, put_away
from app.store.edits.values import Entered
from tests.identity.vault import Passage, Vault, export

NOW = "2025-05-03T08:00:00Z"
TEXTS = [
    f"The {place} keeps {number} clocks and a {place} bell by the door."
    for place in ("sea", "moor", "mill")
    for number in ("two", "three", "nine")
]
EDITS: tuple[dict[str, Entered], ...] = (
    {"kept": True},
    {"kept": False},
    {"note": "Mine."},
    {"favorite": True},
    {"tags": ["moon"]},
)
NOTHING = {
    "what the reader said of a highlight that is no longer there, though a key leads to it": """
        SELECT code FROM my_fields WHERE field <> 'put_away'
          AND code NOT IN (SELECT code FROM highlights)
        AND code IN (SELECT code FROM highlight_keys)
    """,
    "a highlight that the reader keeps, and that is gone": """
        SELECT code FROM highlights JOIN my_fields USING (code)
          WHERE field = 'kept' AND mine = '1' AND gone = 1
    """,
    "a live highlight of a document that is not live": """
        SELECT h.code FROM highlights h JOIN documents d ON d.id = h.document_id
          WHERE (h.gone = 0) > (d.gone = 0) OR (h.gone = 2) > (d.gone = 2)
    """,
    "a document that is put away without the reader's word, or is not in spite of it": """
        SELECT code FROM documents d WHERE (gone = 2) <> EXISTS (
          SELECT 1 FROM my_fields m WHERE field = 'put_away' AND (m.code = d.code OR m.code IN (
            SELECT own_code FROM document_keys k WHERE k.code = d.code
            AND own_code NOT IN (SELECT code FROM documents)))
        )
    """,
    "a document that counts other highlights than it has": """
        SELECT code FROM documents d WHERE highlights <>
          (SELECT count(*) FROM highlights h WHERE h.document_id = d.id AND gone <> 1)
    """,
}


def one_of(db: Connection, table: str, chance: random.Random) -> str:
    """The code of any row, empty where there is none."""
    codes = sorted(db.exec_driver_sql(f"SELECT code FROM {table}").scalars())
    return chance.choice(codes) if codes else ""


def import_something(vault: Vault, chance: random.Random) -> int:
    """A file written anew, or now and then removed, and the number of the import that met it."""
    path = vault.folder / chance.choice(("a.md", "b.md", "c.md"))
    if path.exists() and len(list(vault.folder.iterdir())) > 1 and chance.random() < 0.12:
        path.unlink()
    else:
        passages = [
            Passage(text, (TEXTS.index(text) + 1) * (chance.random() < 0.6))
            for text in chance.sample(TEXTS, chance.randint(1, 6))
        ]
        vault.write(
            path.name,
            export(passages, title=chance.choice(("Tides", "Moors")))
            + f"\n<!-- {vault.clock} -->\n",
        )
    return vault.take().id


def change_something(vault: Vault, chance: random.Random) -> None:
    """The reader changes a highlight, or puts a document away or brings it back."""
    with vault.engine.writing() as db:
        if chance.random() < 0.7:
            if code := one_of(db, "highlights", chance):
                change_highlight(db, code, chance.choice(EDITS), NOW)
        elif code := one_of(db, "documents", chance):
            put_away(db, code, away=chance.random() < 0.5, changed_at=NOW)


@pytest.mark.timeout(600)
@pytest.mark.parametrize("seed", range(40))
def test_nothing_of_the_readers_own_is_lost(empty_library: Path, tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 the same each time
    (tmp_path / "notes").mkdir()
    vault = Vault(
        tmp_path / "notes", Library(Path(shutil.copy(empty_library, tmp_path / "library.db")))
    )
    imports = [import_something(vault, chance)]
    for _ in range(14):
        choice = chance.random()
        if choice < 0.45:
            imports.append(import_something(vault, chance))
        elif choice < 0.75:
            change_something(vault, chance)
        else:
            with suppress(AlreadyUndoneError):
                undo_import(vault.engine, chance.choice(imports), now=datetime.now(UTC))
        with vault.engine.reading() as db:
            assert [
                what for what, query in NOTHING.items() if db.exec_driver_sql(query).all()
            ] == []
        assert verify(vault.engine) == []
    vault.engine.close()
