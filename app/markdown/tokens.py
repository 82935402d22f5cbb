"""What is done to parsed Markdown before it becomes HTML: what links, embeds and pictures lead to."""

import re
from collections.abc import Iterable
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
_DENSE = 1000  # delimiters in one paragraph: pairing them takes quadratic time, and no writer sets so many
_DELIMITERS = re.compile(r"[\[\]*_~=`<&\\$%]")
OUTWARD = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_OUT = "noreferrer noopener nofollow"


class Leads(Protocol):
    """What the page that a text stands on knows of links; each answer is put into the HTML."""

    def address(self, link: WikiLink) -> str:
        """The address that a link to a page leads to; empty for one that leads nowhere."""

    def embed(self, link: WikiLink, words: str) -> str:
        """Text in place of an embedded page, which is shown by `words` otherwise."""

    def picture(self, address: str, words: str) -> str:
        """Text in place of a picture: its address as written, percent signs decoded."""


class Unknowing:
    """Leads of a text that stands on no page: links by name, and all else in words."""

    def address(self, link: WikiLink) -> str:
        """The address of the name's page."""
        return page_address(link.name) if link.name else ""

    def embed(self, link: WikiLink, words: str) -> str:  # noqa: ARG002 - the protocol's
        """Nothing: a link is made."""
        return ""

    def picture(self, address: str, words: str) -> str:  # noqa: ARG002 - the protocol's
        """Nothing: a link is made."""
        return ""


def tokens_plugin(md: MarkdownIt) -> None:
    """Hang the changes of this module into the renderer's chain."""
    md.core.ruler.before("inline", "dense_paragraphs", _spare_dense_paragraphs)
    md.core.ruler.push("leads", _change)


def is_dense(content: str) -> bool:
    """Whether a paragraph is made of marks, which then stay as they are written."""
    return len(content) > _DENSE and len(_DELIMITERS.findall(content)) > _DENSE


def _spare_dense_paragraphs(state: StateCore) -> None:
    for token in state.tokens:
        if token.type == "inline" and is_dense(token.content):
            token.type = "text"


def _change(state: StateCore) -> None:
    leads: Leads = state.env.get("leads") or Unknowing()
    for token in state.tokens:
        if token.children and not _is_plain(token.children):
            token.children = list(_linked(token.children, leads))


def _is_plain(tokens: list[Token]) -> bool:
    """Whether a paragraph is words alone, as most are."""
    words = tokens[0].content
    return len(tokens) == 1 and tokens[0].type == "text" and "://" not in words and not SET.search(words)


def _linked(tokens: list[Token], leads: Leads) -> Iterable[Token]:
    """Inline tokens with all that leads anywhere as links; links to nowhere are their words."""
    inside: list[bool] = []  # of each open link whether it stays one
    setter = Typesetter()
    for token in tokens:
        match token.type:
            case "link_open":
                inside.append(_opens(token, leads))
                if inside[-1]:
                    yield token
            case "link_close":
                if inside.pop():
                    yield token
            case "image":
                yield from _picture(token, leads, linked=any(inside))
            case "embed":
                yield from _embed(token, leads, linked=any(inside))
            case "text":
                yield from _text_pieces(token.content, setter, linked=bool(inside))
            case "softbreak" | "hardbreak":
                setter.before = " "
                yield token
            case _:
                setter.before = token.content[-1:] or setter.before
                yield token


def _opens(token: Token, leads: Leads) -> bool:
    """Give an opened link its address; whether it has one."""
    address = str(token.attrs.get("href", ""))
    link = token.meta.get("link")
    if link is None and OUTWARD.match(address):
        token.attrs["rel"] = _OUT
        return True
    if link is None:
        found = note_link(address)
        link = WikiLink(*found) if found else None
    address = leads.address(link) if link else ""
    token.attrs = {"class": "wiki", "href": address}
    return bool(address)


def _picture(image: Token, leads: Leads, *, linked: bool) -> Iterable[Token]:
    """What the page shows for a picture; where it knows of none, its words in a link to it."""
    words = "".join(child.content for child in image.children or ())
    address = str(image.attrs["src"])
    shown = leads.picture(unquote(address), words) if address and not linked else ""
    if shown:
        return [_text(shown)]
    if linked or not OUTWARD.match(address):
        return [_text(words or "image")]
    return _link(address, words or "image", "picture")


def _embed(token: Token, leads: Leads, *, linked: bool) -> Iterable[Token]:
    link: WikiLink = token.meta["link"]
    words = token.content
    if linked:
        return [_text(words)]
    if PICTURES.search(link.name):
        shown = leads.picture(link.name, words if words != link.name else "")
        return [_text(shown or words)]
    shown = leads.embed(link, words)
    if shown:
        return [_text(shown)]
    address = leads.address(link)
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
    """An address without the punctuation of the sentence around it."""
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
