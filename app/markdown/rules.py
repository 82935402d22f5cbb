"""Plugins for markdown-it: `[[links]]`, `==marks==`, `- [x] tasks`, and lost footnotes."""

import re
from urllib.parse import quote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline import image as parse_image
from markdown_it.rules_inline import link as parse_link
from markdown_it.rules_inline.state_inline import Delimiter

from app.markdown.links import NAME_LETTERS, WIKI, WikiLink, embedded_note, parts, shown
from app.text import FOLDERS, name_address

_LOST = re.compile(r"\[\^(\w{1,6})\](?![:(\[])")


def page_address(name: str) -> str:
    """Address of a name's page."""
    return name_address("pages", name) if name in FOLDERS else "/pages/" + quote(name, safe="")


def wiki_plugin(md: MarkdownIt) -> None:
    """Parse `[[name#anchor|label]]`, `[words](name.md)` and both with `!`, with their positions."""
    md.inline.ruler.before("link", "wiki", _wiki)
    md.inline.ruler.at("link", _link)
    md.inline.ruler.at("image", _image)


def _wiki(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature of every rule
    if not state.src.startswith(("[[", "![["), state.pos):
        return False
    match = WIKI.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        name, anchor, label = parts(match[1])
        link = (
            WikiLink(name, anchor, label) if len(name) <= NAME_LETTERS and name + anchor else None
        )
        if link and match[0].startswith("!"):
            token = state.push("embed", "", 0)
            token.meta = {"link": link, "at": match.span(), "inside": state.linkLevel > 0}
            token.content = shown(match[0])
        elif link and not state.linkLevel:
            opened = state.push("link_open", "a", 1)
            opened.meta = {"link": link, "at": match.span()}
            state.push("text", "", 0).content = shown(match[0])
            state.push("link_close", "a", -1)
        else:
            state.push("text", "", 0).content = shown(match[0])
    state.pos = match.end()
    return True


def _link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    start, first = state.pos, len(state.tokens)
    if not parse_link(state, silent):
        return False
    opened = next((each for each in state.tokens[first:] if each.type == "link_open"), None)
    if opened:
        opened.meta = {**opened.meta, "at": (start, state.pos)}
    return True


def _image(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    """Parse a picture, or `![words](name.md#part)`, which is read as `![[name#part]]`."""
    start, first = state.pos, len(state.tokens)
    if not parse_image(state, silent):
        return False
    for token in state.tokens[first:]:
        note = embedded_note(str(token.attrs.get("src", ""))) if token.type == "image" else None
        if note:
            words = "".join(child.content for child in token.children or ())
            token.type, token.tag, token.content = "embed", "", words or note[0]
            token.attrs, token.children = {}, None
            token.meta = {
                "link": WikiLink(*note, words),
                "at": (start, state.pos),
                "inside": state.linkLevel > 0,
            }
    return True


def lost_footnote_plugin(md: MarkdownIt) -> None:
    """Render `[^1]` raised where its footnote is missing, as in a quotation."""
    md.inline.ruler.after("footnote_ref", "lost_footnote", _lost_footnote)


def _lost_footnote(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - as above
    if silent or not state.src.startswith(
        "[^", state.pos
    ):  # a link's words are looked through silently, bracket by bracket
        return False
    match = _LOST.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    state.push("sup_open", "sup", 1)
    state.push("text", "", 0).content = match[1]
    state.push("sup_close", "sup", -1)
    state.pos = match.end()
    return True


def mark_plugin(md: MarkdownIt) -> None:
    """Render `==words==` as `<mark>`."""
    md.inline.ruler.before("emphasis", "mark", _mark)
    md.inline.ruler2.before("emphasis", "mark", _pair_marks)


def _mark(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 - the signature of every rule
    if silent or not state.src.startswith("==", state.pos):
        return False
    scanned = state.scanDelims(state.pos, canSplitWord=True)
    odd = scanned.length % 2
    if odd:
        state.push("text", "", 0).content = "="
    for _ in range(scanned.length // 2):
        state.push("text", "", 0).content = "=="
        state.delimiters.append(
            Delimiter(
                marker=ord("="),
                length=0,
                token=len(state.tokens) - 1,
                end=-1,
                open=scanned.can_open,
                close=scanned.can_close,
            )
        )
    state.pos += scanned.length
    return True


def _pair_marks(state: StateInline) -> None:
    inner = [meta["delimiters"] for meta in state.tokens_meta if meta and "delimiters" in meta]
    for delimiters in (state.delimiters, *inner):
        for opening in delimiters:
            if opening.marker == ord("=") and opening.end != -1:
                for at, kind, nesting in (
                    (opening.token, "mark_open", 1),
                    (delimiters[opening.end].token, "mark_close", -1),
                ):
                    token = state.tokens[at]
                    token.type, token.tag, token.nesting, token.markup, token.content = (
                        kind,
                        "mark",
                        nesting,
                        "==",
                        "",
                    )


_SIGNS = {"[ ] ": "☐ ", "[x] ": "☑ ", "[X] ": "☑ "}


def task_plugin(md: MarkdownIt) -> None:
    """Render `- [ ] words` and `- [x] words` as items with a drawn box."""
    md.core.ruler.before("inline", "tasks", _draw_boxes)


def _draw_boxes(state: StateCore) -> None:
    for item, paragraph, words in zip(
        state.tokens, state.tokens[1:], state.tokens[2:], strict=False
    ):
        if (
            item.type == "list_item_open"
            and paragraph.type == "paragraph_open"
            and words.content[:4] in _SIGNS
        ):
            item.attrSet("class", "task")
            words.content = _SIGNS[words.content[:4]] + words.content[4:]
