"""Maths between dollars, and its MathML."""

import re
from functools import lru_cache
from html import escape, unescape
from typing import TYPE_CHECKING

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

# `$x$` has no space inside its dollars and no letter after them, so that prices are no formulas.
_INLINE = re.compile(r"\$(?![\s$])((?:[^$\\\n]|\\[^\n]){1,2000}+)(?<!\s)\$(?![\w$])")
_DISPLAY = re.compile(r"\$\$(?!\$)((?:[^$\\]|\\[\s\S]){1,4000}+)\$\$(?!\$)")
_SIGNS = frozenset("\\^_{}=<>+")
_TAGS = {
    "math", "mfrac", "mi", "mn", "mo", "mover", "mpadded", "mphantom", "mroot", "mrow", "mspace",
    "msqrt", "mstyle", "msub", "msubsup", "msup", "mtable", "mtd", "mtext", "mtr", "munder",
    "munderover",
}  # fmt: skip
ATTRIBUTES = {
    "math": {"display", "alttext"}, "mi": {"mathvariant"}, "mo": {"stretchy", "fence", "form"},
    "mspace": {"width"}, "mstyle": {"displaystyle", "scriptlevel"}, "mfrac": {"linethickness"},
    "mover": {"accent"}, "munder": {"accentunder"},
}  # fmt: skip
TAGS = frozenset(_TAGS)
LINES = 100  # of the longest display


def formula(text: str, at: int, end: int) -> re.Match[str] | None:
    """Match of the formula with its dollars that begins at `at`, its TeX as group 1; else None."""
    if text.startswith("$$", at):
        return _DISPLAY.match(text, at, end)
    match = _INLINE.match(text, at, end)
    return match if match and _is_tex(match[1]) else None


def _is_tex(inner: str) -> bool:
    """Whether it is no sum of money: words in it need a sign of TeX."""
    return not any(map(str.isspace, inner)) or not _SIGNS.isdisjoint(inner)


def display_end(lines: list[str], first: int) -> int:
    """Index of the line that ends the display begun with `$$` on line `first`, or -1."""
    opening = lines[first].strip()
    if not opening.startswith("$$") or opening.count("$$") > 1:
        return -1
    for number in range(first + 1, min(len(lines), first + LINES)):
        if "$$" in lines[number]:
            closing = lines[number].rstrip()
            return number if closing.endswith("$$") and closing.count("$$") == 1 else -1
    return -1


@lru_cache(maxsize=1 << 10)
def mathml(tex: str, *, display: bool) -> str:
    """MathML of the formula, or an empty string where the library cannot read it."""
    from latex2mathml.converter import convert_to_element  # slow to import

    try:
        made = convert_to_element(unescape(tex), display="block" if display else "inline")
    except Exception:  # noqa: BLE001 - it raises some thirty kinds; the formula is shown as written
        return ""
    made.set("alttext", tex.strip())
    return "".join(_serialized(made))


def _serialized(element: "Element") -> list[str]:
    """HTML of the allowed tags, all text escaped: the library gives the formula's text raw."""
    text = escape(unescape(element.text or ""), quote=False)
    inner = [text, *(piece for child in element for piece in _serialized(child))]
    tail = [escape(unescape(element.tail or ""), quote=False)]
    if element.tag not in TAGS:
        return [*inner, *tail]
    allowed = ATTRIBUTES.get(element.tag, set())
    given = [f' {k}="{escape(v)}"' for k, v in element.attrib.items() if k in allowed]
    return [f"<{element.tag}{''.join(given)}>", *inner, f"</{element.tag}>", *tail]


def maths_plugin(md: MarkdownIt) -> None:
    """Render `$x$` and `$$x$$` as MathML, or as written."""
    md.inline.ruler.before("escape", "maths", _inline)
    md.add_render_rule("written", lambda _renderer, *given: _as_written(*given))
    md.block.ruler.before("fence", "maths", _block, {"alt": ["paragraph", "blockquote", "list"]})


def _as_written(tokens: list[Token], at: int, _options: OptionsDict, _env: EnvType) -> str:
    return escape(tokens[at].content, quote=False)


def _inline(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature of every rule
    if state.src[state.pos] != "$":
        return False
    match = formula(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        _push(state, match[0], match[1])
    state.pos = match.end()
    return True


def _push(state: StateInline | StateBlock, written: str, tex: str) -> None:
    made = mathml(tex, display=written.startswith("$$"))
    if made:
        state.push("html_inline", "", 0).content = made
    else:
        state.push("written", "", 0).content = written


# every rule has these parameters
def _block(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    first = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith("$$", first):
        return False
    lines = state.getLines(start, min(end, start + LINES), state.blkIndent, keepLastLF=False).split(
        "\n"
    )
    last = display_end(lines, 0)
    if last < 0:
        return False
    if not silent:
        written = "\n".join(lines[: last + 1]).strip()
        state.push("paragraph_open", "p", 1)
        token = state.push("inline", "", 0)
        token.content, token.children, token.map = written, [], [start, start + last + 1]
        state.push("paragraph_close", "p", -1)
    state.line = start + last + 1
    return True
