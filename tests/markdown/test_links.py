"""Links between pages."""

from dataclasses import astuple

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.markdown.finding import links as wiki_links
from app.markdown.finding import tags
from app.markdown.links import NAME_LETTERS, WikiLink
from app.markdown.render import make_renderer
from tests.markdown.hostile import HOSTILE, grows_evenly, repeated

RENDERER = make_renderer()


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
        (
            "![[Salt^rw123456|x]] [[x^2]] [[10^5]]",
            [("Salt", "^rw123456", "x"), ("x^2", "", ""), ("10^5", "", "")],
        ),
        (
            "![x](Salt%20Road.md#Dusk) ![](Tide.md) ![](map.png)",
            [("Salt Road", "Dusk", "x"), ("Tide", "", "")],
        ),
        ("[x](obsidian://open?vault=V&file=Salt%20Road%23Dusk)", [("Salt Road", "Dusk", "x")]),
        ("[x](obsidian://vault/V/A/Salt) [y](obsidian://search?query=z)", [("A/Salt", "", "x")]),
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
@given(
    st.lists(
        st.sampled_from(
            ["[[", "]]", "a", "|", "#", "`", "```\n", "\n", "~~~\n", ". ", "!", "\\", " "]
        )
    ).map("".join)
)
def test_every_context_holds_its_link(text: str) -> None:
    for link in wiki_links(text):
        assert isinstance(link, WikiLink)
        assert link.name in link.context


@pytest.mark.parametrize("piece", HOSTILE)
def test_hostile_text_is_read_in_time(piece: str) -> None:
    """20 KB, in a twenty-fifth of the five seconds that a quadratic reader takes for 100 KB."""

    def make(letters: int) -> list[str]:
        return ["[[a]]" + repeated(piece, letters), f"[[{piece}]] " * (letters // 20)]

    assert grows_evenly(wiki_links, make, 0.2)


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        ("[the walls](Dry%20walls.md)", [("Dry walls", "", "the walls")]),
        (
            "[again](./Dry%20walls.md#faces) [up](../B/Index.md)",
            [("Dry walls", "faces", "again"), ("../B/Index", "", "up")],
        ),
        ("[x](<Dry walls.md> 'of stone')", [("Dry walls", "", "x")]),
        ("[the *walls*][w]\n\n[w]: Dry%20walls.md", [("Dry walls", "", "the *walls*")]),
        (
            "[x](/Books/Walls.md) [y](walls) [z](Vol.%202.md)",
            [("Books/Walls", "", "x"), ("walls", "", "y"), ("Vol. 2", "", "z")],
        ),
        ("`[x](Walls.md)` \\[x](Walls.md) $[x](Walls.md)=$ %%[x](Walls.md)%%", []),
        ("    [x](Walls.md)", []),
        ("- a\n\n    [x](Walls.md)", [("Walls", "", "x")]),
        ("![x](Walls.md) [x](https://a.example/Walls.md) [x](sheet.pdf)", [("Walls", "", "x")]),
        ("[x](#part) [x](x.md?y=1) [x](C:/Walls.md)", []),
        ("> [!note] On [[Walls]]\n> and [x](Stones.md)", [("Walls", "", ""), ("Stones", "", "x")]),
        ("%%\n[[Walls]]\n\n[[Stones]]\n%%\n[[Moss]]", [("Moss", "", "")]),
        ("<!--\n[[Walls]]\n\n[[Stones]]\n-->\n[[Moss]]", [("Moss", "", "")]),
        ("a <!-- [[Walls]] --> [[Moss]] <!-- [[Stones]]", [("Moss", "", ""), ("Stones", "", "")]),
        ("$$\n[[Walls]]\n$$\n[[Moss]]", [("Moss", "", "")]),
        ("![[wall.png]] ![[Walls#^a1b2|300]]", [("Walls", "^a1b2", "300")]),
        (
            "# [[Walls]]\n\n| a | b |\n|-|-|\n| [[Moss\\|m]] | [x](Stones.md) |",
            [("Walls", "", ""), ("Moss", "", "m"), ("Stones", "", "x")],
        ),
    ],
)
def test_what_is_a_link_as_the_page_shows_it(
    markdown: str, found: list[tuple[str, str, str]]
) -> None:
    assert [(link.name, link.anchor, link.label) for link in wiki_links(markdown)] == found


@pytest.mark.parametrize(
    ("markdown", "found"),
    [
        (
            "# Heading\n#craft and #craft/dry-stone, (#moss). #Café #日本。",
            ("craft", "craft/dry-stone", "moss", "Café", "日本"),
        ),
        (
            "#123 a#b https://a.example/#part [x #y](z.md) [[A#b]] `#code` \\#no $#x=$ %%#c%% ##no",
            (),
        ),
        (
            "    #code\n\n```\n#code\n```\n- #item\n- [ ] #task\n> #quoted",
            ("item", "task", "quoted"),
        ),
        ("#a1b2c3 #1a2 #fade #2024-plan #x1", ("fade", "2024-plan", "x1")),
        ("#a #A #a", ("a", "A")),
    ],
)
def test_which_words_of_a_note_are_tags(markdown: str, found: tuple[str, ...]) -> None:
    assert tags(markdown) == found


class Noting:
    """Leads that note what a page links to."""

    def __init__(self) -> None:
        self.found: list[tuple[str, str]] = []

    def address(self, link: WikiLink) -> str:
        self.found.append((link.name, link.anchor))
        return "/"

    def embed(self, link: WikiLink, words: str) -> str:
        self.found.append((link.name, link.anchor))
        return words

    def picture(self, address: str, words: str) -> str:
        return words or address


PIECES = st.sampled_from(
    [
        "[[A]]",
        "![[B#c]]",
        "[x](D.md)",
        "[[",
        "]]",
        "[",
        "](",
        ")",
        "E.md",
        "`",
        "```\n",
        "    ",
        "\n",
        "\n\n",
        "$",
        "$$",
        "$$\n",
        "%%",
        "%%\n",
        "> ",
        "> [!note] ",
        "- ",
        "*",
        "**",
        "==",
        "\\",
        "|",
        "|-|\n",
        "# ",
        "慢：",
        "• ",
        "^ab1",
        "[^1]",
        "[^1]: ",
        "[r]: F.md\n",
        "[r]",
        "!",
        "<",
        ">",
        " a ",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=25).map("".join))
@example("> [!note] $$\n[[A]]$$")
def test_the_links_that_are_kept_are_those_that_the_page_shows(text: str) -> None:
    leads = Noting()
    RENDERER.render(text, leads)
    kept = [(link.name, link.anchor) for link in wiki_links(text)]
    assert sorted(kept) == sorted(each for each in leads.found if each[0])


@settings(deadline=None)
@given(
    st.lists(
        st.one_of(PIECES, st.sampled_from([" [[F|g]] ", "1. ", "#t ", "- [ ] ", ". ", "h", "\t"])),
        max_size=25,
    ).map("".join)
)
def test_the_quick_way_finds_the_same(text: str) -> None:
    parsed = text + "\n\n`x`"  # which nothing but the parser understands
    assert [link[:3] for link in map(astuple, wiki_links(text))] == [
        link[:3] for link in map(astuple, wiki_links(parsed))
    ]
    assert set(tags(text)) == set(tags(parsed))
