"""Anchors inside a text that links lead to: headings, and blocks that end with `^id`."""

from collections.abc import Iterable, Sequence
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


def heading_path(anchor: str) -> tuple[str, ...]:
    """Keys of the headings that `#A#B` names, the outermost first; empty signs are left out."""
    return tuple(key for part in anchor.split("#") if (key := heading_key(part)))


def nested_heading(headings: Iterable[tuple[int, str]], path: Sequence[str]) -> int | None:
    """Number of the first heading with this path, of headings (level, key) in the text's order.

    Each key of the path is that of a heading around the next, at whatever depth.
    """
    around: list[tuple[int, str]] = []
    for number, (level, key) in enumerate(headings):
        around = [each for each in around if each[0] < level]
        above = iter(each[1] for each in around)
        if path and key == path[-1] and all(part in above for part in path[:-1]):
            return number
        around.append((level, key))
    return None


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
        return _block(tokens, lines, anchor[1:].lower())
    opened = [
        (at, int(opening.tag[1]), heading_key(words.content))
        for at, (opening, words) in enumerate(pairwise(tokens))
        if opening.type == "heading_open" and opening.map
    ]
    number = nested_heading(((level, key) for _, level, key in opened), heading_path(anchor))
    if number is None:
        return ""
    begin, level = tokens[opened[number][0]].map, opened[number][1]
    after = (tokens[at].map for at, other, _ in opened[number + 1 :] if other <= level)
    end = next((lines_of[0] for lines_of in after if lines_of), len(lines))
    return "\n".join(lines[begin[1] : end]).strip("\n") if begin else ""


def _block(tokens: list[Token], lines: list[str], name: str) -> str:
    """Text of the block that ends with `^name`; where that is alone, of the block before it."""
    before = block = ""
    for token in tokens:
        if token.type == "inline":
            match = BLOCK_ID.search(token.content)
            if match and match[1].lower() == name:
                return token.content[: match.start()].rstrip() or before
        if token.level == 0 and token.map and token.nesting >= 0:
            before, block = block, "\n".join(lines[token.map[0] : token.map[1]]).strip("\n")
    return ""
