"""Passages marked twice are shown, not joined."""

from tests.identity.vault import Passage, Vault, export

SHORT = "The harbour master counts the boats at dusk"
LONG = f"{SHORT}, and again at dawn, and never comes to the same number."


def pairs(vault: Vault) -> int:
    with vault.engine.reading() as db:
        return int(db.exec_driver_sql("SELECT count(*) FROM repeats").scalar_one())


def test_a_longer_version_at_an_overlapping_place_is_a_candidate(vault: Vault) -> None:
    other = Passage("Something else altogether, far away.", location=341)
    vault.write(
        "Tides.md", export([Passage(SHORT, location=340), Passage(LONG, location=342), other])
    )
    vault.take()
    assert (pairs(vault), len(vault.texts())) == (1, 3)


def test_the_same_words_far_apart_are_two_passages(vault: Vault) -> None:
    vault.write("Tides.md", export([Passage(SHORT, location=340), Passage(LONG, location=3400)]))
    vault.take()
    assert pairs(vault) == 0


def test_a_candidate_goes_with_one_of_its_two(vault: Vault) -> None:
    vault.write("Tides.md", export([Passage(SHORT, 1), Passage(LONG, 2)]))
    vault.take()
    assert pairs(vault) == 1
    vault.write("Tides.md", export([Passage(LONG, 2)]))
    vault.take()
    assert pairs(vault) == 0
