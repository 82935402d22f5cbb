"""Roles of the blocks of an outline: highlight, part, label, attribute, or title of a chapter."""

import re
from dataclasses import replace

from app.formats.families.outline_tree import ATTRIBUTE, Block
from app.formats.fields import labelled
from app.formats.headings import level
from app.formats.markers.stripping import strip_markers

_SENTENCE_END = re.compile(r"[.!?][\"”’)*_]{0,4}\s")
_FEWEST_SPACES = 3  # in a sentence
_LONGEST_TITLE = 110  # letters
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]\([^()\s]{0,4000}\)(?:\{[^{}\n]{0,200}\})?")
_HIGHLIGHT_TAG = re.compile(r"#\[?\[?highlights?\b", re.IGNORECASE)
_CARD_TAG = re.compile(r"#\[?\[?(?:highlights?|flashcards?|cards?)\b", re.IGNORECASE)


def joined(parts: list[Block]) -> Block:
    """Block of several bullets of one passage, whose text is a list."""
    texts = [line for part in parts for line in _listed(replace(part, children=[]))]
    return replace(
        parts[-1],
        texts=texts,
        first=parts[0].first,
        properties=[line for part in parts for line in part.properties],
    )


def _listed(block: Block) -> list[str]:
    """Lines of a block and its children as an item of a list.

    A marker alone belongs to the line above it.
    """
    lines = [
        *block.text.split("\n"),
        *(line for child in block.children for line in _listed(child)),
    ]
    return (
        [("  " if i else "- ") + line for i, line in enumerate(lines)]
        if strip_markers(block.text).text
        else lines
    )


def introduces_highlight(block: Block) -> bool:
    """Whether a text goes on to the first marker below it, as a passage cut into bullets does.

    A title, by contrast, is above a chapter.
    """
    if block.introduces_highlight is None:
        first = next(filter(contains_highlight, block.children), None)
        block.introduces_highlight = (
            first is not None
            and _is_text(block.text)
            and (is_marked(first) or (not is_passage(first) and introduces_highlight(first)))
        )
    return block.introduces_highlight


def whole(block: Block) -> Block:
    """Passage and its introduced block as one, with the children of both."""
    at = next(i for i, child in enumerate(block.children) if contains_highlight(child))
    end = block.children[at] if is_marked(block.children[at]) else whole(block.children[at])
    parts = [*block.children[:at], replace(end, children=[])]
    texts = [*block.texts, *(line for part in parts for line in _listed(part))]
    properties = [
        *block.properties,
        *(line for part in parts for inner in part.walk() for line in inner.properties),
    ]
    return replace(
        block,
        texts=texts,
        last=end.last,
        properties=properties,
        children=[*end.children, *block.children[at + 1 :]],
    )


def _is_text(text: str) -> bool:
    """Whether a text is too long for a title, or several sentences; a chapter's number is none."""
    sentences = [
        sentence for sentence in _SENTENCE_END.split(text) if sentence.count(" ") >= _FEWEST_SPACES
    ]
    return len(text) > _LONGEST_TITLE or (len(sentences) > 1 and text[-1] in ".!?:")


def is_chapter(block: Block) -> bool:
    """Whether a block is the title of those below it."""
    return (
        block.text not in ("", "-")
        and any(map(contains_highlight, block.children))
        and not is_passage(block)
        and not introduces_highlight(block)
    )


def is_title(block: Block) -> bool:
    """Whether a block without a marker reads like a title: one short line, no sentence."""
    text = block.text
    return len(text) <= _LONGEST_TITLE and "\n" not in text and text[-1] not in ".,;。，；"


def is_attribute(block: Block) -> bool:
    """Whether a block is a `key:: value` line and no more."""
    return (
        not block.children
        and "::" in block.text
        and ATTRIBUTE.fullmatch(block.text) is not None
        and not is_marked(block)
    )


def may_be_part(block: Block) -> bool:
    """Whether a block may be part of a passage: words without a marker of their own, no heading."""
    text = block.text.removeprefix("-")
    return not (block.children or is_passage(block) or level(text) or is_attribute(block)) and bool(
        _IMAGE.sub("", text).strip()
    )


def is_marked(block: Block) -> bool:
    """Whether a block is a highlight by an exporter's marker, a tag or a property."""
    markers = strip_markers(block.text)
    return (
        bool(markers.ids or markers.url)
        or _HIGHLIGHT_TAG.search(block.texts[-1]) is not None
        or any(line.text.startswith("ls-type:: annotation") for line in block.properties)
        or (block.texts[0][:7].casefold() == "#+begin" and any(map(_has_id, block.texts[1:])))
    )


def _has_id(line: str) -> bool:
    """Whether a line, as within a quote, ends with an exporter's id."""
    return bool(strip_markers(line).ids)


def is_tagged(block: Block) -> bool:
    """Whether a block has the tag of a card or a highlight."""
    return _CARD_TAG.search(block.texts[-1]) is not None


def is_passage(block: Block) -> bool:
    """Whether a block is a passage by its marker or tag."""
    return is_marked(block) or is_tagged(block)


def contains_highlight(block: Block) -> bool:
    """Whether a block is a highlight or contains one, so that the block above is a chapter."""
    if block.holds is None:
        block.holds = (
            block.text in ("", "-")
            or is_passage(block)
            or any(map(contains_highlight, block.children))
        )
    return block.holds


def unquoted(text: str) -> str:
    """Words of a passage that is one quote, as Logseq's are; any other text as it is."""
    lines = text.split("\n")
    if (
        text[:2] != "> "
        or text[2:4] == "[!"
        or any(line[:1] != ">" or line[:2] == ">>" for line in lines)
    ):
        return text
    return "\n".join(line[1:].removeprefix(" ") for line in lines)


def is_label(block: Block) -> bool:
    """Whether a block labels the passage above it, or is a marker alone."""
    return bool(block.text) and (
        labelled(block.text) is not None or not strip_markers(block.text).text
    )
