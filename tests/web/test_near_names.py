"""Near names of tags and authors: which pairs are offered for merging, and which are not."""

from pathlib import Path
from time import process_time

import pytest
from fastapi.testclient import TestClient

from app.model import Named
from app.store.db.library import Library
from app.store.edits.distinct import distinct_names
from app.web.present.near_names.pairs import near_authors, near_tags
from tests.web.site import read

# two tags, and in what they differ where they may be one
TAGS = """
moss | mosses | plural
theory | theories | plural
woman | women | plural
crisis | crises | plural
life | lives | plural
hero | heroes | plural
topic | topics | plural
plants/oak | plants/oaks | plural
café | cafes | plural
time-keeping | time keeping | signs
TimeKeeping | time_keeping | signs
node.js | nodejs | signs
moss & peat | moss and peat | signs
covid-19 | covid19 | signs
favourite | favorite | spelling
organisation | organization | spelling
centre | center | spelling
travelling | traveling | spelling
archaeology | archeology | spelling
colours | color | plural
attention | attentoin | letter
tide-keeping | tide-keping | letter
hydrology | hydrologie |
fourth | forth |
entre | enter |
common | commons |
form | from |
rust | trust |
metal | mental |
adopted | adapted |
activist | activism |
theist | atheist |
dystopia | dystopian |
immigration | emigration |
plan | planes |
caves | café |
new | news |
ethic | ethics |
window | windows |
c | c++ |
c# | c++ |
r | c |
a | as |
gas | ga |
1980 | 1980s |
1984 | 1985 |
v1.0 | v10 |
python 2 | python 3 |
time | time/slow |
plants/oak | oaks |
苔 | 苔藓 |
… | — |
"""
# two authors likewise
AUTHORS = """
M. Oldenshaw | Marit Oldenshaw | initials
M.K. Oldenshaw | Marit Oldenshaw | initials
M.K. Oldenshaw | M. K. Oldenshaw | signs
Zoë Ferrand | Zoe-Ferrand | signs
@moss_7 | @moss7 | signs
Marit K. Oldenshaw | Marit Oldenshaw | part
Dr. Marit Oldenshaw | Marit K. Oldenshaw | part
The Tide Post | Tide Post | part
Tide Press | Tide Press (formerly Brine) | part
玛丽特 (Marit K.Oldenshaw) | Marit Oldenshaw | part
Oldenshaw Marit | Marit Oldenshaw | order
Oldenshaw, Marit | Marit Oldenshaw | order
Marit Oldenshaw | Marit Odlenshaw | letter
Jon Ferrand | John Ferrand | letter
Erik Ferrand | Eric Ferrand | letter
Allan Moss | Alan Moss | letter
Stephan Moss | Stephen Moss | letter
Marit Oldenshaw | Moss Oldenshaw |
Marit A. Oldenshaw | Marit B. Oldenshaw |
M. B. Oldenshaw | Marit A. Oldenshaw |
N. Oldenshaw | Marit Oldenshaw |
Andrea Moss | Andrew Moss |
Martin Moss | Martina Moss |
John Hill | John Mill |
Ann Lee | Ana Lee |
Michael Heap | Michael Shea |
Dr. Marit Oldenshaw | Dr. Jonas Oldenshaw |
The Slow Garden Show | The Quick Garden Show |
Brine (band) | Brine (film) |
tide.example | Tide |
Tide Club 7 | Tide Club 77 |
"""


def rows(table: str) -> list[tuple[str, str, str]]:
    """The two names and the reason of each line."""
    split = ([part.strip() for part in line.split("|")] for line in table.strip().splitlines())
    return [(one, other, why) for one, other, why in split]


@pytest.mark.parametrize(("one", "other", "why"), rows(TAGS))
def test_tags_that_may_be_one(one: str, other: str, why: str) -> None:
    pairs = near_tags([Named(one, highlights=1), Named(other, highlights=9)])
    found = [(pair.name.name, pair.other.name, pair.why) for pair in pairs]
    assert found == ([(one, other, why)] if why else [])


@pytest.mark.parametrize(("one", "other", "why"), rows(AUTHORS))
def test_authors_that_may_be_one(one: str, other: str, why: str) -> None:
    pairs = near_authors([Named(one, highlights=1), Named(other, highlights=9)])
    found = [(pair.name.name, pair.other.name, pair.why) for pair in pairs]
    assert found == ([(one, other, why)] if why else [])


