"""Outlines: Readwise's exports to Logseq and Roam, and templates of the readers' own, flashcards among them."""

import re
from urllib.parse import unquote

from app.importer.bullets import Children
from app.importer.headings import opening
from app.importer.labels import labelled
from app.importer.marks import merge, peel
from app.importer.metadata import Draft
from app.importer.names import cut_hashtags
from app.importer.outline import Block, read_outline
from app.importer.passages import build
from app.importer.preamble import cover
from app.importer.section import Section
from app.importer.source import Source
from app.model import Line, ParsedDocument

_PROPERTY = re.compile(r"([^\s:][^:\n]{0,40})::[ \t]*(.*)", re.DOTALL)
_STAMP = re.compile(r"^[ \t]*[-*] (?:#{1,4} )?(?:New )?Highlights? (?:first synced|added|synced)\b", re.IGNORECASE | re.MULTILINE)
_ROAM = re.compile(r"^- (?:Author|Full Title|Category|Title|URL)::|^- #{1,4} (?:New )?Highlights ", re.MULTILINE)
_PAGE = re.compile(r"\A(?:[a-z][\w-]{0,40}:: [^\n]{0,2000}\n){2}", re.IGNORECASE)
_HIGHLIGHT_TAG = re.compile(r"#\[?\[?highlights?\b", re.IGNORECASE)


def is_roam(source: Source) -> bool:
    """Whether a file is a page of Roam: attributes as bullets at the margin, or a heading within a bullet."""
    return _ROAM.search(source.text) is not None


def is_logseq(source: Source) -> bool:
    """Whether a file is a page of Logseq: properties at its head, or the exporter's line as a bullet."""
    return _STAMP.search(source.text) is not None or _PAGE.match("\n".join([*source.lines[source.header.end :][:4], ""])) is not None


