"""What exporters hang behind a passage: links to it, its place, block ids. Peeled from the end of a text, never searched for in it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.formats.exporters.links import LinkMark, cited_place, link_ids, link_mark, place_of, stated_date
from app.formats.exporters.zotero import read_citation
from app.formats.names import cut_hashtags

# A block id that holds Readwise's number: templates write what letters they please before it. Behind others than its own a date is none.
_NUMBERED = re.compile(
    r"\^(?:(?:rw|readwise|rhwi)[A-Za-z_-]{0,16}([0-9]{1,20})"
    r"|(?!ref-)[A-Za-z][A-Za-z_-]{0,15}(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]$)([0-9]{6,20})|([0-9]{6,20}))",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"\^[A-Za-z0-9_-]{1,64}")
_KINDLE_REF = re.compile(r"\^ref-([0-9]{1,12})")
_KINDLE_LINK = re.compile(r"[?&]asin=([A-Z0-9]{10})\b")
_COMMENT = re.compile(r"%%[ \t]{0,4}colou?r:?[ \t]{0,4}([a-z]{3,10})[ \t]{0,4}%%$", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?<=\))\[\^[^\[\]\s]{1,20}\]$")
_USUAL = re.compile(r"\(\[(View Highlight|View Tweet|(?:Location|Page)[ \u00a0][0-9]{1,9})\]\((https?://[^\s()]{1,200})\)\)")
_HEAD = re.compile(r"\(?\[([^\[\]\n]{1,40})\]\(([^()\s]{1,2000})\)\)?[ \t]*[:—–-]?\s*")
_LONGEST_LINK = 240
_READER_LINK = len("https://read.readwise.io/read/") + 26
_MOST_MARKS = 12  # behind one passage
_LEADERS = frozenset("—–-~·|•")
_LAST_OF_MARKS = frozenset(")]%")
_LONGEST_TAIL, _LONGEST_LEAD = 80, 24
_LED_PLACE = re.compile(r"(?:^|\s)(?:[—–-]{1,2}\s)?(location|loc\.?|page|position|time):?\s?$", re.IGNORECASE)
_BARE_PLACE = re.compile(r"\s[—–-]{1,2}\s(location|loc\.?|page|position):?\s([0-9]{1,7}(?:[-–][0-9]{1,7})?)$", re.IGNORECASE)
_LED_NUMBER = re.compile(r"[0-9ivxlc]{1,9}(?:[-–][0-9ivxlc]{1,9})?", re.IGNORECASE)
_GROUP = re.compile(r"\s[—–-]{1,2}\s?Group:\s?#?([^\n—–()\[\]]{1,60})$")
_FOOTNOTE_HEAD = re.compile(r"\s{0,8}\[\^[^\[\]\s]{1,20}\]:\s{0,8}")


class Marks(NamedTuple):
    """What was peeled: the text without it, the exporter's ids, the first link that is not "Open in Readwise", place, colour, hashtags, date.

    `note` is what the reader wrote behind the mark, where an exporter puts it there.
    """

    text: str
    ids: tuple[str, ...] = ()
    url: str = ""
    location: str = ""
    color: str = ""
    tags: str = ""
    date: str = ""
    note: str = ""

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
        second.date or first.date,
        "\n\n".join(filter(None, dict.fromkeys((first.note, second.note)))),
    )


def peel(text: str) -> Marks:
    """The text of a passage without the links, places and block ids at its end, and what they say."""
    text = text.rstrip()
    last = text[-1:]
    if "zotero://" in text and (cited := read_citation(text)):
        return Marks(cited.text, cited.ids, cited.url, cited.location, cited.color, note=cited.note)
    if last == ")":
        return peel_usual(text) or _peel(text)
    if last == "\\":  # a hard break behind the mark
        marks = peel(text.rstrip("\\ "))
        return marks if marks.stated else Marks(text)
    tail = text[-_LONGEST_TAIL:]
    if last == "%" or "^" in tail or (")" in tail and ("#" in tail or "Group:" in tail)) or (last.isdecimal() and _BARE_PLACE.search(tail)):
        return _peel(text)
    return Marks(text)


def dated_mark(text: str) -> Marks | None:
    """What the head of a callout says that holds nothing but when the passage was made or changed: `Updated on 2023-05-06`; else None."""
    date = stated_date(text)
    return Marks("", date=date) if date else None


def peel_head(text: str) -> Marks:
    """The text of a passage without the one mark that it begins with, and what it says; for templates that put it there."""
    found = _HEAD.match(text)
    mark = link_mark(found[1].replace("\u00a0", " "), found[2], wrapped=text[0] == "(") if found else None
    if not found or not mark:
        return Marks(text)
    return Marks(text[found.end() :], mark.ids, found[2], mark.location, date=mark.date)


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
    found = _Peeled(text)
    for _ in range(_MOST_MARKS):
        if not found.step():
            break
    return found.marks()


@dataclass(slots=True)
class _Peeled:
    """A text from whose end marks are taken one by one."""

    text: str
    ids: list[str] = field(default_factory=list)
    url: str = ""
    location: str = ""
    color: str = ""
    date: str = ""
    behind: str = ""  # what stays behind the text
    tags: str = ""
    tagged: str = ""  # the text with its hashtags, until a mark before them makes them the passage's
    reference: str = ""

    def marks(self) -> Marks:
        """What was taken, and the text that is left."""
        asin = _KINDLE_LINK.search(self.url) if self.reference else None
        if asin and self.location:
            self.ids.append(f"{asin[1]}-{self.location.partition(' ')[2]}-ref-{self.reference}")
        text, tags = (self.tagged, "") if self.tagged else (self.text, self.tags)
        return Marks(text + self.behind, _ordered(self.ids), self.url, self.location, self.color, tags, self.date)

    def step(self) -> bool:
        """Take one mark; False where none stands at the end."""
        text = self.text
        last = text[-1:]
        tail = text[-_LONGEST_TAIL:]
        if last == ")":
            return self._link() or self._place()
        if last == "]" and (found := _FOOTNOTE.search(text, max(0, len(text) - _LONGEST_TAIL))):
            self.text, self.behind = text[: found.start()], found.group() + self.behind
        elif last == "%" and (found := _COMMENT.search(text, max(0, len(text) - _LONGEST_TAIL))):
            self.text, self.color = text[: found.start()].rstrip(), found[1].lower()
        elif "^" in tail and (block := _trailing_block(text)):
            self.text = block[0]
            self.ids += block[1]
            self.reference = block[2] or self.reference
        elif last.isdecimal() and (found := _BARE_PLACE.search(tail)):
            self.text = text[: len(text) - len(tail) + found.start()].rstrip()
            self.location = place_of(f"{found[1]} {found[2]}") or self.location
        elif "Group:" in tail and "hyp" in text and (found := _GROUP.search(tail)):
            self.text = text[: len(text) - len(tail) + found.start()].rstrip()
            self.tags = f"#[[{found[1].strip()}]] {self.tags}" if found[1].strip() != "Public" else self.tags
        else:
            return not self.tagged and ")" in tail and "#" in tail and self._hashtags()
        return True

    def _hashtags(self) -> bool:
        before, tags = cut_hashtags(self.text)
        if tags:
            self.tagged, self.text, self.tags = self.text, before, f"{tags} {self.tags}".strip()
        return bool(tags)

    def _link(self) -> bool:
        link = _trailing_link(self.text)
        if link is None:
            return False
        self.text, label, target, mark = link
        self.ids += mark.ids
        if "readwise.io/open/" not in target or not label.casefold().startswith("open"):
            self.url = target
        self.location = mark.location or self.location
        self.date = mark.date or self.date
        self.tagged = ""
        if self.text[-1:] in _LEADERS and self.text[-2:-1].isspace():
            self.text = self.text[:-1].rstrip()  # the dash that led to the link
        elif self.text[-2:] == "\\-":
            self.text = self.text[:-2].rstrip()
        return True

    def _place(self) -> bool:
        place = _trailing_place(self.text)
        if place is not None:
            self.text, self.location = place
        return place is not None


def _ordered(ids: list[str]) -> tuple[str, ...]:
    """Each id once, Reader's before numbers; they were met from the end."""
    if len(ids) < 2:  # noqa: PLR2004 - the usual case
        return tuple(ids)
    return tuple(sorted(dict.fromkeys(reversed(ids)), key=str.isdecimal))


