"""Markdown with what is no prose masked: code, links, addresses, formulas, comments and tags."""

import re
from collections.abc import Iterator

from app.markdown.asides import after_comment
from app.markdown.inline import TARGET
from app.markdown.links import BLOCK_ID, WIKI
from app.markdown.maths import formula
from app.markdown.plain import HEADING, ITEM, stays_listed, unprefixed, whole

MASK = "\0"  # in place of each masked letter: part of no word, and ASCII
Span = tuple[int, int]

_ODD = "`\\]<$@#^\t"
_MARK = re.compile(r"[\\`\[\]<$@#]|!\[|%%|https?://|[a-z]{3,10}://|www\.")
_ADDRESS = re.compile(r"[^\s<>\"」』】》）\0]{1,4000}+")
_AUTOLINK = re.compile(r"<[^<>\n]{1,2000}+>")
_FOOTNOTE = re.compile(r"\[\^[^\[\]\s]{1,64}\]:?")
_REFERENCE = re.compile(r"\[[^\[\]\n]{0,500}+\]")
_TAG = re.compile(r"#(?!\d{1,100}+(?![\w/-]))[\w/-]{1,100}+")  # not #18, which is a number
# of files, `/usr/share/x`, `~/x/y`, `C:\x`, and on the web without its `https://`
_PATH = re.compile(
    r"(?<![\w/.~@-])(?:(?:~|\.{1,2})?/[\w.-]{1,200}+/[\w.-]|(?:~|\.{1,2})/[\w.-]|[A-Za-z]:\\\w"
    r"|[\w-][\w.-]{0,200}\.[a-z]{2,12}/\w)[^\s<>\"'`()\[\]*|\0]{0,2000}+"
)
_AROUND = 300  # letters of the two parts of an address with `@`


def masked(markdown: str, *, labels: bool = False, handles: bool = False) -> str:
    """The text with a `MASK` in place of each letter that is no prose; its length stays.

    No prose are code, links with their words, addresses, formulas, comments, footnote marks,
    `#tags`, `@handles` and the ids of blocks. Names are looked for in the rest. With `labels` the
    words of `[words](address)` stay, with `handles` the handles.
    """
    if not _odd(markdown):
        return markdown
    pieces, done = [], 0
    for start, end in sorted(_spans(markdown, labels)):
        if end > done and not (handles and markdown[start] == "@"):
            pieces += [markdown[done:start], MASK * (end - max(start, done))]
            done = end
    return "".join([*pieces, markdown[done:]])


def _odd(text: str) -> bool:
    """Whether a text may hold what is no prose. Most hold none, and these tests are fast."""
    return (
        any(sign in text for sign in _ODD)
        or (":" in text and "://" in text)
        or ("%" in text and "%%" in text)
        or ("~" in text and "~~~" in text)
        or "www." in text
        or "    " in text
        or (("/" in text or ":\\" in text) and _PATH.search(text) is not None)
    )


def _spans(markdown: str, labels: bool) -> Iterator[Span]:  # noqa: FBT001 - as `masked` has it
    """Ranges that are no prose; they may overlap."""
    yield from (path.span() for path in _PATH.finditer(markdown))
    for first, last, prose in _blocks(markdown):
        if not prose:
            yield first, last
            continue
        for span in _inline(markdown, first, last):
            yield from _outside(markdown, span) if labels else (span,)
        mark = BLOCK_ID.search(markdown, max(first, last - 80), last)
        if mark:
            yield mark.span()


def _blocks(markdown: str) -> Iterator[tuple[int, int, bool]]:
    """Blocks of a text as (start, end, whether it is prose), as `plain` tells them apart."""
    lines = markdown.split("\n")
    starts, at = [], 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    starts.append(at)
    number, begun, listed = 0, -1, False
    while number < len(lines):
        end, _ = whole(lines, number, open_prose=begun >= 0, listed=listed)
        line = lines[number]
        fresh = end > number or not line.strip() or ITEM.match(line) or HEADING.match(line)
        if fresh and begun >= 0:
            yield starts[begun], starts[number], True
            begun = -1
        if end > number:
            yield starts[number], starts[min(end, len(lines))] - 1, False
            number = end
            continue
        listed = stays_listed(line, listed)
        if unprefixed(line).strip() and begun < 0:
            begun = number
        number += 1
    if begun >= 0:
        yield starts[begun], len(markdown), True


