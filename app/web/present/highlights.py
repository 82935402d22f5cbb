"""Passages on pages: safe HTML, the classes that style them, and whether they fold."""

import re
from collections.abc import Callable
from difflib import SequenceMatcher
from typing import Protocol

from markupsafe import Markup

from app.markdown.mentions.weaving import woven
from app.markdown.pieces import Piece, pieces
from app.markdown.render import make_renderer
from app.markdown.sidenotes import add_sidenotes
from app.model import Document, Highlight
from app.text import name_key
from app.web.present.doing import own
from app.web.present.page_links import leads_of

_HEADING = re.compile(r"<(/?)h([1-6])((?: id=\"[^\"]*\")?)>")
_ACTION = re.compile(r"\.([^\W\d_][\w/-]{0,60})(?=[\s.,;]|$)[ \t,;]{0,8}")
_QUOTES = tuple("“‘\"'«„‹「『")
_MARKUP = re.compile(r"[\\`*_\[\]<>#|$~=&^]|^[ \t]*(?:[-+]|\d+[.)])[ \t]|https?:", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")
_MINE = Markup('<ins class="mine">{}</ins>')
_SHORT = 140  # letters that may fill the room when they are alone
_LONG = 420  # letters beyond which a passage is set smaller on the home page
_LINE = 66  # letters of a line of serif
_GLIMPSE = 30  # letters before the match, where there is little room
_FOLD = 18  # lines beyond which a passage is folded


class Titled(Protocol):
    """A text with its title."""

    @property
    def title(self) -> str:
        """The title, which the text may repeat as its first heading."""

    @property
    def text(self) -> str:
        """The text, Markdown."""


def make_setters() -> dict[str, Callable[..., Markup]]:
    """Make the template functions that turn Markdown into HTML.

    They are `passage` for a highlight or note, `inline` for a sentence, `prose` for a piece of a
    document's own text, `as_prose` for all of a text that has a title. Each also takes the code of
    the document that holds the text: its links are resolved from there.
    """
    renderer = make_renderer()

    def passage(markdown: str, source: str = "") -> Markup:
        html = renderer.render(markdown, leads_of(source))
        # the renderer lets only safe HTML through
        return Markup(_HEADING.sub(_as_bold_line, html))  # noqa: S704

    def inline(markdown: str, source: str = "") -> Markup:
        # as above
        return Markup(renderer.render_inline(markdown, leads_of(source, whole=False)))  # noqa: S704

    def prose(piece: Piece, source: str = "") -> Markup:
        html = renderer.render(
            piece.markdown, leads_of(source), anchors=True, notes_before=piece.notes_before
        )
        return Markup(add_sidenotes(level_headings(html)))  # noqa: S704 as above

    def as_prose(read: Titled, source: str = "") -> Markup:
        whole = pieces(untitled(read.text, read.title)).pieces
        return Markup().join(prose(piece, source) for piece in whole)

    return {"passage": passage, "inline": inline, "prose": prose, "as_prose": as_prose}


def edited_passage(highlight: Highlight) -> Markup | None:
    """A passage that the reader edited, with his own words framed.

    None where nothing is edited, or where the words cannot be separated from the markup.
    """
    text = own(highlight, "text")
    linked = any(link.place == "text" for link in highlight.own_links)
    if text is None or linked or not isinstance(text.base, str) or _MARKUP.search(highlight.text):
        return None
    paragraphs = _PARAGRAPH.split(highlight.text.strip())
    return Markup().join(
        Markup("<p>{}</p>").format(framed_words(text.base, each)) for each in paragraphs
    )


def with_links(text: str, thing: Highlight | Document, place: str) -> str:
    """Markdown of a text (`text`, `note` or `body`) with the links that the reader added."""
    if not thing.own_links:
        return text
    return woven(text, [(each.name, each.words) for each in thing.own_links if each.place == place])


def framed_words(before: str, after: str) -> Markup:
    """Frame the words of a text that another text does not have in their place."""
    old, new = before.split(), after.split()
    framed: list[Markup] = []
    for change, _, _, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        words = " ".join(new[first:last])
        if words:
            framed.append(_MINE.format(words) if change != "equal" else Markup.escape(words))
    return Markup(" ").join(framed)


def remark(highlight: Highlight) -> str:
    """Note of a highlight without the `.tags` at its beginning, which are shown among its tags."""
    known, note = {tag.casefold() for tag in highlight.tags}, highlight.note
    while (found := _ACTION.match(note)) and found[1].casefold() in known:
        note = note[found.end() :]
    return note.lstrip("\n")


def _as_bold_line(tag: re.Match[str]) -> str:
    """Replace a heading inside a highlight by a bold line, so that it does not divide our page."""
    return "</p>" if tag[1] else '<p class="heading">'


def level_headings(html: str, top: int = 3) -> str:
    """Shift the headings of HTML so that they begin at level `top` and skip none."""
    above: list[int] = []

    def level(tag: re.Match[str]) -> str:
        if not tag[1]:
            while above and above[-1] >= int(tag[2]):
                above.pop()
            above.append(int(tag[2]))
        return f"<{tag[1]}h{min(6, top + len(above) - 1)}{tag[3]}>"

    return _HEADING.sub(level, html)


def untitled(markdown: str, title: str) -> str:
    """A document's own text without its first heading where that repeats the title."""
    first, _, rest = markdown.lstrip("\n").partition("\n")
    return rest if first.startswith("# ") and name_key(first[2:]) == name_key(title) else markdown


def marked(snippet: str) -> Markup:
    """Snippet of a search result as safe HTML: search has escaped all but its own `<mark>`."""
    return Markup(snippet)  # noqa: S704 the contract of Hit.snippet


def glimpse(snippet: str) -> Markup:
    """Snippet from shortly before its first mark on, short enough for two lines."""
    first = snippet.find("<mark>")
    space = snippet.find(" ", first - _GLIMPSE, first) if first > 2 * _GLIMPSE else -1
    return marked(snippet if space < 0 else f"…{snippet[space + 1 :]}")


def setting(text: str) -> str:
    """Classes that style a passage.

    One that opens with a quotation mark hangs; one of a single word or a few is set larger.
    """
    classes = ["passage"]
    if text.startswith(_QUOTES):
        classes.append("passage--hang")
    if len(text) <= 2 and text.isalpha():  # noqa: PLR2004 a letter or two
        classes.append("passage--one")
    elif len(text) < _SHORT and "\n" not in text:
        classes.append("passage--short")
    elif len(text) > _LONG:
        classes.append("passage--long")
    return " ".join(classes)


def folds(text: str) -> bool:
    """Check whether a passage is so long that a list shows only its beginning."""
    return sum(1 + len(line) // _LINE for line in text.split("\n")) > _FOLD
