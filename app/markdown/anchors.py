"""Anchors inside a text that links lead to: headings, and blocks that end with `^id`."""

from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from app.markdown.links import BLOCK_ID
from app.markdown.plain import plain
from app.text import letters


def heading_key(heading: str) -> str:
    """Key that two spellings of one heading share: `Dry stone`, `dry-stone` and `**Dry** Stone`."""
    return letters(plain(heading))


def heading_id(heading: str) -> str:
    """HTML id of a heading."""
    return f"part-{heading_key(heading)}"


def block_id(name: str) -> str:
    """HTML id of the block that ends with `^name`."""
    return f"block-{name.lower()}"


def free_id(name: str, given: dict[str, int]) -> str:
    """Unused HTML id for a heading or block of this name.

    `given` counts the ids by name and is updated; of blocks only the first has an id.
    """
    given[name] = number = given.get(name, 0) + 1
    return name if number == 1 else "" if name.startswith("block-") else f"{name}-{number}"


def anchors_plugin(md: MarkdownIt) -> None:
    """Remove `^id` from the end of blocks and, where the page asks for it, set HTML ids."""
    md.core.ruler.after("block", "anchors", _set_ids)


def _set_ids(state: StateCore) -> None:
    asked, given = bool(state.env.get("anchors")), dict[str, int]()
    for at, words in enumerate(state.tokens):
        if words.type != "inline":
            continue
        opening = state.tokens[at - 1]
        opening = state.tokens[at - 2] if opening.hidden else opening
        name = ""
        match = (
            BLOCK_ID.search(words.content, max(0, len(words.content) - 80))
            if "^" in words.content
            else None
        )
        if match:
            words.content = words.content[: match.start()]
            name = block_id(match[1])
        elif opening.type == "heading_open" and asked:
            name = heading_id(words.content)
        if asked and at and name and (free := free_id(name, given)):
            opening.attrSet("id", free)


def section(tokens: list[Token], lines: list[str], anchor: str) -> str:
    """Lines of the block or the heading's section that an anchor names; empty without one."""
    if anchor.startswith("^"):
        return _block(tokens, anchor[1:].lower())
    key = heading_key(anchor.rpartition("#")[2])
    for at, (opening, words) in enumerate(pairwise(tokens)):
        if opening.type == "heading_open" and opening.map and heading_key(words.content) == key:
            after = (
                t for t in tokens[at + 1 :] if t.type == "heading_open" and t.tag <= opening.tag
            )
            end = next((t.map[0] for t in after if t.map), len(lines))
            return "\n".join(lines[opening.map[1] : end]).strip("\n")
    return ""


def _block(tokens: list[Token], name: str) -> str:
    for token in tokens:
        match = BLOCK_ID.search(token.content) if token.type == "inline" else None
        if match and match[1].lower() == name:
            return token.content[: match.start()]
    return ""
