"""Sources as BibTeX, CSL-JSON and Markdown.

What other programs read back is what was cited, whatever stands in a title.
"""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.export.citations import (
    Source,
    bibtex,
    citation_keys,
    cited,
    csl_json,
    date_parts,
    literal,
    name_parts,
    web_address,
)
from app.markdown.plain import plain

RIVERS = Source(
    "The Patience of Rivers",
    ("Marit Oldenshaw",),
    "book",
    "2019-05",
    "https://books.example/rivers?a=1&b=2",
)
TEXTS = st.text(st.sampled_from([*"ab 1\\{}$&%#_~^*[]<>`|!-+.)(\"'é\n"]), max_size=30)


def test_a_book_in_each_form() -> None:
    assert bibtex([RIVERS]) == (
        "@book{oldenshaw2019patience,\n  author = {Marit Oldenshaw},\n  title = {{The Patience "
        "of Rivers}},\n  year = {2019},\n"
        "  month = {5},\n  date = {2019-05},\n  url = {https://books.example/rivers?a=1&b=2}\n}\n"
    )
    assert csl_json([RIVERS]) == [
        {
            "id": "oldenshaw2019patience",
            "type": "book",
            "title": "The Patience of Rivers",
            "author": [{"family": "Oldenshaw", "given": "Marit"}],
            "issued": {"date-parts": [[2019, 5]]},
            "URL": "https://books.example/rivers?a=1&b=2",
        }
    ]
    assert (
        cited(RIVERS, "Page 80") == "Marit Oldenshaw, *The Patience of Rivers* (2019), Page 80. "
        "<https://books.example/rivers?a=1&b=2>"
    )


def test_what_is_not_known_is_left_out() -> None:
    assert bibtex([Source("")]) == "@misc{untitled,\n  title = {{Untitled}}\n}\n"
    assert csl_json([Source("", kind="article")]) == [
        {"id": "untitled", "type": "webpage", "title": "Untitled"}
    ]
    assert cited(Source("")) == "*Untitled*."


def test_keys_are_all_different() -> None:
    several = [RIVERS] * 30
    keys = citation_keys(several)
    assert keys[:3] == ["oldenshaw2019patience", "oldenshaw2019patienceb", "oldenshaw2019patiencec"]
    assert len({*keys}) == 30
    assert keys[25:28] == [
        "oldenshaw2019patiencez",
        "oldenshaw2019patienceba",
        "oldenshaw2019patiencebb",
    ]


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Marit Oldenshaw", ("Oldenshaw", "Marit")),
        ("Oldenshaw, Marit", ("Oldenshaw", "Marit")),
        ("Ludwig van der Berg", ("van der Berg", "Ludwig")),
        ("Ana María Ruiz", ("Ruiz", "Ana María")),
        ("The Long Table", None),
        ("Salt & Sons", None),
        ("Wikipedia", None),
        ("@foliomarks", None),
        ("森久保花江", None),
    ],
)
def test_names_of_people_are_told_from_others(name: str, parts: tuple[str, str] | None) -> None:
    found = name_parts(name)
    assert found == ({"family": parts[0], "given": parts[1]} if parts else {"literal": name})
    inner = re.search(r"author = \{(.*)\},", bibtex([Source("T", (name,))]))
    assert inner
    assert inner[1].startswith("{") == (parts is None)


@pytest.mark.parametrize(
    ("written", "parts"),
    [
        ("2019", ("2019", "", "")),
        ("2019-05-03T10:00:00", ("2019", "05", "03")),
        ("May 3, 1987", ("1987", "", "")),
        ("2019-13-40", ("2019", "", "")),
        ("120190503", ("", "", "")),
        ("", ("", "", "")),
        ("3019", ("", "", "")),
    ],
)
def test_dates_are_read_as_far_as_they_go(written: str, parts: tuple[str, str, str]) -> None:
    assert date_parts(written) == parts


def test_only_addresses_of_the_web_are_led_to() -> None:
    assert web_address(" https://a.example/x ") == "https://a.example/x"
    for other in ("javascript:alert(1)", "https://a.example/<b>", "https://a b", "file:///x", ""):
        assert web_address(other) == ""


@given(TEXTS)
def test_no_letter_of_a_title_is_a_mark(title: str) -> None:
    shown = " ".join(title.split())
    assert plain(f"x {literal(title)}").split() == f"x {shown}".split()


@given(
    st.lists(
        st.builds(
            Source, TEXTS, st.lists(TEXTS, max_size=3).map(tuple), st.just("book"), TEXTS, TEXTS
        ),
        max_size=4,
    )
)
def test_braces_of_bibtex_always_close(sources: list[Source]) -> None:
    text = re.sub(r"\\[{}]|\\text[a-z]{1,20}\{\}", "", bibtex(sources))
    depth = 0
    for letter in text:
        depth += {"{": 1, "}": -1}.get(letter, 0)
        assert 0 <= depth <= 4
    assert depth == 0
    assert text.count("\n@") + text.startswith("@") == len(sources)
