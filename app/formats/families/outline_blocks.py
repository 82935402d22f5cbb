"""What a block of an outline is: a passage, a part of one, a label, an attribute, or the title of a chapter."""

import re
from dataclasses import replace

from app.formats.families.outline_tree import ATTRIBUTE, Block
from app.formats.fields import labelled
from app.formats.headings import level
from app.formats.markers import peel

_SENTENCE_END = re.compile(r"[.!?][\"”’)*_]{0,4}\s")
_FEWEST_SPACES = 3  # in a sentence
_LONGEST_TITLE = 110  # letters
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,200}\]\([^()\s]{0,4000}\)(?:\{[^{}\n]{0,200}\})?")
_HIGHLIGHT_TAG = re.compile(r"#\[?\[?highlights?\b", re.IGNORECASE)
_CARD_TAG = re.compile(r"#\[?\[?(?:highlights?|flashcards?|cards?)\b", re.IGNORECASE)


def joined(parts: list[Block]) -> Block:
    """The bullets of one passage as a block whose text is a list."""
    texts = [line for part in parts for line in _listed(replace(part, children=[]))]
    return replace(parts[-1], texts=texts, first=parts[0].first, properties=[line for part in parts for line in part.properties])


def _listed(block: Block) -> list[str]:
    """A block with all that is nested in it as an item of a list; a mark that stands alone belongs to what is above it."""
    lines = [*block.text.split("\n"), *(line for child in block.children for line in _listed(child))]
    return [("  " if i else "- ") + line for i, line in enumerate(lines)] if peel(block.text).text else lines


def leads(block: Block) -> bool:
    """Whether a text leads to the first mark below it, as a passage does that its reader cut into bullets; a title stands above a chapter."""
    if block.leads is None:
        first = next(filter(is_holder, block.children), None)
        block.leads = first is not None and _is_text(block.text) and (is_marked(first) or (not is_passage(first) and leads(first)))
    return block.leads


def whole(block: Block) -> Block:
    """The passage that a text leads to as one block, and below it what stood below the mark and behind it."""
    at = next(i for i, child in enumerate(block.children) if is_holder(child))
    end = block.children[at] if is_marked(block.children[at]) else whole(block.children[at])
    parts = [*block.children[:at], replace(end, children=[])]
    texts = [*block.texts, *(line for part in parts for line in _listed(part))]
    properties = [*block.properties, *(line for part in parts for inner in part.walk() for line in inner.properties)]
    return replace(block, texts=texts, last=end.last, properties=properties, children=[*end.children, *block.children[at + 1 :]])


def _is_text(text: str) -> bool:
    """Whether a text is too long for a title, or is several sentences; the number of a chapter is none."""
    sentences = [sentence for sentence in _SENTENCE_END.split(text) if sentence.count(" ") >= _FEWEST_SPACES]
    return len(text) > _LONGEST_TITLE or (len(sentences) > 1 and text[-1] in ".!?:")


def is_chapter(block: Block) -> bool:
    """Whether a block is the title of those below it."""
    return block.text not in ("", "-") and any(map(is_holder, block.children)) and not is_passage(block) and not leads(block)


def is_title(block: Block) -> bool:
    """Whether a block without a mark reads like a title: one short line that does not end like a sentence."""
    text = block.text
    return len(text) <= _LONGEST_TITLE and "\n" not in text and text[-1] not in ".,;。，；"


def is_attribute(block: Block) -> bool:
    """Whether a block is a `key:: value` line and no more."""
    return not block.children and "::" in block.text and ATTRIBUTE.fullmatch(block.text) is not None and not is_marked(block)


def may_be_part(block: Block) -> bool:
    """Whether a block may be a passage's part: words without a mark of their own, and no heading."""
    text = block.text.removeprefix("-")
    return not (block.children or is_passage(block) or level(text) or is_attribute(block)) and bool(_IMAGE.sub("", text).strip())


def is_marked(block: Block) -> bool:
    """Whether a block ends with an exporter's mark or is tagged as a highlight."""
    marks = peel(block.text)
    return bool(marks.ids or marks.url) or _HIGHLIGHT_TAG.search(block.texts[-1]) is not None


def is_tagged(block: Block) -> bool:
    """Whether a tag says that a block is a card or a highlight."""
    return _CARD_TAG.search(block.texts[-1]) is not None


def is_passage(block: Block) -> bool:
    """Whether a mark or a tag says that a block is a passage."""
    return is_marked(block) or is_tagged(block)


def is_holder(block: Block) -> bool:
    """Whether a block is a passage or holds some, so that what stands above it is a chapter."""
    if block.holds is None:
        block.holds = block.text in ("", "-") or is_passage(block) or any(map(is_holder, block.children))
    return block.holds


def is_label(block: Block) -> bool:
    """Whether a block says something of the passage above it, or is a mark alone."""
    return bool(block.text) and (labelled(block.text) is not None or not peel(block.text).text)
