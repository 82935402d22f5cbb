"""Which document a link means, of several that bear a name."""

from pathlib import PurePosixPath
from time import process_time

import pytest
from sqlalchemy import Connection

from app.model import Target
from app.store.reads.highlights import highlight
from app.store.reads.leads import EMBED_LETTERS, EMBEDDED, Asked, Lead, leads
from app.store.reads.links import document_backlinks, highlight_backlinks
from app.store.reads.resolution import Meanings, NamedDocument
from app.store.reads.targets import target
from tests.store.library import add_document, add_file, add_highlight, add_import, add_link

PATHS = ("A/Index", "B/Index", "B/Deep/Index", "C/Near", "B/Near", "B/Deep/Under", "Top")


@pytest.fixture
def vault(blank: Connection) -> Connection:
    """Notes in folders; the code of each is its path."""
    add_import(blank)
    for path in PATHS:
        file = add_file(blank, f"/vault/{path}.md", root="/vault")
        add_document(
            blank,
            PurePosixPath(path).name,
            files=[file],
            code=path,
            kind="note",
            body=f"In {path}.",
        )
    return blank


def meaning(db: Connection, name: str, source: str) -> str:
    return leads(db, [Asked(name, source=source)])[Asked(name, source=source)].document


@pytest.mark.parametrize(
    ("name", "source", "means"),
    [
        ("Index", "B/Near", "B/Index"),
        ("Index", "B/Deep/Under", "B/Deep/Index"),
        ("Index", "C/Near", "A/Index"),
        ("index", "", "A/Index"),
        ("B/Index", "C/Near", "B/Index"),
        ("b/index.md", "A/Index", "B/Index"),
        ("Deep/Index", "A/Index", "B/Deep/Index"),
        ("vault/A/Index", "B/Near", "A/Index"),
        ("../A/Index", "B/Near", "A/Index"),
        ("../Index", "B/Deep/Under", "B/Index"),
        ("../../A/Index", "B/Deep/Under", "A/Index"),
        ("Deep/Index", "B/Near", "B/Deep/Index"),
        ("Nowhere/Index", "B/Near", "B/Index"),
        ("Nowhere/Top", "B/Near", "Top"),
        ("Nowhere", "B/Near", ""),
        ("", "B/Near", "B/Near"),
    ],
)
def test_a_link_means_what_lies_where_it_says_else_what_is_near(
    vault: Connection, name: str, source: str, means: str
) -> None:
    assert meaning(vault, name, source) == means


def test_where_a_name_is_open_each_tells_its_folder(vault: Connection) -> None:
    assert target(vault, "Index") == (
        Target("document", "A/Index", "Index", "vault/A"),
        Target("document", "B/Index", "Index", "vault/B"),
        Target("document", "B/Deep/Index", "Index", "vault/B/Deep"),
    )
    assert [each.id for each in target(vault, "Index", "B/Near")] == [
        "B/Index",
        "A/Index",
        "B/Deep/Index",
    ]
    assert [each.id for each in target(vault, "B/Index")] == ["B/Index"]
    assert target(vault, "Top") == (Target("document", "Top", "Top"),)


def test_backlinks_stand_under_the_one_that_was_meant(vault: Connection) -> None:
    rows = {path: number for number, path in enumerate(PATHS, 1)}
    for source, name in (
        ("B/Near", "Index"),
        ("C/Near", "B/Index"),
        ("C/Near", "Index"),
        ("B/Deep/Under", "../Index"),
    ):
        add_link(vault, rows[source], name, place="body")
    assert [link.target for link in document_backlinks(vault, "A/Index")] == ["Index"]
    assert sorted(link.target for link in document_backlinks(vault, "B/Index")) == [
        "../Index",
        "B/Index",
        "Index",
    ]
    assert document_backlinks(vault, "B/Deep/Index") == ()


def test_what_is_gone_is_meant_only_where_nothing_else_bears_the_name(blank: Connection) -> None:
    add_import(blank)
    for path, gone in (("Moss", 1), ("Deep/Moss", 0)):
        add_document(
            blank,
            "Moss",
            files=[add_file(blank, f"/v/{path}.md", root="/v", gone=gone)],
            gone=gone,
            code=path,
        )
    assert meaning(blank, "Moss", "") == "Deep/Moss"
    assert [each.id for each in target(blank, "Moss")] == ["Deep/Moss", "Moss"]


