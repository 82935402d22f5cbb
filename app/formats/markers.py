"""What exporters hang behind a passage: links to it, its place, block ids. Peeled from the end of a text, never searched for in it."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from app.formats.names import cut_hashtags

_READER = re.compile(r"read\.readwise\.io/(?:new/)?read/([0-9a-z]{26})(?![0-9a-z])", re.IGNORECASE)
_OPEN = re.compile(r"readwise\.io/open/([0-9]{1,20})")
_LABEL = re.compile(
    r"(?:view|open|see|go to|read)(?: (?:in|on|the|this))? ?"
    r"(?:highlight|tweet|annotation|note|quote|passage|kindle|readwise|reader|post|thread)s?(?: in \w{1,20})?"
    r"|(?:highlight )?(?:link|source|url)|open|view|↗|→|🔗|⏎|\^|\*|#|",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(location|loc\.?|page|pg\.?|p\.|time|position|pos\.?)[ \u00a0]{0,2}([0-9ivxlc][0-9ivxlc:.,/–—-]{0,20}(?: of [0-9]{1,6})?)",
    re.IGNORECASE,
)
_PLACES = {"loc": "Location", "pos": "Position", "pag": "Page", "pg": "Page", "p": "Page", "tim": "Time"}
_BLOCK = re.compile(r"\^(?:rw(?:ID-)?)?([A-Za-z0-9-]{1,64})")
_COMMENT = re.compile(r"%%[ \t]{0,4}colou?r:?[ \t]{0,4}([a-z]{3,10})[ \t]{0,4}%%$", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?<=\))\[\^[^\[\]\s]{1,20}\]$")
_USUAL = re.compile(r"\(\[(View Highlight|View Tweet|(?:Location|Page)[ \u00a0][0-9]{1,9})\]\((https?://[^\s()]{1,200})\)\)")
_HEAD = re.compile(r"\(?\[([^\[\]\n]{1,40})\]\(([^()\s]{1,2000})\)\)?[ \t]*[:—–-]?\s*")
_LONGEST_LINK = 240
_READER_LINK = len("https://read.readwise.io/read/") + 26
_MOST_MARKS = 12  # behind one passage
_LEADERS = frozenset("—–-~·|•")
_LAST_OF_MARKS = frozenset(")]%")
_LONGEST_TAIL = 80
_EXPORTERS = ("readwise.io/read/", "readwise.io/new/read/", "readwise.io/open/", "readwise.io/to_kindle")
_SHORT_NUMBER = 6


class Marks(NamedTuple):
    """What was peeled: the text without it, the exporter's ids, the first link that is not "Open in Readwise", place, colour, hashtags."""

    text: str
    ids: tuple[str, ...] = ()
    url: str = ""
    location: str = ""
    color: str = ""
    tags: str = ""

    @property
    def stated(self) -> bool:
        """Whether anything says which passage this is."""
        return bool(self.ids or self.url or self.location)


NO_MARKS = Marks("")


def merge(first: Marks, second: Marks) -> Marks:
    """Both as one; what both say is taken from the second."""
    if first is NO_MARKS:
        return second
    return Marks(
        second.text or first.text,
        _ordered([*first.ids, *second.ids]),
        second.url or first.url,
        second.location or first.location,
        second.color or first.color,
        f"{first.tags} {second.tags}".strip(),
    )


def link_ids(text: str) -> tuple[str, ...]:
    """The exporter's ids in every link of a text: Reader's first, then numbers."""
    if "readwise.io/" not in text:
        return ()
    found = [ulid.lower() for ulid in _READER.findall(text)] if "read/" in text else []
    found += _OPEN.findall(text) if "open/" in text else []
    return tuple(dict.fromkeys(found)) if len(found) > 1 else tuple(found)


def peel(text: str) -> Marks:
    """The text of a passage without the links, places and block ids at its end, and what they say."""
    text = text.rstrip()
    last = text[-1:]
    if last == ")":
        return peel_usual(text) or _peel(text)
    if last == "\\":  # a hard break behind the mark
        marks = peel(text.rstrip("\\ "))
        return marks if marks.stated else Marks(text)
    tail = text[-_LONGEST_TAIL:]
    if last == "%" or "^" in tail:
        return _peel(text)
    if ")" in tail and "#" in tail:
        before, tags = cut_hashtags(text)
        marks = _peel(before) if tags else NO_MARKS
        if marks.stated:
            return marks._replace(tags=tags)
    return Marks(text)


def peel_head(text: str) -> Marks:
    """The text of a passage without the one mark that it begins with, and what it says; for templates that put it there."""
    found = _HEAD.match(text)
    if not found or not _is_mark(found[1].replace("\u00a0", " "), found[2]):
        return Marks(text)
    label = found[1].replace("\u00a0", " ")
    return Marks(text[found.end() :], link_ids(found[2]), found[2], _place_in(label, found[2]))


