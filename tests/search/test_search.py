"""What a reader finds, over a small invented library."""

import html
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection

from app.model import Found
from app.search.filters import author_ids
from app.search.search import count, search
from app.store.db.library import Library
from app.store.db.rows import encode
from app.store.fts.index import index_documents, index_highlights
from tests.examples import examples
from tests.store.library import add_document, add_highlight, add_import

TEXTS = {
    "keeps": "Salt keeps what it touches.",
    "road": "The road to the pans is made of salt and patience.",
    "probable": "The probability of rain is low on the **salt road**.",
    "ligature": "It was difﬁcult, and the difﬁculty was of our own making.",
    "cafe": "We met in the café by the harbour, “don’t be late” he said.",
    "japanese": "彼は日本語を話す。",
    "cplus": "C++ is a language; vitamin C is not.",
    "vitamin": "Vitamin C keeps sailors well.",
    "brain": "A drawing 🧠 of a mind.",
    "rivers": "Slow rivers carry the finest sand, says [[Ada Quill]].",
    "tides": "Tides & <b>moons</b> pull at `every` well-known shore.",
    "old": "An old wording that is gone.",
}


def fill(db: Connection) -> None:
    """Four documents with a dozen passages, one of them gone."""
    add_import(db)
    salt = add_document(
        db,
        "The Salt Road",
        authors=["Ada Quill"],
        tags=["travel"],
        kind="book",
        latest="2023-05-04T00:00:00",
        url="https://books.example/salt",
        body="The whole road, from the pans to the sea, was walked in a week.",
    )
    talk = add_document(
        db,
        "Small Talk",
        authors=["José Marrow", "Li Wei"],
        kind="article",
        latest="2024-01-09T00:00:00",
    )
    notes = add_document(
        db,
        "Harbour Notes",
        kind="note",
        tags=["craft/knots"],
        latest="2024-02-01",
        body="A bowline holds. It is difﬁcult to tie 日本 at first.",
    )
    waters = add_document(
        db, "On Waters", authors=["Li"], kind="podcast", tags=["slow sand"], latest="2022-02-02"
    )
    given: dict[str, tuple[int, dict[str, object]]] = {
        "keeps": (
            salt,
            {"at": "2023-05-01T00:00:00", "tags": ["craft/salt"], "favorite": 1, "location": "12"},
        ),
        "road": (
            salt,
            {
                "at": "2023-05-02T00:00:00",
                "note": "A **harbour** of one's own",
                "chapter": "Dusk 100%",
            },
        ),
        "probable": (salt, {"at": "2023-05-03T00:00:00", "tags": ["craft"]}),
        "ligature": (talk, {"at": "2024-01-01T00:00:00", "color": "blue"}),
        "cafe": (talk, {"at": "2024-01-02T00:00:00", "tags": ["Craft"]}),
        "japanese": (talk, {"at": "2024-01-03T00:00:00"}),
        "cplus": (talk, {"at": "2024-01-04T00:00:00", "discarded": 1}),
        "vitamin": (talk, {"at": "2024-01-05T00:00:00", "cut_short": 1}),
        "brain": (talk, {"at": "2024-01-06T00:00:00"}),
        "rivers": (waters, {"at": "2022-02-01T00:00:00", "url": "https://waters.example/3"}),
        "tides": (waters, {"at": "2022-02-02T00:00:00"}),
        "old": (waters, {"at": "2022-02-03T00:00:00", "gone": 1}),
    }
    ids = [
        add_highlight(db, document, TEXTS[name], **values)  # type: ignore[arg-type]
        for name, (document, values) in given.items()
    ]
    index_highlights(db, ids)
    index_documents(db, [salt, talk, notes, waters])


@pytest.fixture(scope="module")
def library_db(schema_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Connection]:
    """A reader of the library of `fill`."""
    engine = Library(
        Path(shutil.copy(schema_file, tmp_path_factory.mktemp("search") / "library.db"))
    )
    with engine.writing() as db:
        fill(db)
    with engine.reading() as db:
        yield db
    engine.close()


