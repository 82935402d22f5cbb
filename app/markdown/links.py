"""Links between pages, `[[name#anchor|label]]`: finding them, and the sentence that each one stands in."""

import re
from dataclasses import dataclass

WIKI = re.compile(r"(?<!\\)!?\[\[([^\[\]\n]{1,500})\]\]")
_CODE = re.compile(r"^[ \t]{0,12}+(`{3,}|~{3,})|(`+)", re.MULTILINE)
_STOP = re.compile(r"[.!?…][\"'”’)\]]{0,3}(?:\s|$)|[。！？][”’」』]{0,3}|\n")
_REACH = 150  # letters of context on either side
_SPAN = 5000  # letters of the longest code span that is looked for
NAME_LETTERS = 200


@dataclass(frozen=True, slots=True)
class WikiLink:
    """A link to a page. `name` has 1 to 200 letters; `context` is the Markdown sentence around it, at most some 300 letters."""

    name: str
    anchor: str = ""
    label: str = ""
    context: str = ""


def wiki_links(markdown: str) -> tuple[WikiLink, ...]:
    """The links to pages in a text, in their order; those in code are none."""
    if "[[" not in markdown:
        return ()
    prose = _without_code(markdown)
    found = []
    for match in WIKI.finditer(prose):
        name, anchor, label = parts(match[1])
        if 0 < len(name) <= NAME_LETTERS:
            found.append(WikiLink(name, anchor, label, _context(markdown, match.start(), match.end())))
    return tuple(found)


def parts(inner: str) -> tuple[str, str, str]:
    """Name, anchor and label of what stands between the brackets; the name is empty for a place on the same page."""
    target, _, label = inner.replace("\\|", "|").partition("|")  # in a table the bar is escaped
    name, _, anchor = target.partition("#")
    return name.strip().removesuffix(".md").strip(), anchor.strip(), label.strip()


def shown(link: str) -> str:
    """What a reader sees of a link, given whole with its brackets: its label, else its name, else its anchor."""
    name, anchor, label = parts(link.lstrip("!")[2:-2])
    return label or name or anchor.lstrip("#^")


def _without_code(markdown: str) -> str:
    """The text with its code blanked out, letter for letter, so that places stay the same."""
    if "`" not in markdown and "~~~" not in markdown:
        return markdown
    pieces = []
    at = 0
    while mark := _CODE.search(markdown, at):
        end = _fence_end(markdown, mark) if mark[1] else _span_end(markdown, mark)
        pieces += [markdown[at : mark.start()], " " * (end - mark.start())]
        at = end
    return "".join([*pieces, markdown[at:]])


def _fence_end(markdown: str, opening: re.Match[str]) -> int:
    closing = re.compile(rf"^[ \t]{{0,12}}+{opening[1]}", re.MULTILINE).search(markdown, opening.end())
    return closing.end() if closing else len(markdown)


def _span_end(markdown: str, opening: re.Match[str]) -> int:
    """The end of a code span; an opening that nothing closes in its paragraph is only itself."""
    mark = opening[2]
    reach = opening.end() + _SPAN
    stop = markdown.find("\n\n", opening.end(), reach)
    limit = reach if stop < 0 else stop
    closing = re.compile(rf"(?<!`){mark}(?!`)").search(markdown, opening.end(), limit)
    return closing.end() if closing else opening.end()


def _context(text: str, start: int, end: int) -> str:
    first = max(0, start - _REACH)
    last = min(len(text), end + _REACH)
    stops = [stop.end() for stop in _STOP.finditer(text, first, start)]
    if stops:
        first = stops[-1]
    elif first:
        space = text.find(" ", first, start)
        first = space + 1 if space >= 0 else first
    stop = _STOP.search(text, end, last)
    if stop:
        last = stop.end()
    elif last < len(text):
        space = text.rfind(" ", end, last)
        last = space if space >= 0 else last
    return text[first:last].strip()
