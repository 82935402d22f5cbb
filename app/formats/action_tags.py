"""Readwise's action tags: what a note that begins with a point says of its highlight."""

import re
from collections.abc import Sequence

from app.model import ParsedHighlight

_ACTION = re.compile(r"\.([^\W\d_][\w/-]{0,60})(?=[\s.,;]|$)[ \t,;]*")
_CHAPTER = re.compile(r"\.?h([1-6])", re.IGNORECASE)
_LINK = re.compile(r"\.?c([0-9]{1,3})", re.IGNORECASE)


def apply_actions(highlights: Sequence[ParsedHighlight]) -> tuple[ParsedHighlight, ...]:
    """The highlights with the tags that their notes give them, headings (`.h1`) as chapters of what follows, and chains (`.c1`, `.c2`) joined.

    Notes stay as they were written, and a highlighted heading stays a highlight.
    """
    if not any(h.note[:1] == "." or (h.tags and any(map(_CHAPTER.fullmatch, h.tags))) for h in highlights):
        return tuple(highlights)
    found: list[ParsedHighlight] = []
    open_titles: dict[int, str] = {}
    chain = 0  # the number of the last link of the chain that is being joined
    stated = ""  # the chapter that stood above the last passage: titles in tags end with it
    for highlight in highlights:
        if highlight.chapter != stated:
            stated, open_titles = highlight.chapter, {}
        tags = (*highlight.tags, *action_tags(highlight.note))
        tagged = highlight._replace(tags=tuple(dict.fromkeys(tags)), chapter=highlight.chapter or " / ".join(open_titles.values()))
        heading, link = _number(_CHAPTER, tags), _number(_LINK, tags)
        if heading:
            open_titles = {level: title for level, title in open_titles.items() if level < heading}
            tagged = tagged._replace(chapter=highlight.chapter or " / ".join(open_titles.values()))
            open_titles[heading] = " ".join(highlight.text.lstrip("# ").split())
        if link > 1 and chain == link - 1:
            found[-1] = _chained(found[-1], tagged)
        else:
            found.append(tagged)
        chain = link
    return tuple(found)


def action_tags(note: str) -> tuple[str, ...]:
    """The tags at the beginning of a note: `.idea .todo/soon and then free text`; never `...` or `.5`."""
    tags: list[str] = []
    at = 0
    while found := _ACTION.match(note, at):
        tags.append(found[1])
        at = found.end()
    return tuple(tags)


def _number(pattern: re.Pattern[str], tags: Sequence[str]) -> int:
    return next((int(found[1]) for tag in tags if (found := pattern.fullmatch(tag))), 0)


def _chained(first: ParsedHighlight, link: ParsedHighlight) -> ParsedHighlight:
    """Two links of a chain as one highlight."""
    return first._replace(
        text=f"{first.text} {link.text}",
        note=f"{first.note}\n{link.note}",
        tags=tuple(dict.fromkeys(first.tags + link.tags)),
        ids=first.ids + link.ids,
        lines=first.lines + link.lines,
    )
