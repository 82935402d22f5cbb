"""The pieces that all families share: bytes, dates, names, marks, headings, labels."""

import codecs
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.action_tags import action_tags, apply_actions
from app.formats.dates import day, only_stamp, stamp
from app.formats.fields import entry, labelled
from app.formats.headings import level, opening
from app.formats.markers.one_link import strip_leading_marker
from app.formats.markers.stripping import strip_markers
from app.formats.names import cut_hashtags, linked_names, split_authors, split_tags
from app.formats.passages.duplicates import merge_duplicates
from app.formats.passages.highlight import attach
from app.formats.registry import skip_reason
from app.formats.source import decode
from app.model import ParsedHighlight

ULID = "01h3aaaaaaaaaaaaaaaaaaaaaa"
READER = f"https://read.readwise.io/read/{ULID}"


@pytest.mark.parametrize(
    ("data", "text", "told"),
    [
        ("a\nb é".encode(), "a\nb é", ""),
        (codecs.BOM_UTF8 + b"a", "a", ""),
        (b"a\r\nb\rc\n", "a\nb\nc\n", ""),
        (b"caf\xe9 \x93x\x94", "café “x”", "Windows-1252"),
        ("é".encode() + b" \xff", "é ÿ", "Windows-1252"),
        (b"\x81", "\x81", "Windows-1252"),
        ("héllo".encode("utf-16"), "héllo", "UTF-16"),
        ("hello there".encode("utf-16-le"), "hello there", "UTF-16-LE"),
        ("hello there".encode("utf-16-be"), "hello there", "UTF-16-BE"),
        ("x".encode("utf-32"), "x", "UTF-32"),
        (b"one\ntwo \0", "one\ntwo ␀", "NUL"),
        (b"", "", ""),
    ],
)
def test_bytes_become_text_and_a_guess_is_told(data: bytes, text: str, told: str) -> None:
    found, problems = decode(data)
    assert found == text
    assert [told in problem.message for problem in problems] == ([True] if told else [])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("October 25, 2022 at 4:25 PM", "2022-10-25T16:25:00"),
        ("[[Feb 9th, 2023]] at 8:57 PM", "2023-02-09T20:57:00"),
        ("[[2023-08-10-Thursday]] at 11:19 AM", "2023-08-10T11:19:00"),
        ("[[2023\\-08\\-10]]", "2023-08-10"),
        ("Monday, 31-10-2022", "2022-10-31"),
        ("September 29th, 2021, Wednesday", "2021-09-29"),
        ("Thursday, December 8th 2022, 5:17:13 pm", "2022-12-08T17:17:13"),
        ("2023-09-12-Tuesday 11:07", "2023-09-12T11:07:00"),
        ("2018-06-19 04:56:00+00:00", "2018-06-19T04:56:00+00:00"),
        ("2024-10-14T09:56:00.123456Z", "2024-10-14T09:56:00Z"),
        ("14 October 2024", "2024-10-14"),
        ("10/14/2024", "2024-10-14"),
        ("12:00 a.m., May 3, 2024", "2024-05-03"),
        ("May 3, 2024 12:05 AM", "2024-05-03T00:05:00"),
        ("2024-13-45", None),
        ("no day at all", None),
        ("99:99 on 2024-01-02 at 27:61", "2024-01-02"),
    ],
)
def test_dates_in_every_form(text: str, expected: str | None) -> None:
    assert stamp(text) == expected
    assert day(text) == (expected[:10] if expected else None)


@pytest.mark.parametrize(
    ("line", "alone"),
    [
        ("[[2024-07-30]] 08:57", True),
        ("May 3rd, 2024", True),
        ("In May 3, 2024", False),
        ("2024-07-30 walked", False),
        ("", False),
    ],
)
def test_a_line_that_is_only_a_date(line: str, alone: bool) -> None:
    assert (only_stamp(line) is not None) is alone


