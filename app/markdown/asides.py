"""Comments, Obsidian's `%%…%%` and HTML's `<!--…-->`, which are left out, and callouts."""

import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

# Behind a digit the signs are a writer's: `50%% to 60%%`.
_PERCENT = re.compile(r"(?<![\d%])%%(?!%)(?:[^%]|%(?!%)){0,5000}+%%(?!%)")
_MOST = 5000  # letters of a comment within a line
SIGNS = {"%%": "%%", "<!--": "-->"}  # what begins a comment, and what ends it
CALLOUT = re.compile(r"\[!([A-Za-z][\w-]{0,40})\][+-]?(?:[ \t]{1,8}+([^\n]*+))?[ \t]*+(?:\n|$)")
_LINES = 100  # of the longest comment


def after_comment(text: str, at: int, end: int) -> int:
    """Index after the comment of one paragraph that begins at `at`, or -1."""
    if text.startswith("<!--", at):
        begun = at + len("<!--")
        closed = text.find("-->", begun, min(end, begun + _MOST + len("-->")))
        return closed + len("-->") if closed >= 0 else -1
    found = _PERCENT.match(text, at, end)
    return found.end() if found else -1


def comment_end(lines: Sequence[str], first: int) -> int:
    """Index of the line that ends the comment begun with line `first`, or -1."""
    opening = lines[first].strip()
    sign = next((sign for sign in SIGNS if opening.startswith(sign)), "")
    if not sign or SIGNS[sign] in opening[len(sign) :] or opening.startswith("%%%"):
        return -1
    for number in range(first + 1, min(len(lines), first + _LINES)):
        if SIGNS[sign] in lines[number]:
            closing = lines[number].rstrip()
            alone = closing.endswith(SIGNS[sign]) and closing.count(SIGNS[sign]) == 1
            return number if alone else -1
    return -1


def heading(callout: re.Match[str]) -> str:
    """Heading of a callout: its own, else the word for its kind."""
    return (callout[2] or "").strip() or callout[1].replace("-", " ").capitalize()


def asides_plugin(md: MarkdownIt) -> None:
    """Leave comments out, and give `> [!kind] Heading` its heading."""
    md.inline.ruler.before("escape", "comment", _comment)
    md.block.ruler.before(
        "fence", "comment", _comments, {"alt": ["paragraph", "blockquote", "list"]}
    )
    md.core.ruler.after("block", "callouts", split_callouts)


# every rule has these parameters
def _comment(state: StateInline, silent: bool) -> bool:  # noqa: ARG001, FBT001
    if not state.src.startswith(tuple(SIGNS), state.pos):
        return False
    after = after_comment(state.src, state.pos, state.posMax)
    if after < 0:
        return False
    state.pos = after
    return True


# every rule has these parameters
def _comments(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001
    first = state.bMarks[start] + state.tShift[start]
    if state.is_code_block(start) or not state.src.startswith(tuple(SIGNS), first):
        return False
    lines = state.getLines(start, min(end, start + _LINES), state.blkIndent, keepLastLF=False)
    last = comment_end(lines.split("\n"), 0)
    if last < 0:
        return False
    if not silent:
        state.line = start + last + 1
    return True


def split_callouts(state: StateCore) -> None:
    """Give each callout its heading as a paragraph of its own."""
    tokens = state.tokens
    for at in range(len(tokens) - 2, 1, -1):
        quote, opening, words = tokens[at - 2 : at + 1]
        if quote.type != "blockquote_open" or opening.type != "paragraph_open":
            continue
        match = CALLOUT.match(words.content) if words.type == "inline" else None
        if match:
            quote.attrSet("class", "callout")
            opening.attrSet("class", "callout-title")
            rest = words.content[match.end() :]
            words.content = heading(match)
            if rest.strip():
                level = opening.level
                inner = Token(
                    "inline", "", 0, map=words.map, level=level + 1, content=rest, children=[]
                )
                tokens[at + 1 : at + 1] = [
                    tokens[at + 1],
                    Token("paragraph_open", "p", 1, map=words.map, level=level, block=True),
                    inner,
                ]
