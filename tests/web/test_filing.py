"""How an index files names: by surname, under letters, and what is no name out of sight."""

from time import process_time

import pytest

from app.model import Named
from app.web.present.filing import (
    filed,
    filed_page,
    filed_person,
    is_left_over,
    subjects,
    surname_first,
)
from app.web.present.index import WHOLE, Asking, make_index


@pytest.mark.parametrize(
    ("name", "words", "letter"),
    [
        ("Ada Quill", "Quill, Ada", "Q"),
        ("Ursula K. Le Fay", "Le Fay, Ursula K.", "L"),
        ("Max von Erlen", "Erlen, Max von", "E"),
        ("Martin L. Prince, Jr.", "Prince, Martin L., Jr.", "P"),
        ("John Moor (Illustrator)", "Moor, John (Illustrator)", "M"),
        ("Élodie Ørsted", "Ørsted, Élodie", "O"),
        ("Лев Снегов", "Снегов, Лев", "С"),
        ("Plato", "Plato", "P"),
        ("The Slow Journal", "The Slow Journal", "T"),
        ("Moss Publishing House Press", "Moss Publishing House Press", "M"),
        ("钱一二", "钱一二", "漢"),
        ("@quill on Twitter", "@quill", "@"),
        ("slow-software.example", "slow-software.example", "@"),
        ("2 Headed Heron", "2 Headed Heron", "0–9"),
        ("J.K. Rower", "Rower, J.K.", "R"),
        ("Varios Autores", "Varios Autores", "V"),
        ("Various Authors", "Various Authors", "V"),
        ("AA. VV.", "AA. VV.", "A"),
    ],
)
def test_persons_stand_under_their_surnames(name: str, words: str, letter: str) -> None:
    found = filed_person(name)
    assert (found.words, found.letter) == (words, letter)


@pytest.mark.parametrize(
    "name", ["", " ", ".", ", Jr.", "(ed.)", "Jr. Jr. Jr.", "\u0301", "A" * 5000, "a " * 5000]
)
def test_any_name_is_filed(name: str) -> None:
    assert all(
        len(found.letter) >= 1 for found in (filed(name), filed_person(name), filed_page(name))
    )
    assert isinstance(surname_first(name), str)


@pytest.mark.parametrize(
    "name",
    [
        ".h4",
        "999999;",
        "{{url}}",
        '"page":null',
        '{"state": "open"}',
        '"part":1',
        "2024-05-03",
        "20240503",
        "May 3rd, 2024",
        "3 May 2024",
        "Sunday, 08-01-2023",
        "Fri, 3 May 2024",
        "Monday 2024-05-03",
        "((9aBcD))",
        "plate.PNG",
        '"https://a.example/b"',
        "***",
        "readwise",
        "readwise/articles",
        "RW_inbox",
        "Omnivore",
    ],
)
def test_what_exporters_left_is_no_name(name: str) -> None:
    assert is_left_over(name)


@pytest.mark.parametrize(
    "name",
    [
        "1984",
        "May",
        "craft/repair",
        "C++",
        "24/7",
        "v2.0 notes",
        "Ada Quill",
        "April 4",
        "漢字",
        "rwanda",
        "readwise me",
        'On "Moss": a walk',
        "matters",
    ],
)
def test_what_readers_write_stays(name: str) -> None:
    assert not is_left_over(name)


@pytest.mark.parametrize(
    "name", ["{" * 100_000, "a." * 50_000, "1" * 100_000, "(" * 100_000, "May " * 25_000]
)
def test_long_names_take_no_time(name: str) -> None:
    began = process_time()
    is_left_over(name)
    filed_person(name)
    assert process_time() - began < 1


def test_a_short_index_is_one_page_and_a_long_one_a_page_a_letter() -> None:
    few = [Named("Ada Quill", 1, 2), Named("@quill", 1, 1), Named(".h4", 0, 9)]
    index = make_index("/authors", few, filed_person, Asking())
    assert [letter for letter, _ in index.sections] == ["Q", "@"]
    assert dict(index.letters)["Q"] == "#letter-Q"
    assert dict(index.letters)["A"] == ""
    assert (index.total, index.apart, index.left) == (2, 1, (".h4",))
    many = [
        Named(f"{letter}{number}", 1, number)
        for letter in ("quill", "reed", "r")
        for number in range(WHOLE)
    ]
    index = make_index("/tags", many, filed, Asking(letter="B"))
    assert (index.letter, index.parts, index.shown) == ("Q", 1, 3 * WHOLE)
    assert dict(index.letters)["R"] == "/tags?letter=R"
    index = make_index("/tags", many, filed, Asking(letter="R", part=9))
    assert (index.letter, index.part, index.parts, len(index.sections[0][1])) == ("R", 2, 2, WHOLE)


def test_an_index_is_sifted_without_accents_and_ordered_by_number() -> None:
    names = [
        Named("Élan vital", 3, 1),
        Named("elan", 1, 5),
        Named("other", 9, 9),
        Named("craft/x", 1, 1),
        Named("craft", 1, 1),
        Named("craft-y", 1, 1),
    ]
    assert [
        each.named.name
        for _, those in make_index("/tags", names, filed, Asking(filter="ELAN")).sections
        for each in those
    ] == [
        "elan",
        "Élan vital",
    ]
    (most,) = make_index("/tags", names, filed, Asking(sort="documents")).sections
    assert [each.named.name for each in most[1]][:2] == ["other", "Élan vital"]
    nested = make_index("/tags", names, filed, Asking(filter="craft")).sections[0][1]
    assert [(each.named.name, each.under) for each in nested] == [
        ("craft", False),
        ("craft/x", True),
        ("craft-y", False),
    ]


def test_what_an_author_writes_about_is_no_kind_and_no_flag() -> None:
    counted = [("supplementals", 48), ("magic", 8), ("favorite", 3), ("readwise", 2), ("book", 1)]
    assert subjects(counted) == [("magic", 8)]
