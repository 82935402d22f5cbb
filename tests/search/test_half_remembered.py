"""Half-remembered passages of the sample: a tier of those that hold most of the words."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.importer.run import import_paths
from app.markdown.plain import plain
from app.model import Hit
from app.query.parser import parse
from app.query.rewrite import term, toggled
from app.search.search import Answer, count, search
from app.store.db.library import Library
from app.store.fts.index import index_highlights
from tests.store.library import add_document, add_highlight

REMEMBERED = Path(__file__).with_name("half_remembered.tsv").read_text(encoding="utf-8")
ENOUGH = 36
_STATES = {"has:favorite": "is:favorite", "year:undated": "-has:date"}
MAP = "a map is a promise by someone who won't be around when you get lost"


@pytest.fixture(scope="module")
def sample(
    root: Path, empty_library: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Connection]:
    """A reader of the sample's library."""
    folder = tmp_path_factory.mktemp("sample")
    engine = Library(Path(shutil.copy(empty_library, folder)))
    import_paths(engine, [root / "notes"])
    with engine.reading() as db:
        yield db
    engine.close()


def beginnings(found: Answer) -> list[str]:
    """How the texts of the highlights begin that were found."""
    return [plain(hit.highlight.text).lstrip("“> ") for hit in found.hits if hit.highlight]


def test_half_remembered_passages_are_among_the_first_three(sample: Connection) -> None:
    asked = [line.split("\t") for line in REMEMBERED.splitlines()]
    first = {query: beginnings(search(sample, query, limit=3)) for query, _ in asked}
    missed = {
        query: first[query]
        for query, passage in asked
        if not any(text.startswith(passage) for text in first[query])
    }
    assert len(asked) == 40
    assert len(asked) - len(missed) >= ENOUGH, missed


def test_the_tier_and_the_explanation_tell_how_many_words_are_held(sample: Connection) -> None:
    found = search(sample, MAP)
    assert found.tiers == (("most words", 2),)
    assert [(hit.tier, hit.held) for hit in found.hits] == [
        ("most words", (10, 14)),
        ("most words", (8, 14)),
    ]
    assert found.explanation.endswith("nothing holds all 14 words: also looked for most of them")
    assert found.few
    assert "<mark>promise</mark>" in found.hits[0].snippet
    assert search(sample, "a map is a promise made by a person").hits[0].held is None


def test_rare_words_weigh_more_than_as_many_common_ones(blank: Connection) -> None:
    book = add_document(blank, "A Book")
    common = [f"The salt of the pepper {number}." for number in range(20)]
    texts = [*common, "The heron of a wombat.", "A heron, no salt."]
    index_highlights(blank, [add_highlight(blank, book, text) for text in texts])
    found = search(blank, "the heron of wombat salt pepper")
    assert [(hit.held, hit.highlight and hit.highlight.text) for hit in found.hits] == [
        ((4, 6), "The heron of a wombat.")
    ]


@pytest.mark.parametrize(
    "query",
    [
        "map promise zebra",  # not long
        "zebra quagga okapi the",  # too few of them are in the library
        "a map is a promise of some person -lost",  # what is left out stays out
        'map promise person made "lost there when"',  # a phrase among words is asked for whole
    ],
)
def test_nothing_holds_most(sample: Connection, query: str) -> None:
    assert "most words" not in dict(search(sample, query).tiers)


def test_a_query_that_something_answers_whole_has_no_such_tier(sample: Connection) -> None:
    found = search(sample, "a map is a promise made by a person who will not be there")
    assert set(dict(found.tiers)) <= {"exact phrase", "all words"}
    assert found.total


def test_most_words_are_no_match_for_counts(sample: Connection) -> None:
    assert search(sample, MAP).total
    assert count(sample, MAP) == 0


def test_a_last_word_may_still_be_typed(sample: Connection) -> None:
    typed = search(sample, "silt is my handwriting and the delta si")
    whole = search(sample, "silt is my handwriting and the delta signs")
    assert typed.hits[0].held == whole.hits[0].held == (7, 8)


def test_facets_and_pages_are_those_of_the_tier(sample: Connection) -> None:
    query = "the sea when you come by boat"
    found = search(sample, query)
    assert [name for name, _ in found.tiers] == ["most words"]
    assert found.total > 3
    for facet in found.facets:
        for value, number in facet.rows:
            asked = f"has:{value}" if facet.name == "with" else term(facet.name, value)
            asked = _STATES.get(asked, asked)
            assert search(sample, toggled(parse(query), asked)[0]).total == number, asked
    cursor = ""
    paged: list[Hit] = []
    for _ in range(found.total):
        page = search(sample, query, limit=1, cursor=cursor)
        cursor = page.next_cursor
        paged += page.hits
    assert tuple(paged) == found.hits
    assert not cursor
