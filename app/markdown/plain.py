"""Plain text of Markdown, for the index, lists and snippets."""

import re
from functools import lru_cache

from app.markdown.asides import CALLOUT, comment_end, heading
from app.markdown.inline import words
from app.markdown.links import BLOCK_ID
from app.markdown.maths import display_end

_PREFIX = re.compile(
    r"[ \t]{0,12}+(?:>[ \t]?|[-*+](?:[ \t]{1,4}(?:\[[ xX]\][ \t])?|$)|#{1,6}(?:[ \t]{1,8}|$))"
)
HEADING = re.compile(r"[ \t>*+-]{0,100}+#{1,6}[ \t]")
_FENCE = re.compile(r"[ \t]{0,12}+(`{3,}|~{3,})([^`\n]*)$")
ITEM = re.compile(r"[ \t>]{0,40}+(?:[-*+]|\d{1,9}[.)])(?:[ \t]|$)|[ \t]{0,3}+>")
_SHORT = 1_000  # letters of a text whose words are kept at hand
_NESTED = 20  # quotes and lists deeper than this keep their marks


def plain(markdown: str) -> str:
    """Words of a Markdown text, line by line; code, HTML and unknown markup stay as written."""
    if not marked(markdown):
        return markdown
    return _recent(markdown) if len(markdown) <= _SHORT else _unmarked(markdown)


@lru_cache(
    maxsize=5_000
)  # an import needs the words of a passage twice: for its key, and for the index
def _recent(markdown: str) -> str:
    return _unmarked(markdown)


def marked(text: str) -> bool:
    """Whether a text may hold markup. Most highlights hold none, and `in` is the fastest test."""
    return (
        "*" in text
        or "_" in text
        or "[" in text
        or "`" in text
        or "\\" in text
        or "&" in text
        or "#" in text
        or ">" in text
        or "|" in text
        # one letter is found much faster
        or ("~" in text and "~~" in text)
        or ("=" in text and "==" in text)
        or ("-" in text and "---" in text)
        or ("\n" in text and ("\n-" in text or "\n+" in text or "\n " in text or "\n\t" in text))
        or "^" in text
        or ("%" in text and "%%" in text)
        or ("<" in text and "<!--" in text)
        or text[:1] in ("-", "+", " ", "\t")
    )


def _unmarked(markdown: str) -> str:
    done: list[str] = []
    prose: list[str] = []
    lines = markdown.split("\n")
    at, listed = 0, False
    while at < len(lines):
        end, remaining = whole(lines, at, open_prose=bool(prose), listed=listed)
        if end > at:
            done += [*_scanned(prose), *remaining]
            prose, at = [], end
            continue
        line = unprefixed(lines[at])
        listed = stays_listed(lines[at], listed)
        if line.strip():
            prose.append(line)
        else:
            done += [*_scanned(prose), ""]
            prose = []
        at += 1
    return "\n".join(done + _scanned(prose)).strip("\n")


def whole(lines: list[str], at: int, *, open_prose: bool, listed: bool) -> tuple[int, list[str]]:
    """(index after the code, display or comment begun at a line, the lines that remain of it)."""
    written = lines[at]
    line = unprefixed(written)
    opening = None if HEADING.match(written) else _FENCE.match(line)
    if opening:
        end = at + 1
        while end < len(lines) and not _closes(lines[end], opening[1]):
            end += 1
        return end + 1, lines[at + 1 : end]
    if written.startswith(("    ", "\t")) and written.strip() and not (open_prose or listed):
        return at + 1, [written]
    if line.startswith("$$") and (end := display_end(lines, at)) > at:
        return end + 1, lines[at : end + 1]
    if line.startswith(("%%", "<!--")) and (end := comment_end(lines, at)) > at:
        return end + 1, [""]
    return at, []


def stays_listed(line: str, listed: bool) -> bool:  # noqa: FBT001 - what it was before
    """Whether indented lines belong to a list and are no code."""
    if not line.strip():
        return listed
    return ITEM.match(line) is not None or (listed and line[:1].isspace())


def _closes(line: str, fence: str) -> bool:
    bare = unprefixed(line).strip()
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def unprefixed(line: str) -> str:
    """Line without the prefixes of quotes, lists, headings and tables; rules become empty."""
    if line[:1].isalnum():
        return line
    quoted = line.lstrip().startswith(">")
    for _ in range(_NESTED):
        if (
            not line.strip(" \t-")
            or not line.strip(" \t*")
            or not line.strip(" \t_")
            or not line.strip(" \t=")
        ):
            return ""
        prefix = _PREFIX.match(line)
        if prefix is None:
            break
        line = line[prefix.end() :]
        if prefix.group().lstrip().startswith("#"):
            return line
    callout = CALLOUT.match(line) if quoted and line.startswith("[!") else None
    if callout:
        return heading(callout)
    if line.lstrip().startswith("|"):
        return "" if not line.strip(" \t|:-") else line.replace("|", " ").strip()
    return line


def _scanned(lines: list[str]) -> list[str]:
    if not lines:
        return []
    text = "\n".join(lines)
    match = BLOCK_ID.search(text, max(0, len(text) - 80)) if "^" in text else None
    return [words(text[: match.start()] if match else text)]
