"""Exporters' markers behind a passage: links to it, its location, block ids.

They are stripped from the end of a text, never searched for in it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from app.formats.exporters.links import location_label
from app.formats.exporters.trailing import (
    bare_address_as_link,
    trailing_block,
    trailing_link,
    trailing_location,
)
from app.formats.exporters.zotero import read_citation
from app.formats.markers.one_link import LONGEST_LINK, LONGEST_TAIL, strip_one_link
from app.formats.markers.values import NO_MARKERS, Markers, merge, ordered_ids
from app.formats.names import cut_hashtags

_KINDLE_LINK = re.compile(r"[?&]asin=([A-Z0-9]{10})\b")
# By which templates show the colour of a passage.
_CIRCLES = {
    "🟡": "yellow",
    "🟠": "orange",
    "🔴": "red",
    "🟢": "green",
    "🔵": "blue",
    "🟣": "purple",
}
_COMMENT = re.compile(r"%%[ \t]{0,4}colou?r:?[ \t]{0,4}([a-z]{3,10})[ \t]{0,4}%%$", re.IGNORECASE)
_FOOTNOTE = re.compile(r"(?<=\))\[\^[^\[\]\s]{1,20}\]$")
_MOST_MARKERS = 12  # after one passage
_LEADERS = frozenset("—–-~·|•")
_WRAPPERS = frozenset(">*_")
_LONGEST_LEAD = 24
_BARE_LOCATION = re.compile(
    r"\s[—–-]{1,2}\s(location|loc\.?|page|position):?\s([0-9]{1,7}(?:[-–][0-9]{1,7})?)$",
    re.IGNORECASE,
)
_GROUP = re.compile(r"\s[—–-]{1,2}\s?Group:\s?#?([^\n—–()\[\]]{1,60})$")
_WRAPPED = re.compile(
    r"(?:<(small|su[bp]|span|em|i|font|cite)\b[^<>]{0,80}>(?P<tagged>[^<>]{1,400})</\1>"
    r"|(?<![*_\w])(?P<sign>[*_]{1,3})(?P<slanted>[(\[—–-][^\n*]{1,400}?)(?P=sign))$"
)
_HIDDEN = re.compile(r"(?:<!--([^<>]{0,80})-->|%%([^%\n]{0,80})%%)$")
_STATED_ID = re.compile(
    r"[A-Za-z_ -]{0,28}(?:id|rw|readwise)[A-Za-z_]{0,12}\s{0,4}[:=]?\s{0,4}([0-9]{6,20})\s{0,4}",
    re.IGNORECASE,
)
_KINDLE_CLOUD = re.compile(
    r"\s(?:Read more at )(location|page) ([0-9]{1,7})(?:\s{1,4}[•·]\s{0,4}Delete this highlight)?$",
    re.IGNORECASE,
)


_LONGEST_KEPT = 2_000  # letters of a line whose markers are kept


def strip_markers(text: str) -> Markers:
    """Text of a passage without the links, locations and block ids at its end, and their values.

    Several rules ask it of one line in turn: of the last few lines it is kept.
    """
    return _kept(text) if len(text) <= _LONGEST_KEPT else _stripped(text)


@lru_cache(maxsize=64)
def _kept(text: str) -> Markers:
    return _stripped(text)


def _stripped(text: str) -> Markers:
    text = text.rstrip()
    last = text[-1:]
    if "zotero://" in text and (cited := read_citation(text)):
        note, tags = cut_hashtags(f" {cited.note}")
        return Markers(
            cited.text, cited.ids, cited.url, cited.location, cited.color, tags, note=note.strip()
        )
    if last == ")":
        markers = strip_one_link(text) or _strip(text)
        linked = "" if markers.stated else bare_address_as_link(text)
        found = strip_markers(linked) if linked else markers
        return found if found.stated else markers
    if (linked := bare_address_as_link(text)) and (found := strip_markers(linked)).stated:
        return found
    if last == "\\":  # a hard break after the marker
        markers = strip_markers(text.rstrip("\\ "))
        return markers if markers.stated else Markers(text)
    return _strip(text) if _may_be_marked(text) else Markers(text)


def _may_be_marked(text: str) -> bool:
    """Whether a text that does not end with `)` may end with markers: a quick test."""
    last, tail = text[-1:], text[-LONGEST_TAIL:]
    return bool(
        last == "%"
        or "^" in tail
        or (last in _CIRCLES and text[:-1].rstrip()[-1:] == ")")
        or (
            last in _WRAPPERS
            and ")" in tail[-_LONGEST_LEAD:]
            and _WRAPPED.search(text[-LONGEST_LINK:])
        )
        or (last == ">" and "<!--" in tail)
        or "Read more at" in tail
        or (")" in tail and ("#" in tail or "Group:" in tail))
        or (last.isdecimal() and _BARE_LOCATION.search(tail))
    )


def strip_line_markers(lines: Sequence[str]) -> Markers:
    """Text of a passage of several lines without the markers at its end.

    At the end of any line, where its reader wrote on below the first marker.
    """
    markers = strip_markers("\n".join(lines))
    if "](" not in markers.text or not any(strip_markers(line).ids for line in lines[:-1]):
        return markers
    stripped = [strip_markers(line) for line in lines]
    merged = NO_MARKERS
    for markers_of_line in stripped:
        merged = merge(markers_of_line, merged) if markers_of_line.stated else merged
    return merged._replace(
        text="\n".join(
            markers_of_line.text if markers_of_line.stated else line
            for markers_of_line, line in zip(stripped, lines, strict=True)
        )
    )


def _strip(text: str) -> Markers:
    stripper = _Stripper(text)
    for _ in range(_MOST_MARKERS):
        if not stripper.step():
            break
    return stripper.markers()


@dataclass(slots=True)
class _Stripper:
    """Text from whose end markers are taken one by one."""

    text: str
    ids: list[str] = field(default_factory=list)
    url: str = ""
    location: str = ""
    color: str = ""
    date: str = ""
    behind: str = ""  # what stays after the text
    tags: str = ""
    tagged: str = (
        ""  # the text with its hashtags, until a marker before them makes them the passage's
    )
    reference: str = ""
    block: str = ""

    def markers(self) -> Markers:
        """Text that is left, and the values of the markers taken."""
        asin = _KINDLE_LINK.search(self.url) if self.reference else None
        if asin and self.location:
            self.ids.append(f"{asin[1]}-{self.location.partition(' ')[2]}-ref-{self.reference}")
        text, tags = (self.tagged, "") if self.tagged else (self.text, self.tags)
        if text[:1] in _CIRCLES and (self.ids or self.url):
            text, self.color = text[1:].lstrip(), _CIRCLES[text[0]]
        return Markers(
            text + self.behind,
            ordered_ids(self.ids),
            self.url,
            self.location,
            self.color,
            tags,
            self.date,
            block=self.block,
        )

    def step(self) -> bool:
        """Take one marker; False without one at the end."""
        text = self.text
        last = text[-1:]
        tail = text[-LONGEST_TAIL:]
        if last == ")":
            return self._take_link() or self._take_location()
        if last in _CIRCLES and not self.color:
            self.text, self.color = text[:-1].rstrip(), _CIRCLES[last]
        elif last == "]" and (match := _FOOTNOTE.search(text, max(0, len(text) - LONGEST_TAIL))):
            self.text, self.behind = text[: match.start()], match.group() + self.behind
        elif last == "%" and (match := _COMMENT.search(text, max(0, len(text) - LONGEST_TAIL))):
            self.text, self.color = text[: match.start()].rstrip(), match[1].lower()
        elif last in ">%" and (match := _HIDDEN.search(text, max(0, len(text) - LONGEST_TAIL))):
            return self._take_hidden(match)
        elif last in _WRAPPERS and (
            match := _WRAPPED.search(text, max(0, len(text) - LONGEST_LINK))
        ):
            return self._take_wrapped(match)
        elif "^" in tail and (block := trailing_block(text)):
            self.text, self.tagged = block[0], ""
            self.ids += block[1]
            self.reference = block[2] or self.reference
            self.block = block[3] or self.block
        elif match := (
            (last.isdecimal() and _BARE_LOCATION.search(tail)) or _KINDLE_CLOUD.search(tail)
        ):
            self.text = text[: len(text) - len(tail) + match.start()].rstrip()
            self.location = location_label(f"{match[1]} {match[2]}") or self.location
        elif "Group:" in tail and "hyp" in text and (match := _GROUP.search(tail)):
            self.text = text[: len(text) - len(tail) + match.start()].rstrip()
            self.tags = (
                f"#[[{match[1].strip()}]] {self.tags}"
                if match[1].strip() != "Public"
                else self.tags
            )
        else:
            marked = ")" in tail or "^" in tail
            return not self.tagged and marked and "#" in tail and self._take_hashtags()
        return True

    def _take_hidden(self, match: re.Match[str]) -> bool:
        """Take a comment that states Readwise's number; any other belongs to the text."""
        stated = _STATED_ID.fullmatch((match[1] or match[2] or "").strip())
        stated = stated if self.text[: match.start()].strip(" \t>-*+") else None
        if stated:
            self.text = self.text[: match.start()].rstrip()
            self.ids.append(stated[1])
        return stated is not None

    def _take_wrapped(self, match: re.Match[str]) -> bool:
        """Take a marker in italics or small type."""
        inner = strip_markers(match["tagged"] or match["slanted"])
        if not inner.stated or inner.text.strip(" —–-"):
            return False
        self.text = self.text[: match.start()].rstrip()
        self.ids += reversed(inner.ids)
        self.url, self.location = inner.url or self.url, inner.location or self.location
        self.date, self.tagged = inner.date or self.date, ""
        return True

    def _take_hashtags(self) -> bool:
        before, tags = cut_hashtags(self.text)
        if tags:
            self.tagged, self.text, self.tags = self.text, before, f"{tags} {self.tags}".strip()
        return bool(tags)

    def _take_link(self) -> bool:
        link = trailing_link(self.text)
        if link is None:
            return False
        self.text, label, target, marker = link
        self.ids += marker.ids
        if "readwise.io/open/" not in target or not label.casefold().startswith("open"):
            self.url = target
        self.location = marker.location or self.location
        self.date = marker.date or self.date
        self.tagged = ""
        if self.text[-1:] in _LEADERS and self.text[-2:-1].isspace():
            self.text = self.text[:-1].rstrip()  # the dash that led to the link
        elif self.text[-2:] == "\\-":
            self.text = self.text[:-2].rstrip()
        return True

    def _take_location(self) -> bool:
        found_location = trailing_location(self.text)
        if found_location is not None:
            self.text, self.location = found_location
        return found_location is not None
