"""Highlights that have a tag, document by document, page by page, and by month."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.around.about_tag import TaggedPage, months_tagged, tagged_by_document
from app.store.db.library import Library
from app.store.edits.effects import effect_on_author
from tests.identity.vault import Passage, Vault, export


@pytest.fixture
def vault(tmp_path: Path, empty_library: Path) -> Iterator[Vault]:
    """Three documents of which the passages were marked in turn."""
    (tmp_path / "library.db").write_bytes(empty_library.read_bytes())
    (tmp_path / "notes").mkdir()
    with Library(tmp_path / "library.db") as library:
        vault = Vault(tmp_path / "notes", library)
        for at, title in enumerate(("Tides", "Walls", "Fens")):
            passages = [
                Passage(f"{title} say {n}.", 10 * at + n + 1, tags=("moss",) if n != 1 else ())
                for n in range(5)
            ]
            vault.write(f"{title}.md", export(passages, title=title, author=f"Writer {at}"))
        vault.take()
        yield vault


def said(page: TaggedPage) -> list[tuple[str, int, list[str]]]:
    """The documents of a page with their numbers and texts."""
    return [
        (group.highlights[0].document.title, group.number, [h.text for h in group.highlights])
        for group in page.groups
    ]


def test_each_document_comes_once_in_reading_order(vault: Vault) -> None:
    with vault.engine.reading() as db:
        whole = said(tagged_by_document(db, "moss"))
        assert sorted(title for title, *_ in whole) == ["Fens", "Tides", "Walls"]
        for title, number, texts in whole:
            assert (number, texts) == (4, [f"{title} say {n}." for n in (0, 2, 3, 4)])


@pytest.mark.parametrize("limit", [1, 3, 4, 5, 12])
def test_pages_follow_each_other_without_a_gap(vault: Vault, limit: int) -> None:
    with vault.engine.reading() as db:
        whole = [text for *_, texts in said(tagged_by_document(db, "moss")) for text in texts]
        met, cursor, pages = list[str](), "", 0
        while cursor or not pages:
            page = tagged_by_document(db, "moss", cursor=cursor, limit=limit)
            met += [text for *_, texts in said(page) for text in texts]
            cursor, pages = page.next_cursor, pages + 1
        assert (met, pages) == (whole, -(-12 // limit))
        for wrong in ("nonsense", "W10", "WyJieSBkb2N1bWVudCIsMV0"):
            assert said(tagged_by_document(db, "moss", cursor=wrong))


def test_months_count_all_that_have_the_tag(vault: Vault) -> None:
    with vault.engine.reading() as db:
        assert sum(months_tagged(db, "moss").values()) == 12
        assert months_tagged(db, "unknown") == {}


def test_documents_of_one_title_are_told_before_authors_are_joined(vault: Vault) -> None:
    again = export([Passage("Another copy.", 90)], title="Walls", author="W. One")
    vault.write("Walls again.md", again)
    vault.take()
    with vault.engine.reading() as db:
        effect = effect_on_author(db, "W. One", "Writer 1")
        assert (effect.documents, effect.both, effect.same_titles) == (1, 0, 1)
        assert [title for _, title in effect.titles] == ["Walls"]
        assert effect_on_author(db, "W. One", "Writer 2").same_titles == 0
