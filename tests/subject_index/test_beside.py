"""See also: what is in the same passages far more often than by chance, always both ways."""

from hypothesis import given
from hypothesis import strategies as st

from app.subject_index.beside import beside
from app.subject_index.found import Found, Phrase, one_number, outermost


def _phrase(words: str, *at: int) -> Phrase:
    return Phrase(words, "phrase", at, len(at))


def test_what_is_often_in_the_same_passages_belongs_together() -> None:
    found = [
        _phrase("tidal mill", 1, 2, 3, 4, 50),
        _phrase("sluice gate", 2, 3, 4, 60, 61),
        _phrase("brass kettle", 4, 70, 71, 72, 73, 74),  # once with both: by chance
        _phrase("gate of brass", 2, 3, 4),  # shares a word with the second
    ]
    assert beside(found, 400) == {
        "tidal mill": ["gate of brass", "sluice gate"],
        "sluice gate": ["tidal mill"],
        "gate of brass": ["tidal mill"],
    }


def test_what_is_everywhere_belongs_to_nothing() -> None:
    everywhere = _phrase("slow water", *range(0, 100, 2))
    assert beside([everywhere, _phrase("tidal mill", 0, 2, 5, 7)], 100) == {}


@given(st.lists(st.sets(st.integers(0, 30), min_size=1, max_size=12), max_size=12))
def test_it_leads_both_ways(places: list[set[int]]) -> None:
    found = [_phrase(f"word{n}", *sorted(at)) for n, at in enumerate(places)]
    near = beside(found, 31)
    assert all(each in near[other] for each, others in near.items() for other in others)


def test_one_of_a_singular_and_its_plural_has_the_places_of_both() -> None:
    found: Found = {
        ("tidal", "mass"): _phrase("tidal mass", 1),
        ("tidal", "masses"): _phrase("tidal masses", 2, 3),
        ("salt", "city"): _phrase("salt city", 5, 6),
        ("salt", "cities"): _phrase("salt cities", 6),
    }
    assert {each.words: each.at for each in one_number(found).values()} == {
        "tidal masses": [1, 2, 3],
        "salt city": [5, 6],
    }


def test_what_is_mostly_within_a_longer_one_is_left_out() -> None:
    found: Found = {
        ("long", "barn"): _phrase("Long Barn", 1, 2, 3, 9),
        ("long", "barn", "house"): _phrase("Long Barn House", 1, 2, 3),
        ("barn", "owl"): _phrase("barn owl", 4, 5),
    }
    assert {*outermost(found)} == {("long", "barn", "house"), ("barn", "owl")}
