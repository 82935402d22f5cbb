"""Lines above the highlights: title, cover, metadata, and prose."""

import re
from dataclasses import dataclass, field

from app.formats.dates import only_stamp
from app.formats.document import DocumentBuilder
from app.formats.exporters.marking_headings import marks_passage
from app.formats.fields import entry, is_known, labelled
from app.formats.headings import is_highlights_heading, level, opening, title
from app.formats.lines import (
    block_end,
    fence_end,
    is_address,
    is_bullet,
    is_exported,
    is_marked,
    is_rule,
)
from app.formats.markers import strip_markers
from app.formats.names import MARKDOWN_LINK, unlinked

_IMAGE = re.compile(
    r"!\[(?P<alt>[^\[\]\n]{0,200})\]\([ "
    r"]?(?P<url>[^()\s]{1,4000}(?:\([^()\s]{0,200}\)[^()\s]{0,2000})?)[^()\n]{0,100}\)(?:<br>|\\)?"
)
_CALLOUT = re.compile(r">[ \t]?\[!([A-Za-z-]{1,20})\][+-]?[ \t]*(.*)")
_BYLINE = re.compile(r"(?:by|author)[: ] ?(?=\[|[A-Z])([^\n]{2,300})", re.IGNORECASE)
_ORIGINAL = re.compile(
    r"(?:(?:read|view|open|see) )?(?:the )?(?:original|source|article|web ?page)(?: "
    r"(?:article|link|url|post|page))?|url|link",
    re.IGNORECASE,
)
_HASHTAGS = re.compile(r"(?:#[^\s#]{1,80}[ \t,]{0,4}){1,40}")
_AUTHORS = 5  # the level of KOReader's heading for authors
_MOST_WORDS = 8  # of names below a title
_NEARBY = 60  # lines below a marker that show whether each paragraph has one
_METADATA = frozenset(
    {
        "metadata",
        "about",
        "properties",
        "info",
        "information",
        "details",
        "bibliographic data",
        "readwise information",
        "book info",
        "episode metadata",
    }
)
_OPENINGS = frozenset({"highlights", "my highlights", "annotations", "clippings", "quotes"})
_SUMMARIES = frozenset({"summary", "abstract"})
_SUMMARY = "Summary"
_FULL_TEXT = frozenset({"full document", "full text", "full article", "document"})


def is_full_text(line: str) -> bool:
    """Whether a heading announces the whole text of a document."""
    return title(line).casefold() in _FULL_TEXT


def begins_export(lines: list[str], start: int) -> bool:
    """Whether a heading begins the whole export anew, as a cover or metadata come next."""
    name = title(lines[start])
    if level(lines[start]) > 1 and name.casefold().strip(" :") not in _METADATA:
        return False
    following = [line for line in lines[start + 1 : start + 6] if line.strip()][:2]
    if level(lines[start]) == 1:
        return bool(following) and (
            following[0].startswith("![rw-book-cover")
            or title(following[0]).casefold() in _METADATA
        )
    return bool(following) and following[0].startswith(
        ("- Author:", "- Full Title:", "* Author:", "* Full Title:")
    )


def read_preamble(
    lines: list[str], start: int, builder: DocumentBuilder, *, inside: bool = False
) -> int:
    """Read the lines above the highlights; gives the index of the line that opens them.

    Or of the full text, or of the end. A passage that ends with an exporter's marker opens the
    highlights anywhere. Where passages end with other markers and no heading opens them, it is
    the first line that is no metadata. `inside`: the metadata were announced already.
    """
    reader = _Preamble(builder, inside)
    before = len(builder.body)
    end = first_passage(lines, start)
    prose = i = start
    marked = False
    while i < end:
        line = lines[i]
        if level(line) and (is_full_text(line) or opening(title(line))):
            break
        stop = fence_end(lines, i) if "```" in line else i
        if stop > i:
            builder.body += lines[i : stop + 1]
        elif not (reader.heading(line) if level(line) else reader.line(line)):
            builder.body.append(line)
            marked = marked or is_marked(line)
        i = stop + 1
        prose = prose if len(builder.body) > before else i
    reader.end_value()
    if marked:
        del builder.body[before:]
        return prose
    if (
        i < len(lines)
        and builder.body[before:]
        and level(builder.body[-1])
        and is_highlights_heading(title(builder.body[-1]))
    ):
        builder.body.pop()  # it only opens the passages
    return i