@pytest.mark.parametrize(
    ("value", "authors"),
    [
        ("[[A. Author, B. Other, and C. Third]]", ("A. Author", "B. Other", "C. Third")),
        ("[[R. H., S. H.]]", ("R. H.", "S. H.")),
        ("[[A. B]], [[C. D|C]]", ("A. B", "C")),
        ("A B and C D", ("A B", "C D")),
        ("[[@x, y on Twitter]]", ("@x, y on Twitter",)),
        ("nesslabs.com", ("nesslabs.com",)),
        ("Smith, John", ("John Smith",)),
        ("Robert Martin, Jr.", ("Robert Martin, Jr.",)),
        ("Smith, J., Doe, A.", ("J. Smith", "A. Doe")),
        ("[[Mark S.;]]", ("Mark S.",)),
        ("None", ()),
        ("[[]]", ()),
        ("*A. B*", ("A. B",)),
        ("[[Quill, Ada and Marrow, Zoë]]", ("Ada Quill", "Zoë Marrow")),
        ("[[Quill, Ada; Marrow, Zoë]]", ("Ada Quill", "Zoë Marrow")),
        ("Quill, Ada & Marrow, Zoë", ("Ada Quill", "Zoë Marrow")),
        ("Quill, Ada, and Marrow, Zoë", ("Ada Quill", "Zoë Marrow")),
        ("Quill, Ada; and Marrow, Zoë", ("Ada Quill", "Zoë Marrow")),
        ("Quill, Ada, Marrow, Zoë and Tolliver, Jo", ("Ada Quill", "Zoë Marrow", "Jo Tolliver")),
        ("Quill, Ada, and Zoë Marrow", ("Ada Quill", "Zoë Marrow")),
        ("Quill, Ada\nMarrow, Zoë", ("Ada Quill", "Zoë Marrow")),
        ("Ada Quill\nZoë Marrow", ("Ada Quill", "Zoë Marrow")),
        ("[[de la Cueva Marrow, Ana]]", ("Ana de la Cueva Marrow",)),
        ("Cueva Marrow, Ana", ("Ana Cueva Marrow",)),
        ("Cueva Marrow, Ana M.", ("Ana M. Cueva Marrow",)),
        ("von der Heide, Karl Otto", ("Karl Otto von der Heide",)),
        ("Heide, Karl von der", ("Karl von der Heide",)),
        ("De Heide, Karl Otto; Quill, Ada", ("Karl Otto De Heide", "Ada Quill")),
        ("Vidal y Cueva, José", ("José Vidal y Cueva",)),
        ("Quill, Ada Maria", ("Ada Maria Quill",)),
        (
            "Quill, A. B., Marrow, Z.-M., & Tolliver, J.",
            ("A. B. Quill", "Z.-M. Marrow", "J. Tolliver"),
        ),
        ("de la Cueva, A., & Quill, B.", ("A. de la Cueva", "B. Quill")),
        ("Quill, AB", ("AB Quill",)),
        ("Quill, Ada, Jr.", ("Ada Quill, Jr.",)),
        ("Quill, Jr., Ada", ("Ada Quill, Jr.",)),
        ("Quill, Ada Jr.", ("Ada Quill Jr.",)),
        ("Quill Jr., Ada", ("Ada Quill Jr.",)),
        ("Quill, Ada, III; Marrow, Zoë", ("Ada Quill, III", "Zoë Marrow")),
        ("Quill, Ada, PhD", ("Ada Quill, PhD",)),
        ("Quill, Ada, 1820-1891", ("Ada Quill",)),
        ("Quill, Ada, et al.", ("Ada Quill",)),
        ("Quill, Ada (Translator)", ("Ada Quill (Translator)",)),
        ("Толмач, Лев", ("Лев Толмач",)),
        ("Ada Quill, Zoë Marrow", ("Ada Quill", "Zoë Marrow")),
        ("Ada Quill, Zoë Marrow and Jo Tolliver", ("Ada Quill", "Zoë Marrow", "Jo Tolliver")),
        ("Ada Quill, Zoë Marrow; Jo Tolliver", ("Ada Quill", "Zoë Marrow", "Jo Tolliver")),
        ("Quill, Marrow, and Tolliver", ("Quill", "Marrow", "Tolliver")),
        ("Quill & Marrow", ("Quill", "Marrow")),
        ("Quill & Sons", ("Quill & Sons",)),
        ("Quill, Marrow & Co.", ("Quill, Marrow & Co.",)),
        ("Quill Books, Inc.", ("Quill Books, Inc.",)),
        ("Quill, Inc.", ("Quill, Inc.",)),
        ("Ministry of Salt and Sand", ("Ministry of Salt and Sand",)),
        ("The Salt Society, Marrow", ("The Salt Society, Marrow",)),
        ("Salt Institute; Quill, Ada", ("Salt Institute", "Ada Quill")),
        ("Ada Quill, Salt Institute", ("Ada Quill", "Salt Institute")),
        ("Salt University and Ada Quill", ("Salt University", "Ada Quill")),
        ("Ada Quill, UNESCO", ("Ada Quill", "UNESCO")),
        ("Press, Ada", ("Ada Press",)),
        (", ;", ()),
    ],
)
def test_authors_are_told_apart(value: str, authors: tuple[str, ...]) -> None:
    assert split_authors([value]) == authors


