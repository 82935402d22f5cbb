"""Nested bullets: the blocks of Logseq and Roam."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from app.formats.lines import fence_end, is_marked
from app.model import Line

ATTRIBUTE = re.compile(r"[a-z][a-z_-]{1,40}::(?:[ \t].*)?")  # `key:: value`, a line of its own
_OWN = re.compile(
    r"(?:id|collapsed|heading|background-color|ls-type|(?:hl|card)-[a-z-]{1,20})::(?:[ \t].*)?"
)  # Logseq's own; may come first
_SIGNS = frozenset("-*+")
_TAB = 4
_DEEPEST = 50  # deeper blocks count as siblings, so that walking them needs no deep recursion


@dataclass(slots=True)
class Block:
    """Bullet: its lines without indentation, first and last line number, children."""

    texts: list[str]
    width: int
    first: int
    last: int
    children: list["Block"] = field(default_factory=list)
    properties: list[Line] = field(
        default_factory=list
    )  # Logseq's `key:: value` lines of the block itself
    holds: bool | None = None  # whether it is or has a passage, and
    introduces_highlight: bool | None = (
        None  # whether its text goes on down to one: found once, for all that is above asks again
    )

    @property
    def end(self) -> int:
        """Number of the last line of the block and all its children."""
        return max(self.last, self.children[-1].end) if self.children else self.last

    @property
    def text(self) -> str:
        """Lines of the block itself as one text."""
        return "\n".join(self.texts).strip()

    def walk(self) -> Iterator["Block"]:
        """Iterate over the block and all below it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_outline(
    lines: list[str], start: int, signs: frozenset[str], *, loose: bool = False
) -> list[Block]:
    """Blocks at the margin, from the first bullet on.

    In a `loose` outline, as Roam's, a passage goes on at the margin.
    """
    blocks: list[Block] = []
    above: list[Block] = []  # the open blocks, outermost first
    i = start
    while i < len(lines):
        line = lines[i]
        text = line.lstrip(" \t")
        width = _width(line, text)
        if begins(text, signs) and not (loose and width == 0 and _goes_on(above, text)):
            while above and (above[-1].width >= width or len(above) >= _DEEPEST):
                above.pop()
            block = Block([text[2:]], width, i + 1, i + 1)
            if "::" in text and _OWN.fullmatch(text[2:]):
                block.texts, block.properties = [""], [Line(i + 1, text[2:].strip())]
            (above[-1].children if above else blocks).append(block)
            above.append(block)
        elif above:
            _continue(above[-1], line, i + 1)
        if "```" in line and above:
            stop = fence_end(lines, i)
            above[-1].texts += [
                _undent(inner, above[-1].width) for inner in lines[i + 1 : stop + 1]
            ]
            above[-1].last, i = stop + 1, stop
        i += 1
    return blocks


def _continue(block: Block, line: str, number: int) -> None:
    """Add a further line to a block."""
    text = _undent(line, block.width)
    if "::" in text and ATTRIBUTE.fullmatch(text) and not is_marked(text):
        block.properties.append(Line(number, text.strip()))
    else:
        block.texts.append(text)
    block.last = number if text.strip() else block.last


def signs_of(lines: list[str]) -> frozenset[str]:
    """Signs that a page's own blocks begin with.

    `-`, the first bullet's, and those at the margin; other signs make lists within a passage.
    """
    bullets = [line for line in lines if begins(line.lstrip(" \t"), _SIGNS)]
    return frozenset(
        {
            "-",
            *(line.lstrip(" \t")[0] for line in bullets[:1]),
            *(line[0] for line in bullets if line[0] in _SIGNS),
        }
    )


def begins(text: str, signs: frozenset[str]) -> bool:
    """Whether a line without its indentation begins a block with one of these signs.

    Rules never do.
    """
    return text[:1] in signs and text[1:2] in ("", " ") and not _is_break(text)


def _is_break(text: str) -> bool:
    # `- -` is a block in a block
    return text.count(text[0]) > 2 and not text.strip(f"{text[0]} \t")  # noqa: PLR2004


def _goes_on(above: list[Block], text: str) -> bool:
    """Whether a bullet at the margin is a line of the passage above it.

    Below the exporter's line a block ends only where the next such line begins.
    """
    return (
        len(above) > 1
        and "ighlights" in above[0].texts[0]
        and "::" not in text[:40]
        and not text[2:].startswith(("#", "![", "Highlights", "New highlights"))
    )


def _width(line: str, text: str) -> int:
    indent = line[: len(line) - len(text)]
    return len(indent) + (_TAB - 1) * indent.count("\t")


def _undent(line: str, width: int) -> str:
    """Further line of a block without the block's indentation."""
    remaining = width + 2
    for i, letter in enumerate(line):
        if remaining <= 0 or letter not in " \t":
            return line[i:]
        remaining -= _TAB if letter == "\t" else 1
    return ""
