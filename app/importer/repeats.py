"""Passages that one file holds more than once."""

from collections.abc import Sequence
from dataclasses import replace

from app.model import ParsedHighlight


def collapse(highlights: Sequence[ParsedHighlight]) -> tuple[ParsedHighlight, ...]:
    """The highlights with repeats made one: the same id, or the same text and place where no ids or links tell them apart. `lines` keeps each range."""
    codes = [code for highlight in highlights for code in highlight.ids]
    if len(set(codes)) == len(codes) == len(highlights) and len({len(code) for code in codes}) == 1:
        return tuple(highlights)  # as nearly always: one id of one sort each
    kept: list[ParsedHighlight] = []
    by_id: dict[str, int] = {}
    by_text: dict[tuple[str, str], list[int]] = {}
    for highlight in highlights:
        alike = by_text.setdefault((" ".join(highlight.text.split()), highlight.location), [])
        at = next((by_id[code] for code in highlight.ids if code in by_id), None)
        if at is None:
            at = next((i for i in alike if _may_be_one(highlight, kept[i])), None)
        if at is None:
            at = len(kept)
            kept.append(highlight)
            alike.append(at)
        else:
            kept[at] = _join(kept[at], highlight)
        by_id.update((code, at) for code in highlight.ids if code not in by_id)
    return tuple(kept)


def _may_be_one(first: ParsedHighlight, second: ParsedHighlight) -> bool:
    """Whether two of one text and place may be one passage: two ids of one number space, or two links of its own to each, make them two."""
    if {code.isdecimal() for code in first.ids} & {code.isdecimal() for code in second.ids}:
        return False
    if first.url == second.url or not (first.url and second.url):
        return True
    return "readwise.io/" in first.url or "readwise.io/" in second.url


def _join(first: ParsedHighlight, again: ParsedHighlight) -> ParsedHighlight:
    """The passage as it was met first, with what only its repeat says."""
    return replace(
        first,
        text=first.text if again.text in first.text else again.text if first.text in again.text else f"{first.text}\n\n{again.text}",
        note=first.note if again.note in first.note else again.note if first.note in again.note else f"{first.note}\n\n{again.note}",
        tags=tuple(dict.fromkeys(first.tags + again.tags)),
        chapter=first.chapter or again.chapter,
        location=first.location or again.location,
        url=first.url or again.url,
        color=first.color or again.color,
        highlighted_at=first.highlighted_at or again.highlighted_at,
        added_at=first.added_at or again.added_at,
        ids=tuple(sorted(dict.fromkeys(first.ids + again.ids), key=str.isdecimal)),
        lines=first.lines + again.lines,
    )