@pytest.mark.parametrize(
    ("value", "tags"),
    [
        ("[[a b]] [[c]] ", ("a b", "c")),
        ("#a #b/c #[[d e]]", ("a", "b/c", "d e")),
        ("*a* ", ("a",)),
        ("a, b", ("a", "b")),
        ("[[#type/doc]]", ("type/doc",)),
        ("[ [[x]],  [[y]], ]", ("x", "y")),
        ("[[.h4]]", (".h4",)),
        ("", ()),
    ],
)
def test_tags_in_every_dress(value: str, tags: tuple[str, ...]) -> None:
    assert tuple(sorted(split_tags([value]))) == tuple(sorted(tags))


def test_hashtags_behind_a_text() -> None:
    assert cut_hashtags("text #a  #[[b]] #c/d") == ("text", "#a  #[[b]] #c/d")
    assert cut_hashtags("C# is fine") == ("C# is fine", "")
    assert linked_names("[[a#b|c]] [[d]] [[a]]") == ("a", "d")


@pytest.mark.parametrize(
    ("text", "left", "ids", "url", "location"),
    [
        (f"t ([View Highlight]({READER}))", "t", (ULID,), READER, ""),
        (
            f"t [View Highlight](https://read.readwise.io/read/{ULID.upper()})",
            "t",
            (ULID,),
            f"https://read.readwise.io/read/{ULID.upper()}",
            "",
        ),
        (
            f"t [](https://read.readwise.io/new/read/{ULID})",
            "t",
            (ULID,),
            f"https://read.readwise.io/new/read/{ULID}",
            "",
        ),
        ("t ([Location\u00a012](https://x.y/a?b=c))", "t", (), "https://x.y/a?b=c", "Location 12"),
        (
            "t ([Time\u00a00:12:44](https://x.y/a_(b)))",
            "t",
            (),
            "https://x.y/a_(b)",
            "Time 0:12:44",
        ),
        ("t (Page\u00a0214)", "t", (), "", "Page 214"),
        (
            (
                "t ([View Tweet](https://x.com/a/status/1)) [Open in "
                "Readwise](https://readwise.io/open/55) ^rw55"
            ),
            "t",
            ("55",),
            "https://x.com/a/status/1",
            "",
        ),
        (f"t ([View Highlight]({READER}))\n^rwID-66", "t", (ULID, "66"), READER, ""),
        ("t ^113029508", "t", ("113029508",), "", ""),
        ("t ^54362f", "t", (), "", ""),
        (
            "t ([363](https://readwise.io/to_kindle?location=363)) %% Color: yellow %%",
            "t",
            (),
            "https://readwise.io/to_kindle?location=363",
            "Location 363",
        ),
        (f"t ([View Highlight]({READER}))[^1]", "t[^1]", (ULID,), READER, ""),
        (f"t ([View Highlight]({READER}))\\", "t", (ULID,), READER, ""),
        ("a path\\", "a path\\", (), "", ""),
        ("see [a link](https://x.y)", "see [a link](https://x.y)", (), "", ""),
        ("in 1984 (page turner)", "in 1984 (page turner)", (), "", ""),
        ("x^2 (y)", "x^2 (y)", (), "", ""),
        ("", "", (), "", ""),
    ],
)
def test_marks_are_peeled_from_the_end(
    text: str, left: str, ids: tuple[str, ...], url: str, location: str
) -> None:
    found = strip_markers(text)
    assert (found.text, found.ids, found.url, found.location) == (left, ids, url, location)


def test_marks_may_have_hashtags_behind_them_or_stand_first() -> None:
    assert strip_markers(f"t ([View Highlight]({READER})) #a #[[b]]").tags == "#a #[[b]]"
    assert strip_leading_marker(f"[View Highlight]({READER}): t").text == "t"
    assert strip_leading_marker("[a link](https://x.y) t").text == "[a link](https://x.y) t"