def peel_usual(text: str) -> Marks | None:
    """What most passages end with: one link in brackets with nothing before it but the text. None for all others."""
    start = text.rfind("([", max(0, len(text) - _LONGEST_LINK))
    found = _USUAL.fullmatch(text, start) if start >= 0 else None
    if not found:
        return None
    before = text[:start].rstrip()
    if before[-1:] in _LAST_OF_MARKS or "^" in before[-_LONGEST_TAIL:] or "readwise.io/" in before:
        return None
    label, url = found.groups()
    if label == "View Highlight" and len(url) == _READER_LINK and url.startswith("https://read.readwise.io/read/"):
        return Marks(before, (url[-26:].lower(),), url)
    return Marks(before, link_ids(url), url, "" if label[0] == "V" else label.replace("\u00a0", " "))


def peel_lines(lines: Sequence[str]) -> Marks:
    """The text of a passage of several lines without the marks at its end; where its reader wrote on below them, at the end of any line."""
    marks = peel("\n".join(lines))
    if "](" not in marks.text or not any(peel(line).ids for line in lines[:-1]):
        return marks
    peeled = [peel(line) for line in lines]
    found = NO_MARKS
    for mark in peeled:
        found = merge(mark, found) if mark.stated else found
    return found._replace(text="\n".join(mark.text if mark.stated else line for mark, line in zip(peeled, lines, strict=True)))


def _peel(text: str) -> Marks:
    ids: list[str] = []
    url = location = color = behind = ""
    for _ in range(_MOST_MARKS):
        last = text[-1:]
        if last == ")":
            link = _trailing_link(text)
            if link is None:
                place = _trailing_place(text)
                if place is None:
                    break
                text, location = place
                continue
            text, label, target = link
            ids += link_ids(target)
            if "readwise.io/open/" not in target or not label.casefold().startswith("open"):
                url = target
            location = _place_in(label, target) or location
            if text[-1:] in _LEADERS and text[-2:-1].isspace():
                text = text[:-1].rstrip()  # the dash that led to the link
        elif last == "]" and (found := _FOOTNOTE.search(text, max(0, len(text) - _LONGEST_TAIL))):
            text, behind = text[: found.start()], found.group() + behind
        elif last == "%" and (found := _COMMENT.search(text, max(0, len(text) - _LONGEST_TAIL))):
            text, color = text[: found.start()].rstrip(), found[1].lower()
        elif block := _trailing_block(text):
            text = block[0]
            ids += block[1]
        else:
            break
    return Marks(text + behind, _ordered(ids), url, location, color)


def place_of(label: str) -> str:
    """The place that a link's label states, such as `Location 1234`, with an ordinary space, or an empty string."""
    found = _PLACE.fullmatch(label.strip())
    if not found:
        return ""
    word = found[1].lower().rstrip(".")
    return f"{_PLACES.get(word[:3], word.capitalize())} {found[2].strip()}"


def _place_in(label: str, target: str) -> str:
    if label in ("View Highlight", "View Tweet"):
        return ""
    if label.strip().isdecimal():
        return f"Location {label.strip()}" if "to_kindle" in target else label.strip()
    return place_of(label)


def _ordered(ids: list[str]) -> tuple[str, ...]:
    """Each id once, Reader's before numbers; they were met from the end."""
    if len(ids) < 2:  # noqa: PLR2004 - the usual case
        return tuple(ids)
    return tuple(sorted(dict.fromkeys(reversed(ids)), key=str.isdecimal))


def _trailing_link(text: str) -> tuple[str, str, str] | None:
    """(the text before it, label, target) of the exporter's link that ends a text."""
    middle = text.rfind("](")
    start = text.rfind("[", 0, middle) if middle > 0 else -1
    if start < 0:
        return None
    label, target = text[start + 1 : middle], text[middle + 2 :]
    if label != "View Highlight":
        label = label.replace("\u00a0", " ")
    wrapped = text[start - 1 : start] == "(" and target.endswith("))")
    target = target[: -2 if wrapped else -1]
    if " " in target or "\n" in target or not _is_mark(label, target):
        return None
    return text[: start - wrapped].rstrip(), label, target.strip("()") if target.startswith("(") else target


def _is_mark(label: str, target: str) -> bool:
    if label == "View Highlight":
        return True
    if not _LABEL.fullmatch(label) and not _PLACE.fullmatch(label.strip()):
        return label.strip().isdecimal() and (not target or any(e in target for e in _EXPORTERS))
    return bool(label) or any(e in target for e in _EXPORTERS)


def _trailing_place(text: str) -> tuple[str, str] | None:
    """(the text before it, the place) where a text ends with a place in brackets that is no link."""
    start = text.rfind("(", len(text) - _LONGEST_TAIL if len(text) > _LONGEST_TAIL else 0)
    place = place_of(text[start + 1 : -1].replace("\u00a0", " ")) if start >= 0 else ""
    return (text[:start].rstrip(), place) if place else None


def _trailing_block(text: str) -> tuple[str, list[str]] | None:
    """(the text before it, the exporter's number if it is one) of the block id that ends a text."""
    start = text.rfind("^")
    if start < 0 or (start and not text[start - 1].isspace()):
        return None
    found = _BLOCK.fullmatch(text, start)
    if not found:
        return None
    numbered = found[1].isdecimal() and (text.startswith("^rw", start) or len(found[1]) >= _SHORT_NUMBER)
    return text[:start].rstrip(), [found[1]] if numbered else []
