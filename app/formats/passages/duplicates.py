"""Duplicates: passages that one file holds more than once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.identity.combine import combine, union
from app.identity.keys import id_sort
from app.model import ParsedHighlight

# of one text and location, distinguished by their links: enough to look at, and it keeps the work
# in proportion
_MOST_CANDIDATES = 50
_FIRST_WORDS = 4


def merge_duplicates(highlights: Sequence[ParsedHighlight]) -> tuple[ParsedHighlight, ...]:
    """Highlights with duplicates merged: the same id, or the same text and location.

    Two of the same text stay apart where their ids or links differ. `lines` keeps each line
    range and `repeats` each further text, so that nothing is lost.
    """
    codes = [code for highlight in highlights for code in highlight.ids]
    if len(set(codes)) == len(codes):
        if len(codes) == len(highlights) and len({len(code) for code in codes}) == 1:
            return tuple(highlights)  # as nearly always: one id of one kind each
        if len({_beginning(highlight) for highlight in highlights}) == len(highlights):
            return tuple(highlights)
    repeats = _Duplicates()
    for highlight in highlights:
        repeats.add(highlight)
    return tuple(p.met[0] if len(p.met) == 1 else _join(p.met) for p in repeats.passages if p.met)


@dataclass(slots=True)
class _Duplicates:
    """Index of a file's passages so far, by exporter's id and by text and location."""

    passages: list["_Passage"] = field(default_factory=list)
    by_id: dict[str, "_Passage"] = field(default_factory=dict)
    by_text: dict[tuple[str, str], list["_Passage"]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def add(self, highlight: ParsedHighlight) -> None:
        """Add one highlight. It may have the ids of several passages, which are then merged."""
        known = list({id(p): p for code in highlight.ids if (p := self.by_id.get(code))}.values())
        passage, *others = known or self._candidates(highlight) or [self._new(highlight)]
        for other in others:
            self._put(passage, other.met)
            for same in other.met:
                self.by_text[_text_and_location(same)].append(passage)
            other.met = []
        self._put(passage, [highlight])

    def _candidates(self, highlight: ParsedHighlight) -> list["_Passage"]:
        alike = self.by_text[_text_and_location(highlight)][:_MOST_CANDIDATES]
        return [p for p in alike if p.met and p.may_be_same(highlight)][:1]

    def _new(self, highlight: ParsedHighlight) -> "_Passage":
        self.passages.append(_Passage())
        self.by_text[_text_and_location(highlight)].append(self.passages[-1])
        return self.passages[-1]

    def _put(self, passage: "_Passage", same: Sequence[ParsedHighlight]) -> None:
        passage.met += same
        for highlight in same:
            passage.id_kinds.update(map(id_sort, highlight.ids))
            self.by_id.update(dict.fromkeys(highlight.ids, passage))


def _text_and_location(highlight: ParsedHighlight) -> tuple[str, str]:
    return " ".join(highlight.text.split()), highlight.location


def _beginning(highlight: ParsedHighlight) -> tuple[str, ...]:
    """First words of a passage: those that differ in them differ, and a whole text takes longer."""
    return tuple(highlight.text.split(None, _FIRST_WORDS)[:_FIRST_WORDS])


@dataclass(slots=True, eq=False)
class _Passage:
    """One passage with all its duplicates, and the kinds of ids they have."""

    met: list[ParsedHighlight] = field(default_factory=list)
    id_kinds: set[str] = field(default_factory=set)

    def may_be_same(self, highlight: ParsedHighlight) -> bool:
        """Whether a highlight of the same text and location may be this passage.

        No where both have an id of one kind, or each a link of its own.
        """
        if not self.id_kinds.isdisjoint(map(id_sort, highlight.ids)):
            return False
        url = self.met[0].url
        if highlight.url == url or not (highlight.url and url):
            return True
        return "readwise.io/" in highlight.url or "readwise.io/" in url


def _join(same: Sequence[ParsedHighlight]) -> ParsedHighlight:
    """First highlight of a passage, completed from its duplicates.

    A different text becomes a note, so that no line is lost.
    """
    notes = _distinct_texts([h.note for h in same])
    wordings = _distinct_texts([h.text for h in same[1:] if h.text.split() != same[0].text.split()])
    return combine(
        same,
        note="\n\n".join(filter(None, dict.fromkeys((*notes, *wordings)))).strip(),
        chapter="; ".join(union([h.chapter] for h in same if h.chapter)),
        ids=tuple(sorted(union(h.ids for h in same), key=str.isdecimal)),
        lines=tuple(line for highlight in same for line in highlight.lines),
        repeats=tuple(highlight.text for highlight in same[1:]),
    )


def _distinct_texts(texts: Sequence[str]) -> list[str]:
    """Different texts, less those that another contains."""
    distinct: list[str] = []
    for text in dict.fromkeys(texts):
        if len(distinct) < _MOST_CANDIDATES:
            if any(_contains_words(other, text) for other in distinct):
                continue
            distinct = [other for other in distinct if not _contains_words(text, other)]
        distinct.append(text)
    return distinct


def _contains_words(longer: str, shorter: str) -> bool:
    """Whether one text contains the other as whole words: `sea` is no part of `season`."""
    return shorter in longer and f" {' '.join(shorter.split())} " in f" {' '.join(longer.split())} "
