"""What a page's panel shows: passages that link to it, and passages that mention it."""

import re
import sqlite3
import time
from threading import Event

import pytest
from sqlalchemy import Connection

from app.importer.acts import rename_documents, undo
from app.markdown.mentions.weaving import woven
from app.model import Backlink
from app.search.search import search
from app.store.edits.mentions import change_mentions
from app.store.edits.tags import change_tag
from app.store.fts.change_log import Position
from app.store.fts.index import index_highlights
from app.store.mentions import kept
from app.store.mentions.kept import cache_of, count_due, counting
from app.store.mentions.panel import Part, linked, mentioned, number_of, rows_of_panel
from app.store.mentions.subjects import Subject, author_subject, subject_of
from app.store.reads.documents import document
from app.store.reads.targets import target
from tests.identity.vault import Passage, Vault, export

NAMES = (
    "Ada Lorn", "The Slow Garden", "Reading Walls", "On patience", "moss", "Nowhere Yet",
    "Petra Ilmarin", "Other", "nobody at all", "It", "!!",
)  # fmt: skip


def said(items: tuple[Backlink, ...]) -> list[str]:
    """What is shown of each, the name between stars."""
    return [re.sub("</?mark>", "*", item.snippet) for item in items]


def of(db: Connection, name: str, *, common_too: bool = False) -> list[str]:
    """The mentions of a name."""
    subject, _ = subject_of(db, name)
    found = mentioned(db, subject, common_too=common_too)
    assert found.total == len(found.items)
    return said(found.items)


@pytest.mark.parametrize(
    ("name", "mentions", "links"),
    [
        (
            "Ada Lorn",
            [
                "As *Ada Lorn*'s wall said.",
                "Begins with The Slow Garden, Reading Walls and *ada lorn*.",
                "*Ada Lorn* taught me to read walls.",
            ],
            ["*Ada Lorn* is linked here already."],
        ),
        (
            "The Slow Garden",
            ["Whoever owns *The Slow Garden* owns patience, and moss."],
            ["Begins with *The Slow Garden*, Reading Walls and ada lorn."],
        ),
        (
            "Reading Walls",
            ["Begins with The Slow Garden, *Reading Walls* and ada lorn."],
            [],
        ),
        ("Waiting Long", ["See *waiting long*, Nowhere Yet and On patience."], []),
        ("moss", ["Whoever owns The Slow Garden owns patience, and *moss*."], []),
        (
            "Nowhere Yet",
            ["*Nowhere yet* has anybody been."],
            ["See waiting long, *Nowhere Yet* and On patience."],
        ),
        ("nobody at all", [], []),
    ],
)
def test_a_page_tells_what_links_to_it_and_what_mentions_it(
    vault: Vault, name: str, mentions: list[str], links: list[str]
) -> None:
    with vault.engine.reading() as db:
        subject, _ = subject_of(db, name)
        assert sorted(of(db, name)) == sorted(mentions)
        assert said(linked(db, subject).items) == links


@pytest.mark.parametrize("name", NAMES)
def test_a_query_for_mentions_finds_what_the_panel_shows(vault: Vault, name: str) -> None:
    with vault.engine.reading() as db:
        subject, _ = subject_of(db, name)
        halves = linked(db, subject, Part(limit=200)), mentioned(db, subject, Part(limit=200))
        shown = {item.highlight or item.document.id for half in halves for item in half.items}
        answer = search(db, f'mentions:"{name}"', limit=200)
        found = {h.highlight.id if h.highlight else h.document.id for h in answer.hits}
        if any(map(str.isalnum, name)):  # else it is no name
            assert found == shown
            assert answer.total == halves[0].total + (halves[1].total or 0)


def test_a_short_name_is_mentioned_where_it_is_written_as_one_or_on_demand(vault: Vault) -> None:
    vault.write("Own/It.md", "# It\n\nA page of a short name.\n")
    vault.write("Own/Films.md", "# Films\n\nIt was long. We saw It, and left it.\n")
    vault.take()
    with vault.engine.reading() as db:
        assert of(db, "It") == ["We saw *It*, and left it."]
        assert of(db, "It", common_too=True) == ["*It* was long."]


