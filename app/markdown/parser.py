"""Markdown parser that the renderer and the link finder share."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from app.markdown.anchors import anchors_plugin
from app.markdown.asides import asides_plugin
from app.markdown.flanks import Inline
from app.markdown.maths import maths_plugin
from app.markdown.rules import lost_footnote_plugin, mark_plugin, task_plugin, wiki_plugin
from app.markdown.tokens import tokens_plugin
from app.markdown.typography import split_inline_bullets

LONGEST = 1_000_000  # letters that are read; what follows is shown as it was written
_LONGEST_HEAVY = (
    100_000  # the same for a text made of marks, each of which costs as much as a hundred letters
)
_HEAVY = 50_000


class _Parser(MarkdownIt):
    """Parser that accepts all addresses as links; later rules decide where they lead."""

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 - markdown-it's name for it
        return True


@cache
def shared_parser() -> MarkdownIt:
    """Parser with all rules of this package; it has no state between calls."""
    parser = _Parser("commonmark", {"html": False, "breaks": True, "linkify": False})
    parser.inline = Inline()
    parser.configure("commonmark", {"html": False, "breaks": True, "linkify": False})
    parser.enable(["table", "strikethrough"])
    parser.use(footnote_plugin, inline=False).use(lost_footnote_plugin).use(wiki_plugin).use(
        mark_plugin
    ).use(task_plugin)
    parser.use(maths_plugin).use(asides_plugin).use(anchors_plugin).use(tokens_plugin)
    parser.core.ruler.before("inline", "hanging_bullets", split_inline_bullets)
    parser.core.ruler.before("footnote_tail", "unasked_footnotes", _keep_unreferenced_footnotes)
    parser.add_render_rule("footnote_caption", _number_of_footnote)
    parser.add_render_rule("footnote_block_open", _open_footnotes)
    return parser


def _keep_unreferenced_footnotes(state: StateCore) -> None:
    """Number the footnotes without a reference, which would be left out otherwise."""
    footnotes = state.env.get("footnotes", {})
    for label, number in footnotes.get("refs", {}).items():
        if number < 0:
            footnotes["refs"][label] = len(footnotes["list"])
            footnotes["list"][len(footnotes["list"])] = {"label": label[1:], "count": 0}


def _number_of_footnote(
    _self: object, tokens: Sequence[Token], at: int, _options: object, env: Mapping[str, Any]
) -> str:
    return str(int(tokens[at].meta["id"]) + 1 + int(env.get("notes_before", 0)))


def _open_footnotes(
    _self: object, _tokens: Sequence[Token], _at: int, _options: object, env: Mapping[str, Any]
) -> str:
    before = int(env.get("notes_before", 0))
    start = f' start="{before + 1}"' if before else ""
    return f'<hr>\n<section class="footnotes">\n<ol class="footnotes-list"{start}>\n'


def cut(markdown: str) -> tuple[str, str]:
    """(part of a text that is parsed, the rest)."""
    heavy = sum(markdown.count(mark) for mark in "\n<>&\\") > _HEAVY
    limit = _LONGEST_HEAVY if heavy else LONGEST
    if len(markdown) <= limit:
        return markdown, ""
    at = markdown.rfind("\n", 0, limit) + 1 or limit
    return markdown[:at], markdown[at:]
