"""Snips of Snipd: the link to one comes above its words."""

import re

from app.formats.lines import is_rule, unquote
from app.formats.markers.stripping import strip_markers
from app.formats.markers.values import NO_MARKERS
from app.formats.passages.collector import Collector
from app.model import Line

_SNIP = "share.snipd.com/snip/"
_LABEL = re.compile(r"\W{0,8}quote\W{0,8}", re.IGNORECASE)


def take_snip(lines: list[str], start: int, end: int, collector: Collector) -> bool:
    """Read a run of lines that begins with the link to a snip; False for any other.

    Its words are the rest of the run, or the next one below a heading of its own.
    """
    markers = strip_markers(lines[start]) if _SNIP in lines[start] else NO_MARKERS
    if markers.ids and not markers.text:
        collector.heading(6, lines[start].strip(), Line(start + 1, lines[start]))
        start += 1
    elif _SNIP not in collector.heading_markers.url or any(_SNIP in x for x in lines[start:end]):
        return False
    words = [unquote(line) if line[:1] == ">" else line for line in lines[start:end]]
    words = [line for line in words if not (is_rule(line) or _LABEL.fullmatch(line.strip()))]
    if any(map(str.strip, words)):
        collector.passage(words, NO_MARKERS, start, end)
    return True