NAMES = {text: name for name, text in TEXTS.items()}


NEARLY = ("part of a word", "near spelling")


def names(found: Found) -> list[str]:
    """The hits by name, less those that only nearly fit; documents by their titles."""
    matching_rows = [hit for hit in found.hits if hit.tier not in NEARLY]
    return [
        NAMES[hit.highlight.text] if hit.highlight else hit.document.title for hit in matching_rows
    ]


def fits(found: Found) -> int:
    """How many results do not only nearly fit."""
    return sum(number for tier, number in found.tiers if tier not in NEARLY)


SALT = ["probable", "road", "keeps"]
NEWEST = [
    "Harbour Notes", "Small Talk", "brain", "vitamin", "cplus", "japanese", "cafe", "ligature",
    "The Salt Road", "probable", "road", "keeps",
    "tides", "On Waters", "rivers",
]  # fmt: skip
TALK = ["brain", "vitamin", "cplus", "japanese", "cafe", "ligature"]


@pytest.mark.parametrize(
    ("query", "hits"),
    [
        ("probabilities", ["probable"]),
        ("cafe", ["cafe"]),
        ("CAFÉ", ["cafe"]),
        ("difficulty", ["ligature"]),
        ("difﬁculty", ["ligature"]),
        ('"was difficult, and"', ["ligature"]),
        ('"difficult was"', []),
        ("dont", []),
        ("don't", ["cafe"]),
        ("don’t", ["cafe"]),
        ("salt road", ["The Salt Road", "probable", "road", "keeps"]),
        ('"salt road" rain', ["probable"]),
        ("rain salt", ["probable"]),
        ("salt nowhere", []),
        ("bowline", ["Harbour Notes"]),
        ("harbour", ["Harbour Notes", "cafe", "road"]),
        ("note:harbour", ["road"]),
        ("text:harbour", ["cafe"]),
        ("title:harbour", ["Harbour Notes"]),
        ("moons -salt", ["tides"]),
        ("salt -road", []),
        ("text:salt -text:road", ["keeps"]),
        ("tides OR rivers", ["rivers", "tides"]),
        ("(tides OR rivers) sand", ["rivers", "tides"]),
        ("probab*", ["probable"]),
        ("made*", ["road"]),
        ("mad*", ["road"]),
        ("note:was* OR bowline", ["Harbour Notes"]),
        ("note:one* OR note:c++", ["road"]),
        ("-note:one* kind:book is:highlight", ["probable", "keeps"]),
        ("was*", ["ligature", "The Salt Road"]),
        ("text:was*", ["ligature", "The Salt Road"]),
        ("-was* difficult", ["Harbour Notes"]),
        (
            "-wa*",
            [
                name
                for name in NEWEST
                if name not in {"The Salt Road", "ligature", "tides", "On Waters", "rivers"}
            ],
        ),
        ("C++ OR rain", ["cplus", "probable"]),
        ("-C++ vitamin", ["vitamin"]),
        ("is:gone", ["old"]),
        ("is:gone WORD", ["old"]),
        ("is:gone salt", []),
        (
            (
                'is:gone text:wording author:li kind:podcast #"slow sand" document:"on waters"'
                " before:2023"
            ),
            ["old"],
        ),
        ("is:gone (has:note OR len:<9 OR note:old OR in:9 OR is:fav OR source:salt)", []),
        ("-is:gone wording", []),
        ("-is:gone tides", ["tides"]),
        ('document:"THE SALT ROAD" is:highlight', ["probable", "road", "keeps"]),
        ('document:"salt road"', []),
        ("sailo", ["vitamin"]),
        ('"sailo"', []),
        ("日本", ["japanese", "Harbour Notes"]),
        ("本語", ["japanese"]),
        ("話", ["japanese"]),
        ("日語", []),
        ("C++", ["cplus"]),
        ("c", ["cplus", "vitamin"]),
        ("🧠", ["brain"]),
        ("drawing 🧠", ["brain"]),
        ("well-known", ["tides"]),
        ("known-well", []),
        ("quill sand", ["rivers"]),
        ("b", ["tides"]),
        ("tag:craft", ["Harbour Notes", "cafe", "probable", "keeps"]),
        ("#craft/salt", ["keeps"]),
        ("tag:Craft salt", ["keeps", "probable"]),
        ("tag:cra", []),
        ("tag:cra*", ["Harbour Notes", "cafe", "probable", "keeps"]),
        ('tag:"slow sand"', ["tides", "On Waters", "rivers"]),
        ("tag:travel -tag:craft", ["The Salt Road", "road"]),
        ('author:"Ada Quill"', ["The Salt Road", *SALT]),
        ("author:quill rain", ["probable"]),
        ("author:jose", ["Small Talk", *TALK]),
        ("author:li", ["tides", "On Waters", "rivers"]),
        ("author:wei", ["Small Talk", *TALK]),
        ("author:nobody", []),
        ("-author:wei -author:quill -author:li", ["Harbour Notes"]),
        ("kind:podcasts", ["tides", "On Waters", "rivers"]),
        ("kind:book is:document", ["The Salt Road"]),
        ("source:books.example is:highlight", SALT),
        ("chapter:100%", ["road"]),
        ("chapter:1%0", []),
        ("color:blue", ["ligature"]),
        ("is:favorite", ["keeps"]),
        ("is:discarded", ["cplus"]),
        ("is:truncated", ["vitamin"]),
        ("has:note is:highlight", ["road"]),
        ("has:location", ["keeps"]),
        ("has:link", ["The Salt Road", "rivers"]),
        ("is:tagged is:highlight", ["cafe", "probable", "keeps"]),
        ("is:untagged kind:article", ["Small Talk", *[name for name in TALK if name != "cafe"]]),
        ("on:2023-05-02", ["road"]),
        ("before:2022-02-02", ["rivers"]),
        ("after:2024-01-06", ["Harbour Notes", "Small Talk", "brain"]),
        ("-after:2023", ["tides", "On Waters", "rivers"]),
        ("len:<25 is:highlight", ["brain", "japanese"]),
        ("keeps OR tag:travel", ["vitamin", "keeps", "probable", "road", "The Salt Road"]),
        ("sort:old salt", ["keeps", "road", "probable", "The Salt Road"]),
        ("sort:new keeps", ["vitamin", "keeps"]),
        ("sort:place kind:book", ["keeps", "road", "probable", "The Salt Road"]),
        ("wording", []),
        ("in:1 rain", ["probable"]),
        ("in:2", []),
        ("is:new bowline", ["Harbour Notes"]),
        ("", NEWEST),
        ("*", NEWEST),
        ("-salt", [name for name in NEWEST if name not in {*SALT, "The Salt Road"}]),
    ],
)
def test_what_a_query_finds_and_in_which_order(
    library_db: Connection, query: str, hits: list[str]
) -> None:
    found = search(library_db, query)
    assert names(found) == hits
    assert fits(found) == len(hits)
    assert found.exact_total


