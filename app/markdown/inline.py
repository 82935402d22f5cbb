"""Inline Markdown to words: one pass over its delimiters, with the same pairing rules as the renderer, in linear time."""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape

from app.markdown.asides import COMMENT
from app.markdown.flanks import flanks
from app.markdown.links import shown
from app.markdown.maths import formula

_MARK = re.compile(r"[\\`!\[\]*_~=&<$%]")  # what a token begins with: a single class of letters is found ten times as fast
_TOKEN = re.compile(
    r"\\[!-/:-@\[-`{-~\n]"  # an escaped mark
    r"|`+|\$|%%"
    r"|!?\[\[[^\[\]\n]{1,500}\]\]"  # a link to a page
    r"|\[\^[^\[\]\s]{1,64}\]:?"  # a footnote's mark
    r"|!?\[|\]"
    r"|\*+|_+|~{2,}|={2,}"
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,2000}>"
)
_TARGET = re.compile(
    r"\(\s{0,8}+(?:<[^<>\n]{0,4000}+>|[^\s()<>]{0,4000}+(?:\([^\s()]{0,1000}+\)[^\s()]{0,4000}+){0,8}+)"
    r"(?:\s{1,8}+(?:\"[^\"]{0,1000}+\"|'[^']{0,1000}+'|\([^()]{0,1000}+\)))?\s{0,8}+\)"
)
_PAIRS = frozenset("~=")  # strikethrough and marking take two at a time


@dataclass(slots=True)
class _Opener:
    piece: int
    left: int
    both: bool  # it could close as well


@dataclass(slots=True)
class _Scan:
    """The pieces of the text so far, and what stands open in them."""

    pieces: list[str] = field(default_factory=list)
    openers: dict[str, list[_Opener]] = field(default_factory=lambda: defaultdict(list))
    brackets: list[int] = field(default_factory=list)
    spent: int = 0  # no link holds a link: brackets opened before this piece close none

    def forget_after(self, piece: int) -> None:
        """Drop what was opened after a piece: it can no longer be closed from outside."""
        for stack in self.openers.values():
            while stack and stack[-1].piece > piece:
                stack.pop()


def words(text: str) -> str:
    """The text of a run of inline Markdown: marks, targets and escapes taken off, code kept as it stands."""
    scan = _Scan()
    runs: dict[int, list[int]] | None = None
    done = at = 0
    while mark := _MARK.search(text, at):
        token = _TOKEN.match(text, mark.start())
        if token is None:
            at = mark.end()
            continue
        scan.pieces.append(text[done : token.start()])
        if mark.group() == "`":
            runs = _backticks(text) if runs is None else runs
            at = done = _code(scan, text, token, runs)
        else:
            at = done = _take(scan, text, token)
    scan.pieces.append(text[done:])
    return "".join(scan.pieces)


def _take(scan: _Scan, text: str, token: re.Match[str]) -> int:
    """Note a mark other than of code; gives where the text goes on."""
    mark = token.group()
    if mark in ("$", "%%"):
        return _whole(scan, text, token.start(), token.end())
    if mark == "]":
        return _close_bracket(scan, text, token.end())
    if mark in ("[", "!["):
        scan.brackets.append(len(scan.pieces))
        scan.pieces.append(mark)
    elif mark[0] in "*_~=":
        _delimiter(scan, text, token)
    else:
        if mark.startswith("[["):
            scan.spent = len(scan.pieces)
        scan.pieces.append(_plain_mark(mark))
    return token.end()


def _whole(scan: _Scan, text: str, at: int, end: int) -> int:
    """A formula as it is written, or a comment, which nobody is shown."""
    maths = formula(text, at, len(text)) if text[at] == "$" else None
    comment = COMMENT.match(text, at) if text[at] == "%" else None
    scan.pieces.append("" if comment else maths.group() if maths else text[at:end])
    return comment.end() if comment else maths.end() if maths else end


def _plain_mark(mark: str) -> str:
    if mark[0] == "\\":
        return mark[1:]
    if mark[0] == "&":
        return unescape(mark)
    if mark[0] == "<":
        return mark[1:-1]
    return shown(mark) if "[[" in mark else ""


def _backticks(text: str) -> dict[int, list[int]]:
    runs: dict[int, list[int]] = defaultdict(list)
    for run in re.finditer(r"`+", text):
        runs[len(run.group())].append(run.start())
    return runs


def _code(scan: _Scan, text: str, token: re.Match[str], runs: dict[int, list[int]]) -> int:
    starts = runs[len(token.group())]
    after = bisect_right(starts, token.start())
    if after >= len(starts):
        scan.pieces.append(token.group())
        return token.end()
    scan.pieces.append(text[token.end() : starts[after]])
    return starts[after] + len(token.group())


def _close_bracket(scan: _Scan, text: str, at: int) -> int:
    opened = scan.brackets.pop() if scan.brackets else -1
    dead = opened < scan.spent and (opened < 0 or scan.pieces[opened] == "[")
    target = None if dead else _TARGET.match(text, at)
    if target is None:
        scan.pieces.append("]")
        return at
    if scan.pieces[opened] == "[":
        scan.spent = opened
    scan.pieces[opened] = ""
    scan.forget_after(opened)
    return target.end()


def _delimiter(scan: _Scan, text: str, token: re.Match[str]) -> None:
    mark, count = token.group()[0], len(token.group())
    before = text[token.start() - 1] if token.start() else " "
    after = text[token.end()] if token.end() < len(text) else " "
    opens, closes = flanks(before, after, split=mark != "_")
    stack = scan.openers[mark]
    used = 0
    while closes and stack and used < count:
        opener = stack[-1]
        if (opens or opener.both) and mark not in _PAIRS and (opener.left + count) % 3 == 0 and count % 3:
            break
        pair = min(opener.left, count - used) if mark not in _PAIRS else min(opener.left, count - used) & ~1
        if not pair:
            break
        used += pair
        opener.left -= pair
        scan.pieces[opener.piece] = mark * opener.left
        scan.forget_after(opener.piece)
        if not opener.left:
            stack.pop()
    scan.pieces.append(mark * (count - used))
    if opens and used < count:
        stack.append(_Opener(len(scan.pieces) - 1, count - used, closes))