@pytest.mark.parametrize(
    ("text", "added_at"),
    [
        ("Highlights", None),
        ("**Highlights**", None),
        ("🔖 My Kindle Highlights:", None),
        ("New highlights synced", None),
        ("New highlights added October 25, 2022 at 4:25 PM", "2022-10-25T16:25:00"),
        ("New highlights: [[2023-08-10-Thursday]] at 11:19 AM", "2023-08-10T11:19:00"),
        ("Highlights first synced by [[Readwise]] [[Jan 13th, 2023]]", "2023-01-13"),
        ("New highlights added [[2023\\-02\\-09]] at 8:57 PM", "2023-02-09T20:57:00"),
    ],
)
def test_headings_that_open_highlights(text: str, added_at: str | None) -> None:
    found = opening(text)
    assert found is not None
    assert (found.added_at, found.rest) == (added_at, "")


@pytest.mark.parametrize(
    "text",
    [
        "Highlights of the year",
        "1.1 The Lighters",
        "Highlighting",
        "",
        "Key Highlights",
        "My notes",
    ],
)
def test_headings_that_do_not(text: str) -> None:
    assert opening(text) is None


def test_an_opening_keeps_the_owners_tags_and_words() -> None:
    tagged = opening("Highlights #to-process")
    worded = opening("New highlights added December 12, 2022 at 12:00pm #to-process [^3] and more")
    assert tagged is not None
    assert tagged.tags == ("#to-process",)
    assert worded is not None
    assert "and more" in worded.rest


@pytest.mark.parametrize(
    ("line", "expected"),
    [("# a", 1), ("###### a", 6), ("####### a", 0), ("#a", 0), (" # a", 0), ("#", 1), ("", 0)],
)
def test_the_level_of_a_heading(line: str, expected: int) -> None:
    assert level(line) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("    - Tags: [[a]] ", ("tags", "[[a]]")),
        ("\t\t- **Note**: x", ("note", "x")),
        ("**Note: x**", ("note", "x")),
        ("    - Date:: [[d]]", ("date", "[[d]]")),
        ("- Location: 17", ("location", "Location 17")),
        ("Notable: x", None),
        ("a note: x", None),
    ],
)
def test_labels_below_a_passage(line: str, expected: tuple[str, str] | None) -> None:
    assert labelled(line) == expected


@pytest.mark.parametrize(
    ("line", "key", "value", "strong"),
    [
        ("- Author: [[A]]", "Author", "[[A]]", False),
        ("> **Author**:: X", "Author", "X", True),
        (">Author:: X", "Author", "X", True),
        ("**URL:** <u>", "URL", "<u>", True),
        ("* Full Title: *T*", "Full Title", "*T*", False),
        ("author:: [[A]]\\", "author", "[[A]]", True),
        ("Key:", "Key", "", False),
    ],
)
def test_entries_in_every_dress(line: str, key: str, value: str, strong: bool) -> None:
    found = entry(line)
    assert found is not None
    assert tuple(found) == (key, value, strong)


@pytest.mark.parametrize(
    "line",
    [
        "https://x.y",
        "12:30 we met",
        "a very long sentence with more than five words: x",
        ": x",
        "text",
    ],
)
def test_sentences_are_no_entries(line: str) -> None:
    assert entry(line) is None


def _passage(
    text: str, *ids: str, line: int = 1, location: str = "", url: str = "", note: str = ""
) -> ParsedHighlight:
    return ParsedHighlight(text, note, location=location, url=url, ids=ids, lines=((line, line),))


def test_repeats_are_told_by_id_or_by_text_and_place() -> None:
    found = merge_duplicates(
        [
            _passage("a", "1", line=1),
            _passage("a changed", "1", line=2, note="mine"),
            _passage("a", "2", line=3),
            _passage("b", line=4),
            _passage("b", line=5),
            _passage("b", line=6, location="Page 1"),
            _passage("c", line=7, url="https://x.com/1"),
            _passage("c", line=8, url="https://x.com/2"),
            _passage("d", ULID, line=9),
            _passage("d", "77", line=10),
        ]
    )
    assert [(h.text, h.note, h.lines) for h in found] == [
        ("a", "mine\n\na changed", ((1, 1), (2, 2))),
        ("a", "", ((3, 3),)),
        ("b", "", ((4, 4), (5, 5))),
        ("b", "", ((6, 6),)),
        ("c", "", ((7, 7),)),
        ("c", "", ((8, 8),)),
        ("d", "", ((9, 9), (10, 10))),
    ]
    assert found[-1].ids == (ULID, "77")