@pytest.mark.parametrize(
    ("query", "tiers"),
    [
        ("salt road", ["exact phrase", "exact phrase", "all words", "all words"]),
        ('"salt road"', ["exact phrase"] * 4),
        ("rain", ["all words"]),
        ("sailo", ["prefix"]),
        ("probabl", ["all words"]),
        ("salt roa", ["prefix"] * 4),
    ],
)
def test_the_tiers_of_the_results(library_db: Connection, query: str, tiers: list[str]) -> None:
    assert [hit.tier for hit in search(library_db, query).hits] == tiers


TITLES = (
    "War OR Peace", "#MeToo and After", "NOT a Book", "Sort:new Habits", "Kind:podcast Stories",
    "After:2020", "Is:favorite", "Note:less", "-Minus",
    "A*", "Is:document is:highlight", "“Quoted” Title", "Plain Title", "Len:>1", "---",
    "The (Un)Quiet",
)  # fmt: skip


@pytest.mark.parametrize("title", TITLES)
def test_a_title_typed_in_full_comes_first_whatever_else_it_asks_for(
    blank: Connection, title: str
) -> None:
    books = [
        add_document(
            blank,
            each,
            kind="article",
            latest="2021-01-01",
            body="Not a minus of peace and habits.",
        )
        for each in TITLES
    ]
    index_documents(blank, books)
    index_highlights(
        blank,
        [
            add_highlight(blank, book, f"{each} after all", at="2022-01-01")
            for book, each in zip(books, TITLES, strict=True)
        ],
    )
    found = search(blank, title.upper() if title.startswith("T") else title, limit=200)
    assert found.hits[0].highlight is None
    assert (found.hits[0].document.title, found.hits[0].tier) == (title, "exact phrase")
    assert (
        len({hit.highlight or hit.document for hit in found.hits})
        == found.total
        == sum(number for _, number in found.tiers)
    )
    assert count(blank, title) == found.total - sum(
        number for tier, number in found.tiers if tier in NEARLY
    )
    paged = [
        search(blank, title, limit=1, cursor=encode([at])).hits[0] for at in range(found.total)
    ]
    assert paged == list(found.hits)


