"""Excerpts: the sentence around a name in a text, as Markdown and as HTML with the name marked."""

import re
from html import escape

from app.markdown.links import WIKI, note_link, parts, sentence, sentence_or_part, shown
from app.markdown.mentions.weaving import find_words
from app.markdown.placing import Span
from app.markdown.plain import plain
from app.text import name_key

_OPEN, _SHUT = "\ufdd0", "\ufdd1"  # noncharacters, which no text is stored with
_LABELLED = re.compile(r"\[([^\[\]\n]{0,500}+)\]\(([^()\s]{1,1000}+)\)")


def of_mention(markdown: str, span: Span) -> tuple[str, str]:
    """Sentence around a range of a text, and its HTML, escaped, with the range marked.

    What was left out of a long sentence is an ellipsis in the HTML.
    """
    start, end = span
    context = sentence(markdown, start, end)
    text = f"{markdown[:start]}{_OPEN}{markdown[start:end]}{_SHUT}{markdown[end:]}"
    part, lacks_beginning, lacks_end = sentence_or_part(text, start, end + 2)
    return context, f"{'…' * lacks_beginning}{_html(part)}{'…' * lacks_end}"


def of_link(context: str, name: str) -> str:
    """HTML of the sentence around a link to a name, escaped, with the words of the link marked."""
    key = name_key(name)

    def wiki(link: re.Match[str]) -> str:
        words = shown(link[0])
        return f"{_OPEN}{words}{_SHUT}" if name_key(parts(link[1])[0]) == key else words

    def labelled(link: re.Match[str]) -> str:
        target = note_link(link[2])
        return f"{_OPEN}{link[1]}{_SHUT}" if target and name_key(target[0]) == key else link[0]

    return _html(_LABELLED.sub(labelled, WIKI.sub(wiki, context)))


def of_own_link(context: str, words: str) -> str:
    """HTML of a sentence, escaped, with words marked that lead somewhere without being a link."""
    span = find_words(context, words)
    return of_mention(context, span)[1] if span else _html(context)


def _html(markdown: str) -> str:
    text = " ".join(escape(plain(markdown), quote=False).split())
    return text.replace(_OPEN, "<mark>").replace(_SHUT, "</mark>")