def test_two_ids_of_one_sort_never_meet_in_a_repeat_without_one() -> None:
    found = merge_duplicates(
        [_passage("same"), _passage("same", "111111"), _passage("same", "222222")]
    )
    assert [h.ids for h in found] == [("111111",), ("222222",)]


def test_a_repeat_with_the_ids_of_two_makes_them_one() -> None:
    found = merge_duplicates(
        [
            _passage("a", ULID),
            _passage("b", "55555"),
            _passage("b", location="Page 1"),
            _passage("c", ULID, "55555"),
            _passage("b"),
        ]
    )
    assert [(h.text, h.ids, h.repeats) for h in found] == [
        ("a", (ULID, "55555"), ("b", "c", "b")),
        ("b", (), ()),
    ]


@pytest.mark.parametrize(
    ("value", "ids", "note"),
    [
        ("1", (), ""),
        ("none", (), "none"),
        ("475436728", ("475436728",), ""),
        (ULID.upper(), (ULID,), ""),
    ],
)
def test_an_id_is_what_only_an_exporter_gives(value: str, ids: tuple[str, ...], note: str) -> None:
    found = attach(_passage("a"), "id", value)
    assert (found.ids, found.note) == (ids, note)


def test_a_repeat_loses_no_word() -> None:
    (found,) = merge_duplicates([_passage("one", "1"), _passage("two", "1"), _passage("one", "1")])
    assert (found.text, found.note) == ("one", "two")


@pytest.mark.parametrize(
    ("notes", "texts", "expected"),
    [
        (("no", ""), ("one", "one more note"), "no\n\none more note"),
        (("sea", "season"), ("one", "one"), "sea\n\nseason"),
        (("the sea", "by the sea at night"), ("one", "one"), "by the sea at night"),
        (("mine", "mine"), ("one", "one"), "mine"),
    ],
)
def test_a_short_note_of_a_repeat_is_kept_unless_another_note_says_it(
    notes: tuple[str, str], texts: tuple[str, str], expected: str
) -> None:
    (found,) = merge_duplicates(
        [_passage(text, "1", note=note) for text, note in zip(texts, notes, strict=True)]
    )
    assert found.note == expected


@pytest.mark.parametrize(
    ("note", "tags"),
    [
        (".idea .todo/soon and then", ("idea", "todo/soon")),
        ("...", ()),
        (".5 of it", ()),
        ("no .tag", ()),
        (".a\n\nnote", ("a",)),
    ],
)
def test_action_tags_begin_a_note(note: str, tags: tuple[str, ...]) -> None:
    assert action_tags(note) == tags


def test_a_title_in_a_tag_ends_with_the_chapter_above_it() -> None:
    raw = [
        ParsedHighlight("before"),
        ParsedHighlight("a section", tags=("h4",)),
        ParsedHighlight("in the section"),
        ParsedHighlight("in a chapter", chapter="One"),
        ParsedHighlight("a section of it", chapter="One", tags=("h4",)),
        ParsedHighlight("behind the chapter"),
        ParsedHighlight("another section", tags=("h4",)),
        ParsedHighlight("in that"),
    ]
    assert [h.chapter for h in apply_actions(raw)] == [
        "",
        "",
        "a section",
        "One",
        "One",
        "",
        "",
        "another section",
    ]


def test_actions_make_chapters_and_chains_and_keep_the_note() -> None:
    raw = [
        _passage("Part", note=".h1"),
        _passage("Sub", note=".h2"),
        _passage("x", note=".c1"),
        _passage("y", note=".c2"),
        _passage("z", note="mine"),
        _passage("Next", note=".h1"),
    ]
    found = apply_actions(raw)
    assert [(h.text, h.chapter, h.tags) for h in found] == [
        ("Part", "", ("h1",)),
        ("Sub", "Part", ("h2",)),
        ("x y", "Part / Sub", ("c1", "c2")),
        ("z", "Part / Sub", ()),
        ("Next", "", ("h1",)),
    ]
    assert found[2].note == ".c1\n.c2"