def test_a_document_that_only_its_title_brings_is_in_no_facet(blank: Connection) -> None:
    index_documents(blank, [add_document(blank, "Is:favorite", kind="article")])
    found = search(blank, "is:favorite")
    assert (found.total, {facet.name: facet.rows for facet in found.facets}["kind"]) == (1, ())


@pytest.mark.parametrize(
    ("query", "snippet"),
    [
        ("difficulty", "It was difﬁcult, and the <mark>difﬁculty</mark> was of our own making."),
        (
            "don't late",
            "We met in the café by the harbour, “<mark>don’t</mark> be <mark>late</mark>” he said.",
        ),
        ("本語", "彼は日<mark>本語</mark>を話す。"),
        (
            "moons",
            "Tides &amp; &lt;b&gt;<mark>moons</mark>&lt;/b&gt; pull at every well-known shore.",
        ),
        ("rain road", "The probability of <mark>rain</mark> is low on the salt <mark>road</mark>."),
        ("note:harbour", "A <mark>harbour</mark> of one's own"),
        (
            "bowline 日本",
            "A <mark>bowline</mark> holds. It is difﬁcult to tie <mark>日本</mark> at first.",
        ),
        ("kind:note", "A bowline holds. It is difﬁcult to tie 日本 at first."),
        ("is:favorite", "Salt keeps what it touches."),
        ("is:document waters", "On <mark>Waters</mark>"),
        (
            "tides -salt",
            "<mark>Tides</mark> &amp; &lt;b&gt;moons&lt;/b&gt; pull at every well-known shore.",
        ),
        (
            "C++ OR rain kind:article",
            "<mark>C</mark>++ is a language; vitamin <mark>C</mark> is not.",
        ),
    ],
)
def test_snippets_mark_what_was_asked_for_in_the_reader_s_own_text(
    library_db: Connection, query: str, snippet: str
) -> None:
    assert search(library_db, query).hits[0].snippet == snippet


def test_a_snippet_is_cut_around_its_mark(blank: Connection) -> None:
    book = add_document(
        blank,
        "A Book",
        body="Before all. " + "sea and sky " * 500 + "a lonely buoy " + "sea and sky " * 500,
    )
    passage = add_highlight(
        blank, book, "wind and ﬁre " * 60 + "an *anchor* " + "wind and ﬁre " * 60
    )
    index_documents(blank, [book])
    index_highlights(blank, [passage])
    for word in ("anchor", "buoy"):
        snippet = search(blank, word).hits[0].snippet
        assert f"<mark>{word}</mark>" in snippet
        assert snippet.startswith("…")
        assert snippet.endswith("…")
        assert len(snippet) < 340


def test_an_index_that_outlived_its_row_is_no_error(blank: Connection) -> None:
    book = add_document(blank, "A Book")
    ids = [add_highlight(blank, book, text) for text in ("A wave.", "Another wave.")]
    index_highlights(blank, ids)
    blank.exec_driver_sql(f"DELETE FROM highlights WHERE id = {ids[0]}")
    assert [hit.highlight and hit.highlight.text for hit in search(blank, "wave").hits] == [
        "Another wave."
    ]