def test_a_word_that_stands_everywhere_is_a_name_only_with_a_capital(vault: Vault) -> None:
    lines = [Passage(f"The river of day {n} is high.", location=n) for n in range(60)]
    lines += [Passage("They read the River of that year.", location=70)]
    vault.write("Days.md", export(lines, title="Days", author="Bo Lund"))
    vault.write("Own/River.md", "# River\n")
    vault.take()
    with vault.engine.reading() as db:
        assert of(db, "River") == ["They read the *River* of that year."]
        assert mentioned(db, subject_of(db, "River")[0], common_too=True).total == 61


def test_a_word_that_names_nothing_by_itself_is_a_name_only_with_a_capital(vault: Vault) -> None:
    vault.write("Own/This.md", "# This\n")
    vault.write("Own/Said.md", "# Said\n\nWe read this. Then came This, and ended.\n")
    vault.take()
    with vault.engine.reading() as db:
        assert of(db, "This") == ["Then came *This*, and ended."]


def test_one_word_is_a_work_where_it_has_a_capital(vault: Vault) -> None:
    vault.write("Grit.md", export([Passage("x", location=1)], title="Grit", author="A B"))
    vault.write("Own/Said.md", "# Said\n\nWith grit he read Grit at night.\n")
    vault.write("Own/Granite.md", "# Granite\n")
    vault.write("Own/Other.md", "# Other\n\nOf granite.\n")
    vault.take()
    with vault.engine.reading() as db:
        assert of(db, "Grit") == ["With grit he read *Grit* at night."]
        assert of(db, "Granite") == ["Of *granite*."]


def test_initials_and_inverted_names_are_written_in_many_ways(vault: Vault) -> None:
    ring = export([Passage("A ring.", location=1)], title="Ring", author="J. R. R. Tolk")
    vault.write("Rings.md", ring)
    said = ("J.R.R. Tolk wrote.", "JRR Tolk wrote.", "See: Tolk, J. R. R. (1937).")
    for number, text in enumerate(said):
        vault.write(f"Own/{number}.md", f"# N{number}\n\n{text}\n")
    vault.write("Own/Two.md", "# Two\n\nBy Ada Ilmarin, Petra Lorn and James Lorn, Ada Marn.\n")
    vault.take()
    with vault.engine.reading() as db:
        assert sorted(of(db, "J. R. R. Tolk")) == [
            "*J.R.R. Tolk* wrote.", "*JRR Tolk* wrote.", "See: *Tolk, J. R. R*.",
        ]  # fmt: skip
        assert not [one for name in ("Petra Ilmarin", "Ada Lorn") for one in of(db, name)
                    if one.startswith("By")]  # fmt: skip


def test_an_author_is_named_by_his_handle(vault: Vault) -> None:
    tweet = export([Passage("x", location=1)], title="Tweets", author="@mossy on Twitter")
    vault.write("Tweets.md", tweet)
    vault.write("Own/Said.md", "# Said\n\nAs @mossy says: a mossy wall.\n")
    vault.take()
    with vault.engine.reading() as db:
        assert of(db, "@mossy on Twitter") == ["As *@mossy* says: a mossy wall."]
        said = target(db, "Said")[0].id
    with vault.engine.writing() as db:
        change_mentions(db, "@mossy on Twitter", "link", "2026-11-30T10:00:00Z", document=said)
    with vault.engine.reading() as db:
        (link,) = document(db, said).own_links
        assert woven("As @mossy says.", [(link.name, link.words)]) == (
            "As [[@mossy on Twitter|@mossy]] says."
        )


def test_initials_that_are_another_author_are_no_spelling(vault: Vault) -> None:
    for title, author in (("One", "J. R. R. Tolk"), ("Two", "JRR Tolk")):
        vault.write(f"{title}.md", export([Passage(title, location=1)], title=title, author=author))
    vault.take()
    with vault.engine.reading() as db:
        names = {
            name
            for each in ("J. R. R. Tolk", "JRR Tolk")
            for name in author_subject(db, each).names
        }
    assert names == {"J. R. R. Tolk", "Tolk, J. R. R.", "JRR Tolk", "Tolk, JRR"}