@pytest.mark.parametrize(
    ("path", "text", "named", "reason"),
    [
        ("a.md", "", True, "empty"),
        ("a.md", " \n", True, "empty"),
        (
            "Readwise Syncs.md",
            "- [[2024-07-14]] 5:06 PM — Synced 298 highlights from 76 documents.\n",
            True,
            "sync log",
        ),
        ("v/.trash/Readwise/a.md", "x", False, "copy in .trash"),
        ("v/.trash/Readwise/a.md", "x", True, ""),
        ("v/logseq/bak/pages/a.md", "x", False, "copy in logseq/bak"),
        ("v/bak/a.md", "x", False, ""),
        ("a.md", "I synced 3 highlights from 2 books", False, ""),
    ],
)
def test_files_that_give_nothing_say_why(path: str, text: str, named: bool, reason: str) -> None:
    assert skip_reason(path, text, named=named) == reason


@pytest.mark.parametrize(
    ("text", "words", "ids", "location"),
    [
        (
            (
                "A. — location: [210](kindle://book?action=open&asin=B00MOSS001&location=210) "
                "^ref-10001"
            ),
            "A.",
            ("B00MOSS001-210-ref-10001",),
            "Location 210",
        ),
        (
            "A. — page: [xii](kindle://book?action=open&asin=B00MOSS001&location=9)",
            "A.",
            (),
            "Page xii",
        ),
        ("A. - page: 12 ^ref-1", "A.", (), "Page 12"),
        ("A. ^rwhi55512345", "A.", ("55512345",), ""),
        ("A. ^readwise-99", "A.", ("99",), ""),
        ("A. ^hl-1234567", "A.", ("1234567",), ""),
        ("A. ^daily-20230115", "A.", (), ""),
        ("A. ^a1b2c3", "A.", (), ""),
        (
            "A ([Ver destaque](https://read.readwise.io/read/01h3aaaaaaaaaaaaaaaaaaaaaa))",
            "A",
            ("01h3aaaaaaaaaaaaaaaaaaaaaa",),
            "",
        ),
        (
            "See [12 minutes in](https://hyp.is/aaaaAAAA1111/a.example)",
            "See [12 minutes in](https://hyp.is/aaaaAAAA1111/a.example)",
            (),
            "",
        ),
        ("[^2]: [I, p. 5](zotero://open-pdf/library/items/A?page=9&annotation=BBBB2222)",) * 2
        + ((), ""),
        ("“A.” (Ilm et al., 2025, p. 1)", "“A.”", (), "Page 1"),
        (
            "A [⤴️](https://omnivore.app/me/m#aaaa1111-0000-4000-8000-000000000001) #b ^aaaa1111",
            "A",
            ("aaaa1111-0000-4000-8000-000000000001",),
            "",
        ),
        (
            "A link [of mine](https://a.example/x) #b",
            "A link [of mine](https://a.example/x) #b",
            (),
            "",
        ),
        ("A ([Time 0:11:42](https://share.snipd.com/snip/x))", "A", (), "Time 0:11:42"),
    ],
)
def test_marks_of_other_exporters_are_peeled_and_links_of_the_text_stay(
    text: str, words: str, ids: tuple[str, ...], location: str
) -> None:
    marks = strip_markers(text)
    assert (marks.text, marks.ids, marks.location) == (words, ids, location)


@pytest.mark.parametrize(
    "piece", ["a, ", "A. ", "and ", " and A, ", "; ", "A, B; ", "(x) ", "19 ", "Sons, & "]
)
def test_a_long_line_of_authors_is_read_in_time(piece: str) -> None:
    begun = time.process_time()
    split_authors([(piece * 100_000)[:100_000]])
    assert time.process_time() - begun < 2


@given(
    st.lists(
        st.sampled_from(
            [
                "Quill",
                "Ada",
                ",",
                ";",
                "and",
                "&",
                "Jr.",
                "de",
                "A.",
                "Inc.",
                "(x)",
                "et al.",
                "1999",
                " ",
            ]
        ),
        max_size=14,
    )
)
def test_any_line_of_authors_gives_names_and_no_blank_ones(parts: list[str]) -> None:
    for name in split_authors([" ".join(parts)]):
        assert name.strip(" ,;") == name.strip()
        assert name.strip()
