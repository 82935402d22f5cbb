"""Libraries in which an earlier program kept one work as several or several as one.

The next import puts them right, and nothing is lost.
"""

from sqlalchemy import Connection

from app.store.edits.edits import change_highlight, put_away
from app.store.reads.documents import document, list_documents
from app.store.reads.highlight_filters import HighlightFilter
from app.store.reads.highlights import highlight, list_highlights
from app.text import code
from tests.identity.vault import Passage, Vault, export

MOMENT = "2024-01-01T00:00:00Z"


def _kindle(title: str, *passages: str, asin: str = "") -> str:
    links = f"https://readwise.io/to_kindle?action=open{f'&asin={asin}' if asin else ''}&location="
    return export(
        [f"{text} ([Location {n}]({links}{n}))" for n, text in enumerate(passages, 1)], title=title
    )


def _as_of_an_earlier_program(db: Connection) -> None:
    db.exec_driver_sql("UPDATE files SET parser = 3")


def _titles(vault: Vault) -> dict[str, str]:
    with vault.engine.reading() as db:
        return {d.title: d.id for d in list_documents(db, limit=50).items}


def _codes(vault: Vault, title: str) -> dict[str, str]:
    with vault.engine.reading() as db:
        return {
            h.text: h.id for h in list_highlights(db, limit=50).items if h.document.title == title
        }


def _two_titles_of_one_book(vault: Vault) -> tuple[dict[str, str], dict[str, str]]:
    """A book under two titles, as a program keeps it that does not know Amazon's id.

    Gives the codes of both copies.
    """
    vault.write("Salt.md", _kindle("Salt", "Pans are slow.", "Roads are long."))
    vault.write(
        "Salt A Diary.md",
        _kindle("Salt: A Diary", "Pans are slow.", "Roads are long.", "Sand is old."),
    )
    vault.take()
    return _codes(vault, "Salt"), _codes(vault, "Salt: A Diary")


def _take_with_asin(vault: Vault) -> None:
    vault.write("Salt.md", _kindle("Salt", "Pans are slow.", "Roads are long.", asin="B00SALT001"))
    vault.write(
        "Salt A Diary.md",
        _kindle(
            "Salt: A Diary", "Pans are slow.", "Roads are long.", "Sand is old.", asin="B00SALT001"
        ),
    )
    vault.take()


def test_two_titles_of_one_book_become_one_and_every_address_leads_to_it(vault: Vault) -> None:
    first, second = _two_titles_of_one_book(vault)
    old = _titles(vault)
    assert len(old) == 2
    _take_with_asin(vault)
    assert sorted(vault.texts()) == ["Pans are slow.", "Roads are long.", "Sand is old."]
    assert vault.gone() == []
    with vault.engine.reading() as db:
        assert {document(db, known).id for known in old.values()} == {old["Salt"]}
        for text, known in (*first.items(), *second.items()):
            assert highlight(db, known).text == text
        assert {highlight(db, known).id for known in first.values()} == {*first.values()}


def test_what_the_reader_said_of_both_copies_stays(vault: Vault) -> None:
    first, second = _two_titles_of_one_book(vault)
    pans, roads = "Pans are slow.", "Roads are long."
    with vault.engine.writing() as db:
        change_highlight(
            db, first[pans], {"note": "As tides are.", "tags": ["sea"], "favorite": True}, MOMENT
        )
        change_highlight(
            db, second[pans], {"note": "Like habits.", "tags": ["craft"], "discarded": True}, MOMENT
        )
        change_highlight(
            db, second[roads], {"note": "Mine.", "tags": ["way"], "kept": True}, MOMENT
        )
        change_highlight(db, first[roads], {"text": "Roads are very long."}, MOMENT)
        change_highlight(db, second[roads], {"text": "Roads are too long."}, MOMENT)
    _take_with_asin(vault)
    with vault.engine.reading() as db:
        one, two = highlight(db, second[pans]), highlight(db, second[roads])
    assert (one.id, one.note, sorted(one.tags), one.favorite) == (
        first[pans],
        "As tides are.\n\nLike habits.",
        ["craft", "sea"],
        True,
    )
    assert (two.id, two.text, two.tags) == (first[roads], "Roads are very long.", ("way",))
    assert two.note == "Mine.\n\nRoads are too long."
    vault.take()
    with vault.engine.reading() as db:
        assert highlight(db, first[pans]) == one
    (vault.folder / "Salt.md").unlink()
    (vault.folder / "Salt A Diary.md").write_text(
        _kindle("Salt: A Diary", "Sand is old.", asin="B00SALT001")
    )
    vault.take()
    with vault.engine.reading() as db:
        assert "Mine." in highlight(db, second[roads]).note


def test_a_copy_that_was_put_away_stays_so(vault: Vault) -> None:
    _two_titles_of_one_book(vault)
    with vault.engine.writing() as db:
        put_away(db, _titles(vault)["Salt: A Diary"], away=True, changed_at=MOMENT)
    _take_with_asin(vault)
    assert _titles(vault) == {}


