"""Renderer of Markdown to safe HTML: no raw HTML, nothing fetched, an allow-list of tags."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt

from app.markdown import maths
from app.markdown.parser import LONGEST, cut, shared_parser
from app.markdown.plain import marked
from app.markdown.tokens import LinkResolver
from app.markdown.typography import Typesetter
from app.text import code

_TAGS = {
    "a",
    "blockquote",
    "br",
    "code",
    "del",
    "em",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "s",
    "section",
    "strong",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "ul",
}
_PLACES = {tag: {"id"} for tag in ("h1", "h2", "h3", "h4", "h5", "h6", "li", "p", "sup")}
_ATTRIBUTES = {"a": {"href", "rel", "id"}, "ol": {"start"}, **_PLACES, **maths.ATTRIBUTES}
_CLASSES = {
    "blockquote": {"callout"},
    "li": {"task", "footnote-item"},
    "p": {"callout-title"},
    "a": {"wiki", "picture", "footnote-backref"},
    "ol": {"footnotes-list"},
    "pre": {"rest"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
}
_SPECIAL = re.compile(r"https?://|[<$•‣▪●]|%%|\n=|^[ \t]{0,12}\d", re.MULTILINE)
_LINES = "<br>\n"


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renderer of Markdown, made by `make_renderer`; it has no state between calls."""

    _parser: MarkdownIt
    _cleaner: nh3.Cleaner

    def render(
        self,
        markdown: str,
        resolver: LinkResolver | None = None,
        *,
        anchors: bool = False,
        notes_before: int = 0,
    ) -> str:
        """HTML blocks of a text.

        `resolver` gives the addresses of links; with `anchors`, headings have ids;
        footnotes are numbered on from `notes_before`.
        """
        if _simple(markdown):
            return _paragraphs(markdown)
        head, rest = cut(markdown)
        env: dict[str, object] = {"docId": code(head)} if "[^" in head else {}
        env |= {"resolver": resolver, "anchors": anchors, "notes_before": notes_before}
        done = self._cleaner.clean(self._parser.render(head, env))
        return done + (f'<pre class="rest">{escape(rest, quote=False)}</pre>\n' if rest else "")

    def render_inline(self, markdown: str, resolver: LinkResolver | None = None) -> str:
        """HTML without blocks, for a title or a single line."""
        head, rest = cut(markdown)
        done = self._cleaner.clean(self._parser.renderInline(head, {"resolver": resolver}))
        return done + escape(rest, quote=False)


def make_renderer() -> Renderer:
    """Build a renderer with all rules of this package."""
    cleaner = nh3.Cleaner(
        tags=_TAGS | maths.TAGS, attributes=_ATTRIBUTES, allowed_classes=_CLASSES,
        url_schemes={"http", "https", "mailto"}, link_rel=None, strip_comments=True,
    )  # fmt: skip
    return Renderer(shared_parser(), cleaner)


def _simple(markdown: str) -> bool:
    """Whether a text is paragraphs of plain words, as most highlights are, and needs no parser."""
    return (
        not marked(markdown)
        and not _SPECIAL.search(markdown)
        and markdown.replace("\n", "").isprintable()
        and len(markdown) <= LONGEST
    )


def _paragraphs(text: str) -> str:
    blocks = (
        [line.rstrip(" ") for line in block.strip("\n").split("\n")] for block in text.split("\n\n")
    )
    return "".join(f"<p>{_LINES.join(_typeset(lines))}</p>\n" for lines in blocks if any(lines))


def _typeset(lines: list[str]) -> Iterable[str]:
    setter = Typesetter()
    for line in lines:
        setter.before = " "
        yield escape(setter.set(line), quote=False).replace("\u00a0", "&nbsp;")
