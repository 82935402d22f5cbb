"""Links and tags of a text, found with the renderer's own rules."""

import re
from collections.abc import Iterator
from typing import Any

from markdown_it.rules_core import StateCore
from markdown_it.token import Token

from app.markdown.anchors import section as section_of
from app.markdown.asides import split_callouts
from app.markdown.links import NAME_LETTERS, PICTURES, WIKI, WikiLink, note_link, parts, sentence
from app.markdown.parser import cut, shared_parser
from app.markdown.tokens import OUTWARD, is_dense

_LINK = re.compile(r"\[\[|\](?:\([ \t]{0,8}+<?(?!https?:|mailto:|#)|:[ \t])")
_ANY = re.compile(r"[\[#]")
_TAG = re.compile(r"(?<![^\s([{\"'“‘,;，、。])#(?=[\w/-]{0,100}[^\W\d_])([\w/-]{1,100})")
_MARKED_TAG = re.compile(r"[*_~=]#")
_COLOUR = re.compile(r"(?=[a-f]*\d)(?:[0-9a-f]{6}|[0-9a-f]{3})", re.IGNORECASE)
_ODD = re.compile(r"[`\\$~<|\0\r]|%%|\][(\[:]|^(?: {0,3}\t| {4})|\[!", re.MULTILINE)
_MARKER = re.compile(
    r"[ \t]{0,3}+(?:(?:>[ \t]?|[-*+][ \t]|\d{1,9}[.)][ \t]){1,20}+(?:\[[ xX]\][ \t])?|#{1,6}[ "
    r"\t]{1,8}+)"
)
_LONG = 100_000  # letters of a text that is always parsed: it may be cut off
LONGEST_SECTION = 200_000  # letters of a document in which a section is looked for


def links(markdown: str) -> tuple[WikiLink, ...]:
    """Links to pages in a text, in order; none from code, maths and comments."""
    if not _LINK.search(markdown):
        return ()
    if not _needs_parser(markdown):
        return tuple(_links_without_parser(markdown))
    return tuple(
        link for content, children in _inline(markdown, _LINK) for link in _links(content, children)
    )


def tags(markdown: str) -> tuple[str, ...]:
    """`#tags` in a text, each once, without the sign; `#123`, headings and links are none."""
    if "#" not in markdown:
        return ()
    if _needs_parser(markdown) or _MARKED_TAG.search(markdown):
        texts = [_words(children) for _, children in _inline(markdown, _ANY)]
    else:
        texts = [WIKI.sub("x", markdown)]
    names = dict.fromkeys(
        match[1].strip("/-")
        for text in texts
        for match in _TAG.finditer(text)
        if not _COLOUR.fullmatch(match[1])
    )
    return tuple(tag for tag in names if tag)


def _needs_parser(markdown: str) -> bool:
    """Whether a text has code, maths, comments or links of another form than `[[name]]`.

    Most notes have none, and need no parser.
    """
    return bool(_ODD.search(markdown)) or is_dense(markdown) or len(markdown) > _LONG


def _links_without_parser(markdown: str) -> Iterator[WikiLink]:
    for match in WIKI.finditer(markdown):
        name, anchor, label = parts(match[1])
        if 0 < len(name) <= NAME_LETTERS and not (match[0][0] == "!" and PICTURES.search(name)):
            context = sentence(markdown, *match.span())
            yield WikiLink(name, anchor, label, _MARKER.sub("", context, count=1))


def section(markdown: str, anchor: str) -> str:
    """Markdown of the section or block that an anchor (`Heading`, `^id`) names; may be empty."""
    text = markdown[:LONGEST_SECTION]
    return section_of(_blocks(text).tokens, text.split("\n"), anchor)


def _blocks(text: str) -> StateCore:
    parser = shared_parser()
    state = StateCore(text.replace("\r\n", "\n").replace("\0", "\ufffd"), parser, {})
    parser.block.parse(state.src, parser, state.env, state.tokens)
    split_callouts(state)  # as on the page: a heading's maths and code end with its line
    return state


def _inline(markdown: str, wanted: re.Pattern[str]) -> Iterator[tuple[str, list[Token]]]:
    """Paragraphs that match `wanted`, with their tokens."""
    parser, state = shared_parser(), _blocks(cut(markdown)[0])
    wanted = _ANY if state.env.get("references") else wanted  # `[words][name]`
    for token in state.tokens:
        if token.type == "inline" and wanted.search(token.content) and not is_dense(token.content):
            yield token.content, parser.inline.parse(token.content, parser, state.env, [])


def _links(content: str, children: list[Token]) -> Iterator[WikiLink]:
    for token in children:
        link = _target(token.meta, str(token.attrs.get("href", "")))
        if link and link.name and "at" in token.meta:
            start, end = token.meta["at"]
            label = link.label or ("" if "link" in token.meta else _label(content[start:end]))
            yield WikiLink(link.name, link.anchor, label, sentence(content, start, end))


def _target(meta: dict[str, Any], address: str) -> WikiLink | None:
    link: WikiLink | None = meta.get("link")
    if link:
        return None if PICTURES.search(link.name) else link
    match = note_link(address) if address and not OUTWARD.match(address) else None
    return WikiLink(*match) if match else None


def _label(written: str) -> str:
    end = max(written.rfind("]("), written.rfind("]["))
    return written[1 : end if end > 0 else -1]


def _words(children: list[Token]) -> str:
    """Text of a paragraph, with one letter in place of each link, picture and piece of code."""
    depth, pieces = 0, []
    for token in children:
        if token.type == "text":
            pieces.append("x" if depth else token.content)
        elif token.type in {"link_open", "link_close"}:
            depth += token.nesting
        elif token.type in {"softbreak", "hardbreak"}:
            pieces.append("\n")
        elif token.nesting == 0:
            pieces.append("x")
    return "".join(pieces)