def _trailing_link(text: str) -> tuple[str, str, str, LinkMark] | None:
    """(the text before it, label, target, what it says) of the exporter's link that ends a text."""
    middle = text.rfind("](")
    start = text.rfind("[", 0, middle) if middle > 0 else -1
    if start < 0:
        return None
    label, target = text[start + 1 : middle], text[middle + 2 :]
    if label != "View Highlight":
        label = label.replace("\u00a0", " ")
    wrapped = text[start - 1 : start] == "(" and target.endswith("))")
    target = target[: -2 if wrapped else -1]
    if " " in target or "\n" in target:
        return None
    before = text[: start - wrapped]
    target = target.strip("()") if target.startswith("(") else target
    led = _LED_PLACE.search(before[-_LONGEST_LEAD:]) if _LED_NUMBER.fullmatch(label) else None
    if led:
        place = place_of(f"{led[1]} {label}")
        return before[: len(before) - len(led.group())].rstrip(), label, target, LinkMark(link_ids(target), place)
    mark = link_mark(label, target, wrapped=wrapped)
    return None if mark is None or _FOOTNOTE_HEAD.fullmatch(before) else (before.rstrip(), label, target, mark)


def _trailing_place(text: str) -> tuple[str, str] | None:
    """(the text before it, the place) where a text ends with a place in brackets that is no link."""
    start = text.rfind("(", len(text) - _LONGEST_TAIL if len(text) > _LONGEST_TAIL else 0)
    said = text[start + 1 : -1].replace("\u00a0", " ") if start >= 0 else ""
    place = place_of(said) or (cited_place(said) if text[start - 2 : start].strip() == "”" else "")
    return (text[:start].rstrip(), place) if place else None


def _trailing_block(text: str) -> tuple[str, list[str], str] | None:
    """(the text before it, Readwise's number if it is one, the number of Kindle's plugin if it is one) of the block id that ends a text."""
    start = text.rfind("^")
    if start < 0 or (start and not text[start - 1].isspace()):
        return None
    if not _BLOCK.fullmatch(text, start):
        return None
    number = _NUMBERED.fullmatch(text, start)
    reference = _KINDLE_REF.fullmatch(text, start)
    return text[:start].rstrip(), [next(filter(None, number.groups()))] if number else [], reference[1] if reference else ""
