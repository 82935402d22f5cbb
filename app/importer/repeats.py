"""Passages that one file holds more than once."""

from collections.abc import Sequence
from dataclasses import replace

from app.model import ParsedHighlight

_MOST_ALIKE = 50  # of one text and place, told apart by their links: enough to look at, and it keeps the work in proportion


def collapse(highlights: Sequence[ParsedHighlight]) -> tuple[ParsedHighlight, ...]:
    """The highlights with repeats made one: the same id, or the same text and place where no ids or links tell them apart.

    `lines` keeps each range and `repeats` each further text, so that whoever looks can see what was made one.
    """
    codes = [code for highlight in highlights for code in highlight.ids]
    if len(set(codes)) == len(codes) == len(highlights) and len({len(code) for code in codes}) == 1:
        return tuple(highlights)  # as nearly always: one id of one sort each
    kept: list[list[ParsedHighlight]] = []
    by_id: dict[str, int] = {}
    by_text: dict[tuple[str, str], list[int]] = {}
    for highlight in highlights:
        alike = by_text.setdefault((" ".join(highlight.text.split()), highlight.location), [])
        at = next((by_id[code] for code in highlight.ids if code in by_id), None)
        if at is None:
            at = next((i for i in alike[:_MOST_ALIKE] if _may_be_one(highlight, kept[i][0])), None)
        if at is None:
            at = len(kept)
            kept.append([])
            alike.append(at)
        kept[at].append(highlight)
        by_id.update((code, at) for code in highlight.ids if code not in by_id)
    return tuple(same[0] if len(same) == 1 else _join(same) for same in kept)


def _may_be_one(first: ParsedHighlight, second: ParsedHighlight) -> bool:
    """Whether two of one text and place may be one passage: two ids of one number space, or two links of its own to each, make them two."""
    if {code.isdecimal() for code in first.ids} & {code.isdecimal() for code in second.ids}:
        return False
    if first.url == second.url or not (first.url and second.url):
        return True
    return "readwise.io/" in first.url or "readwise.io/" in second.url


def _join(same: Sequence[ParsedHighlight]) -> ParsedHighlight:
    """The passage as it was met first, with what only its repeats say; another wording becomes a note, so that no line is lost."""
    notes = _united([h.note for h in same])
    wordings = _united([h.text for h in same[1:] if h.text.split() != same[0].text.split()])
    return replace(
        same[0],
        text=same[0].text,
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
