"""Markdown without its marks: the text that is indexed, listed and quoted in snippets."""

import re

from app.markdown.inline import words

_PREFIX = re.compile(r"[ \t]{0,12}+(?:>[ \t]?|[-*+](?:[ \t]{1,4}(?:\[[ xX]\][ \t])?|$)|#{1,6}(?:[ \t]{1,8}|$))")
_HEADING = re.compile(r"[ \t>*+-]{0,100}+#{1,6}[ \t]")
_FENCE = re.compile(r"[ \t]{0,12}+(`{3,}|~{3,})([^`\n]*)$")
_NESTED = 20  # quotes and lists deeper than this keep their marks


def plain(markdown: str) -> str:
    """The words of a Markdown text as a reader sees them, line by line; code, HTML and unknown marks stay as written."""
    return _unmarked(markdown) if marked(markdown) else markdown


def marked(text: str) -> bool:
    """Whether anything in a text could be markup. Most highlights hold none, and `in` is by far the quickest question."""
    return (
        "*" in text or "_" in text or "[" in text or "`" in text or "\\" in text or "&" in text or "#" in text or ">" in text or "|" in text
        or ("~" in text and "~~" in text) or ("=" in text and "==" in text) or ("-" in text and "---" in text)  # one letter is found much faster
        or ("\n" in text and ("\n-" in text or "\n+" in text or "\n " in text))
        or text[:1] in ("-", "+", " ")
    )  # fmt: skip


def _unmarked(markdown: str) -> str:
    done: list[str] = []
    prose: list[str] = []
    fence = ""
    for written in markdown.split("\n"):
        if fence:
            fence = "" if _closes(written, fence) else fence
            done += [written] if fence else []
            continue
        line = _unprefixed(written)
        opening = None if _HEADING.match(written) else _FENCE.match(line)
        if opening:
            fence = opening[1]
        if opening or not line.strip():
            done += _scanned(prose)
            prose = []
            done += [] if opening else [""]
        else:
            prose.append(line)
    return "\n".join(done + _scanned(prose)).strip("\n")


def _closes(line: str, fence: str) -> bool:
    bare = _unprefixed(line).strip()
    return len(bare) >= len(fence) and not bare.strip(fence[0])


def _unprefixed(line: str) -> str:
    """A line without the marks of quotes, lists, headings and tables; rules and underlines leave nothing."""
    if line[:1].isalnum():
        return line
    for _ in range(_NESTED):
        if not line.strip(" \t-") or not line.strip(" \t*") or not line.strip(" \t_") or not line.strip(" \t="):
            return ""
        prefix = _PREFIX.match(line)
        if prefix is None:
            break
        line = line[prefix.end() :]
        if prefix.group().lstrip().startswith("#"):
            return line
    if line.lstrip().startswith("|"):
        return "" if not line.strip(" \t|:-") else line.replace("|", " ").strip()
    return line


def _scanned(lines: list[str]) -> list[str]:
    return [words("\n".join(lines))] if lines else []