@pytest.mark.parametrize("piece", ["a", "(a", "(a)", "a.", "a. ", "&", "/", "a/", "our", "1+"])
def test_very_long_names_take_time_in_proportion(piece: str) -> None:
    names = [Named(piece * (100_000 // len(piece)) + end, highlights=1) for end in ("", "s", " b")]
    before = process_time()
    near_tags(names)
    near_authors(names)
    assert process_time() - before < 3


def test_very_many_names_of_the_same_letters_take_time_in_proportion() -> None:
    names = [Named(f"c{'+' * n}", highlights=n) for n in range(1_000)]
    before = process_time()
    assert near_tags(names) == []
    assert process_time() - before < 2


def test_an_initial_is_given_up_for_the_full_name_though_it_has_more() -> None:
    names = [Named("M. Oldenshaw", 1, 9), Named("Marit Oldenshaw", 1, 2), Named("Max Oldenshaw")]
    (pair,) = near_authors(names)
    assert (pair.name.name, pair.other.name) == ("M. Oldenshaw", "Marit Oldenshaw")


def test_what_is_said_to_be_two_does_not_hide_another_pair_of_the_group() -> None:
    names = [Named("M. Moss", 1, 9), Named("Marit Moss", 1, 5), Named("Max Moss", 1, 2)]
    (pair,) = near_authors(names, [frozenset({"m. moss", "marit moss"})])
    assert (pair.name.name, pair.other.name) == ("M. Moss", "Max Moss")
    tags = [Named("tide", 0, 1), Named("tides", 0, 5), Named("ti-de", 0, 3)]
    pairs = near_tags(tags, [frozenset({"tide", "tides"})])
    assert [(pair.name.name, pair.other.name) for pair in pairs] == [
        ("ti-de", "tides"),
        ("tide", "ti-de"),
    ]


def test_a_slip_is_rarer_than_what_is_right() -> None:
    for number, offered in ((3, True), (4, True), (9, False)):
        pairs = near_tags([Named("adaption", 0, number), Named("adoption", 0, 16)])
        assert bool(pairs) == offered


def test_a_word_of_the_texts_is_no_slip(own_client: TestClient) -> None:
    """In another passage, that is: nobody writes what he mistypes."""
    passages = own_client.get("/api/highlights").json()["items"]
    (one, other) = (each["id"] for each in passages[:2])
    text = passages[2]["text"]
    own_client.patch(f"/api/highlights/{one}", json={"tags": ["morality"]})
    own_client.patch(f"/api/highlights/{other}", json={"tags": ["mortality"]})
    (pair,) = own_client.get("/api/near-names").json()["pairs"]
    slip = pair["name"]["name"]
    said = own_client.patch(f"/api/highlights/{passages[2]['id']}", json={"text": f"{text} {slip}"})
    assert said.status_code == 200
    assert own_client.get("/api/near-names").json()["pairs"] == []


def test_all_pairs_can_be_reached(own_client: TestClient) -> None:
    names = [f"{letter}{letter}sedge" for letter in "abcdefghijklmnopqrstuvwxyz"]
    names = [f"{name}{end}" for name in [*names, *(f"{n}moss" for n in names)] for end in ("", "s")]
    names += [f"reed {name}" for name in names]
    (one, two) = (each["id"] for each in own_client.get("/api/highlights").json()["items"][:2])
    for passage, end in ((one, "s"), (two, "")):
        mine = [name for name in names if name.endswith("s") == (end == "s")]
        own_client.patch(f"/api/highlights/{passage}", json={"tags": mine})
    pairs = own_client.get("/api/near-names").json()["pairs"]
    listed = read(own_client, "/tags")
    assert len(pairs) > 60
    assert f"All {len(pairs)}" in listed.words()
    assert listed.html.count("They are two") == 3
    parts = [read(own_client, f"/naming/near?what=tag&part={part}").html for part in (1, 2)]
    assert sum(part.count("They are two") for part in parts) == len(pairs)
    assert 'rel="next"' in parts[0]
    assert "No two authors look like one" in read(own_client, "/naming/near?what=author").words()


def test_an_authors_page_offers_the_other_spelling(own_client: TestClient) -> None:
    for n, name in enumerate(("Petra Sedge", "P. Sedge", "Jonas Sedge")):
        book = {"title": f"Book {n}", "authors": [name]}
        own_client.post("/api/highlights", json={"document": book, "text": f"Reeds {n}."})
    for name in ("Petra Sedge", "P. Sedge"):
        words = read(own_client, f"/authors/{name}").words()
        assert "Written twice? P. Sedge 1 and Petra Sedge 1 initials; the full name stays" in words
    assert "Written twice?" not in read(own_client, "/authors/Jonas Sedge").words()
    two = {"what": "author", "name": "P. Sedge", "other": "Petra Sedge"}
    own_client.post("/naming/distinct", params=two, data={"back": "/authors/P. Sedge"})
    assert "Written twice?" not in read(own_client, "/authors/Petra Sedge").words()


def test_names_that_are_two_are_kept_as_they_are_written(
    own_client: TestClient, tmp_path: Path
) -> None:
    """So that they are found in whatever form names are compared."""
    (one, other) = (each["id"] for each in own_client.get("/api/highlights").json()["items"][:2])
    own_client.patch(f"/api/highlights/{one}", json={"tags": ["Tärn"]})
    own_client.patch(f"/api/highlights/{other}", json={"tags": ["Tärns"]})
    sent = {"what": "tag", "name": "tarn", "other": "TARNS"}
    change = own_client.post("/api/near-names", json=sent).json()["change"]
    with Library(tmp_path / "library.db") as library, library.writing() as db:
        kept = db.exec_driver_sql("SELECT * FROM my_distinct_names").all()
        assert [tuple(row) for row in kept] == [("tag", "Tärn", "Tärns")]
        assert distinct_names(db, "tag") == {frozenset({"tarn", "tarns"})}
        # as a program wrote it whose form kept accents
        db.exec_driver_sql("UPDATE my_distinct_names SET key = 'tärn', other = 'tärns'")
    assert own_client.get("/api/near-names").json()["pairs"] == []
    assert own_client.post("/api/near-names", json=sent).json()["change"] is None
    own_client.post(f"/api/changes/{change}/undo")
    assert len(own_client.get("/api/near-names").json()["pairs"]) == 1
