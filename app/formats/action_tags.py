"""Readwise's action tags in notes: `.tag`, `.h1` for headings, `.c1` for chains."""

import re
from collections.abc import Mapping, Sequence

from app.formats.headings import level, title
from app.model import BETWEEN_CHAPTERS, ParsedHighlight

_ACTION = re.compile(r"\.([^\W\d_][\w/-]{0,60})(?=[\s.,;]|$)[ \t,;]*")
_CHAPTER = re.compile(r"\.?h([1-6])", re.IGNORECASE)
_LINK = re.compile(r"\.?c([0-9]{1,3})", re.IGNORECASE)


def apply_actions(highlights: Sequence[ParsedHighlight]) -> tuple[ParsedHighlight, ...]:
    """Highlights with the tags of their notes, `.h1` as chapter and `.c1`, `.c2` joined.

    Notes keep their text. A highlighted heading, by its tag or as `# Part`, stays a highlight and
    becomes the chapter of those after it that have none.
    """
    if not any(
        h.note[:1] == "." or _level(h) or (h.tags and any(map(_CHAPTER.fullmatch, h.tags)))
        for h in highlights
    ):
        return tuple(highlights)
    tagged_highlights: list[ParsedHighlight] = []
    open_titles: dict[int, str] = {}
    chain = 0  # the number of the last link of the chain that is being joined
    stated = ""  # the chapter above the last passage: titles in tags end with it
    for highlight in highlights:
        if highlight.chapter != stated:
            stated, open_titles = highlight.chapter, {}
        tags = (*highlight.tags, *action_tags(highlight.note))
        tagged = highlight._replace(
            tags=tuple(dict.fromkeys(tags)),
            chapter=highlight.chapter or _path(open_titles),
        )
        heading, link = _number(_CHAPTER, tags) or _level(highlight), _number(_LINK, tags)
        if heading:
            open_titles = {level: title for level, title in open_titles.items() if level < heading}
            tagged = tagged._replace(chapter=highlight.chapter or _path(open_titles))
            open_titles[heading] = " ".join(highlight.text.lstrip("# ").split())
        if link > 1 and chain == link - 1:
            tagged_highlights[-1] = _chained(tagged_highlights[-1], tagged)
        else:
            tagged_highlights.append(tagged)
        chain = link
    return tuple(tagged_highlights)


def _path(open_titles: Mapping[int, str]) -> str:
    return BETWEEN_CHAPTERS.join(open_titles.values())


def _level(highlight: ParsedHighlight) -> int:
    """Level of a passage that is nothing but a heading, `## Chapter 2`; 0 for any other.

    A question on a card may look like one.
    """
    text = highlight.text
    if text[:1] != "#" or highlight.tags or "\n" in text or not title(text):
        return 0
    of_exporter = highlight.ids or highlight.url or highlight.location
    return 0 if of_exporter and level(text) == 1 else level(text)


def action_tags(note: str) -> tuple[str, ...]:
    """Tags at the beginning of a note: `.idea .todo/soon and then text`; never `...` or `.5`."""
    tags: list[str] = []
    at = 0
    while match := _ACTION.match(note, at):
        tags.append(match[1])
        at = match.end()
    return tuple(tags)


def _number(pattern: re.Pattern[str], tags: Sequence[str]) -> int:
    return next((int(match[1]) for tag in tags if (match := pattern.fullmatch(tag))), 0)


def _chained(first: ParsedHighlight, link: ParsedHighlight) -> ParsedHighlight:
    """One highlight of two links of a chain."""
    return first._replace(
        text=f"{first.text} {link.text}",
        note=f"{first.note}\n{link.note}",
        tags=tuple(dict.fromkeys(first.tags + link.tags)),
        ids=first.ids + link.ids,
        lines=first.lines + link.lines,
    )
