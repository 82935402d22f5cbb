"""Page of an outline, block by block: chapters, highlights, cards and prose."""

import re
from dataclasses import replace
from textwrap import dedent
from urllib.parse import unquote

from app.formats.families.outline_blocks import (
    contains_highlight,
    introduces_highlight,
    is_attribute,
    is_chapter,
    is_label,
    is_marked,
    is_passage,
    is_tagged,
    is_title,
    joined,
    may_be_part,
    unquoted,
    whole,
)
from app.formats.families.outline_tree import Block, begins, read_outline, signs_of
from app.formats.fields import field_of, labelled
from app.formats.headings import Opening, opening, title
from app.formats.headings import level as is_heading
from app.formats.markers.stripping import strip_markers
from app.formats.markers.values import merge
from app.formats.names import cut_hashtags, split_authors
from app.formats.passages.collector import Collector
from app.formats.passages.highlight import Children, build
from app.formats.preamble import cover
from app.formats.source import Source
from app.model import Line, ParsedDocument

_PROPERTY = re.compile(r"([^\s:][^:\n]{0,40})::[ \t]*(.*)", re.DOTALL)
_OF_A_PDF = re.compile(r"^hl-(page|color)(?=::)")  # properties of a passage marked in a PDF
_CHAPTER = "chapter::"  # a block's property, as our own export to Logseq writes it


def _opening(text: str) -> Opening | None:
    """What a block opens, if it is an exporter's heading, also where that is a link."""
    return opening(text.lstrip("# ").removeprefix("[[").removesuffix("]]"))


