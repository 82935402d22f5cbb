"""What stands above the highlights: title, cover, metadata, and prose."""

import re
from dataclasses import dataclass, field

from app.formats.document import Draft
from app.formats.fields import entry, is_known
from app.formats.headings import level, opening, title
from app.formats.lines import fence_end, is_bullet, is_marked, is_rule
from app.formats.names import unlinked

_IMAGE = re.compile(r"!\[(?P<alt>[^\[\]\n]{0,200})\]\([ ]?(?P<url>[^()\s]{1,4000}(?:\([^()\s]{0,200}\)[^()\s]{0,2000})?)[^()\n]{0,100}\)(?:<br>|\\)?")
_CALLOUT = re.compile(r">[ \t]?\[!([A-Za-z-]{1,20})\][+-]?[ \t]*(.*)")
_BYLINE = re.compile(r"(?:by|author)[: ] ?(?=\[\[|[A-Z])([^\n]{2,120})", re.IGNORECASE)
_METADATA = frozenset(
    {"metadata", "about", "properties", "info", "information", "details", "bibliographic data", "readwise information", "book info"}
)
_SUMMARIES = frozenset({"summary", "abstract"})
_SUMMARY = "Summary"
_FULL_TEXT = frozenset({"full document", "full text", "full article", "document"})


def is_full_text(line: str) -> bool:
    """Whether a heading announces the whole text of a document."""
    return title(line).casefold() in _FULL_TEXT


def begins_export(lines: list[str], start: int) -> bool:
    """Whether a heading within the highlights begins the whole export anew: a cover or metadata come next."""
    name = title(lines[start])
    if level(lines[start]) > 1 and name.casefold().strip(" :") not in _METADATA:
        return False
    following = [line for line in lines[start + 1 : start + 6] if line.strip()][:2]
    if level(lines[start]) == 1:
        return bool(following) and (following[0].startswith("![rw-book-cover") or title(following[0]).casefold() in _METADATA)
    return bool(following) and following[0].startswith(("- Author:", "- Full Title:", "* Author:", "* Full Title:"))


def read_preamble(lines: list[str], start: int, draft: Draft, *, inside: bool = False) -> int:
    """Take in what stands before the highlights; gives the index of the line that opens them, or of the full text, or of the end.

    Where passages end with marks although no heading opens them, it gives the index of the first line that is no metadata.
    `inside` says that the metadata have been announced already.
    """
    reader = _Preamble(draft, inside)
    before = len(draft.body)
    prose = i = start
    marked = False
    while i < len(lines):
        line = lines[i]
        if level(line) and (is_full_text(line) or opening(title(line))):
            break
        stop = fence_end(lines, i) if "```" in line else i
        if stop > i:
            draft.body += lines[i : stop + 1]
        elif not (reader.heading(line) if level(line) else reader.line(line)):
            draft.body.append(line)
            marked = marked or is_marked(line)
        i = stop + 1
        prose = prose if len(draft.body) > before else i
    reader.end_value()
    if marked:
        del draft.body[before:]
        return prose
    return i


@dataclass(slots=True)
class _Preamble:
    """Takes in lines one by one: `inside` a block that is metadata throughout; `key` has a value that may go on over lines."""

    draft: Draft
    inside: bool = False
    key: str = ""
    value: list[str] = field(default_factory=list)

    def end_value(self) -> None:
        """No line goes on with the last value."""
        if self.key:
            self.draft.add(self.key, "\n".join(self.value))
        self.key, self.value = "", []

    def heading(self, line: str) -> bool:
        """Whether a heading is the title or says what follows it."""
        self.end_value()
        name = title(line)
        self.inside = name.casefold().strip(" :") in _METADATA
        if self.inside:
            return True
        if level(line) == 1 and "heading" not in self.draft.titles:
            self.draft.heading(name)
        elif name.casefold() in _SUMMARIES and "summary" not in self.draft.fields:
            self.key = _SUMMARY
        else:
            return False
        return True

    def line(self, line: str) -> bool:
        """Whether a line is metadata, or says nothing."""
        text = line.strip()
        if not text or text == "\\":
            if self.key != _SUMMARY:
                self.end_value()
            return True
        if text == "%%":
            self.end_value()
            self.inside = not self.inside
            return True
        if is_rule(line) or text == "<br>" or cover(text, self.draft):
            return True
        callout = _CALLOUT.fullmatch(text)
        if callout and callout[2].strip().casefold() in _METADATA:
            self.inside = True
            return True
        return self._entry(text)

    def _entry(self, text: str) -> bool:
        found = entry(text)
        if found and (self.inside or found.strong or is_known(found)):
            self.end_value()
            self.key, self.value = found.key, [found.value.rstrip("\\ ")]
            return True
        byline = _BYLINE.fullmatch(text.strip("*_ ")) if not self.draft.authors else None
        if byline and ("[[" in text or text[0] in "*_"):
            self.draft.add("Author", unlinked(byline[1]))
            return True
        if self.key == _SUMMARY or (self.key and self.inside and not is_bullet(text) and text[0] not in ">!|`"):
            self.value.append(text)
            return True
        self.end_value()
        return False


def cover(text: str, draft: Draft) -> bool:
    """Whether a line is the cover: the first image that stands alone and without a caption."""
    found = _IMAGE.fullmatch(text)
    if not found or found["alt"].removeprefix("rw-book-cover").strip("|0123456789x"):
        return False
    return draft.fields.setdefault("cover", found["url"]) == found["url"] or found["alt"].startswith("rw-book-cover")
