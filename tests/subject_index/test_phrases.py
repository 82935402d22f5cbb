"""Phrases and names are found by counting; what names nothing is not."""

import time
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.subject_index.recurring import recurring
from app.subject_index.words import sentences

_FILLER = (
    "A wall is a slow sentence and nobody reads it twice.",
    "The ferry crossed at dusk while gulls argued over bread.",
    "She kept the ledger dry and the kettle near it.",
    "Rain fell on slate, on copper, on the backs of sheep.",
    "Ropes creak before they part, which is a kind of speech.",
)
CASES = {
    "name": (
        ["It was Ada Lorn who said so.", "Then Ada Lorn left.", "We asked Ada Lorn's pupils."],
        {"Ada Lorn"},
    ),
    "name of one word": (
        ["They sailed to Holme.", "In Holme it rained.", "Maps of Holme are wrong."],
        {"Holme"},
    ),
    "name with a binding word": (
        ["He taught at the University of Aldermere.", "Not the University of Aldermere, she said."],
        {"University of Aldermere"},
    ),
    "name that begins with a frequent word": (
        ["He moved to New Harrow.", "They say New Harrow is cold.", "See New Harrow."],
        {"New Harrow"},
    ),
    "phrase": (
        ["Call it tidal patience if you like.", "Here tidal patience pays.", "So tidal patience."],
        {"tidal patience"},
    ),
    "phrase in the plural": (
        ["A salt marsh drains.", "Every salt marsh sings.", "Of salt marshes he knew two."],
        {"salt marsh"},
    ),
    "phrase with a binding word": (
        ["It is a proof of kindness.", "No proof of kindness was asked.", "One proof of kindness."],
        {"proof of kindness"},
    ),
    "words that name nothing": (
        ["They might have been able.", "It has always been said.", "You make it easier still."],
        set(),
    ),
    "months and days": (
        ["On a Monday in April.", "It was a Monday, an April.", "Every Monday of April."],
        set(),
    ),
    "capitals of a title": (
        ["How To Build A Wall That Lasts", "How To Build A Wall That Lasts"],
        set(),
    ),
    "first words of sentences": (
        ["Perhaps it rains.", "Perhaps not.", "Perhaps she came."],
        set(),
    ),
    "cut out of an expression": (
        ["The blame rests with tides.", "Here blame rests with him.", "Where blame rests with us."],
        set(),
    ),
    "a participle behind a noun": (
        [
            "They mend.",
            "It was walls mended by hand.",
            "See walls mended.",
            "Old walls mended well.",
        ],
        set(),
    ),
    "a noun in -ed": (
        ["They sow bird seed.", "Of bird seed he had much.", "Is bird seed dear?"],
        {"bird seed"},
    ),
    "first names": (
        [
            "We met Orla Tarn.",
            "We met Orla Quill.",
            "We met Orla Brandt.",
            "It was Orla who left.",
            "Then Orla came.",
        ],
        set(),
    ),
    "a name before common words": (
        [
            "We use the Holme Maps here.",
            "We use the Holme Ferry here.",
            "We use the Holme Clock here.",
            "They maps and ferry it.",
            "The clock rusts.",
            "In Holme it rained.",
            "It is Holme again.",
        ],
        {"Holme"},
    ),
    "copies of one sentence": (["Nobody mends a brindle lantern twice."] * 3, set()),
    "code, addresses and markup": (
        [
            "Then brindle_lantern = brindle.lantern() ran.",
            "<img src='brindle.png'> <div>brindle</div> <img src='lantern.png'>",
            "See https://brindle-lantern.example/brindle and brindle/lantern.txt here.",
        ],
        set(),
    ),
    "exporters' words": (
        ["View Highlight (Location 12)", "- View Highlight of page 3", "So View Highlight, Kindle"],
        set(),
    ),
    "numbers and time": (
        ["It took seven weeks there.", "After seven weeks she left.", "In seven weeks, said he."],
        set(),
    ),
    "a word that describes others": (
        [
            "She sang an Aldermerish ballad.",
            "He wore the Aldermerish hat.",
            "We ate an Aldermerish loaf.",
            "Of Aldermerish rigging he knew much; the ballad, a hat, this loaf, my rigging.",
        ],
        set(),
    ),
    "an acronym is a name, whatever it is before": (
        ["We read the TBL log.", "They open a TBL port.", "So a TBL key; the log, a port, my key."],
        {"TBL"},
    ),
    "a verb with what it acts on": (
        [
            "They flenge ropes.",
            "You flenge ropes at dusk, and we flenge nets.",
            "We must flenge ropes; to flenge is hard.",
        ],
        set(),
    ),
    "words that run together": (
        [
            "The tidal gate of thetidal mill; it is the tidal one.",
            "At thetidal mill again the tidal bell rang.",
            "So thetidal mill it is; the tidal law.",
        ],
        set(),
    ),
    "a possessive within a name": (
        ["It is Orrin's Atlas.", "We own Orrin's Atlas.", "So Orrin's Atlas's maps."],
        {"Orrin's Atlas"},
    ),
    "letters that are printed as one": (
        ["A \ufb01nch nest.", "My \ufb01nch nest, he said.", "No finch nest was there."],
        {"finch nest"},
    ),
    "a figure's label": (
        ["As Figure Two shows.", "Look at Figure Two again.", "And Figure Two once more."],
        set(),
    ),
}