def _inline(text: str, at: int, end: int) -> Iterator[Span]:
    """Ranges of one block of prose that are none."""
    brackets: list[int] = []
    runs: dict[str, list[int]] | None = None
    while mark := _MARK.search(text, at, end):
        start, sign = mark.start(), mark[0]
        at = mark.end()
        if sign == "\\":
            at += 1
        elif sign == "`":
            runs = _backticks(text, start, end) if runs is None else runs
            span = _code(text, start, runs)
            at = span[1]
            if span[2]:
                yield start, at
        elif sign in ("[", "![", "]"):
            found = _bracket(text, start, sign, brackets)
            if found:
                yield found
                at = max(at, found[1])
        elif found := _other(text, start, sign, end):
            yield found
            at = max(at, found[1])


def _outside(text: str, span: Span) -> Iterator[Span]:
    """Of the range of a link the parts that are not its words; any other range as it is."""
    first, last = span
    end = text.rfind("](", first, last)
    if text[first] != "[" or text.startswith("[[", first) or end < 0:
        yield span
    else:
        yield first, first + 1
        yield end, last


def _backticks(text: str, at: int, end: int) -> dict[str, list[int]]:
    """Starts of the runs of backticks, by the run, last first."""
    runs: dict[str, list[int]] = {}
    for run in reversed(list(re.compile("`+").finditer(text, at, end))):
        runs.setdefault(run[0], []).append(run.start())
    return runs


def _code(text: str, start: int, runs: dict[str, list[int]]) -> tuple[int, int, bool]:
    """Range of the code begun by a run of backticks, and whether it ends; else that of the run."""
    end = start
    while text[end : end + 1] == "`":
        end += 1
    starts = runs.get(text[start:end], [])
    while starts and starts[-1] <= start:
        starts.pop()
    return (start, starts[-1] + end - start, True) if starts else (start, end, False)


def _bracket(text: str, start: int, sign: str, brackets: list[int]) -> Span | None:
    """Range of a link that begins or ends with this bracket."""
    if sign != "]":
        link = WIKI.match(text, start) or _FOOTNOTE.match(text, start)
        if link is None:
            brackets.append(start)
        return link.span() if link else None
    if not brackets:
        return None
    opened = brackets.pop()
    behind = text[start + 1 : start + 2]
    target = TARGET.match(text, start + 1) if behind == "(" else None
    if target is None and behind == "[":
        target = _REFERENCE.match(text, start + 1)
    if target is None and behind == ":":
        target = _ADDRESS.match(text, start + 2 + (text[start + 2 : start + 3] == " "))
    return (opened, target.end()) if target else None


def _other(text: str, start: int, sign: str, end: int) -> Span | None:
    """Range of an address, a tag, a formula or a comment that begins at a mark."""
    if sign == "@":
        return _mail(text, start, end)
    after = after_comment(text, start, end) if sign in ("%%", "<") else -1
    if after > 0:
        return start, after
    if sign == "$":
        found = formula(text, start, end)
    elif sign == "#":
        alone = start == 0 or not text[start - 1].isalnum()
        found = _TAG.match(text, start) if alone else None
    elif sign == "<":
        found = _AUTOLINK.match(text, start)
    else:
        found = _ADDRESS.match(text, start) if sign != "%%" else None
    return found.span() if found else None


def _mail(text: str, at: int, end: int) -> Span | None:
    """Range of an address `name@host`, or of a handle `@name`."""
    first, last = at, at + 1
    while first > max(0, at - _AROUND) and _of_address(text[first - 1]):
        first -= 1
    while last < min(end, at + _AROUND) and _of_address(text[last]):
        last += 1
    return (first, last) if last > at + 1 else None


def _of_address(letter: str) -> bool:
    return letter.isalnum() or letter in ".+-_"
