"""Equals are listed alike, whatever was imported first: highlights of one moment, links, nodes."""

import shutil
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.importer.run import import_paths
from app.store.around.passages import read_that_week
from app.store.db.library import Library
from app.store.graph.broken import broken_links
from app.store.graph.graphs import graph_around, whole_graph
from app.store.mentions.places import SORTS, ordered
from app.store.reads.authors_tags import all_authors
from app.store.reads.days import marked_between, on_this_day
from app.store.reads.documents import list_documents
from app.store.reads.highlights import document_highlights, list_highlights
from app.store.reads.links import backlinks, linking_to_name, listed
from app.store.reads.targets import wanted
from tests.identity.vault import Passage, export

TITLES = ("Amber", "Birch", "Cedar", "Dune", "Ember", "Fjord", "Grove")
DAY = "2024-03-03"


def files(folder: Path) -> list[Path]:
    """Exports of which each says the same: undated passages, and dated ones of one minute."""
    found = []
    for title in TITLES:
        name = "the delta" if title in TITLES[::2] else "The Delta"
        undated = [Passage(f"{title} {n} leads to [[{name}]]", tags=("sea",)) for n in range(3)]
        text = export(undated, title=title, author="Ana Ruiz")
        other = TITLES[(TITLES.index(title) + 1) % len(TITLES)]
        text += f"\n## New highlights added March 3, 2024 at 10:21 AM\n- {title} [[{other}#Gone]]\n"
        text += f"- {title} again\n"
        found.append(folder / f"{title}.md")
        found[-1].write_text(text)
    return found


@pytest.fixture
def two(empty_library: Path, tmp_path: Path) -> Iterator[tuple[Connection, Connection]]:
    """Readers of two libraries of the same files, one imported the other way round."""
    paths = files(tmp_path)
    engines = [
        Library(Path(shutil.copy(empty_library, tmp_path / f"{name}.db"))) for name in ("a", "b")
    ]
    for engine, order in zip(engines, (paths, paths[::-1]), strict=True):
        for path in order:
            import_paths(engine, [path])
    with engines[0].reading() as one, engines[1].reading() as other:
        yield one, other
    for engine in engines:
        engine.close()


def pages(db: Connection) -> Iterator[str]:
    """Codes of the newest highlights, page by page."""
    cursor = ""
    while True:
        page = list_highlights(db, cursor=cursor, limit=3)
        yield from (each.id for each in page.items)
        if not (cursor := page.next_cursor):
            return


def rows(db: Connection, table: str) -> dict[int, str]:
    return {
        row.id: row.code for row in db.exec_driver_sql(f"SELECT id, code FROM {table} ORDER BY id")
    }


def placed(db: Connection) -> Sequence[object]:
    """All places in each order, by the codes of their rows."""
    documents, highlights = rows(db, "documents"), rows(db, "highlights") | {0: ""}
    return [
        [(documents[one], highlights[other]) for one, other in ordered(db, highlights, [], sort)]
        for sort in SORTS
    ]


def everything(db: Connection) -> dict[str, object]:
    """What pages list of equals."""
    linking = linking_to_name(db, "The Delta")
    newest = list(pages(db))
    first = list_highlights(db, limit=1).items[0]
    return {
        "newest": newest,
        "undated": [each.id for each in marked_between(db, "", "", 0, limit=9).items],
        "of a day": [each.id for each in on_this_day(db, f'["{DAY}"]', 4)],
        "of a document": [
            each.id for each in document_highlights(db, first.document.id, order="new")
        ],
        "documents": [
            [each.id for each in list_documents(db, sort=sort).items]
            for sort in ("latest", "title", "author", "highlights")
        ],
        "authors": all_authors(db),
        "wanted": wanted(db),
        "backlinks": [each.highlight for each in backlinks(db, "The Delta")],
        "listed": [each.highlight for each in listed(db, linking, 4, 5).items],
        "broken": [(each.name, each.document, each.part) for each in broken_links(db)],
        "around": graph_around(db, "sea", limit=4),
        "whole": whole_graph(db, limit=4),
        "week": [each.document.id for each in read_that_week(db, first)],
        "places": placed(db),
    }


def test_equals_are_listed_alike_whatever_was_imported_first(
    two: tuple[Connection, Connection],
) -> None:
    one, other = map(everything, two)
    assert [*rows(two[0], "documents").values()] == [*rows(two[1], "documents").values()][::-1]
    assert {what: found for what, found in one.items() if found != other[what]} == {}
    assert len(set(map(str, one["newest"]))) == len(one["newest"]) == 5 * len(TITLES)  # type: ignore[arg-type, call-overload]
    assert one["broken"]
    assert one["around"]


def test_passages_of_one_moment_stay_together_by_document_the_last_one_first(
    two: tuple[Connection, Connection],
) -> None:
    found = marked_between(two[0], "", "", 0).items
    assert len(found) == 3 * len(TITLES)
    for begin in range(0, len(found), 3):
        three = found[begin : begin + 3]
        assert len({each.document.id for each in three}) == 1
        assert [each.text.split()[1] for each in three] == ["2", "1", "0"]
