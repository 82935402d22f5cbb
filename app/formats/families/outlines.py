"""Outlines: Readwise's exports to Logseq and Roam, and readers' own templates with flashcards."""

import re

from app.formats.families.obsidian import COVER
from app.formats.families.outline_pages import Outline
from app.formats.source import Source
from app.model import Line, ParsedDocument

_STAMP = re.compile(
    r"^[ \t]*[-*] (?:#{1,4} )?(?:New )?Highlights? (?:first synced|added|synced)\b",
    re.IGNORECASE | re.MULTILINE,
)
_ROAM = re.compile(
    r"^- (?:Author|Full Title|Category|Title|URL)::|^- #{1,4} (?:New h|H)ighlights ", re.MULTILINE
)
_UNDER_A_TITLE = re.compile(r"^[ \t]{1,8}- #{1,4} Highlights?[ \t]*$", re.MULTILINE)
_PAGE = re.compile(r"\A(?:[a-z][\w-]{0,40}:: [^\n]{0,2000}\n){2}", re.IGNORECASE)


def is_roam(source: Source) -> bool:
    """Whether a file is a page of Roam: attributes as bullets, or a heading within a bullet."""
    if COVER in source.text or not ("::" in source.text or "- #" in source.text):
        return False
    return _ROAM.search(source.text) is not None and not _is_page(source)


def is_logseq(source: Source) -> bool:
    """Whether a file is a page of Logseq, by its properties or the exporter's line as a bullet."""
    if COVER in source.text:
        return False
    return _is_page(source) or (
        _may_be_stamped(source.text)
        and (_STAMP.search(source.text) or _UNDER_A_TITLE.search(source.text)) is not None
    )


def _is_page(source: Source) -> bool:
    """Whether a file begins with properties, as Logseq's pages do."""
    head = "\n".join([*source.lines[source.header.end :][:4], ""])
    return _PAGE.match(head) is not None


def _may_be_stamped(text: str) -> bool:
    """Whether the words of the exporter's line are in any bullet: a cheap first test."""
    return any(
        words in text
        for words in (
            "- Highlight",
            "- New highlight",
            "- New Highlight",
            "* Highlight",
            "- #",
            "- highlight",
        )
    )


def read_logseq(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """Document of the file, and the unparsed lines."""
    reader = Outline(source)
    for block in reader.blocks(loose=False):
        reader.read_margin_block(block)
    return reader.document(), reader.collector.unparsed


def read_roam(source: Source) -> tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]:
    """Documents of the file, and the unparsed lines.

    A passage may go on at the margin, and one page hold works of one title by several authors.
    """
    readers = [Outline(source)]
    for block in readers[0].blocks(loose=True):
        if readers[-1].begins_other_work(block):
            readers.append(Outline(source))
        readers[-1].read_margin_block(block)
    return tuple(reader.document() for reader in readers), tuple(
        line for reader in readers for line in reader.collector.unparsed
    )
