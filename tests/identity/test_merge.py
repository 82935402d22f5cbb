"""Which passages of several versions and files are one.

What holds whatever they hold, and in time that grows no faster than they do.
"""

from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.identity.keys import id_keys, id_sort, place
from app.identity.matching import merge_highlights
from app.identity.observations import DocumentVersion, HighlightIdentity
from app.identity.rewording import ENOUGH, match_rewordings
from app.model import ParsedDocument, ParsedHighlight
from tests.examples import examples
from tests.identity.steps import steps

WORDS = ("amber", "birch", "cedar", "dune", "ember", "fjord")
passages = st.builds(
    ParsedHighlight,
    text=st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join),
    location=st.sampled_from(("", "", "Location 1", "Location 2", "Page 2")),
    ids=st.sampled_from(((), (), ("12",), ("01h3aaaaaaaaaaaaaaaaa12345",))),
)


def unit(
    version: int, highlights: Sequence[ParsedHighlight], *, file: int = 1, live: bool = True
) -> DocumentVersion:
    """A version of a file that holds these highlights of the one document."""
    return DocumentVersion(
        file,
        f"{file}.md",
        version,
        version,
        live,
        single=True,
        document=ParsedDocument("Tides", highlights=tuple(highlights)),
        keys=("k",),
    )


@st.composite
def matched(
    draw: st.DrawFn,
) -> tuple[list[HighlightIdentity], list[HighlightIdentity | None], list[ParsedHighlight]]:
    """The records of a version, those of the next one as far as they were found.

    And its highlights.
    """
    before = [
        HighlightIdentity(id_keys(h), {}, place(h), [(unit(1, [h]), h, 0)])
        for h in draw(st.lists(passages, max_size=10))
    ]
    highlights = draw(st.lists(passages, max_size=10))
    known = iter([r for r in before if draw(st.booleans())])
    return (
        before,
        [next(known, None) if draw(st.booleans()) else None for _ in highlights],
        highlights,
    )


def _neighbours(row: Sequence[HighlightIdentity | None], index: int) -> list[int]:
    return [next((id(r) for r in side if r), 0) for side in (row[index::-1], row[index:])]


def _alike(a: str, b: str) -> bool:
    mine, theirs = a.split(), b.split()
    both = sum(min(mine.count(word), theirs.count(word)) for word in set(mine))
    return 2 * both >= ENOUGH * (len(mine) + len(theirs))


@settings(max_examples=examples(25), deadline=None)
@given(matched())
def test_a_rewording_is_found_where_there_is_one_and_nowhere_else(
    case: tuple[list[HighlightIdentity], list[HighlightIdentity | None], list[ParsedHighlight]],
) -> None:
    """At the spot of a passage a record that is like it, with an id of another sort.

    And each record for one passage alone.
    """
    before, found, highlights = case
    filled = match_rewordings(before, found, highlights)
    there = [r if any(r is f for f in found) else None for r in before]

    def fits(old: int, new: int) -> bool:
        record, highlight = before[old], highlights[new]
        near = _neighbours(there, old) == _neighbours(found, new) or (
            record.place is not None and record.place == place(highlight)
        )
        apart = {id_sort(i) for i in highlight.ids}.isdisjoint(record.ids.values())
        return near and apart and _alike(record.observations[-1][1].text, highlight.text)

    assert [
        was for was, now in zip(found, filled, strict=True) if was is not None and was is not now
    ] == []
    assert len({id(r) for r in filled if r}) == sum(r is not None for r in filled)
    for new in [i for i, record in enumerate(found) if record is None]:
        chosen = [i for i, record in enumerate(before) if record is filled[new]] or [
            i for i, r in enumerate(before) if not any(r is f for f in filled)
        ]
        assert [fits(old, new) for old in chosen] == [filled[new] is not None] * len(chosen)


def replaced(number: int) -> list[DocumentVersion]:
    """A file without ids that holds wholly other passages than before."""
    before = [ParsedHighlight(f"old words {i} alpha{i} beta{i}") for i in range(number)]
    return [
        unit(1, before, live=False),
        unit(2, [ParsedHighlight(f"new sayings {i} gamma{i} delta{i}") for i in range(number)]),
    ]


def replaced_on_one_page(number: int) -> list[DocumentVersion]:
    """The same, all of it on one page."""
    return [
        unit(
            u.version_id,
            [h._replace(location="Page 1") for h in u.document.highlights],
            live=u.live,
        )
        for u in replaced(number)
    ]


def one_text(number: int) -> list[DocumentVersion]:
    """Two versions that say the same at every place."""
    same = [ParsedHighlight("the same", location=f"Location {i}") for i in range(number)]
    return [unit(1, same, live=False), unit(2, same)]


def one_text_moved(number: int) -> list[DocumentVersion]:
    """The same, but each place of the second version is another than any of the first."""
    before, after = one_text(number)
    return [
        before,
        unit(
            2,
            [
                h._replace(location=f"Location {i + number}")
                for i, h in enumerate(after.document.highlights)
            ],
        ),
    ]


def united(number: int) -> list[DocumentVersion]:
    """Two exports with ids of their own, and a third that has both."""
    numbers = [f"{i:08}" for i in range(number)]
    codes = [f"01hb3kvbyzh1sm82hawe{i:06}" for i in range(number)]
    exports: list[list[tuple[str, ...]]] = [
        [(n,) for n in numbers],
        [(c,) for c in codes],
        list(zip(numbers, codes, strict=True)),
    ]
    return [
        unit(n, [ParsedHighlight(f"export {n} {i}", ids=ids) for i, ids in enumerate(row)], file=n)
        for n, row in enumerate(exports, 1)
    ]


@pytest.mark.parametrize("make", [replaced, replaced_on_one_page, one_text, one_text_moved, united])
def test_work_grows_with_the_passages(make: Callable[[int], list[DocumentVersion]]) -> None:
    """Thrice as many passages are thrice the work, not nine times."""
    less, more = (steps(merge_highlights, make(number)) for number in (50, 150))
    assert more < 4.2 * less


def test_a_passage_found_before_the_ids_of_another_united_it_is_that_one() -> None:
    """In one version a passage is found by its id, and a later one tells that it is another's.

    Nothing raises, none is lost, both are one.
    """
    first, second, reader = "11", "22", "01h3aaaaaaaaaaaaaaaaa12345"
    versions: list[list[tuple[str, ...]]] = [
        [(first,), (second, reader)],
        [(second,), (first, reader)],
        [(second,), (first,)],
    ]
    units = [
        unit(n, [ParsedHighlight(f"version {n} {i}", ids=ids) for i, ids in enumerate(rows)])
        for n, rows in enumerate(versions, 1)
    ]
    (record,) = merge_highlights(units)
    assert list(record.ids) == [f"readwise:{first}", f"readwise:{second}", f"reader:{reader}"]
    assert len(record.observations) == 6
