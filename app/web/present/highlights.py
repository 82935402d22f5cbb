"""Passages on the page: safe HTML, the classes that set them, and whether they fold."""

import re
from collections.abc import Callable

from markupsafe import Markup

from app.markdown.render import make_renderer
from app.text import name_key

_HEADING = re.compile(r"<(/?)h([1-6])>")
_QUOTES = tuple("“‘\"'«„‹「『")
_SHORT = 140  # letters that may fill the room when they stand alone
_LONG = 420  # letters beyond which a passage is set smaller on the home page
_LINE = 66  # letters of a line of serif
_GLIMPSE = 30  # letters before what was found, where there is little room
_FOLD = 18  # lines beyond which a passage is folded


def make_setters() -> dict[str, Callable[[str], Markup]]:
    """What templates turn Markdown into HTML with: `passage` for a highlight or note, `inline` for a sentence, `prose` for a document's own text."""
    renderer = make_renderer()

    def passage(markdown: str) -> Markup:
        return Markup(_HEADING.sub(_as_bold_line, renderer.render(markdown)))  # noqa: S704 the renderer lets only safe HTML through

    def inline(markdown: str) -> Markup:
        return Markup(renderer.render_inline(markdown))  # noqa: S704 as above

    def prose(markdown: str) -> Markup:
        return Markup(level_headings(renderer.render(markdown)))  # noqa: S704 as above

    return {"passage": passage, "inline": inline, "prose": prose}


def _as_bold_line(tag: re.Match[str]) -> str:
    """A heading inside a highlight does not divide our page."""
    return "</p>" if tag[1] else '<p class="heading">'


def level_headings(html: str, top: int = 3) -> str:
    """The same HTML with headings that begin at level `top` and skip none."""
    above: list[int] = []

    def level(tag: re.Match[str]) -> str:
        if not tag[1]:
            while above and above[-1] >= int(tag[2]):
                above.pop()
            above.append(int(tag[2]))
        return f"<{tag[1]}h{min(6, top + len(above) - 1)}>"

    return _HEADING.sub(level, html)


def untitled(markdown: str, title: str) -> str:
    """A document's own text without its first heading where that says the title again."""
    first, _, rest = markdown.lstrip("\n").partition("\n")
    return rest if first.startswith("# ") and name_key(first[2:]) == name_key(title) else markdown


def marked(snippet: str) -> Markup:
    """The snippet of a search result, in which search has escaped all but its own `<mark>`."""
    return Markup(snippet)  # noqa: S704 the contract of Hit.snippet


def glimpse(snippet: str) -> Markup:
    """A snippet from shortly before its first mark on: what two lines have room for."""
    first = snippet.find("<mark>")
    space = snippet.find(" ", first - _GLIMPSE, first) if first > 2 * _GLIMPSE else -1
    return marked(snippet if space < 0 else f"…{snippet[space + 1 :]}")


def setting(text: str) -> str:
    """The classes that set a passage: one that opens with a quotation mark hangs, one of a single word or a few is set larger."""
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
    """Whether a passage is so long that a list shows its beginning only."""
    return sum(1 + len(line) // _LINE for line in text.split("\n")) > _FOLD