def _passages(lines: list[str]) -> list[tuple[int, str]]:
    """Each line in three documents, among others."""
    own = [(document, line) for line in lines for document in range(3)]
    return own + [(n % 7, text) for n in range(80) for text in (_FILLER[n % len(_FILLER)],)]


@pytest.mark.parametrize("case", CASES)
def test_what_recurs_is_a_heading(case: str) -> None:
    lines, wanted = CASES[case]
    known = {each.words for each in recurring(_passages([]))}
    found = {each.words for each in recurring(_passages(lines))} - known
    assert found == wanted


def test_what_is_in_one_document_alone_is_no_heading() -> None:
    lines = [(1, "Ada Lorn said so, and Ada Lorn left.")] * 9
    assert recurring(lines) == []


def test_a_part_of_a_longer_name_is_not_listed_beside_it() -> None:
    met = ("They met at", "Rain fell on", "He left", "We know")
    said = [f"{met[n % 4]} Long Barn House in the rain." for n in range(9)]
    found = [each for each in recurring(_passages(said)) if each.kind == "name"]
    assert [(each.words, each.passages, each.documents) for each in found] == [
        ("Long Barn House", 27, 3)
    ]


def test_words_that_stand_behind_pronouns_name_nothing_in_a_language_that_nobody_knows() -> None:
    """Of two words that always go together, one is used as a verb, the other as a noun."""
    chance = Random(7)  # noqa: S311 the same each time
    nouns = [f"{one}{two}ur" for one in "bdfglmnprst" for two in ("a", "e", "i", "o", "u", "ai")]
    verbs = [f"{one}{two}ek" for one in "bdfglmnprst" for two in ("a", "e", "i", "o", "u", "ai")]
    passages = []
    for number in range(2_000):
        noun, other, verb = chance.choice(nouns), chance.choice(nouns), chance.choice(verbs)
        last = chance.choice(verbs)
        said = f"Kas {noun} miq {verb} kov {other}. Miq {verb} tuk {noun}, mof {last} kas {other}."
        if not number % 110:
            said += f" Miq zovek lumpar kov wendar. Mof zovek lumpar. {last} kas gimlar ostar."
        elif not number % 120:
            said += " Mof zovek. Kas gimlar miq zovek."
        passages.append((number % 40, said))
    found = {each.words.lower() for each in recurring(passages)}
    assert "gimlar ostar" in found
    assert not [words for words in found if "zovek" in words]


@given(st.lists(st.tuples(st.integers(0, 3), st.text(max_size=80)), max_size=20))
def test_any_passages_can_be_counted(passages: list[tuple[int, str]]) -> None:
    found = recurring(passages)
    assert recurring(passages) == found
    assert all(each.passages >= 2 and each.documents >= 2 for each in found)
    assert len({each.words for each in found}) == len(found)


@given(st.text(max_size=200))
def test_sentences_hold_the_words_in_order(text: str) -> None:
    at = 0
    for sentence in sentences(text):
        for word in sentence.words:
            at = text.index(word, at) + len(word)


@pytest.mark.parametrize("text", ["a'" * 50_000, "A-" * 50_000, "x" * 100_000, "A b " * 25_000])
def test_hostile_texts_are_split_in_time(text: str) -> None:
    begun = time.process_time()
    recurring([(n % 2, text) for n in range(4)])
    assert time.process_time() - begun < 4
