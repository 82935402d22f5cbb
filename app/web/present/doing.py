"""State of a page's forms: what is open, and a sentence about the change made last."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit

from markupsafe import Markup

from app.changes import Done, Item, Value
from app.model import Highlight, MyField
from app.text import name_key, tag_name
from app.web.present.links import inside, of_note
from app.web.present.text import count

_COLLECTED = re.compile("(?:put a highlight into|began) the tray “(.*)”", re.DOTALL)
_OURS = ("do", "at", "done", "left")  # parameters of a query
_SAVED = {
    "note": ("Note saved", "Note taken away"),
    "text": ("Text saved", "Text saved"),
    "favorite": ("Starred", "Star taken off"),
    "discarded": ("Discarded: marked so, and never shown by chance", "Brought back"),
    "kept": ("Kept", "No longer kept"),
    "put_away": ("Put away: out of every list and search from now on", "Brought back"),
}  # by field: the label where it has a value after the change, and where it has none


@dataclass(frozen=True, slots=True)
class Doing:
    """Form that is open on a page, and the change made last.

    `do` is the form to open, of the highlight `at`: `note`, `tag`, `text`, `collect`, `quote`, or
    `parts` and `words` to split it. `done` is the change made last, of which `left` fields stayed
    when it was undone. `back` is the page's address without these parameters.
    """

    do: str = ""
    at: str = ""
    done: Done | None = None
    left: int = 0
    back: str = "/"

    def opened(self, do: str, at: str) -> str:
        """Address of this page with a form open at a highlight, without its path."""
        address = after(self.back, at, do=do)
        return address[address.index("?") :]


@lru_cache(maxsize=64)  # a page asks for its own some hundred times
def bare(address: str) -> str:
    """Strip an address of our pages of these parameters; the home page for any other address."""
    parts = urlsplit(inside(address))
    kept = [
        (name, value)
        for name, value in parse_qsl(parts.query, keep_blank_values=True)
        if name not in _OURS
    ]
    return parts.path + (f"?{urlencode(kept)}" if kept else "")


def after(back: str, at: str = "", **asked: str | int) -> str:
    """Address of the page to return to, at a highlight.

    `done` is the id of the change, `do` the form to open.
    """
    address = bare(back)
    query = urlencode({name: value for name, value in (*asked.items(), ("at", at)) if value})
    return (
        address
        + (f"{'&' if '?' in address else '?'}{query}" if query else "")
        + (f"#{at}" if at else "")
    )


def told(done: Done) -> str:
    """Describe a change in a short sentence without its full stop.

    As HTML where it names a tray or a note. For example `Note saved`, `12 highlights tagged
    #patience`.
    """
    if done.undone_at:
        return "Undone"
    things = {item.code for item in done.items}
    fields = {item.field for item in done.items}
    types = {item.type for item in done.items}
    if len(fields) != 1 or not types <= {"highlight", "document"} or "joined_to" in fields:
        return _collected(done) or _noted(done) or done.what[:1].upper() + done.what[1:]
    if len(things) > 1:
        return _many(done)
    return _chosen(done.items[0]) or _saved(done.items[0])


def _saved(item: Item) -> str:
    if item.field == "tags":
        return _tagged(item) or "Tags saved"
    if item.field in _SAVED:
        return _SAVED[item.field][0 if item.after else 1]
    return f"{item.field.replace('_', ' ').capitalize()} saved"


def _chosen(item: Item) -> str:
    """Which of two values holds after a choice between the reader's and the files'."""
    if not item.own_before or not item.after or isinstance(item.after, bool):
        return ""
    field = {"url": "address", "published": "date"}.get(item.field, item.field.replace("_", " "))
    if item.after == item.before and item.own_after:
        return f"Your {field} kept"
    return f"The file’s {field} taken" if item.own_after is None and item.field != "tags" else ""


def named(done: Done, titles: Mapping[str, str]) -> str:
    """What was done, in a sentence; a document is named by its title (by code), with a link."""
    sentence = done.what[:1].upper() + done.what[1:]
    codes = {item.code for item in done.items if item.type == "document"} & set(titles)
    act, a_document, rest = sentence.partition("a document")
    if len(codes) != 1 or not a_document:
        return sentence
    code = codes.pop()
    title = titles[code] or "an untitled document"
    link = Markup('<a href="/documents/{}">{}</a>').format(code, title)
    return Markup("{}{}{}").format(act, link, rest)


def _collected(done: Done) -> str:
    named = _COLLECTED.fullmatch(done.what)
    if not named or all(item.field == "name" for item in done.items):
        return ""
    return Markup("In tray <i>{}</i>").format(named[1])


def _noted(done: Done) -> str:
    """What was done to a note that is there now, with a link to it."""
    item = done.items[0] if len(done.items) == 1 else None
    if item is None or item.type != "note" or not item.after:
        return ""
    act, quoted, rest = done.what.partition(f"“{item.code}”")
    link = Markup('<a href="{}">{}</a>').format(of_note(item.code), quoted)
    return Markup("{}{}{}").format(act[:1].upper() + act[1:], link, rest) if quoted else ""


def _many(done: Done) -> str:
    item = done.items[0]
    those = count(done.items_total, item.type)
    if item.field == "tags":
        words = _tagged(item)
        return f"{those} {words[:1].lower()}{words[1:]}" if words else f"Tags of {those} changed"
    words = (
        _SAVED.get(item.field, ("Changed", "Changed"))[0 if item.after else 1]
        .partition(":")[0]
        .lower()
    )
    return (
        f"{those} {words}"
        if item.field != "favorite" or item.after
        else f"{those} starred no longer"
    )


def _tagged(item: Item) -> str:
    before, after_it = _names(item.before), _names(item.after)
    added = [f"#{name}" for key, name in after_it.items() if key not in before]
    taken = [f"#{name}" for key, name in before.items() if key not in after_it]
    parts = [f"Tagged {', '.join(added)}"] if added else []
    if taken:
        parts.append(f"{'tag' if added else 'Tag'} {', '.join(taken)} taken off")
    return ", ".join(parts)


def _names(value: Value) -> Mapping[str, str]:
    return (
        {name_key(name): name for name in value}
        if isinstance(value, Sequence) and not isinstance(value, str)
        else {}
    )


def mark_of(text: str) -> str:
    """Short hash of a form's text, by which a change made elsewhere since is noticed."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def own(highlight: Highlight, name: str) -> MyField | None:
    """The reader's own value of a field of a highlight; None where it is that of the files."""
    return next((field for field in highlight.mine if field.name == name), None)


def own_tags(highlight: Highlight) -> frozenset[str]:
    """Tags that the reader gave a highlight himself."""
    tags = own(highlight, "tags")
    if tags is None or not isinstance(tags.base, tuple) or not isinstance(tags.mine, tuple):
        return frozenset()
    files, mine = ({name_key(tag_name(name)) for name in names} for names in (tags.base, tags.mine))
    return frozenset(name for name in highlight.tags if name_key(name) in mine - files)