def test_one_word_before_a_colon_names_a_book_and_no_article(vault: Vault) -> None:
    vault.write("A.md", export([Passage("x", location=1)], title="Salt: A Life", author="A B"))
    vault.write(
        "B.md",
        export([Passage("y", location=1)], title="Moss: How to Begin", author="C D").replace(
            "#books", "#articles"
        ),
    )
    vault.write("Own/Of.md", "# Of\n\nOf Salt and of Moss. Moss: How to Begin.\n")
    vault.take()
    with vault.engine.reading() as db:
        assert of(db, "Salt: A Life") == ["Of *Salt* and of Moss."]
        assert of(db, "Moss: How to Begin") == ["*Moss: How to Begin*."]


@pytest.mark.parametrize("title", ["Issue #18: Salt", "#18 – Ada Speaks", "Walls | A Site"])
def test_a_title_may_hold_what_parts_a_link(vault: Vault, title: str) -> None:
    vault.write("Own/Numbered.md", f"# {title}\n")
    vault.write("Own/Saying.md", f"# Saying\n\nSo said {title}, twice.\n")
    vault.take()
    with vault.engine.reading() as db:
        subject, best = subject_of(db, title)
        assert best is not None
        assert best.title == title
        assert [item.label for item in mentioned(db, subject).items] == [title.lstrip("#")]
        assert subject_of(db, f"Ada Lorn#{title}")[0].id == "Ada Lorn"


def test_the_title_of_the_files_is_a_name_still_where_the_reader_gave_another(vault: Vault) -> None:
    with vault.engine.writing() as db:
        slow = subject_of(db, "The Slow Garden")[0]
        rename_documents(db, {slow.id: {"title": "Patience: A Year"}}, "2026-11-30T10:00:00Z")
    vault.write("Own/Said.md", "# Said\n\nSo Patience begins.\n")
    vault.take()
    with vault.engine.reading() as db:
        subject = subject_of(db, "The Slow Garden")[0]
        assert subject.names == ("Patience: A Year", "Patience", *slow.names)
        assert of(db, "Patience")[-1].startswith("Whoever owns *The Slow Garden* owns")


def test_a_longer_name_goes_first_once_the_library_knows_it(vault: Vault) -> None:
    with vault.engine.reading() as db:
        assert len(of(db, "Reading Walls")) == 1
    vault.write("Own/More.md", "# Reading Walls and Ada Lorn\n")
    vault.take()
    with vault.engine.reading() as db:
        assert of(db, "Reading Walls") == []
        assert len(of(db, "Reading Walls and Ada Lorn")) == 1


def test_a_half_is_paged_sorted_and_narrowed(vault: Vault) -> None:
    with vault.engine.reading() as db:
        subject = author_subject(db, "Ada Lorn")
        whole = mentioned(db, subject)
        seen: list[Backlink] = []
        cursor = "0"
        while cursor:
            part = mentioned(db, subject, Part(begin=number_of(cursor), limit=1))
            assert part.total == whole.total
            seen += part.items
            cursor = part.next_cursor
        assert tuple(seen) == whole.items
        titles = [each.document.title for each in mentioned(db, subject, Part(sort="title")).items]
        assert titles == sorted(titles)
        assert said(mentioned(db, subject, Part(words="taught wal")).items) == [
            "*Ada Lorn* taught me to read walls."
        ]
        assert mentioned(db, subject, Part(words="zebra")).total == 0
        assert linked(db, subject, Part(words="already")).total == 1
        assert linked(db, subject, Part(words='"zebra" OR')).total == 0


@pytest.mark.parametrize(
    ("cursor", "number"), [("", 0), ("12", 12), ("-1", 0), ("x", 0), ("9" * 30, 0)]
)
def test_a_cursor_is_a_number_and_nothing_else(cursor: str, number: int) -> None:
    assert number_of(cursor) == number


def test_what_was_found_is_kept_and_only_what_was_written_since_is_looked_at(vault: Vault) -> None:
    with vault.engine.reading() as db:
        assert len(of(db, "Ada Lorn")) == 3
        cache = cache_of(vault.engine)
        (before,) = cache.kept.values()
    vault.write("New.md", export([Passage("So said Ada Lorn.", location=1)], title="New"))
    vault.write("Own/On patience.md", "# On patience\n\nNobody is named.\n")
    vault.take()
    with vault.engine.reading() as db:
        assert sorted(of(db, "Ada Lorn")) == [
            "*Ada Lorn* taught me to read walls.",
            "As *Ada Lorn*'s wall said.",
            "So said *Ada Lorn*.",
        ]
        (after,) = cache.kept.values()
        assert after.position != before.position
        assert {h for _, h in before.found.places} != {h for _, h in after.found.places}
        again = rows_of_panel(db, author_subject(db, "Ada Lorn"))
        cache.kept.clear()
        assert rows_of_panel(db, author_subject(db, "Ada Lorn")) == again