def test_a_text_full_of_marks_is_cut_in_time(blank: Connection) -> None:
    book = add_document(blank, "A Book", body="wave ﬁ日 " * 20_000)
    index_documents(blank, [book])
    index_highlights(blank, [add_highlight(blank, book, "wave ﬁ日 " * 10_000)])
    begun = time.process_time()
    assert len(search(blank, "wave").hits) == 2
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    "query",
    [
        "",
        "salt",
        "sort:old",
        "sort:random",
        "salt sort:random:7",
        "-salt",
        "tag:craft",
        "salt OR keeps",
        "sail",
        "the",
    ],
)
@pytest.mark.parametrize("limit", [1, 3])
def test_pages_join_to_the_whole(library_db: Connection, query: str, limit: int) -> None:
    whole = search(library_db, query, limit=100)
    joined: list[str] = []
    cursor = ""
    while True:
        page = search(library_db, query, limit=limit, cursor=cursor)
        assert page.total == whole.total
        joined += names(page)
        cursor = page.next_cursor
        if not cursor:
            break
    assert joined == names(whole)
    assert len(joined) == whole.total


@pytest.mark.parametrize(
    "cursor", ["?", "a", "W10", "Wy0xXQ", "WzEuNV0", "WyJhIl0", "WzFlOTld", "\ud800", "é"]
)
def test_a_bad_cursor_is_the_first_page(library_db: Connection, cursor: str) -> None:
    assert names(search(library_db, "salt", cursor=cursor)) == names(search(library_db, "salt"))


def test_pages_end_where_no_cursor_leads_further(
    library_db: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.search.search._DEEPEST", 2)
    first = search(library_db, "", limit=2)
    second = search(library_db, "", limit=2, cursor=first.next_cursor)
    assert first.hits != second.hits
    assert (len(second.hits), second.next_cursor) == (2, "")


AWKWARD = [
    "don't", "C++", '"unclosed', "AND", "(", ")", "a:b", "what?", "*", "-", "--", "tag:", "NEAR(",
    "日本", "'; drop table highlights; --", "\\", "  ",
    "\0", "\ud800", "\ufdd0a\ufdd1", "a AND", "OR OR", "NOT NOT", '""', '"" a', "{text} : a", "^a",
    "a^2",
    "rank", "highlight_search", "-(", "()", "a*b*",
    "é" * 5000,
    "(" * 5000, "a OR " * 500, "-a " * 200, "tag:" * 400, '"' * 999, "len:>" + "9" * 400,
    "in:" + "9" * 400, "on:9999-12-31", "age:9999y",
    "on:0000", "\u2028", "𝔘𝔫𝔦", "ſ", "ß", "İ", "e\u0301", "\u0301", "ﬁ", "½", "x²",
]  # fmt: skip


@pytest.mark.parametrize("query", AWKWARD, ids=range(len(AWKWARD)))
def test_nothing_a_reader_types_is_an_error(library_db: Connection, query: str) -> None:
    begun = time.process_time()
    found = search(library_db, query)
    assert found.total >= len(found.hits)
    assert time.process_time() - begun < 3


PIECES = st.sampled_from(
    ["salt", "road", "the", "a", "日", "c++", " ", "(", ")", '"', "-", " OR ", " NOT ", "*",
     "#craft", "tag:", "is:fav", "note:", "before:2024",
     "len:>30", "sort:new",
     "well-known", "like:aaaaaaaaaa", "mentions:salt",
     "'", "\\", "\0", "\ud800", "🧠", "author:li", "kind:book", "has:note", "is:document",
     "source:a", "{", "}", ":", "^", "+", "%", "_"]
)  # fmt: skip


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    max_examples=examples(40),
)
@given(
    query=st.one_of(
        st.text(),
        st.lists(PIECES, max_size=12).map("".join),
        st.lists(PIECES, max_size=12).map(" ".join),
    )
)
def test_any_text_is_answered(library_db: Connection, query: str) -> None:
    found = search(library_db, query, limit=200)
    assert found.total == len(found.hits)
    assert len({hit.highlight or hit.document for hit in found.hits}) == len(found.hits)
    for hit in found.hits:
        assert set(re.findall(r"<[^>]*>", hit.snippet)) <= {"<mark>", "</mark>"}
        assert "\ufdd0" not in hit.snippet
        assert hit.snippet.count("<mark>") == hit.snippet.count("</mark>")