def first_passage(lines: list[str], start: int) -> int:
    """Index of the first passage with an exporter's marker, or of the chapter above it.

    The number of lines without one.
    """
    at = start
    while at < len(lines):
        line = lines[at]
        if level(line) and (is_full_text(line) or opening(title(line))):
            return len(lines)
        if "```" in line:
            at = fence_end(lines, at)
        elif marks_passage(line):
            return _chapter_above(lines, start, at)
        elif is_exported(line) and not _is_metadata(line, lines[at - 1] if at > start else ""):
            first = _beginning(lines, start, at)
            return (
                _chapter_above(lines, start, first)
                if _stands_alone(lines, first, at)
                else len(lines)
            )
        at += 1
    return len(lines)


def _is_metadata(line: str, above: str) -> bool:
    """Whether a line with a marker is no passage.

    A key with its value, a row of a table, or a marker alone without text above.
    """
    metadata = entry(line)
    alone = not strip_markers(line).text.strip("-*+> \t") and (
        not above.strip() or level(above) > 0
    )
    return (
        (metadata is not None and (is_known(metadata) or metadata.strong))
        or (
            metadata is not None
            and is_bullet(line)
            and _is_listed_field(above)
            and not is_exported(line)
        )
        or alone
        or line[:1] == "|"
    )


def _is_listed_field(line: str) -> bool:
    """Whether a line is a known field in a list, so that a bullet below it is one as well."""
    metadata = entry(line)
    return metadata is not None and is_bullet(line) and is_known(metadata)


def _beginning(lines: list[str], start: int, marked: int) -> int:
    """Index of the first line of the passage whose marker is on line `marked`."""
    i = marked
    while i > start and not is_bullet(lines[i]):
        above = lines[i - 1]
        within = lines[i][:1] in " \t" or (lines[i][:1] == ">") == (above[:1] == ">")
        if (
            not above.strip()
            or level(above)
            or is_rule(above)
            or not within
            or _is_head(above)
            or is_marked(above)
        ):
            break
        i -= 1
    return i


def _stands_alone(lines: list[str], first: int, marked: int) -> bool:
    """Whether a passage certainly begins with its first line.

    It is a bullet, or one of several paragraphs that each have a marker.
    """
    if is_bullet(lines[first]):
        return True
    if not strip_markers(lines[marked]).text.strip("> \t"):
        return False
    pending = False
    i = marked + 1
    end = min(len(lines), marked + _NEARBY)
    while i < end:
        stop = max(i + 1, block_end(lines, i, end))
        exported = any(map(is_exported, lines[i:stop]))
        if exported and pending:
            return False
        pending = pending or not (
            exported
            or not lines[i].strip()
            or is_rule(lines[i])
            or level(lines[i])
            or labelled(lines[i])  # the note on it
        )
        i = stop
    return True


def announces(line: str) -> bool:
    """Whether a line without a `#` serves as the heading of the metadata or the highlights.

    As `Highlights:` or `**Metadata**`.
    """
    text = line.strip()
    name = text.strip("*_: ").casefold()
    return name != text.casefold() and (name in _METADATA or name in _OPENINGS)


def _is_head(line: str) -> bool:
    """Whether a line directly above a passage is metadata."""
    metadata = entry(line)
    return (
        is_address(line)
        or announces(line)
        or only_stamp(line) is not None
        or (metadata is not None and (metadata.strong or is_known(metadata)))
    )


def _chapter_above(lines: list[str], start: int, passage: int) -> int:
    """Index of the headings right above a passage that are its chapters, else its own."""
    first = i = passage
    while i > start:
        i -= 1
        if not lines[i].strip():
            continue
        name = title(lines[i]).casefold().strip(" :")
        if (
            not level(lines[i])
            or is_highlights_heading(name)
            or name in _METADATA | _SUMMARIES
            or name.startswith(("by ", "citation ("))
            or level(lines[i]) > level(lines[first]) > 0
            or not any(map(level, lines[start:i]))
        ):
            break
        first = i
    return first


