"""Merging two texts that come from one: nothing that one of them said alone is lost."""

from hypothesis import given
from hypothesis import strategies as st

from app.notes.merge import Agreed, Clash, Piece, joined, merge

TEXTS = st.lists(st.sampled_from("abcde\n"), max_size=12).map("".join)
LINES = st.lists(st.text("xyz ", max_size=3), min_size=1, max_size=12)


def mirrored(piece: Piece) -> Piece:
    return Clash(piece.base, piece.theirs, piece.mine) if isinstance(piece, Clash) else piece


def chosen(pieces: tuple[Piece, ...], side: str) -> str:
    """The text where every clash is decided for one side."""
    return "".join(p.text if isinstance(p, Agreed) else getattr(p, side) for p in pieces)


@given(TEXTS, TEXTS)
def test_what_one_side_left_alone_is_as_the_other_has_it(base: str, other: str) -> None:
    assert joined(merge(base, other, base)) == other
    assert joined(merge(base, base, other)) == other
    assert joined(merge(base, other, other)) == other


@given(TEXTS, TEXTS, TEXTS)
def test_it_does_not_matter_whose_side_is_whose(base: str, mine: str, theirs: str) -> None:
    assert merge(base, mine, theirs) == tuple(map(mirrored, merge(base, theirs, mine)))


@given(TEXTS, TEXTS, TEXTS)
def test_each_line_of_both_sides_is_there(base: str, mine: str, theirs: str) -> None:
    """A line that is new to one side is kept, or is part of a clash that shows it."""
    pieces = merge(base, mine, theirs)
    known = set(base.split("\n"))
    for side, text in (("mine", mine), ("theirs", theirs)):
        shown = chosen(pieces, side).split("\n")
        assert not {*text.split("\n")} - known - {*shown}


@given(st.data())
def test_changes_that_do_not_touch_are_both_kept(data: st.DataObject) -> None:
    """Lines are changed, taken out and put in on both sides, a line left alone between them."""
    count = data.draw(st.integers(1, 12))
    base = [f"line {n}\n" for n in range(count)]
    mine, theirs, both = list(base), list(base), list(base)
    for n in range(0, count, 2):
        new = data.draw(LINES.map(lambda words: "".join(f"{word} new\n" for word in words)))
        new = data.draw(st.sampled_from([new, "", base[n] + new]))
        (mine if data.draw(st.booleans()) else theirs)[n] = new
        both[n] = new
    assert joined(merge("".join(base), "".join(mine), "".join(theirs))) == "".join(both)


def test_what_both_changed_is_shown_with_what_it_was() -> None:
    base, mine, theirs = "a\nb\nc\nd\ne\n", "a\nB\nc\nd\nE\n", "A\nb\nc\nd\nE\nf\n"
    assert merge(base, mine, theirs) == (
        Clash("a\nb\n", "a\nB\n", "A\nb\n"),
        Agreed("c\nd\n"),
        Clash("e\n", "E\n", "E\nf\n"),
    )
    assert joined(merge(base, mine, theirs)) is None


def test_long_texts_are_merged_in_no_time() -> None:
    base = "".join(f"{n}\n" for n in range(20_000))
    mine, theirs = base.replace("\n5\n", "\nfive\n"), base.replace("\n19000\n", "\nlate\n")
    both = mine.replace("\n19000\n", "\nlate\n")
    assert joined(merge(base, mine, theirs)) == both
    paragraphs = [f"{n % 900} is a line\n\n" for n in range(3_000)]
    mine, theirs = ("".join(f"{n % k}{p}" for n, p in enumerate(paragraphs)) for k in (2, 3))
    merge("".join(paragraphs), mine, theirs)
    merge("a\n" * 9_000, "b\na\n" * 9_000, "a\nc\n" * 9_000)
