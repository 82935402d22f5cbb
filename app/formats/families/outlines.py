"""Outlines: Readwise's exports to Logseq and Roam, and templates of the readers' own, flashcards among them."""

import re
from dataclasses import replace
from textwrap import dedent
from urllib.parse import unquote

from app.formats.collector import Section
from app.formats.families.obsidian import COVER
from app.formats.families.outline_blocks import (
    is_attribute,
    is_chapter,
    is_holder,
    is_label,
    is_marked,
    is_passage,
    is_tagged,
    is_title,
    joined,
    leads,
    may_be_part,
    whole,
)
from app.formats.families.outline_tree import Block, begins, read_outline, signs_of
from app.formats.fields import field_of, labelled
from app.formats.headings import opening
from app.formats.highlight import Children, build
from app.formats.markers import merge, peel
from app.formats.names import cut_hashtags, split_authors
from app.formats.preamble import cover
from app.formats.source import Source
from app.model import Line, ParsedDocument

_PROPERTY = re.compile(r"([^\s:][^:\n]{0,40})::[ \t]*(.*)", re.DOTALL)
_STAMP = re.compile(r"^[ \t]*[-*] (?:#{1,4} )?(?:New )?Highlights? (?:first synced|added|synced)\b", re.IGNORECASE | re.MULTILINE)
_ROAM = re.compile(r"^- (?:Author|Full Title|Category|Title|URL)::|^- #{1,4} (?:New h|H)ighlights ", re.MULTILINE)
_PAGE = re.compile(r"\A(?:[a-z][\w-]{0,40}:: [^\n]{0,2000}\n){2}", re.IGNORECASE)


def is_roam(source: Source) -> bool:
    """Whether a file is a page of Roam: attributes as bullets at the margin, or a heading within a bullet."""
    if COVER in source.text or not ("::" in source.text or "- #" in source.text):
        return False
    return _ROAM.search(source.text) is not None and not _is_page(source)


def is_logseq(source: Source) -> bool:
    """Whether a file is a page of Logseq: properties at its head, or the exporter's line as a bullet."""
    if COVER in source.text:
        return False
    return _is_page(source) or (_may_be_stamped(source.text) and _STAMP.search(source.text) is not None)


def _is_page(source: Source) -> bool:
    """Whether a file begins with properties, as Logseq's pages do."""
    head = "\n".join([*source.lines[source.header.end :][:4], ""])
    return _PAGE.match(head) is not None


def _may_be_stamped(text: str) -> bool:
    """Whether the words of the exporter's line stand in a bullet anywhere: cheaper to ask than the line itself."""
    return any(words in text for words in ("- Highlight", "- New highlight", "- New Highlight", "* Highlight", "- #", "- highlight"))


def read_logseq(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """The document and the lines that nobody understood."""
    reader = Outline(source)
    for block in reader.blocks(loose=False):
        reader.top(block)
    return reader.document(), reader.section.unparsed


def read_roam(source: Source) -> tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]:
    """The documents and the lines that nobody understood; a passage may go on at the margin, and a page hold works of one title by others."""
    readers = [Outline(source)]
    for block in readers[0].blocks(loose=True):
        if readers[-1].ends_at(block):
            readers.append(Outline(source))
        readers[-1].top(block)
    return tuple(reader.document() for reader in readers), tuple(line for reader in readers for line in reader.section.unparsed)