@pytest.fixture
def walls(blank: Connection) -> Connection:
    """A book with two chapters, an own note, and a note that links to both."""
    add_import(blank)
    book = add_document(blank, "Walls", code="walls")
    for number, chapter in enumerate(("Part *One* / Stones", "Part *One* / Stones", "[[Rain]]"), 1):
        add_highlight(
            blank,
            book,
            f"passage {number}",
            chapter=chapter,
            location=f"Page {number}",
            code=f"h{number}",
            keys=[f"readwise:5551234{number}"],
        )
    add_document(
        blank,
        "Note",
        code="note",
        kind="note",
        body="# Two faces\nand a filling\n\n## Deeper\nstone\n\n# Else\nA block ^mine-1\n",
    )
    add_document(blank, "Source", code="source", kind="note")
    return blank


@pytest.mark.parametrize(
    ("name", "anchor", "lead"),
    [
        ("Walls", "^rw55512342", Lead("walls", "Walls", highlight="h2", location="Page 2")),
        ("Walls", "^RWHI55512342", Lead("walls", "Walls", highlight="h2", location="Page 2")),
        ("Walls", "^rw999999", Lead("walls", "Walls", missing=True)),
        ("Walls", "Stones", Lead("walls", "Walls", chapter="h1")),
        ("Walls", "part one#stones", Lead("walls", "Walls", chapter="h1")),
        ("Walls", "Part One / Stones", Lead("walls", "Walls", chapter="h1")),
        ("Walls", "rain", Lead("walls", "Walls", chapter="h3")),
        ("Walls", "Snow", Lead("walls", "Walls", missing=True)),
        ("Wanted", "Snow", Lead(wanted=True)),
    ],
)
def test_an_anchor_leads_to_a_passage_or_a_chapter(
    walls: Connection, name: str, anchor: str, lead: Lead
) -> None:
    asked = Asked(name, anchor, "source")
    assert leads(walls, [asked]) == {asked: lead}


@pytest.mark.parametrize(
    ("name", "anchor", "words"),
    [
        ("Walls", "^rw55512342", ("passage 2",)),
        ("Walls", "Stones", ("passage 1", "passage 2")),
        ("Walls", "", ("passage 1", "passage 2", "passage 3")),
        ("Note", "two-faces", ("and a filling\n\n## Deeper\nstone",)),
        ("Note", "Deeper", ("stone",)),
        ("Note", "^mine-1", ("A block",)),
        ("Note", "Nothing", ()),
        ("Wanted", "", ()),
    ],
)
def test_an_embed_shows_the_words(
    walls: Connection, name: str, anchor: str, words: tuple[str, ...]
) -> None:
    asked = Asked(name, anchor, "source", embed=True)
    assert leads(walls, [asked])[asked].words == words


def test_an_embed_is_bounded(blank: Connection) -> None:
    of = add_document(blank, "Long", code="long", body="")
    for number in range(EMBEDDED + 3):
        add_highlight(blank, of, f"{number} " + "word. " * EMBED_LETTERS, chapter="One")
    asked = Asked("Long", "One", embed=True)
    lead = leads(blank, [asked])[asked]
    assert (len(lead.words), lead.more) == (EMBEDDED, 3)
    assert all(len(text) <= EMBED_LETTERS + 2 for text in lead.words)


def test_a_passage_knows_what_links_to_it(walls: Connection) -> None:
    for anchor in ("^rw55512341", "Stones", "^rw55512342", ""):
        add_link(walls, 3, "Walls", anchor=anchor, place="body", context=f"to {anchor}")
    assert [
        (link.document.title, link.anchors)
        for link in highlight_backlinks(walls, highlight(walls, "h2"))
    ] == [("Source", ("^rw55512342",))]
    assert highlight_backlinks(walls, highlight(walls, "h3")) == ()


def test_links_are_resolved_in_as_many_queries_whatever_their_number(
    vault: Connection, queries: list[str]
) -> None:
    counts = []
    for most in (1, 100):
        asked = [
            Asked(name, anchor, source, embed=True)
            for name in ("Index", "Top")
            for anchor in ("^a1", "b")
            for source in PATHS
        ][:most]
        queries.clear()
        leads(
            vault,
            [
                *asked,
                Asked("Index", "^a1", "C/Near", embed=True),
                Asked("Index", "b", "C/Near", embed=True),
            ],
        )
        counts.append(len(queries))
    assert counts[0] == counts[1] <= 7


def test_very_many_links_to_very_many_of_one_name_are_resolved_in_time() -> None:
    among = [NamedDocument(n, str(n), "Index", 0, {("v", str(n), "index"): ""}) for n in range(500)]
    meanings = Meanings({"index": among})
    begun = process_time()
    assert [meanings.first("Index", [("v", str(n))]) for n in range(5_000)] == (
        among + [among[0]] * 4_500
    )
    assert process_time() - begun < 0.5
