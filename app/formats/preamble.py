"""Lines above the highlights: title, cover, metadata, and prose."""

import re
from dataclasses import dataclass, field

from app.formats.dates import only_stamp
from app.formats.document import DocumentBuilder
from app.formats.fields import entry, is_known
from app.formats.first_passage import METADATA, SUMMARIES, announces, first_passage, is_full_text
from app.formats.headings import is_highlights_heading, level, opening, title
from app.formats.lines import fence_end, is_address, is_bullet, is_exported, is_marked, is_rule
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
_SUMMARY = "Summary"


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
        self.inside = name.casefold().strip(" :") in METADATA
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
        elif name.casefold() in SUMMARIES and "summary" not in self.builder.fields:
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
        if callout and callout[2].strip().casefold() in METADATA:
            self.inside = True
            return True
        return self._entry(text)

    def _announced(self, text: str) -> bool:
        """Read a line that serves as a heading of metadata or highlights; False for others."""
        if not announces(text):
            return False
        self.end_value()
        self.inside = text.strip("*_: ").casefold() in METADATA
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