WORDS = st.sampled_from(
    sorted(
        {word for text in TEXTS.values() for word in re.findall(r"[a-z]{2,}", text)}
        | {"quill", "harbour", "week", "nowhere"}
    )
)


def held(library_db: Connection, found: Found) -> list[str]:
    """The words of each hit as one lower-case text, with those of its note and document."""
    bodies = {
        row.code: row.body for row in library_db.exec_driver_sql("SELECT code, body FROM documents")
    }
    texts = []
    for hit in found.hits:
        if hit.tier in NEARLY:
            continue
        own = (
            (hit.highlight.text, hit.highlight.note, *hit.highlight.tags)
            if hit.highlight
            else (bodies[hit.document.id],)
        )
        texts.append(
            " ".join((*own, hit.document.title, *hit.document.authors, *hit.document.tags))
            .casefold()
            .replace("ﬁ", "fi")
        )
    return texts


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=examples(25),
)
@given(words=st.lists(WORDS, min_size=1, max_size=3))
def test_every_result_holds_the_words(library_db: Connection, words: list[str]) -> None:
    found = search(library_db, " ".join(words), limit=200)
    for text in held(library_db, found):
        assert all(word[:3] in text for word in words)  # endings may differ
    everything = search(library_db, "", limit=200)
    whole = [
        text
        for text in held(library_db, everything)
        if all(re.search(rf"\b{word}\b", text) for word in words)
    ]
    assert found.total >= len(whole)


@settings(
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    max_examples=examples(15),
)
@given(first=WORDS, second=WORDS)
def test_the_operators_are_those_of_sets(library_db: Connection, first: str, second: str) -> None:
    def ids(query: str) -> set[str]:
        return set(names(search(library_db, query, limit=200)))

    a, b, whole = ids(f'"{first}"'), ids(f'"{second}"'), ids("")
    assert ids(f'"{first}" "{second}"') == a & b
    assert ids(f'"{first}" OR "{second}"') == a | b
    assert ids(f'"{first}" -"{second}"') == a - b
    assert ids(f'-("{first}" OR "{second}")') == whole - (a | b)
    assert ids(f'-("{first}" "{second}")') == whole - (a & b)
    assert ids(f'"{first}" OR tag:craft') == a | ids("tag:craft")


def test_snippets_are_the_reader_s_words(library_db: Connection) -> None:
    for hit in search(library_db, "the OR a OR 日", limit=100).hits:
        if hit.highlight:
            shown = html.unescape(re.sub(r"</?mark>", "", hit.snippet))
            assert shown.replace(" ", "")[:20] == re.sub(r"[*`\[\] ]", "", hit.highlight.text)[:20]


def test_a_part_of_an_authors_name_is_found_without_spaces(blank: Connection) -> None:
    add_document(blank, "水の道", authors=["青木花子"])
    assert len(author_ids(blank, "青木")) == 1
    assert author_ids(blank, "青花") == []


def test_of_equal_ones_the_latest_marked_comes_first_however_they_were_written(
    blank: Connection,
) -> None:
    days = ["2024-05-02", "2023-01-01", "2025-07-09", "2022-11-30"]
    rows = [
        add_highlight(blank, document, "grey gulls on the pier", highlighted_at=day, at=day)
        for day in days
        for document in (add_document(blank, f"Tide {day[:4]}"),)
    ]
    index_highlights(blank, rows)
    found = search(blank, "gulls", limit=3).hits
    assert [hit.highlight.highlighted_at for hit in found if hit.highlight] == sorted(days)[:0:-1]
