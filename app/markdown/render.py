"""Markdown as safe HTML: raw HTML off, nothing fetched from outside, an allow-list of tags after."""

import re
from dataclasses import dataclass
from html import escape

import nh3
from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from mdit_py_plugins.footnote import footnote_plugin

from app.markdown.plain import marked
from app.markdown.rules import mark_plugin, task_plugin, wiki_plugin
from app.markdown.tokens import OUTWARD, tokens_plugin
from app.text import code

_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "mark", "ol", "p", "pre", "s",
    "section", "strong", "sup", "table", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "rel", "id"}, "ol": {"start"}, "li": {"id"}, "sup": {"id"}}
_CLASSES = {
    "li": {"task", "footnote-item"},
    "a": {"wiki", "picture", "footnote-backref"},
    "ol": {"footnotes-list"},
    "pre": {"rest"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
}
_SPECIAL = re.compile(r"https?://|<|\n=|^[ \t]{0,12}\d", re.MULTILINE)
_LINES = "<br>\n"
LONGEST = 1_000_000  # letters that are rendered; what follows is shown as it was written
_LONGEST_HEAVY = 100_000  # the same for a text made of marks, each of which costs as much as a hundred letters
_HEAVY = 50_000


@dataclass(frozen=True, slots=True)
class Renderer:
    """Renders Markdown. Made once by `make_renderer`; holds no state between calls."""

    _parser: MarkdownIt
    _cleaner: nh3.Cleaner

    def render(self, markdown: str) -> str:
        """Blocks of HTML."""
        if _simple(markdown):
            return _paragraphs(markdown)
        head, rest = _cut(markdown)
        footnotes = {"docId": code(head)} if "[^" in head else {}
        done = self._cleaner.clean(self._parser.render(head, footnotes))
        return done + (f'<pre class="rest">{escape(rest, quote=False)}</pre>\n' if rest else "")

    def render_inline(self, markdown: str) -> str:
        """HTML without blocks, for a title or a single line."""
        head, rest = _cut(markdown)
        return self._cleaner.clean(self._parser.renderInline(head, {})) + escape(rest, quote=False)


class _Parser(MarkdownIt):
    """Links lead to the web and to letter boxes; others stay as they were written."""

    def validateLink(self, url: str) -> bool:  # noqa: N802 - markdown-it's name for it
        return OUTWARD.match(url) is not None


def make_renderer() -> Renderer:
    """A renderer with the rules of the house."""
    parser = _Parser("commonmark", {"html": False, "breaks": True, "linkify": False})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False).use(wiki_plugin).use(mark_plugin).use(task_plugin).use(tokens_plugin)
    parser.core.ruler.before("footnote_tail", "unasked_footnotes", _keep_unasked_footnotes)
    cleaner = nh3.Cleaner(
        tags=_TAGS, attributes=_ATTRIBUTES, allowed_classes=_CLASSES, url_schemes={"http", "https", "mailto"}, link_rel=None, strip_comments=True
    )
    return Renderer(parser, cleaner)


def _keep_unasked_footnotes(state: StateCore) -> None:
    """Number the footnotes that no text refers to: they would be left out otherwise."""
    footnotes = state.env.get("footnotes", {})
    for label, number in footnotes.get("refs", {}).items():
        if number < 0:
            footnotes["refs"][label] = len(footnotes["list"])
            footnotes["list"][len(footnotes["list"])] = {"label": label[1:], "count": 0}


def _cut(markdown: str) -> tuple[str, str]:
    limit = _LONGEST_HEAVY if sum(markdown.count(mark) for mark in "\n<>&\\") > _HEAVY else LONGEST
    if len(markdown) <= limit:
        return markdown, ""
    at = markdown.rfind("\n", 0, limit) + 1 or limit
    return markdown[:at], markdown[at:]


def _simple(markdown: str) -> bool:
    """Whether the text is paragraphs of plain words, as most highlights are, which need no parser."""
    return not marked(markdown) and not _SPECIAL.search(markdown) and markdown.replace("\n", "").isprintable() and len(markdown) <= LONGEST


def _paragraphs(text: str) -> str:
    blocks = ([line.rstrip(" ") for line in block.strip("\n").split("\n")] for block in text.split("\n\n"))
    return "".join(f"<p>{_LINES.join(escape(line, quote=False) for line in lines)}</p>\n" for lines in blocks if any(lines))
