"""The library's index: its headings by letter, and those that words are in."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.text import name_key, normal
from app.web.present.around.subject_headings import Heading, Sources, headings, hidden_number


@dataclass(frozen=True, slots=True)
class Index:
    """All headings in their order, and what every page of the index tells of them.

    `letters` are those of the headings with their numbers, `hidden` the number of headings that
    the reader hid; `complete` is False while phrases are still being looked for.
    """

    headings: Sequence[Heading]
    letters: Sequence[tuple[str, int]]
    hidden: int
    complete: bool
    forms: list[str] = field(default_factory=list)  # of the names, as words are looked for in them
    names: dict[str, str] = field(default_factory=dict)  # under which a key is listed

    def of_letter(self, letter: str) -> list[Heading]:
        """The headings under a letter."""
        return [each for each in self.headings if each.filed.letter == letter]

    def shown(self, name: str) -> str:
        """The name of the heading under which a name is listed; empty where none is shown."""
        if not self.names:  # at once, since several pages may ask
            self.names.update({each.key: each.see or each.name for each in self.headings})
        return self.names.get(name_key(name), "")

    def sifted(self, text: str) -> list[Heading]:
        """The headings with all of these words, or beginnings of words, in their names."""
        words = normal(text).split()
        if not self.forms:
            self.forms[:] = [normal(each.name) for each in self.headings]
        named = zip(self.headings, self.forms, strict=True)
        return [each for each, form in named if all(word in form for word in words)]


def make_index(sources: Sources, *, hidden: bool = False, complete: bool = True) -> Index:
    """The index of these sources; with `hidden`, of the headings that the reader hid."""
    every = headings(sources, hidden=hidden)
    return Index(every, letters_of(every), hidden_number(sources), complete)


def letters_of(every: Sequence[Heading]) -> list[tuple[str, int]]:
    """The letters of headings in their order, each with its number of headings."""
    counts: dict[str, int] = {}
    for each in every:
        counts[each.filed.letter] = counts.get(each.filed.letter, 0) + 1
    return sorted(counts.items(), key=lambda pair: (not pair[0].isalpha(), pair[0]))