@dataclass(slots=True)
class _Preamble:
    """Reader of metadata, line by line.

    `inside` a block of nothing but metadata; `key` has a value that may continue on further
    lines.
    """

    builder: DocumentBuilder
    inside: bool = False
    titled: bool = False  # the last line was the title
    key: str = ""
    value: list[str] = field(default_factory=list)

    def end_value(self) -> None:
        """End the last value, so that no line continues it."""
        if self.key:
            self.builder.add(self.key, "\n".join(self.value))
        self.key, self.value = "", []

    def heading(self, line: str) -> bool:
        """Read a heading; gives whether it is the title or announces the lines below."""
        self.end_value()
        name = title(line)
        self.inside = name.casefold().strip(" :") in _METADATA
        if self.inside:
            return True
        titled, self.titled = self.titled, False
        byline = _BYLINE.fullmatch(name) or (
            re.fullmatch("(.+)", name) if level(line) == _AUTHORS else None
        )
        if titled and byline and not self.builder.authors and _is_short(byline[1]):
            self.builder.add("Author", byline[1])
            return True
        if name.startswith("Citation (") and (citation := entry(name)):
            self.builder.add(*citation[:2])
            return True
        if level(line) == 1 and "heading" not in self.builder.titles:
            self.builder.heading(name)
            self.titled = True
        elif name.casefold() in _SUMMARIES and "summary" not in self.builder.fields:
            self.key = _SUMMARY
        else:
            return False
        return True

    def line(self, line: str) -> bool:
        """Read a line; gives whether it is metadata, or empty of meaning."""
        text = line.strip()
        if not text or text == "\\":
            if self.key != _SUMMARY:
                self.end_value()
            return True
        if text == "%%":
            self.end_value()
            self.inside = not self.inside
            return True
        if is_rule(line) or text == "<br>" or cover(text, self.builder) or self._announced(text):
            return True
        if (self.key in ("", _SUMMARY) or is_bullet(text)) and self._link(text):
            return True
        callout = _CALLOUT.fullmatch(text)
        if callout and callout[2].strip().casefold() in _METADATA:
            self.inside = True
            return True
        return self._entry(text)

    def _announced(self, text: str) -> bool:
        """Read a line that serves as a heading of metadata or highlights; False for others."""
        if not announces(text):
            return False
        self.end_value()
        self.inside = text.strip("*_: ").casefold() in _METADATA
        return True

    def _link(self, text: str) -> bool:
        """Read a line that is only the document's address, a link to it, or a date.

        False for others.
        """
        if is_address(text):
            address = text.strip("<>")
            return self.builder.fields.setdefault("url", address) == address
        match = MARKDOWN_LINK.fullmatch(text.removeprefix("- ").removeprefix("* "))
        if (
            match
            and match[2]
            and not is_exported(text)
            and not match[1].casefold().startswith("view ")
        ):
            self.end_value()
            self.builder.add("URL" if _ORIGINAL.fullmatch(match[1]) else match[1], match[2])
            return True
        if self.key == _SUMMARY and only_stamp(text):
            self.builder.add("date", text)
            return True
        if _HASHTAGS.fullmatch(text):
            self.builder.add("tags", text)
            return True
        return False

    def _entry(self, text: str) -> bool:
        metadata = entry(text)
        # in one list with what is metadata
        listed = self.key and is_bullet(text) and not is_exported(text)
        if metadata and (self.inside or listed or metadata.strong or is_known(metadata)):
            self.end_value()
            self.key, self.value = metadata.key, [metadata.value.rstrip("\\ ")]
            return True
        byline = _BYLINE.fullmatch(text.strip("*_ ")) if not self.builder.authors else None
        titled, self.titled = self.titled, False
        linked = "[[" in text or MARKDOWN_LINK.fullmatch(byline[1]) if byline else None
        if byline and (linked or text[0] in "*_" or (titled and _is_short(byline[1]))):
            self.builder.add("Author", unlinked(byline[1]))
            return True
        if self.key == _SUMMARY or (
            self.key and self.inside and not is_bullet(text) and text[0] not in ">!|`"
        ):
            self.value.append(text)
            return True
        self.end_value()
        return False


def _is_short(names: str) -> bool:
    """Whether words below a title are names and no sentence."""
    return len(names.split()) <= _MOST_WORDS and names[-1:] not in ".!?:"


def cover(text: str, builder: DocumentBuilder) -> bool:
    """Whether a line is the cover: the first image alone on a line and without a caption."""
    match = _IMAGE.fullmatch(text)
    if not match or match["alt"].removeprefix("rw-book-cover").strip("|0123456789x"):
        return False
    return builder.fields.setdefault("cover", match["url"]) == match["url"] or match[
        "alt"
    ].startswith("rw-book-cover")
