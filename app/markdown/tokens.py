"""Changes to parsed tokens before HTML: targets of links, embeds and pictures."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Protocol
from urllib.parse import unquote

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from app.markdown.links import PICTURES, WikiLink, note_link
from app.markdown.rules import page_address
from app.markdown.typography import SET, Typesetter

_ADDRESS = re.compile(r"\bhttps?://[^\s<>]{1,2000}")
_CLOSING = "?!.,:;*_~'\"’”»"
# delimiters in one paragraph: pairing them takes quadratic time, and no writer sets so many
_DENSE = 1000
_DELIMITERS = re.compile(r"[\[\]*_~=`<&\\$%]")
OUTWARD = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_OUT = "noreferrer noopener nofollow"


class LinkResolver(Protocol):
    """Resolver of links for the page of a text; its results are put into the HTML."""

    def address(self, link: WikiLink) -> str:
        """Address of the page that a link names; empty for none."""

    def embed(self, link: WikiLink, words: str) -> str:
        """HTML in place of an embedded page, or "" for a link with these `words`."""

    def picture(self, address: str, words: str) -> str:
        """HTML in place of a picture, or "". Its address is as written, percent signs decoded."""


class DefaultResolver:
    """Resolver for a text without a page: links by name, and all else in words."""

    def address(self, link: WikiLink) -> str:
        """Address of the name's page."""
        return page_address(link.name) if link.name else ""

    def embed(self, link: WikiLink, words: str) -> str:  # noqa: ARG002 - the protocol's
        """Empty, so that a link is made."""
        return ""

    def picture(self, address: str, words: str) -> str:  # noqa: ARG002 - the protocol's
        """Empty, so that a link is made."""
        return ""


def tokens_plugin(md: MarkdownIt) -> None:
    """Add the changes of this module to the renderer's rules."""
    md.core.ruler.before("inline", "dense_paragraphs", _skip_dense_paragraphs)
    md.core.ruler.push("resolver", _resolve_links)


def is_dense(content: str) -> bool:
    """Whether a paragraph has so many delimiters that they stay as written."""
    return len(content) > _DENSE and len(_DELIMITERS.findall(content)) > _DENSE


def _skip_dense_paragraphs(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and is_dense(token.content):
            token.type = "text"


def _resolve_links(state: StateCore) -> None:
    resolver: LinkResolver = state.env.get("resolver") or DefaultResolver()
    for token in state.tokens:
        if token.children and not _is_plain(token.children):
            token.children = list(_linked(token.children, resolver))


def _is_plain(tokens: list[Token]) -> bool:
    """Whether a paragraph is words alone, as most are."""
    words = tokens[0].content
    return (
        len(tokens) == 1
        and tokens[0].type == "text"
        and "://" not in words
        and not SET.search(words)
    )


def _linked(tokens: list[Token], resolver: LinkResolver) -> Iterable[Token]:
    """Inline tokens with resolved links; links without an address become their words."""
    inside: list[bool] = []  # of each open link whether it stays one
    setter = Typesetter()
    for token in _without_nameless(tokens):
        match token.type:
            case "link_open":
                inside.append(_resolve(token, resolver))
                if inside[-1]:
                    yield token
            case "link_close":
                if inside.pop():
                    yield token
            case "image":
                yield from _picture(token, resolver, linked=any(inside))
            case "embed":
                yield from _embed(token, resolver, linked=any(inside))
            case "text":
                yield from _text_pieces(token.content, setter, linked=bool(inside))
            case "softbreak" | "hardbreak":
                setter.before = " "
                yield token
            case _:
                setter.before = token.content[-1:] or setter.before
                yield token


def _without_nameless(tokens: list[Token]) -> list[Token]:
    """Inline tokens without links that have no words, as `[](https://…)` at a heading's end.

    One that is all there is shows its address.
    """
    tokens = [
        each
        for before, each in pairwise([_text(""), *tokens])
        if before.type != "link_open" or each.type != "text" or each.content.strip()
    ]
    nameless = {
        at
        for at, (one, other) in enumerate(pairwise(tokens))
        if (one.type, other.type) == ("link_open", "link_close") and _leads_out(one)
    }
    if len(tokens) == 2 and nameless:  # noqa: PLR2004 a link alone
        return [tokens[0], _text(str(tokens[0].attrs["href"])), tokens[1]]
    return [each for at, each in enumerate(tokens) if not {at, at - 1} & nameless]


def _leads_out(opened: Token) -> bool:
    return OUTWARD.match(str(opened.attrs.get("href", ""))) is not None


def _resolve(token: Token, resolver: LinkResolver) -> bool:
    """Set the address of an opened link; gives whether it has one."""
    address = str(token.attrs.get("href", ""))
    link = token.meta.get("link")
    if link is None and OUTWARD.match(address):
        token.attrs["rel"] = _OUT
        return True
    if link is None:
        note = note_link(address)
        link = WikiLink(*note) if note else None
    address = resolver.address(link) if link else ""
    token.attrs = {"class": "wiki", "href": address}
    return bool(address)


def _picture(image: Token, resolver: LinkResolver, *, linked: bool) -> Iterable[Token]:
    """Picture as the page shows it, else its words in a link to it."""
    words = "".join(child.content for child in image.children or ())
    address = str(image.attrs["src"])
    shown = resolver.picture(unquote(address), words) if address and not linked else ""
    if shown:
        return [_text(shown)]
    if linked or not OUTWARD.match(address):
        return [_text(words or "image")]
    return _link(address, words or "image", "picture")


def _embed(token: Token, resolver: LinkResolver, *, linked: bool) -> Iterable[Token]:
    link: WikiLink = token.meta["link"]
    words = token.content
    if linked:
        return [_text(words)]
    if PICTURES.search(link.name):
        shown = resolver.picture(link.name, words if words != link.name else "")
        return [_text(shown or words)]
    shown = resolver.embed(link, words)
    if shown:
        return [_text(shown)]
    address = resolver.address(link)
    opened = Token("link_open", "a", 1, attrs={"class": "wiki", "href": address})
    return [opened, _text(words), Token("link_close", "a", -1)] if address else [_text(words)]


def _text_pieces(text: str, setter: Typesetter, *, linked: bool) -> Iterable[Token]:
    """Text set typographically, its bare addresses as links."""
    at = 0
    for match in _ADDRESS.finditer(text) if "://" in text else ():
        address = _trimmed(match.group())
        yield _text(setter.set(text[at : match.start()]))
        yield from [_text(address)] if linked else _link(address, address)
        setter.before = "x"
        at = match.start() + len(address)
    yield _text(setter.set(text[at:]))


def _trimmed(address: str) -> str:
    """Address without the punctuation of the sentence around it."""
    while True:
        bare = address.rstrip(_CLOSING)
        if bare.endswith(")") and bare.count("(") < bare.count(")"):
            bare = bare[:-1]
        if bare == address:
            return address
        address = bare


def _link(address: str, words: str, kind: str = "") -> list[Token]:
    attributes: dict[str, str | int | float] = {"href": address, "rel": _OUT}
    opened = Token("link_open", "a", 1, attrs=attributes | ({"class": kind} if kind else {}))
    return [opened, _text(words), Token("link_close", "a", -1)]


def _text(content: str) -> Token:
    return Token("text", "", 0, content=content)
