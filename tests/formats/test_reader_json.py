"""Lists of items as Reader's API gives them, also where their parents make no tree.

Nothing in them is lost.
"""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.registry import parse_file
from app.model import ParsedDocument
from tests.examples import examples
from tests.formats.words import said


def _read(*items: dict[str, object]) -> tuple[ParsedDocument, ...]:
    first: dict[str, object] = {
        "id": "top",
        "parent_id": None,
        "source_url": "https://example.org/t",
        "category": "article",
        "title": "Tides",
    }
    return parse_file("list.json", json.dumps([first, *items]).encode()).documents


def test_replies_belong_to_the_note_of_the_highlight() -> None:
    (found,) = _read(
        {"id": "h", "parent_id": "top", "category": "highlight", "content": "a passage"},
        {"id": "n", "parent_id": "h", "category": "note", "content": "a note"},
        {"id": "r", "parent_id": "n", "category": "note", "content": "a reply"},
        {"id": "m", "parent_id": "h", "category": "note", "content": "another"},
    )
    assert [(h.text, h.note) for h in found.highlights] == [
        ("a passage", "a note\n\na reply\n\nanother")
    ]


def test_items_that_are_their_own_forebears_are_documents() -> None:
    _, one, other = _read(
        {"id": "a", "parent_id": "b", "category": "article", "title": "Ebb"},
        {"id": "b", "parent_id": "a", "category": "article", "title": "Flood"},
        {"id": "h", "parent_id": "b", "category": "highlight", "content": "a passage"},
    )
    assert [(d.title, [h.text for h in d.highlights]) for d in (one, other)] == [
        ("Ebb", []),
        ("Flood", ["a passage"]),
    ]


def test_an_item_without_an_id_is_nobodys_parent() -> None:
    found = _read(
        {"category": "article", "title": "Ebb"},
        {"id": "b", "category": "article", "title": "Flood"},
    )
    assert [(d.title, d.highlights) for d in found] == [("Tides", ()), ("Ebb", ()), ("Flood", ())]


@settings(max_examples=examples(50), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "a", "b", "c", "d"]),
            st.sampled_from(["", "a", "b", "c", "d", "x"]),
        ),
        max_size=7,
    )
)
def test_every_item_is_found_again_whatever_its_parent(links: list[tuple[str, str]]) -> None:
    items = [
        {"id": code, "parent_id": parent, "category": "note", "content": f"q{i}z"}
        for i, (code, parent) in enumerate(links)
    ]
    parsed = parse_file(
        "list.json",
        json.dumps([{"id": "t", "source_url": "u", "category": "article"}, *items]).encode(),
    )
    assert [item["content"] for item in items if item["content"] not in said(parsed)] == []
