"""Passages that one file holds more than once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from app.identity.keys import id_sort
from app.model import ParsedHighlight

_MOST_ALIKE = 50  # of one text and place, told apart by their links: enough to look at, and it keeps the work in proportion


def collapse(highlights: Sequence[ParsedHighlight]) -> tuple[ParsedHighlight, ...]:
    """The highlights with repeats made one: the same id, or the same text and place where no ids or links tell them apart.

    `lines` keeps each range and `repeats` each further text, so that whoever looks can see what was made one.
    """
    codes = [code for highlight in highlights for code in highlight.ids]
    if len(set(codes)) == len(codes) == len(highlights) and len({len(code) for code in codes}) == 1:
        return tuple(highlights)  # as nearly always: one id of one sort each
    repeats = _Repeats()
    for highlight in highlights:
        repeats.add(highlight)
    return tuple(p.met[0] if len(p.met) == 1 else _join(p.met) for p in repeats.passages if p.met)


@dataclass(slots=True)
class _Repeats:
    """The passages of a file so far, and how a further one finds the one that it repeats."""

    passages: list["_Passage"] = field(default_factory=list)
    by_id: dict[str, "_Passage"] = field(default_factory=dict)
    by_text: dict[tuple[str, str], list["_Passage"]] = field(default_factory=lambda: defaultdict(list))

    def add(self, highlight: ParsedHighlight) -> None:
        """Take in one more. It may have the ids of several, which are then one."""
        found = list({id(p): p for code in highlight.ids if (p := self.by_id.get(code))}.values())
        passage, *others = found or self._alike(highlight) or [self._new(highlight)]
        for other in others:
            self._put(passage, other.met)
            for same in other.met:
                self.by_text[_text_and_place(same)].append(passage)
            other.met = []
        self._put(passage, [highlight])

    def _alike(self, highlight: ParsedHighlight) -> list["_Passage"]:
        alike = self.by_text[_text_and_place(highlight)][:_MOST_ALIKE]
        return [p for p in alike if p.met and p.may_hold(highlight)][:1]

    def _new(self, highlight: ParsedHighlight) -> "_Passage":
        self.passages.append(_Passage())
        self.by_text[_text_and_place(highlight)].append(self.passages[-1])
        return self.passages[-1]

    def _put(self, passage: "_Passage", same: Sequence[ParsedHighlight]) -> None:
        passage.met += same
        for highlight in same:
            passage.sorts.update(map(id_sort, highlight.ids))
            self.by_id.update(dict.fromkeys(highlight.ids, passage))


def _text_and_place(highlight: ParsedHighlight) -> tuple[str, str]:
    return " ".join(highlight.text.split()), highlight.location


@dataclass(slots=True, eq=False)
class _Passage:
    """A passage with all its repeats, and the number spaces of the ids it has."""

    met: list[ParsedHighlight] = field(default_factory=list)
    sorts: set[str] = field(default_factory=set)

    def may_hold(self, highlight: ParsedHighlight) -> bool:
        """Whether one of the same text and place may be this: two ids of one number space, or two links of its own to each, make them two."""
        if not self.sorts.isdisjoint(map(id_sort, highlight.ids)):
            return False
        url = self.met[0].url
        if highlight.url == url or not (highlight.url and url):
            return True
        return "readwise.io/" in highlight.url or "readwise.io/" in url


def _join(same: Sequence[ParsedHighlight]) -> ParsedHighlight:
    """The passage as it was met first, with what only its repeats say; another wording becomes a note, so that no line is lost."""
    notes = _united([h.note for h in same])
    wordings = _united([h.text for h in same[1:] if h.text.split() != same[0].text.split()])
    return same[0]._replace(
        note="\n\n".join(filter(None, dict.fromkeys((*notes, *wordings)))).strip(),
        tags=tuple(dict.fromkeys(tag for highlight in same for tag in highlight.tags)),
        chapter="; ".join(dict.fromkeys(highlight.chapter for highlight in same if highlight.chapter)),
        location=next((h.location for h in same if h.location), ""),
        url=next((h.url for h in same if h.url), ""),
        color=next((h.color for h in same if h.color), ""),
        highlighted_at=next((h.highlighted_at for h in same if h.highlighted_at), None),
        added_at=next((h.added_at for h in same if h.added_at), None),
        ids=tuple(sorted(dict.fromkeys(code for highlight in same for code in highlight.ids), key=str.isdecimal)),
        lines=tuple(line for highlight in same for line in highlight.lines),
        repeats=tuple(highlight.text for highlight in same[1:]),
    )


def _united(texts: Sequence[str]) -> list[str]:
    """The different texts, less those whose words another holds."""
    found: list[str] = []
    for text in dict.fromkeys(texts):
        if len(found) < _MOST_ALIKE:
            if any(_holds(other, text) for other in found):
                continue
            found = [other for other in found if not _holds(text, other)]
        found.append(text)
    return found


def _holds(longer: str, shorter: str) -> bool:
    """Whether one text holds the other as whole words: `sea` is no part of `season`."""
    return shorter in longer and f" {' '.join(shorter.split())} " in f" {' '.join(longer.split())} "
