"""Links between pages."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.markdown.finding import links as wiki_links
from app.markdown.links import NAME_LETTERS, WikiLink
from tests.markdown.hostile import HOSTILE, repeated, seconds


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("[[Salt]]", [("Salt", "", "")]),
        ("[[Salt#Dusk#Late|the dusk]]", [("Salt", "Dusk#Late", "the dusk")]),
        ("![[Map.md]] [[ Ada Quill ]]", [("Map", "", ""), ("Ada Quill", "", "")]),
        ("[[Salt#^a1b2]]", [("Salt", "^a1b2", "")]),
        (r"| [[Salt\|the salt]] |", [("Salt", "", "the salt")]),
        ("[[a]][[b]] [[c]", [("a", "", ""), ("b", "", "")]),
        ("[[]] [[#Here]] [[|x]] [[  ]]", []),
        ("`[[code]]` and ``[[a ` b]]``", []),
        ("```\n[[code]]\n```\n[[after]]", [("after", "", "")]),
        ("~~~\n[[code]]\n~~~\n[[after]]", [("after", "", "")]),
        ("```\n[[never closed]]", []),
        ("a ` alone [[Salt]]", [("Salt", "", "")]),
        (r"\[[Salt]]", []),
        ("[[Sa\nlt]]", []),
        ("[[" + "a" * NAME_LETTERS + "]]", [("a" * NAME_LETTERS, "", "")]),
        ("[[" + "a" * (NAME_LETTERS + 1) + "]]", []),
        ("no links", []),
    ],
)
def test_what_is_a_link(markdown: str, found: list[tuple[str, str, str]]) -> None:
    assert [(link.name, link.anchor, link.label) for link in wiki_links(markdown)] == found


@pytest.mark.parametrize(
    ("markdown", "context"),
    [
        ("Before it. As [[Salt]] says! After it.", "As [[Salt]] says!"),
        ("A line\nwith [[Salt]] in it\nand more", "with [[Salt]] in it"),
        ('She said "yes." Then [[Salt]] (twice). No.', "Then [[Salt]] (twice)."),
        ("在此。见[[Salt]]。后", "见[[Salt]]。"),
        ("[[Salt]]", "[[Salt]]"),
    ],
)
def test_a_link_stands_in_its_sentence(markdown: str, context: str) -> None:
    assert [link.context for link in wiki_links(markdown)] == [context]


def test_a_long_sentence_is_cut_between_words() -> None:
    (link,) = wiki_links("walk " * 200 + "[[Salt]]" + " road" * 200)
    assert len(link.context) <= 310
    assert link.context.startswith("walk ")
    assert link.context.endswith(" road")


@settings(deadline=None)
@given(st.text())
def test_no_text_is_too_odd(text: str) -> None:
    assert all(0 < len(link.name) <= NAME_LETTERS for link in wiki_links(text))


@settings(deadline=None)
@given(st.lists(st.sampled_from(["[[", "]]", "a", "|", "#", "`", "```\n", "\n", "~~~\n", ". ", "!", "\\", " "])).map("".join))
def test_every_context_holds_its_link(text: str) -> None:
    for link in wiki_links(text):
        assert isinstance(link, WikiLink)
        assert link.name in link.context


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_time(piece: str) -> None:
    """A fifth of a hundred kilobytes, in a twenty-fifth of the five seconds that something quadratic could take for all."""
    assert seconds(wiki_links, "[[a]]" + repeated(piece, 20_000), f"[[{piece}]] " * 1_000) < 0.2
