"""Passages of other documents that share rare words: in scripts without spaces, pairs of signs."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.search.near import sharing_words
from app.store.db.library import Library
from tests.identity.vault import Passage, Vault, export


@pytest.fixture
def vault(tmp_path: Path, empty_library: Path) -> Iterator[Vault]:
    """A library of its own."""
    (tmp_path / "library.db").write_bytes(empty_library.read_bytes())
    (tmp_path / "notes").mkdir()
    with Library(tmp_path / "library.db") as library:
        yield Vault(tmp_path / "notes", library)


def test_signs_count_with_the_one_beside_them_and_words_by_themselves(vault: Vault) -> None:
    said = {
        "One": ("苔藓慢慢覆盖石墙。", "The lichen covers every granite lintel."),
        "Two": ("石墙上的苔藓很绿。", "A granite lintel, and lichen on it."),
        "Three": ("石头和墙都慢，苔也慢，藓也慢。", "Nothing of that kind is here."),
    }
    for at, (title, texts) in enumerate(said.items()):
        passages = [Passage(text, 10 * at + n + 1) for n, text in enumerate(texts)]
        vault.write(f"{title}.md", export(passages, title=title))
    filler = [Passage(f"Words of number {n} alone.", 500 + n) for n in range(40)]
    vault.write("Filler.md", export(filler, title="Filler"))
    vault.take()
    of = {h.text: h for h in vault.live()}
    with vault.engine.reading() as db:
        found = sharing_words(db, of["苔藓慢慢覆盖石墙。"])
        assert [each.highlight.text for each in found] == ["石墙上的苔藓很绿。"]
        assert {*found[0].names} <= {"苔藓", "石墙"}
        found = sharing_words(db, of["The lichen covers every granite lintel."])
        assert {*found[0].names} == {"granite", "lintel", "lichen"}


def test_little_words_are_never_the_rarest(vault: Vault) -> None:
    """Not even in a library so small that they are rare."""
    vault.write("One.md", export([Passage("May the harbour keep your rope.", 1)], title="One"))
    vault.write("Two.md", export([Passage("Your slate may crack.", 2)], title="Two"))
    vault.take()
    (one,) = [each for each in vault.live() if "harbour" in each.text]
    with vault.engine.reading() as db:
        assert sharing_words(db, one) == ()