def _mixed(vault: Vault, *, own_ids: bool) -> tuple[str, dict[str, str]]:
    """Two mails of one page, as a program keeps them that drops what stands behind `#`.

    Gives the one code and those of the passages.
    """
    for number, (name, text) in enumerate((("Ada", "Of moss."), ("Bob", "Of stones.")), 1):
        passage = Passage(text, number if own_ids else 0)
        vault.write(
            f"{name}.md",
            export(
                [passage],
                title=f"Mail from {name}",
                url=f"https://mail.example/u/0/#inbox/{name}",
                category="articles",
            ),
        )
    vault.take()
    with vault.engine.writing() as db:
        first, second = (
            row[0] for row in db.exec_driver_sql("SELECT code FROM documents ORDER BY id")
        )
        db.exec_driver_sql("UPDATE highlights SET document_id = 1")
        db.exec_driver_sql("UPDATE document_files SET document_id = 1")
        db.exec_driver_sql("DELETE FROM documents WHERE id = 2")
        db.exec_driver_sql("UPDATE document_keys SET code = ?", (first,))
        db.exec_driver_sql(
            "INSERT INTO document_keys (key, code) VALUES ('url:mail.example/u/0', ?)", (first,)
        )
        texts = [
            row[0]
            for row in db.exec_driver_sql(
                f"SELECT key FROM highlight_keys WHERE key LIKE 'text:{second}:%'"
            )
        ]
        db.exec_driver_sql("DELETE FROM highlight_keys WHERE key LIKE ?", (f"text:{second}:%",))
        for key in texts:
            held = db.exec_driver_sql(
                "SELECT code FROM highlights WHERE text = 'Of stones.'"
            ).scalar()
            db.exec_driver_sql(
                "INSERT INTO highlight_keys (key, code) VALUES (?, ?)",
                (key.replace(second, first), held),
            )
        _as_of_an_earlier_program(db)
    with vault.engine.reading() as db:
        return first, {h.text: h.id for h in list_highlights(db, limit=50).items}


def _are_parted(vault: Vault, first: str, codes: dict[str, str]) -> None:
    titles = _titles(vault)
    assert set(titles) == {"Mail from Ada", "Mail from Bob"}
    assert first in titles.values()
    assert {h.text: (h.id, h.document.title) for h in vault.live()} == {
        "Of moss.": (codes["Of moss."], "Mail from Ada"),
        "Of stones.": (codes["Of stones."], "Mail from Bob"),
    }
    with vault.engine.reading() as db:
        assert (
            highlight(db, codes["Of stones."]).note,
            highlight(db, codes["Of stones."]).tags,
        ) == ("mine", ("kept",))
        assert list_highlights(db, HighlightFilter(gone=True), limit=10).items == ()


def test_works_that_were_mixed_are_parted_and_passages_keep_their_addresses(vault: Vault) -> None:
    first, codes = _mixed(vault, own_ids=True)
    with vault.engine.writing() as db:
        change_highlight(db, codes["Of stones."], {"note": "mine", "tags": ["kept"]}, MOMENT)
    vault.take()
    _are_parted(vault, first, codes)


def test_so_are_those_without_ids_though_their_files_are_there_no_more(vault: Vault) -> None:
    first, codes = _mixed(vault, own_ids=False)
    with vault.engine.writing() as db:
        change_highlight(db, codes["Of stones."], {"note": "mine", "tags": ["kept"]}, MOMENT)
    other = vault.folder.parent / "Other.md"
    other.write_text(export(["A passage."], title="Other"))
    vault.take(other)
    with vault.engine.reading() as db:
        parted = {d.title for d in list_documents(db, limit=50).items}
        assert parted == {"Mail from Ada", "Mail from Bob", "Other"}
        stones = highlight(db, codes["Of stones."])
        assert (stones.document.title, stones.note, stones.tags) == (
            "Mail from Bob",
            "mine",
            ("kept",),
        )
        assert document(db, first).title in parted
    assert vault.take(other).documents.changed == 0


def test_a_document_whose_author_is_read_otherwise_keeps_its_address(vault: Vault) -> None:
    vault.write("Tides.md", export(["The sea keeps two clocks."], author="Ruiz, Ana"))
    vault.take()
    was = code("title:tides|ruiz|book")
    with vault.engine.writing() as db:
        now = db.exec_driver_sql("SELECT code FROM documents").scalar()
        db.exec_driver_sql("UPDATE documents SET code = ?", (was,))
        db.exec_driver_sql(
            "UPDATE document_keys SET key = 'title:tides|ruiz|book', code = ?", (was,)
        )
        db.exec_driver_sql("UPDATE highlight_keys SET key = replace(key, ?, ?)", (now, was))
        _as_of_an_earlier_program(db)
    before = vault.live()
    with vault.engine.writing() as db:
        change_highlight(db, before[0].id, {"note": "mine"}, MOMENT)
    vault.take()
    (after,) = vault.live()
    assert (after.id, after.note, after.document.id, after.document.authors) == (
        before[0].id,
        "mine",
        was,
        ("Ana Ruiz",),
    )
    with vault.engine.reading() as db:
        assert document(db, code("title:tides|anaruiz|book")).id == was