class Outline:
    """Reader of the blocks of one page into a collector."""

    def __init__(self, source: Source) -> None:
        self.collector = Collector(source.builder())
        self.lines = source.lines
        self.start = source.header.end

    def blocks(self, *, loose: bool) -> list[Block]:
        """Blocks at the margin, after the lines above them were read.

        In a `loose` outline a passage goes on at the margin.
        """
        signs = signs_of(self.lines)
        return read_outline(self.lines, self.read_page_head(self.start, signs), signs, loose=loose)

    def document(self) -> ParsedDocument:
        """Build the document after all its blocks were read."""
        self.collector.close()
        builder = self.collector.builder
        builder.stem = unquote(builder.stem).replace("___", "/").removesuffix(" (highlights)")
        return builder.document(tuple(self.collector.highlights))

    def begins_other_work(self, block: Block) -> bool:
        """Whether another work begins with a block: after highlights it names another author."""
        match = _PROPERTY.fullmatch(block.text)
        names = split_authors([match[2]]) if match and field_of(match[1]) == "author" else ()
        authors = self.collector.builder.authors
        return bool(self.collector.highlights and names and authors) and not {*names} & {*authors}

    def read_page_head(self, start: int, signs: frozenset[str]) -> int:
        """Read the lines above the first bullet; gives that bullet's index."""
        i = start
        while i < len(self.lines) and not begins(self.lines[i].lstrip(" \t"), signs):
            line = self.lines[i]
            match = _PROPERTY.fullmatch(line.strip().rstrip("\\").rstrip())
            if match:
                self.collector.builder.add(match[1], match[2])
            elif line.strip() and not cover(line.strip(), self.collector.builder):
                self.collector.builder.body.append(line)
            i += 1
        return i

    def read_margin_block(self, block: Block) -> None:
        """Read a block at the margin: opening line, page attribute, cover, or the owner's text."""
        text = block.texts[0].strip()
        opens = (
            _opening(text)
            if len(block.texts) == 1 or not any(map(str.strip, block.texts[1:]))
            else None
        )
        match = _PROPERTY.fullmatch(text) if len(block.texts) == 1 else None
        if opens:
            self.collector.open(opens, Line(block.first, self.lines[block.first - 1]))
            self.read_sibling_blocks(block.children, 1)
        elif match and not self.collector.highlights:
            self._attribute(match[1], match[2], block)
        elif block.children or not cover(text, self.collector.builder):
            self.read_owner_block(block, 1)

    def _attribute(self, key: str, value: str, block: Block) -> None:
        """Read an attribute of a page of Roam.

        Its value may be in the blocks below it, and consist of attributes itself.
        """
        builder = self.collector.builder
        builder.add(key, value)
        for child in block.children:
            inner = _PROPERTY.fullmatch(child.text) if not child.children else None
            if inner or (not value and not child.children):
                builder.add(*(inner.group(1, 2) if inner else (key, child.text)))
            else:
                builder.body += self._raw(child)

    def read_owner_block(self, block: Block, level: int) -> None:
        """Read a block under no exporter's line: prose, except for the highlights in it."""
        if is_marked(block):
            self.read_highlight_block(block, level)
        elif any(map(is_marked, block.walk())):
            if _opening(block.text):
                self.read_sibling_blocks(block.children, level)
                return
            self._chapter(block, level)
            for child in block.children:
                self.read_owner_block(child, level + 1)
            self._end(level)
        else:
            self.collector.prose(self._raw(block))

    def read_highlight_block(self, block: Block, level: int) -> None:
        """Read a block under the exporter's line: a highlight, a card, or a chapter."""
        if block.text in ("", "-"):
            if block.children:
                main = next(
                    (child for child in block.children if not is_label(child)), block.children[0]
                )
                self._card(
                    main, [child for child in block.children if child is not main], block, level
                )
            else:
                self.collector.unparsed += block.properties
        elif is_tagged(block) and not is_marked(block):
            self._card(block, [], block, level)
        elif is_attribute(block):
            self._chapters_own(block)
        elif not is_passage(block) and any(map(contains_highlight, block.children)):
            if introduces_highlight(block):
                self.read_highlight_block(whole(block), level)
                return
            self._chapter(block, level)
            self.read_sibling_blocks(block.children, level + 1)
            self._end(level)
        else:
            text, tags = cut_hashtags(block.text) if is_tagged(block) else (block.text, "")
            self._highlight(text, [("tags", [tags])] if tags else [], block.children, block, level)

    def read_sibling_blocks(self, blocks: list[Block], level: int) -> None:
        """Read sibling blocks.

        Of a passage cut into several bullets, only the last has the marker.
        """
        parts: list[Block] = []
        beside_chapters = any(map(is_chapter, blocks))
        for block in blocks:
            if may_be_part(block):
                parts.append(block)
                continue
            if parts and strip_markers(block.text).ids:
                self.read_highlight_block(joined([*parts, block]), level)
            else:
                self._unmarked(parts, level, beside_chapters=beside_chapters)
                self.read_highlight_block(block, level)
            parts = []
        self._unmarked(parts, level, beside_chapters=beside_chapters)

    def _unmarked(self, blocks: list[Block], level: int, *, beside_chapters: bool) -> None:
        """Read blocks without markers: highlights, or beside chapters titles of empty ones."""
        for block in blocks:
            if beside_chapters and is_title(block):
                self._chapter(block, level)
                self._end(level)
            else:
                self.read_highlight_block(block, level)

    def _chapter(self, block: Block, level: int) -> None:
        name = " ".join(block.texts).strip()
        line = Line(block.first, self.lines[block.first - 1])
        self.collector.heading(level, title(name) if is_heading(name) else name, line)
        self.collector.unparsed += block.properties

    def _chapters_own(self, block: Block) -> None:
        """Read an attribute among passages: tags are the document's, the rest is unparsed."""
        label = labelled(block.text)
        if label and label[0] == "tags":
            self.collector.builder.add("tags", label[1])
        else:
            self.collector.unparsed.append(Line(block.first, self.lines[block.first - 1]))
        self.collector.unparsed += block.properties

    def _end(self, level: int) -> None:
        """End a chapter with its block, so that the next sibling is not part of it."""
        unused = self.collector.chapters.end(level)
        self.collector.keep([replace(line, text=line.text.strip()) for line in unused])
        self.collector.current_context = None

    def _card(self, main: Block, beside: list[Block], block: Block, level: int) -> None:
        """Read a passage, or a question with its answer, and the siblings with tags and link."""
        below = [child for child in main.children if is_label(child)]
        answers = [child for child in main.children if not is_label(child) and child.text]
        text, tags = cut_hashtags(main.text)
        children: Children = [("tags", [tags])] if tags else []
        if main is not block:
            children += self._properties(main)
        if answers:
            children.append(("note", [text]))
            text = "\n".join([*answers[0].texts, *self._nested(answers[0])])
            more = Block([], 0, 0, 0, answers[1:])
            text = "\n".join([text, *self._nested(more)])
        self._highlight(text, children, [*below, *beside], block, level)

    def _highlight(
        self, text: str, children: Children, below: list[Block], block: Block, level: int
    ) -> None:
        """Add a highlight with its labelled `children` and the blocks `below` it."""
        markers = strip_markers(text)
        children += self._properties(block)
        others: list[Block] = []
        for child in below:
            label = labelled(child.text)
            beside = strip_markers(child.text)
            if label:
                children.append((label[0], [label[1], *self._nested(child)]))
            elif not beside.text:
                markers = merge(markers, beside._replace(text=markers.text))
            elif beside.ids or beside.url or any(map(contains_highlight, child.children)):
                others.append(child)
                continue
            else:
                children.append(("note", [child.text, *self._nested(child)]))
            self.collector.unparsed += child.properties
        highlight = build(
            markers._replace(text=unquoted(markers.text)),
            children,
            (block.first, others[0].first - 1 if others else block.end),
            self.collector.context(),
        )
        if highlight:
            stated = (p.text for p in block.properties if p.text.startswith(_CHAPTER))
            chapter = next(stated, "").removeprefix(_CHAPTER).strip() or highlight.chapter
            self.collector.highlights.append(highlight._replace(chapter=chapter))
        self.read_sibling_blocks(others, level + 1)

    def _nested(self, block: Block) -> list[str]:
        """Children of a block as a list without their common indentation."""
        return (
            dedent("\n".join(line for child in block.children for line in self._raw(child))).split(
                "\n"
            )
            if block.children
            else []
        )

    def _properties(self, block: Block) -> Children:
        """Labels of a block's `key:: value` lines; Logseq's internal ones are unparsed."""
        children: Children = []
        for line in block.properties:
            label = labelled(_OF_A_PDF.sub(r"\1", line.text))
            if label:
                children.append((label[0], [label[1]]))
            elif not line.text.startswith(_CHAPTER):
                self.collector.unparsed.append(line)
        return children

    def _raw(self, block: Block) -> list[str]:
        """Lines of a block and its children, as written."""
        return [line for line in self.lines[block.first - 1 : block.end] if line.strip()]
