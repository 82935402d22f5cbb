"""Longer names that go before shorter ones: which names of a library these are."""

from pathlib import Path

import pytest

from app.store.db.library import Library
from app.store.mentions.rivals import rivals
from app.text import name_key
from tests.store.library import add_document, add_import

NAMES = (
    "Sea",
    "The Sea",
    "Seaside",
    "Sea of Salt",
    "sea/deep",
    "Dead-Sea",
    "Overseas",
    "海",
    "東海",
)
ASKED = """
Sea | The Sea, Sea of Salt, sea/deep, Dead-Sea
The Sea | Sea of Salt, sea/deep
Sea of Salt |
Seaside |
海 | 東海
Nothing here |
"""


@pytest.mark.parametrize("line", ASKED.strip().splitlines())
def test_longer_names_hold_the_word_by_itself(
    empty_library: Path, tmp_path: Path, line: str
) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(empty_library.read_bytes())
    asked, _, longer = (part.strip() for part in line.partition("|"))
    with Library(path) as library:
        with library.writing() as db:
            add_import(db)
            add_document(db, "Held", authors=NAMES[::2], tags=NAMES[1::2])
            for table in ("authors", "tags"):  # that nothing has any more
                db.exec_driver_sql(f"INSERT INTO {table} (name, key) VALUES ('No', 'no sea')")
            written = rivals(db, [name_key(asked)])
        with library.reading() as db:
            found = rivals(db, [name_key(asked)])
        assert sorted(found) == sorted(map(name_key, filter(None, longer.split(", "))))
        assert sorted(written) == sorted(found), "a writer finds the same"
        with library.writing() as db:
            add_document(db, "Another", tags=["By the Sea"])
        with library.reading() as db:
            assert ("by the sea" in rivals(db, [name_key(asked)])) == (asked in {"Sea", "The Sea"})