class Outline:
    """Reads the blocks of one page into a section."""

    def __init__(self, source: Source) -> None:
        self.section = Section(source.draft())
        self.lines = source.lines
        self.start = source.header.end

    def blocks(self, *, loose: bool) -> list[Block]:
        """The blocks at the margin; takes in what stands above them. In a `loose` outline a passage goes on at the margin."""
        signs = signs_of(self.lines)
        return read_outline(self.lines, self.page(self.start, signs), signs, loose=loose)

    def document(self) -> ParsedDocument:
        """The document, when all its blocks were taken in."""
        self.section.close()
        draft = self.section.draft
        draft.stem = unquote(draft.stem).replace("___", "/").removesuffix(" (highlights)")
        return draft.document(tuple(self.section.highlights))

    def ends_at(self, block: Block) -> bool:
        """Whether another work begins with a block at the margin: below highlights it names another author."""
        found = _PROPERTY.fullmatch(block.text)
        names = split_authors([found[2]]) if found and field_of(found[1]) == "author" else ()
        authors = self.section.draft.authors
        return bool(self.section.highlights and names and authors) and not {*names} & {*authors}

    def page(self, start: int, signs: frozenset[str]) -> int:
        """Take in what stands above the first bullet; gives that bullet's index."""
        i = start
        while i < len(self.lines) and not begins(self.lines[i].lstrip(" \t"), signs):
            line = self.lines[i]
            found = _PROPERTY.fullmatch(line.strip().rstrip("\\").rstrip())
            if found:
                self.section.draft.add(found[1], found[2])
            elif line.strip() and not cover(line.strip(), self.section.draft):
                self.section.draft.body.append(line)
            i += 1
        return i

    def top(self, block: Block) -> None:
        """A block at the margin: what opens highlights, an attribute of the page, the cover, or the owner's own."""
        text = block.texts[0].strip()
        opens = opening(text.lstrip("# ")) if len(block.texts) == 1 or not any(map(str.strip, block.texts[1:])) else None
        found = _PROPERTY.fullmatch(text) if len(block.texts) == 1 else None
        if opens:
            self.section.open(opens, Line(block.first, self.lines[block.first - 1]))
            self.passages(block.children, 1)
        elif found and not self.section.highlights:
            self._attribute(found[1], found[2], block)
        elif block.children or not cover(text, self.section.draft):
            self.own(block, 1)

    def _attribute(self, key: str, value: str, block: Block) -> None:
        """An attribute of a page of Roam; its value may stand in the blocks below it, and be attributes itself."""
        draft = self.section.draft
        draft.add(key, value)
        for child in block.children:
            inner = _PROPERTY.fullmatch(child.text) if not child.children else None
            if inner or (not value and not child.children):
                draft.add(*(inner.group(1, 2) if inner else (key, child.text)))
            else:
                draft.body += self._raw(child)

    def own(self, block: Block, level: int) -> None:
        """A block that stands under no line of the exporter's: prose, but for the highlights in it."""
        if is_marked(block):
            self.passage(block, level)
        elif any(map(is_marked, block.walk())):
            self._chapter(block, level)
            for child in block.children:
                self.own(child, level + 1)
            self._end(level)
        else:
            self.section.prose(self._raw(block))

    def passage(self, block: Block, level: int) -> None:
        """A block under the exporter's line: a highlight, a card, or a chapter that holds some."""
        if block.text in ("", "-"):
            if block.children:
                main = next((child for child in block.children if not is_label(child)), block.children[0])
                self._card(main, [child for child in block.children if child is not main], block, level)
            else:
                self.section.unparsed += block.properties
        elif is_tagged(block) and not is_marked(block):
            self._card(block, [], block, level)
        elif is_attribute(block):
            self._chapters_own(block)
        elif not is_passage(block) and any(map(is_holder, block.children)):
            if leads(block):
                self.passage(whole(block), level)
                return
            self._chapter(block, level)
            self.passages(block.children, level + 1)
            self._end(level)
        else:
            text, tags = cut_hashtags(block.text) if is_tagged(block) else (block.text, "")
            self._highlight(text, [("tags", [tags])] if tags else [], block.children, block, level)

    def passages(self, blocks: list[Block], level: int) -> None:
        """Blocks side by side. Of a passage that its reader cut into bullets, only the last one has the mark."""
        parts: list[Block] = []
        beside_chapters = any(map(is_chapter, blocks))
        for block in blocks:
            if may_be_part(block):
                parts.append(block)
                continue
            if parts and peel(block.text).ids:
                self.passage(joined([*parts, block]), level)
            else:
                self._unmarked(parts, level, beside_chapters=beside_chapters)
                self.passage(block, level)
            parts = []
        self._unmarked(parts, level, beside_chapters=beside_chapters)

    def _unmarked(self, blocks: list[Block], level: int, *, beside_chapters: bool) -> None:
        """Blocks of words alone: passages, but beside chapters what reads like a title is a chapter that no passage came under."""
        for block in blocks:
            if beside_chapters and is_title(block):
                self._chapter(block, level)
                self._end(level)
            else:
                self.passage(block, level)

    def _chapter(self, block: Block, level: int) -> None:
        self.section.heading(level, " ".join(block.texts).strip(), Line(block.first, self.lines[block.first - 1]))
        self.section.unparsed += block.properties

    def _chapters_own(self, block: Block) -> None:
        """An attribute among passages: tags are the document's, for only passages have some of their own; what else it says is an unparsed line."""
        label = labelled(block.text)
        if label and label[0] == "tags":
            self.section.draft.add("tags", label[1])
        else:
            self.section.unparsed.append(Line(block.first, self.lines[block.first - 1]))
        self.section.unparsed += block.properties

    def _end(self, level: int) -> None:
        """The end of a chapter: it ends with its block, and the next one at its side is not in it."""
        unused = self.section.chapters.end(level)
        self.section.keep([replace(line, text=line.text.strip()) for line in unused])
        self.section.fresh = None

    def _card(self, main: Block, beside: list[Block], block: Block, level: int) -> None:
        """A passage, or a question with the passage as its answer, and beside it the tags and the link."""
        below = [child for child in main.children if is_label(child)]
        answers = [child for child in main.children if not is_label(child) and child.text]
        text, tags = cut_hashtags(main.text)
        said: Children = [("tags", [tags])] if tags else []
        if main is not block:
            said += self._properties(main)
        if answers:
            said.append(("note", [text]))
            text = "\n".join([*answers[0].texts, *self._nested(answers[0])])
            more = Block([], 0, 0, 0, answers[1:])
            text = "\n".join([text, *self._nested(more)])
        self._highlight(text, said, [*below, *beside], block, level)

    def _highlight(self, text: str, said: Children, below: list[Block], block: Block, level: int) -> None:
        """A passage with what is known of it already and the blocks below it: labels, its link, comments, and passages of their own."""
        marks = peel(text)
        said += self._properties(block)
        others: list[Block] = []
        for child in below:
            label = labelled(child.text)
            beside = peel(child.text)
            if label:
                said.append((label[0], [label[1], *self._nested(child)]))
            elif not beside.text:
                marks = merge(marks, beside._replace(text=marks.text))
            elif beside.ids or beside.url or any(map(is_holder, child.children)):
                others.append(child)
                continue
            else:
                said.append(("note", [child.text, *self._nested(child)]))
            self.section.unparsed += child.properties
        highlight = build(marks, said, (block.first, others[0].first - 1 if others else block.end), self.section.context())
        if highlight:
            self.section.highlights.append(highlight)
        self.passages(others, level + 1)

    def _nested(self, block: Block) -> list[str]:
        """What is nested in a block, as a list without the indentation that all of it has."""
        return dedent("\n".join(line for child in block.children for line in self._raw(child))).split("\n") if block.children else []

    def _properties(self, block: Block) -> Children:
        """What the `key:: value` lines of a block say of a passage; what says something to Logseq alone is an unparsed line."""
        said: Children = []
        for line in block.properties:
            label = labelled(line.text)
            if label:
                said.append((label[0], [label[1]]))
            else:
                self.section.unparsed.append(line)
        return said

    def _raw(self, block: Block) -> list[str]:
        """A block with all that is nested in it, as it stood."""
        return [line for line in self.lines[block.first - 1 : block.end] if line.strip()]
