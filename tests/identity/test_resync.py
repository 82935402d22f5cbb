"""Real sequences of one file's versions, read in place.

Whatever the order, the newest version is what is live, and nothing stands twice.
"""

import random
from collections import Counter
from pathlib import Path

import pytest

from app.formats.registry import parse_file
from app.store.edits.edits import change_highlight
from tests.identity.vault import Vault

SEQUENCES = (
    "append-only-article",
    "appended-to-itself",
    "article-edited",
    "book-without-ids",
    "kindle-book",
    "logseq-book",
    "owner-edits",
)
NOW = "2025-05-03T08:00:00Z"


def versions(shared: Path, name: str) -> list[str]:
    """The versions, oldest first."""
    return [
        path.read_text(encoding="utf-8")
        for path in sorted((shared / "corpus" / "resync" / name).glob("*.md"))
    ]


def expected(text: str) -> Counter[str]:
    """The passages of one version."""
    return Counter(
        h.text
        for d in parse_file("File.md", text.encode(), named=True).documents
        for h in d.highlights
    )


@pytest.mark.parametrize("name", SEQUENCES)
def test_the_last_version_is_live_with_the_readers_own_on_it(
    shared: Path, vault: Vault, name: str
) -> None:
    """Version by version: what the reader tagged and noted stays on each passage that lives on.

    Of many, he does so with a score.
    """
    texts = versions(shared, name)
    vault.write("File.md", texts[0])
    vault.take()
    live = vault.live()
    first = {h.id: h.text for h in live[:: len(live) // 20 + 1]}
    with vault.engine.writing() as db:
        for code in first:
            change_highlight(db, code, {"tags": ["mine"], "note": f"on {code}"}, NOW)
    for text in texts[1:]:
        vault.write("File.md", text)
        vault.take()
    live = vault.live()
    assert Counter(h.text for h in live) == expected(texts[-1])
    assert all("mine" in h.tags and h.note == f"on {h.id}" for h in live if h.id in first)
    met = {h.id for h in live} | {code for code in first if code not in {h.id for h in live}}
    assert len(met) == len(live) + len(vault_gone_codes(vault) & first.keys())


def vault_gone_codes(vault: Vault) -> set[str]:
    """The codes of the gone highlights."""
    with vault.engine.writing() as db:
        return set(db.exec_driver_sql("SELECT code FROM highlights WHERE gone = 1").scalars())


@pytest.mark.parametrize("name", SEQUENCES)
def test_any_order_and_any_repeats_end_the_same(shared: Path, vault: Vault, name: str) -> None:
    """The newest mtime decides, not the import that came last."""
    texts = versions(shared, name)
    chance = random.Random(name)  # noqa: S311 an order is no secret
    order = [*range(len(texts)), *chance.choices(range(len(texts)), k=3)]
    chance.shuffle(order)
    for index in order:
        vault.take(vault.write("File.md", texts[index], at=1_700_000_000 + 60 * index))
    assert Counter(vault.texts()) == expected(texts[-1])
