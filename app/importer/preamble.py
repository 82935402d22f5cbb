"""What stands above the highlights: title, cover, metadata, and prose."""

import re

from app.importer.entries import entry, is_known
from app.importer.headings import level, opening, title
from app.importer.lines import is_marked, is_rule
from app.importer.metadata import Draft

_IMAGE = re.compile(r"!\[(?P<alt>[^\[\]\n]{0,200})\]\([ ]?(?P<url>[^()\s]{1,4000}(?:\([^()\s]{0,200}\)[^()\s]{0,2000})?)[^()\n]{0,100}\)(?:<br>|\\)?")
_CALLOUT = re.compile(r">[ \t]?\[!([A-Za-z-]{1,20})\][+-]?[ \t]*(.*)")
_METADATA = frozenset(
    {"metadata", "about", "properties", "info", "information", "details", "bibliographic data", "readwise information", "book info"}
)
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


def read_preamble(lines: list[str], start: int, draft: Draft) -> int:
    """Take in what stands before the highlights; gives the index of the line that opens them, or of the full text, or of the end."""
    prose = start  # where the first line stands that is no metadata, and how much prose came before it
    before = len(draft.body)
    marked = False
    inside = False  # of a block that is metadata throughout
    last = ""  # the key whose value may go on in the next line
    i = start
    while i < len(lines):
        line = lines[i]
        rank = level(line)
        text = line.strip()
        if rank:
            if is_full_text(line) or opening(title(line)):
                break
            inside, last = _heading(line, rank, draft)
        elif not text or text == "\\":
            last = last if last == _SUMMARY else ""
        elif text == "%%":
            inside, last = not inside, ""
        elif not cover(text, draft) and not (is_rule(line) or text == "<br>"):
            found = entry(line)
            callout = _CALLOUT.fullmatch(text)
            if callout and callout[2].strip().casefold() in _METADATA:
                inside = True
            elif found and (inside or found.strong or is_known(found)):
                draft.add(found.key, _plain(found.value))
                last = found.key
            elif last == _SUMMARY or (last and inside and not text.startswith(("- ", "* "))):
                draft.add_more(last, text)
            else:
                draft.body.append(line)
                marked = marked or is_marked(line)
        prose = prose if len(draft.body) > before else i + 1
        i += 1
    if marked:
        del draft.body[before:]
        return prose
    return i


def _heading(line: str, rank: int, draft: Draft) -> tuple[bool, str]:
    """(whether metadata follow, the key whose value follows) after a heading."""
    name = title(line)
    if name.casefold().strip(" :") in _METADATA:
        return True, ""
    if rank == 1 and "heading" not in draft.titles:
        draft.heading(name)
    elif name.casefold() in ("summary", "abstract") and "summary" not in draft.fields:
        return False, _SUMMARY
    else:
        draft.body.append(line)
    return False, ""


def cover(text: str, draft: Draft) -> bool:
    """Whether a line is the cover: the first image that stands alone and without a caption."""
    found = _IMAGE.fullmatch(text)
    if not found or "cover" in draft.fields or found["alt"].removeprefix("rw-book-cover").strip("|0123456789x"):
        return False
    draft.fields["cover"] = found["url"]
    return True


def _plain(value: str) -> str:
    return value.rstrip("\\ ")