def test_many_are_counted_behind_the_page_which_says_so(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.mentions.kept.MOST_NOW", 2)
    with vault.engine.reading() as db:
        cache = cache_of(vault.engine)
        cache.behind = True
        subject = author_subject(db, "Ada Lorn")
        first = mentioned(db, subject)
        assert (first.total, len(first.items)) == (None, 2)
        assert not search(db, 'mentions:"Ada Lorn"').exact_total
    count_due(vault.engine, cache, Event())
    with vault.engine.reading() as db:
        assert mentioned(db, subject).total == 3
        assert search(db, 'mentions:"Ada Lorn"').exact_total
    assert not cache.asked
    cache.ask((subject, False))  # by a page that was made before it was counted
    count_due(vault.engine, cache, Event())
    assert not cache.asked


def test_the_background_counts_while_the_library_is_served(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.store.mentions.kept.MOST_NOW", 2)
    end = time.monotonic() + 60
    with counting(vault.engine):
        total = None
        while total is None and time.monotonic() < end:
            with vault.engine.reading() as db:
                total = mentioned(db, author_subject(db, "Ada Lorn")).total
    assert total == 3


def test_an_error_of_the_disk_does_not_end_the_background(
    vault: Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors = iter([sqlite3.OperationalError("disk I/O error")])  # of the driver itself
    counted = Event()

    def count(*_: object) -> Position:
        if error := next(errors, None):
            raise error
        counted.set()
        return Position(0, 0)

    monkeypatch.setattr(kept, "count_due", count)
    monkeypatch.setattr(kept, "_LOOK_EVERY", 0.01)
    with counting(vault.engine):
        assert counted.wait(60)


def test_what_is_gone_is_no_mention(vault: Vault) -> None:
    (vault.folder / "Reading Walls.md").unlink()
    vault.take()
    with vault.engine.writing() as db:
        index_highlights(db, [])
    with vault.engine.reading() as db:
        assert of(db, "moss") == []


def test_a_subject_of_very_many_names_is_searched(vault: Vault) -> None:
    """SQLite takes a condition of a thousand parts at most."""
    names = ("Ada Lorn", *(f"alpha{n} beta{n}" for n in range(1_200)))
    with vault.engine.reading() as db:
        found = mentioned(db, Subject("document", "x", names))
    assert len(found.items) == len(said(found.items)) == 3


def test_what_was_counted_already_is_not_asked_for_ever(vault: Vault) -> None:
    """A page may ask at the moment in which the background counts the same for another."""
    cache = cache_of(vault.engine)
    with vault.engine.reading() as db:
        known, wordless = subject_of(db, "Ada Lorn")[0], Subject("name", "!!", ())
        mentioned(db, known)
    for subject in (known, wordless):
        cache.ask((subject, False))
    count_due(vault.engine, cache, Event())
    assert not cache.asked


def test_a_name_may_be_one_word_of_very_many_letters(vault: Vault) -> None:
    word = "x" * 60_000  # more than SQLite takes as a pattern
    vault.write("Long.md", export([Passage("Short.", location=10)], title=word))
    vault.write("Longer.md", export([Passage(f"So {word} again.", location=10)], title=f"{word} y"))
    vault.take()
    with vault.engine.reading() as db:
        assert [f"*{word}*" in each for each in of(db, word)] == [True]


def test_a_longer_name_that_is_undone_hides_no_mention_any_more(vault: Vault) -> None:
    def number() -> int:
        with vault.engine.reading() as db:
            return len(of(db, "The Slow Garden"))

    longer, at = "owns The Slow Garden", "2026-01-01T00:00:00Z"
    assert number() == 1
    for new, aliases in ((None, [longer]), (longer, None)):
        with vault.engine.writing() as db:
            _, change = change_tag(db, "moss", at, new=new, aliases=aliases)
        assert number() == 0
        undo(vault.engine, change, at)
        assert number() == 1
