"""Passages without bullets: paragraphs and quotes with a marker at their end, or alone."""

from collections.abc import Callable

from app.formats.dates import only_stamp
from app.formats.fields import labelled
from app.formats.lines import block_end, is_bullet, is_rule
from app.formats.passages.annotations import Annotations
from app.formats.passages.blocks import BlockReader
from app.formats.passages.collector import Collector
from app.formats.passages.layout import Layout, numbered


def read_paragraphs(
    lines: list[str], start: int, end: int, collector: Collector, layout: Layout
) -> None:
    """Add the highlights of the blocks between two headings."""
    reader = BlockReader(
        collector, "prose" if layout == "bullets" else layout, Annotations(collector)
    )
    i = start
    while i < end:
        if is_rule(lines[i]):
            reader.rule()
            i += 1
            continue
        if not lines[i].strip():
            i += 1
            continue
        if (date := only_stamp(lines[i])) and i + 1 < end and lines[i + 1].strip():
            collector.highlighted_at = date
            i += 1
            continue
        stop = block_end(lines, i, end, _breaks(lines[i], layout))
        reader.block(
            _without_number(lines[i:stop]) if layout == "numbered" else lines[i:stop],
            i + 1,
        )
        i = stop
    if reader.ruled:
        reader.rule()
    reader.flush()
    reader.annotations.apply_comments()


def _without_number(lines: list[str]) -> list[str]:
    """Lines of a passage in a numbered list, without the number and its indentation."""
    width = numbered(lines[0])
    below = [line[min(width, len(line) - len(line.lstrip(" "))) :] for line in lines[1:]]
    return [
        lines[0][width:],
        *(b if labelled(a) is None else a for a, b in zip(lines[1:], below, strict=True)),
    ]


def _breaks(first: str, layout: Layout) -> Callable[[str], bool] | None:
    """Predicate of the lines that end a block besides blank ones.

    A number among numbers, the end of a quote among quotes, a quote or the next bullet in
    prose.
    """
    if layout == "numbered":
        return lambda line: numbered(line) > 0
    quoted = first[:1] == ">"
    if layout == "quotes":
        return lambda line: (line[:1] == ">") != quoted
    if layout == "prose":
        listed = is_bullet(first.lstrip())
        return lambda line: (
            (line[:1] == ">" and not quoted)
            or (quoted and line[:1] == "^")
            or (listed and is_bullet(line.lstrip()))
        )
    return None
