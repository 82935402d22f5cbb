"""What is under a heading of the index, of invented sources."""

from collections.abc import Iterator

from app.background.phrases import DIVIDED, KeptPhrase
from app.model.headings import Places
from app.web.present.around.subject_entries import listed
from app.web.present.around.subject_headings import Heading
from app.web.present.around.subject_index import Index
from app.web.present.filing import filed


def test_entries_below_a_heading_are_there_once_and_none_is_the_heading_itself() -> None:
    phrase = KeptPhrase("craft", "phrase", 20, (), below=(("glazing", 4, ()), ("kiln", 3, ())))
    craft = Heading("craft", filed("craft"), tag="craft", number=2 * DIVIDED, phrases=(phrase,))
    places = Places(together={"craft": [("glazing", 5), ("trade", 4)]})
    merged = {"trade": "craft"}  # that is listed under the heading itself
    found = listed(craft, places, lambda name: merged.get(name, name))
    assert [each.name for each in found.below] == ["glazing", "kiln"]


class _AskedMeanwhile(list[Heading]):
    """Headings of an index that another page asks for a name while they are walked."""

    def __init__(self, *names: str) -> None:
        super().__init__(Heading(name, filed(name)) for name in names)
        self.asked: Index | None = None
        self.told: list[str] = []

    def __iter__(self) -> Iterator[Heading]:
        for each in super().__iter__():
            yield each
            if index := self.asked:
                self.asked = None
                self.told.append(index.shown(self[-1].name))


def test_pages_that_ask_an_index_at_once_are_told_the_same() -> None:
    headings = _AskedMeanwhile("craft", "glazing", "kiln")
    index = headings.asked = Index(headings, (), 0, complete=True)
    assert index.shown("glazing") == "glazing"
    assert headings.told == ["kiln"]