def read_logseq(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """The document and the lines that nobody understood."""
    return _read(source, loose=False)


def read_roam(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """The document and the lines that nobody understood; a passage may go on at the margin."""
    return _read(source, loose=True)


def _read(source: Source, *, loose: bool) -> tuple[ParsedDocument, list[Line]]:
    reader = Outline(Section(source.draft()), source.lines)
    start = reader.page(source.header.end)
    for block in read_outline(source.lines, start, loose=loose):
        reader.top(block)
    draft = reader.section.draft
    reader.section.keep(reader.section.chapters.close())
    if not draft.titles:
        draft.heading(unquote(source.stem).replace("___", "/").removesuffix(" (highlights)"))
    return draft.document(tuple(reader.section.highlights)), reader.section.unparsed


class Outline:
    """Reads the blocks of one page into a section."""

    def __init__(self, section: Section, lines: list[str]) -> None:
        self.section = section
        self.lines = lines

    def page(self, start: int) -> int:
        """Take in what stands above the first bullet; gives that bullet's index."""
        i = start
        while i < len(self.lines) and self.lines[i].lstrip()[:2] not in ("- ", "-", "* "):
            line = self.lines[i]
            found = _PROPERTY.fullmatch(line.strip().rstrip("\\").rstrip())
            if found:
                self.section.draft.add(found[1], found[2] or "")
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
            for child in block.children:
                self.passage(child, 1)
        elif found and not self.section.highlights:
            self._attribute(found[1], found[2] or "", block, self.section.draft)
        elif block.children or not cover(text, self.section.draft):
            self.own(block, 1)

    def _attribute(self, key: str, value: str, block: Block, draft: Draft) -> None:
        draft.add(key, value)
        for child in block.children:
            inner = _PROPERTY.fullmatch(child.texts[0].strip())
            draft.add(*(inner.group(1, 2) if inner and inner[2] else (key, "\n".join(child.texts))))
            draft.body += [line for nested in child.children for line in self._raw(nested)]

    def own(self, block: Block, level: int) -> None:
        """A block that stands under no line of the exporter's: prose, but for the highlights in it."""
        if _is_passage(block):
            self.passage(block, level)
        elif any(_is_passage(inner) for inner in block.walk()):
            self.section.heading(min(level, 6), " ".join(block.texts).strip(), Line(block.first, self.lines[block.first - 1]))
            for child in block.children:
                self.own(child, level + 1)
        else:
            self.section.prose(self._raw(block))

    def passage(self, block: Block, level: int) -> None:
        """A block under the exporter's line: a highlight, a card, or a chapter that holds some."""
        text = block.text
        if text in ("", "-"):
            if block.children:
                self._card(block)
        elif block.children and not peel(text).ids and all(_is_holder(child) for child in block.children):
            self.section.heading(level, text, Line(block.first, self.lines[block.first - 1]))
            for child in block.children:
                self.passage(child, level + 1)
        else:
            texts, said = self._properties(block.texts, block)
            if _HIGHLIGHT_TAG.search(texts[-1]):
                text, tags = cut_hashtags("\n".join(texts))
                texts, said = [text], [*said, ("tags", [tags])]
            self._highlight(texts, said, block.children, block)

    def _card(self, block: Block) -> None:
        """An empty bullet that holds a passage, or a question with the passage as its answer, and beside it the tags and the link."""
        main = next((child for child in block.children if not _is_label(child)), block.children[0])
        beside = [child for child in block.children if child is not main] + [child for child in main.children if _is_label(child)]
        answers = [child for child in main.children if not _is_label(child)]
        texts, said = self._properties(main.texts, main)
        text, tags = cut_hashtags("\n".join(texts))
        said += [("tags", [tags])] if tags else []
        if answers:
            said.append(("note", [text]))
            text = "\n".join([*answers[0].texts, *self._nested(answers[0]), *(line for answer in answers[1:] for line in self._raw(answer))])
        self._highlight([text], said, beside, block)

    def _highlight(self, texts: list[str], said: Children, below: list[Block], block: Block) -> None:
        """A passage with what is known of it already and the blocks below it: labels, its link, comments, and passages of their own."""
        marks = peel("\n".join(texts))
        others: list[Block] = []
        for child in below:
            label = labelled(child.text)
            beside = peel(child.text)
            if label:
                said.append((label[0], [label[1], *self._nested(child)]))
            elif not beside.text:
                marks = merge(marks, beside._replace(text=marks.text))
            elif beside.ids or beside.url:
                others.append(child)
            else:
                said.append(("note", self._properties([*child.texts, *self._nested(child)], child)[0]))
        highlight = build(marks, said, (block.first, others[0].first - 1 if others else block.end), self.section.context())
        if highlight:
            self.section.highlights.append(highlight)
        for other in others:
            self.passage(other, 1)

    def _nested(self, block: Block) -> list[str]:
        return [line for child in block.children for line in self._raw(child)]

    def _properties(self, texts: list[str], block: Block) -> tuple[list[str], Children]:
        """The lines without Logseq's own `key:: value`, and what they say; what is only Logseq's goes to the tray."""
        kept: list[str] = []
        children: Children = []
        for number, text in enumerate(texts, block.first):
            found = _PROPERTY.fullmatch(text.strip()) if "::" in text and (kept or children) else None
            if not found:
                kept.append(text)
            elif found[1] == "id":
                children.append(("id", [found[2] or ""]))
            else:
                said = labelled(text.strip())
                children += [(said[0], [said[1]])] if said else []
                self.section.unparsed += [] if said else [Line(number, text.strip())]
        return kept, children

    def _raw(self, block: Block) -> list[str]:
        """A block with all that is nested in it, as it stood."""
        return [line for line in self.lines[block.first - 1 : block.end] if line.strip()]


def _is_passage(block: Block) -> bool:
    """Whether a block ends with an exporter's mark or is tagged as a highlight."""
    marks = peel(block.text)
    return bool(marks.ids or marks.url) or _HIGHLIGHT_TAG.search(block.texts[-1]) is not None


def _is_holder(block: Block) -> bool:
    """Whether a nested block is a highlight or holds some, so that what stands above it is a chapter."""
    if block.text in ("", "-"):
        return True
    return _is_passage(block) or (bool(block.children) and all(map(_is_holder, block.children)))


def _is_label(block: Block) -> bool:
    return labelled(block.text) is not None or not peel(block.text).text
