"""When a passage was marked.

What nobody dated counts for no year, wherever its file lies in time.
"""

from app.model import Facet
from app.search.search import search
from app.store.reads.documents import document, document_facets, lately_marked, list_documents
from app.store.reads.highlights import highlight, list_highlights
from tests.identity.vault import Passage, Vault, export

FIRST, SECOND = "The sea keeps two clocks.", "Harbours forget."
DATED = (
    export([]) + f"## New highlights added May 3, 2019 at 9:20 AM\n- {FIRST} ([Location "
    f"4](https://readwise.io/to_kindle?location=4))\n"
)
MARKED = (
    "- A tide is a slow breath. ([View "
    "Highlight](https://read.readwise.io/read/01jt7yz8fv9t9m6n8m2g28g1k0))\n"
)


def years(facets: tuple[Facet, ...]) -> tuple[tuple[str, int], ...]:
    return next(facet.rows for facet in facets if facet.name == "year")


def test_an_undated_passage_counts_for_no_year_and_stretches_no_range(vault: Vault) -> None:
    vault.write(
        "Tides.md",
        DATED.replace(
            "## Highlights",
            f"## Highlights\n- {SECOND} ([Location 9](https://readwise.io/to_kindle?location=9))",
        ),
    )
    vault.take()
    with vault.engine.reading() as db:
        whole = document(db, list_documents(db).items[0].id)
        assert (whole.earliest, whole.latest) == ("2019-05-03T09:20:00", "2019-05-03T09:20:00")
        assert years(search(db, "is:highlight").facets) == (("2019", 1), ("undated", 1))
        assert years(document_facets(db)) == (("2019", 1),)
        assert [
            hit.highlight.text
            for hit in search(db, "is:highlight after:2000").hits
            if hit.highlight
        ] == [FIRST]
        assert search(db, "is:highlight before:2100").total == 1
        assert [h.text for h in list_highlights(db).items] == [FIRST, SECOND]


def test_a_document_whose_passages_nobody_dated_is_of_no_year(vault: Vault) -> None:
    vault.write("Tides.md", export([FIRST]))
    vault.write("Own.md", "# Own\n\nA page of my own.\n")
    vault.take()
    with vault.engine.reading() as db:
        assert {(d.title, d.latest) for d in list_documents(db).items} == {
            ("Own", ""),
            ("Tides", ""),
        }
        assert [document(db, d.id).earliest for d in list_documents(db).items] == ["", ""]
        assert years(document_facets(db)) == (("undated", 2),)
        assert {d.title for d in list_documents(db, year="undated").items} == {"Own", "Tides"}
        assert search(db, "is:document after:2000").total == 0
        assert years(search(db, "is:document").facets) == (("undated", 2),)
        assert search(db, "is:document -has:date").total == search(db, "is:document").total == 2


def test_a_text_is_dated_by_what_it_states(vault: Vault) -> None:
    vault.write("Plain.md", "# Plain\n\nWords.\n")
    vault.write(
        "Stated.md",
        "---\ncreated: 2021-05-12\nlast-modified: 2022-01-02 10:30\n---\n\nWords of mine.\n",
    )
    vault.write(
        "Odd.md", "---\ncreated: 2021-15-12\nmodified: some day\n---\n\nWords of mine, again.\n"
    )
    vault.take()
    with vault.engine.reading() as db:
        first, *others = list_documents(db).items
        assert (first.title, document(db, first.id).earliest, first.latest) == (
            "Stated",
            "2021-05-12",
            "2022-01-02T10:30",
        )
        assert {(d.title, d.latest) for d in others} == {("Plain", ""), ("Odd", "")}


def test_what_is_undated_comes_last_by_date_either_way(vault: Vault) -> None:
    vault.write("Dated.md", export([]) + MARKED)
    vault.write("Tides.md", export([FIRST], title="Undated"))
    vault.take()
    with vault.engine.reading() as db:
        assert [d.title for d in list_documents(db).items][-1] == "Undated"
        assert [d.title for d in lately_marked(db, 9)] == [list_documents(db).items[0].title]
        for asked in ("sort:new", "sort:old"):
            hits = search(db, f"is:highlight {asked}").hits
            assert [bool(hit.highlight and hit.highlight.highlighted_at) for hit in hits] == [
                True,
                False,
            ]


def test_readers_own_number_of_a_passage_dates_it(vault: Vault) -> None:
    vault.write("Tides.md", export([]) + MARKED)
    vault.write("Dated.md", export([Passage(SECOND)], title="Dated"))
    vault.take()
    with vault.engine.reading() as db:
        found = next(h for h in list_highlights(db).items if h.text.startswith("A tide"))
        assert highlight(db, found.id).highlighted_at == "2025-05-02T07:39:28Z"
        assert years(search(db, "is:highlight").facets) == (("2025", 1), ("undated", 1))
