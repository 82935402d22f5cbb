"""Plain words of inline Markdown: one pass over its delimiters, in linear time.

Delimiters are paired by the renderer's rules.
"""

import re
from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass, field
from html import unescape

from app.markdown.asides import after_comment
from app.markdown.flanks import flanks
from app.markdown.links import shown
from app.markdown.maths import formula

_MARK = re.compile(
    r"[\\`!\[\]*_~=&<$%]"
)  # what a token begins with: a single class of letters is found ten times as fast
_TOKEN = re.compile(
    r"\\[!-/:-@\[-`{-~\n]"  # an escaped mark
    r"|`+|\$|%%|<!--"
    r"|!?\[\[[^\[\]\n]{1,500}\]\]"  # a link to a page
    r"|\[\^[^\[\]\s]{1,64}\]:?"  # a footnote's mark
    r"|!?\[|\]"
    r"|\*+|_+|~{2,}|={2,}"
    r"|&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|<[A-Za-z][A-Za-z0-9+.-]{1,31}:[^\s<>]{0,2000}>"
)
TARGET = re.compile(
    r"\(\s{0,8}+(?:<[^<>\n]{0,4000}+>"
    r"|[^\s()<>]{0,4000}+(?:\([^\s()]{0,1000}+\)[^\s()]{0,4000}+){0,8}+)"
    r"(?:\s{1,8}+(?:\"[^\"]{0,1000}+\"|'[^']{0,1000}+'|\([^()]{0,1000}+\)))?\s{0,8}+\)"
)
_PAIRS = frozenset("~=")  # strikethrough and marking take two at a time


@dataclass(slots=True)
class _Opener:
    piece: int
    remaining: int
    both: bool  # it could close as well


@dataclass(slots=True)
class _Scan:
    """Pieces of the text so far, and the delimiters open in them."""

    pieces: list[str] = field(default_factory=list)
    openers: dict[str, list[_Opener]] = field(default_factory=lambda: defaultdict(list))
    brackets: list[int] = field(default_factory=list)
    spent: int = 0  # no link holds a link: brackets opened before this piece close none

    def forget_after(self, piece: int) -> None:
        """Drop delimiters opened after a piece: they can no longer be closed from outside."""
        for stack in self.openers.values():
            while stack and stack[-1].piece > piece:
                stack.pop()


def words(text: str) -> str:
    """Text of inline Markdown without delimiters, targets and escapes; code stays as written."""
    scan = _Scan()
    runs: dict[int, list[int]] | None = None
    done = at = 0
    while start := _MARK.search(text, at):
        token = _TOKEN.match(text, start.start())
        if token is None:
            at = start.end()
            continue
        scan.pieces.append(text[done : token.start()])
        if start.group() == "`":
            runs = _backticks(text) if runs is None else runs
            at = done = _code(scan, text, token, runs)
        else:
            at = done = _take(scan, text, token)
    scan.pieces.append(text[done:])
    return "".join(scan.pieces)


def _take(scan: _Scan, text: str, token: re.Match[str]) -> int:
    """Read a token other than code; gives the index after it."""
    delimiter = token.group()
    if delimiter in ("$", "%%", "<!--"):
        return _formula_or_comment(scan, text, token.start(), token.end())
    if delimiter == "]":
        return _close_bracket(scan, text, token.end())
    if delimiter in ("[", "!["):
        scan.brackets.append(len(scan.pieces))
        scan.pieces.append(delimiter)
    elif delimiter[0] in "*_~=":
        _delimiter(scan, text, token)
    else:
        if delimiter.startswith("[["):
            scan.spent = len(scan.pieces)
        scan.pieces.append(_plain_delimiter(delimiter))
    return token.end()


def _formula_or_comment(scan: _Scan, text: str, at: int, end: int) -> int:
    """Keep a formula as written, drop a comment; gives the index after it."""
    maths = formula(text, at, len(text)) if text[at] == "$" else None
    after = after_comment(text, at, len(text)) if text[at] in "%<" else -1
    scan.pieces.append("" if after > 0 else maths.group() if maths else text[at:end])
    return after if after > 0 else maths.end() if maths else end


def _plain_delimiter(delimiter: str) -> str:
    if delimiter[0] == "\\":
        return delimiter[1:]
    if delimiter[0] == "&":
        return unescape(delimiter)
    if delimiter[0] == "<":
        return delimiter[1:-1]
    return shown(delimiter) if "[[" in delimiter else ""


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
    target = None if dead else TARGET.match(text, at)
    if target is None:
        scan.pieces.append("]")
        return at
    if scan.pieces[opened] == "[":
        scan.spent = opened
    scan.pieces[opened] = ""
    scan.forget_after(opened)
    return target.end()


def _delimiter(scan: _Scan, text: str, token: re.Match[str]) -> None:
    sign, count = token.group()[0], len(token.group())
    before = text[token.start() - 1] if token.start() else " "
    after = text[token.end()] if token.end() < len(text) else " "
    opens, closes = flanks(before, after, split=sign != "_")
    stack = scan.openers[sign]
    used = 0
    while closes and stack and used < count:
        opener = stack[-1]
        if (
            (opens or opener.both)
            and sign not in _PAIRS
            and (opener.remaining + count) % 3 == 0
            and count % 3
        ):
            break
        pair = (
            min(opener.remaining, count - used)
            if sign not in _PAIRS
            else min(opener.remaining, count - used) & ~1
        )
        if not pair:
            break
        used += pair
        opener.remaining -= pair
        scan.pieces[opener.piece] = sign * opener.remaining
        scan.forget_after(opener.piece)
        if not opener.remaining:
            stack.pop()
    scan.pieces.append(sign * (count - used))
    if opens and used < count:
        stack.append(_Opener(len(scan.pieces) - 1, count - used, closes))
