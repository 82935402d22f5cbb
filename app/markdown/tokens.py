"""What is done to parsed Markdown before it becomes HTML: pictures turned into links, addresses made links."""

import re
from collections.abc import Iterable

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

_ADDRESS = re.compile(r"\bhttps?://[^\s<>]{1,2000}")
_CLOSING = "?!.,:;*_~'\"’”»"
_DENSE = 1000  # delimiters in one paragraph: pairing them takes quadratic time, and no writer sets so many
_DELIMITERS = re.compile(r"[\[\]*_~=`<&\\]")
OUTWARD = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)


def tokens_plugin(md: MarkdownIt) -> None:
    """Hang the changes of this module into the renderer's chain."""
    md.core.ruler.before("inline", "dense_paragraphs", _spare_dense_paragraphs)
    md.core.ruler.push("outward_links", _change)


def _spare_dense_paragraphs(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and len(token.content) > _DENSE and len(_DELIMITERS.findall(token.content)) > _DENSE:
            token.type = "text"


def _change(state: StateCore) -> None:
    for token in state.tokens:
        if token.children:
            token.children = list(_linked(token.children))


def _linked(tokens: list[Token]) -> Iterable[Token]:
    """Inline tokens with pictures and bare addresses as links, and links that leave the house marked as such; links to nowhere are none."""
    inside = 0
    nowhere = False
    for token in tokens:
        inside += token.nesting if token.type in ("link_open", "link_close") else 0
        nowhere = not token.attrs["href"] if token.type == "link_open" else nowhere
        if nowhere and token.type in ("link_open", "link_close"):
            continue
        if token.type == "image":
            yield from _picture(token, linked=inside > 0)
        elif token.type == "text" and not inside and "://" in token.content:
            yield from _addresses(token.content)
        else:
            if token.type == "link_open" and OUTWARD.match(str(token.attrs["href"])):
                token.attrs["rel"] = "noreferrer noopener nofollow"
            yield token


def _picture(image: Token, *, linked: bool) -> Iterable[Token]:
    """A picture is never fetched: its words stand in a link to it, or alone where they stand in a link already."""
    words = "".join(child.content for child in image.children or ()) or "image"
    return [_text(words)] if linked or not image.attrs["src"] else _link(str(image.attrs["src"]), words, "picture")


def _addresses(text: str) -> Iterable[Token]:
    at = 0
    for match in _ADDRESS.finditer(text):
        address = _trimmed(match.group())
        yield _text(text[at : match.start()])
        yield from _link(address, address)
        at = match.start() + len(address)
    yield _text(text[at:])


def _trimmed(address: str) -> str:
    """An address without the punctuation of the sentence around it."""
    while True:
        bare = address.rstrip(_CLOSING)
        if bare.endswith(")") and bare.count("(") < bare.count(")"):
            bare = bare[:-1]
        if bare == address:
            return address
        address = bare


def _link(address: str, words: str, kind: str = "") -> list[Token]:
    attributes: dict[str, str | int | float] = {"href": address, "rel": "noreferrer noopener nofollow"}
    opened = Token("link_open", "a", 1, attrs=attributes | ({"class": kind} if kind else {}))
    return [opened, _text(words), Token("link_close", "a", -1)]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
