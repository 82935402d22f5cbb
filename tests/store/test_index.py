"""The index holds what the tables say, whatever was written to it in whatever order."""

import random
import time
from collections.abc import Callable

import pytest
from sqlalchemy import Connection, update

from app.identity.records import GONE, MERGED, PUT_AWAY
from app.store.db import schema
from app.store.fts.form import OPEN, SHUT, searchable
from app.store.fts.index import drop_index, index_documents, index_highlights
from app.text import clusters
from tests.store.library import add_document, add_highlight

Rows = list[tuple[object, ...]]


def rows(db: Connection) -> tuple[Rows, Rows]:
    """All that stands in the index."""
    return (
        [
            tuple(row)
            for row in db.exec_driver_sql(
                "SELECT rowid, text, note, title, authors, tags FROM highlight_search ORDER BY "
                "rowid"
            )
        ],
        [
            tuple(row)
            for row in db.exec_driver_sql(
                "SELECT rowid, title, authors, tags, body FROM document_search ORDER BY rowid"
            )
        ],
    )


def test_a_row_holds_derived_text(blank: Connection) -> None:
    salt = add_document(
        blank,
        "The Salt Road",
        authors=["Ada Quill", "Zoë Marrow"],
        tags=["craft/salt"],
        body="# Pans\n\nThe **body**.",
        summary="A *walk*.",
        note="Read.",
        aliases='["Salt"]',
    )
    pan = add_highlight(
        blank,
        salt,
        "A *difﬁcult* road — [[Ada Quill|Ada]]’s",
        note="why_not `x`?",
        tags=["sand", "craft/salt"],
    )
    index_documents(blank, [salt])
    index_highlights(blank, [pan])
    assert rows(blank) == (
        [
            (
                pan,
                "A difficult road - Ada's",
                "why_not x?",
                "The Salt Road",
                "ada quill\nzoe marrow",
                "craft/salt\nsand",
            )
        ],
        [
            (
                salt,
                "The Salt Road",
                "ada quill\nzoe marrow",
                "craft/salt",
                "Pans\n\nThe body.\n\nA walk.\n\nRead.\n\nSalt",
            )
        ],
    )


@pytest.mark.parametrize(("state", "stays"), [(GONE, True), (PUT_AWAY, False), (MERGED, False)])
def test_of_what_is_not_live_gone_highlights_alone_are_in_the_index(
    blank: Connection, state: int, stays: bool
) -> None:
    salt = add_document(blank, "The Salt Road")
    pans = [add_highlight(blank, salt, text) for text in ("Salt.", "Sand.")]
    index_documents(blank, [salt])
    index_highlights(blank, pans)
    first = schema.highlights.c.id == pans[0]
    blank.execute(update(schema.highlights).where(first).values(gone=state))
    blank.execute(update(schema.documents).values(gone=state))
    index_documents(blank, [salt])
    index_highlights(blank, pans)
    assert [row[0] for row in rows(blank)[0]] == pans[not stays :]
    assert rows(blank)[1] == []


def _steps(
    db: Connection, documents: list[int], highlights: list[int], chance: random.Random
) -> list[Callable[[], object]]:
    some = chance.sample(highlights, chance.randint(0, len(highlights)))
    few = chance.sample(documents, chance.randint(0, len(documents)))
    word = chance.choice(["salt", "**sand**", "difﬁcult 日本", ""])
    table, of_it = chance.choice([(schema.highlights, some), (schema.documents, few)])
    return [
        lambda: index_highlights(db, some),
        lambda: index_documents(db, few),
        lambda: drop_index(db, some, few),
        lambda: db.execute(
            update(table).where(table.c.id.in_(of_it)).values(note=word, gone=chance.randint(0, 1))
        ),
    ]


@pytest.mark.parametrize("seed", range(6))
def test_any_sequence_ends_as_a_rebuild_would(blank: Connection, seed: int) -> None:
    chance = random.Random(seed)  # noqa: S311 - the same steps each time
    documents = [
        add_document(
            blank, f"Book {number}", authors=["Ada Quill"], tags=["craft"], body=f"Body {number}"
        )
        for number in range(3)
    ]
    highlights = [
        add_highlight(blank, chance.choice(documents), f"Passage *{number}*", tags=["sand"])
        for number in range(12)
    ]
    for _ in range(30):
        chance.choice(_steps(blank, documents, highlights, chance))()
    index_highlights(blank, highlights)
    index_documents(blank, documents)
    kept = rows(blank)
    blank.exec_driver_sql("DELETE FROM highlight_search")
    blank.exec_driver_sql("DELETE FROM document_search")
    index_highlights(blank, highlights)
    index_documents(blank, documents)
    assert kept == rows(blank)
    for index in ("highlight_search", "document_search"):
        blank.exec_driver_sql(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")


def test_nothing_to_index_is_no_error(blank: Connection) -> None:
    index_highlights(blank, [])
    index_documents(blank, [99])
    drop_index(blank, [1, 2], [3])
    assert rows(blank) == ([], [])


def test_signs_of_scripts_without_spaces_stand_apart() -> None:
    assert searchable("a日本b") == "a 日  本 b"


@pytest.mark.parametrize(
    "piece",
    [
        " ",
        "日",
        " 日",
        " 日 ",
        f" {OPEN}",
        f"{SHUT} ",
        "ﬁ",
        "\u0e01\u0e31",
        "a",
        "\u0301",
        "e\u0301",
        "\u1100\u1161",
    ],
)
def test_hostile_text_is_turned_in_time(piece: str) -> None:
    begun = time.process_time()
    searchable((piece * 100_000)[:100_000])
    list(clusters(piece * 100_000, 0, 100_000))
    assert time.process_time() - begun < 2


def test_no_indexed_text_holds_a_frame() -> None:
    assert searchable(f"a{OPEN}b{SHUT}c\0d") == searchable("a b c\0d") == "a b c d"


def test_many_tags_take_as_much_longer_as_they_are_more(blank: Connection) -> None:
    """Files may bring tens of thousands of them to one highlight."""

    def indexed(number: int) -> float:
        pan = add_highlight(blank, add_document(blank, f"{number} grains"), "Salt.")
        first = blank.exec_driver_sql("SELECT coalesce(max(id), 0) FROM tags").scalar_one()
        blank.exec_driver_sql(
            "INSERT INTO tags (id, key, name) VALUES (?, ?, ?)",
            [(first + n, f"g{first + n}", f"g{first + n}") for n in range(1, number + 1)],
        )
        blank.exec_driver_sql(
            "INSERT INTO highlight_tags (highlight_id, tag_id) SELECT ?, id FROM tags WHERE id > ?",
            (pan, first),
        )
        begun = time.process_time()
        index_highlights(blank, [pan])
        return time.process_time() - begun

    indexed(100)
    assert indexed(32_000) < 8 * indexed(8_000)
