"""Links between pages: `[[name#anchor|label]]` and `[words](name.md#anchor)`."""

import re
from dataclasses import dataclass
from urllib.parse import unquote

WIKI = re.compile(r"(?<!\\)!?\[\[([^\[\]\n]{1,500})\]\]")
_STOP = re.compile(r"[.!?…][\"'”’)\]]{0,3}(?:\s|$)|[。！？][”’」』]{0,3}|\n")
_REACH = 150  # letters of context on either side
_SUFFIX = re.compile(r"\.(?:md|markdown|txt)$", re.IGNORECASE)
# Obsidian's own address of a note; its `vault` says nothing that the name does not.
_IN_APP = re.compile(
    r"obsidian://(?:open\?(?:vault=[^&\s]{0,200}&)?file=|vault/[^/?\s]{1,200}/)([^&\s]{1,600})"
)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]{0,31}:|//")
PICTURES = re.compile(r"\.(?:png|jpe?g|gif|webp|avif|svg|bmp|tiff?|heic)$", re.IGNORECASE)
_BLOCK_ALONE = re.compile(r"([^^]{1,400}[^^\s])\^((?=[A-Za-z]|\d{8})[A-Za-z0-9_-]{6,64})")
_WIDTH = re.compile(r"\d{1,5}(?:x\d{1,5})?")  # what Obsidian writes behind a picture's name
# At the end of a block: a name that `[[page#^name]]` leads to. Powers (`x ^2`) are none.
BLOCK_ID = re.compile(
    r"(?:^|[ \t\n])\^((?=[A-Za-z0-9-]{0,63}[A-Za-z-]|\d{4})[A-Za-z0-9-]{2,64})[ \t]*$"
)
NAME_LETTERS = 200


@dataclass(frozen=True, slots=True)
class WikiLink:
    """Link to a page. `name` has at most 200 letters, and is empty for the same page.

    `context` is the Markdown sentence around it, at most some 300 letters.
    """

    name: str
    anchor: str = ""
    label: str = ""
    context: str = ""


def note_link(address: str) -> tuple[str, str] | None:
    """(name, anchor) of the note that an address leads to; None for any other address.

    `./` is removed; `../` stays, as it names the note's folder.
    """
    if of_app := _IN_APP.match(address):
        address = of_app[1].replace("%23", "#")
    elif _SCHEME.match(address):
        return None
    path, _, anchor = address.partition("#")
    if "?" in path:
        return None
    path = unquote(path).strip()
    name = _SUFFIX.sub("", path)
    if name == path and path and (path.startswith("/") or "." in path.rpartition("/")[2]):
        return None
    while name.startswith("./"):
        name = name[2:]
    name = name.lstrip("/")
    if len(name) > NAME_LETTERS or "\n" in name or not (name or anchor):
        return None
    return name, unquote(anchor).strip()


def embedded_note(address: str) -> tuple[str, str] | None:
    """(name, anchor) of the note that a picture's address names by its suffix; else None."""
    note = note_link(address) if _SUFFIX.search(address.partition("#")[0]) else None
    return note if note and note[0] else None


def parts(inner: str) -> tuple[str, str, str]:
    """(name, anchor, label) of the text between the brackets; no name means the same page."""
    target, _, label = inner.replace("\\|", "|").partition("|")  # in a table the bar is escaped
    name, hash_sign, anchor = target.partition("#")
    if not hash_sign and (block := _BLOCK_ALONE.fullmatch(name.rstrip())):
        name, anchor = block[1], f"^{block[2]}"  # without the sign, as some write it
    return name.strip().removesuffix(".md").strip(), anchor.strip(), label.strip()


def shown(link: str) -> str:
    """Visible words of a link given with brackets: its label, else its name, else its anchor."""
    name, anchor, label = parts(link.lstrip("!")[2:-2])
    if link.startswith("!") and _WIDTH.fullmatch(label):
        label = ""
    return label or name or anchor.lstrip("#^")


def sentence(text: str, start: int, end: int) -> str:
    """Sentence around a link, at most some 300 letters."""
    return sentence_or_part(text, start, end)[0]


def sentence_or_part(text: str, start: int, end: int) -> tuple[str, bool, bool]:
    """Sentence around a link, and whether it lacks its beginning and its end, being long."""
    first = max(0, start - _REACH)
    last = min(len(text), end + _REACH)
    stops = [stop.end() for stop in _STOP.finditer(text, first, start)]
    lacks_beginning = not stops and first > 0
    if stops:
        first = stops[-1]
    elif lacks_beginning:
        space = text.find(" ", first, start)
        first = space + 1 if space >= 0 else first
    stop = _STOP.search(text, end, last)
    lacks_end = not stop and last < len(text)
    if stop:
        last = stop.end()
    elif lacks_end:
        space = text.rfind(" ", end, last)
        last = space if space >= 0 else last
    return text[first:last].strip(), lacks_beginning, lacks_end
