"""Formatting of dates, locations, numbers and import reports for people.

No-break spaces join what must stay on one line.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from difflib import SequenceMatcher
from pathlib import PurePath

from markupsafe import Markup

from app.markdown.plain import plain
from app.model import Highlight, Kind
from app.text import MONTHS

NBSP = "\u00a0"
_PLACE = re.compile(
    r"(page|p|location|loc)s?\.?\s?([0-9ivxlcdm][0-9ivxlcdm.,–-]{0,20})", re.IGNORECASE
)
_PLACE_LETTERS = 40
_PLURALS = {
    "body": "bodies",
    "person": "people",
    "story": "stories",
    "handle or site": "handles and sites",
}
_KINDS: dict[Kind, str] = {"supplemental": "Supplement"}
_OUT, _IN = Markup("<del>{}</del>"), Markup("<ins>{}</ins>")
_HOURS = 100  # minutes from which a time is given in hours
_WORDS = 1500  # of both texts; comparing more takes too long


def count(number: int, thing: str) -> str:
    """Format a number with its noun: `1 highlight`, `1,284 highlights`, `no highlights`."""
    return f"{number:,}{NBSP}{plural(number, thing)}" if number else f"no{NBSP}{plural(0, thing)}"


def plural(number: int, thing: str) -> str:
    """Put a noun in the plural unless the number is 1."""
    return thing if number == 1 else _PLURALS.get(thing, f"{thing}s")


def kind(name: Kind) -> str:
    """A kind of document as a word for people."""
    return _KINDS.get(name, name.capitalize())


def tier(name: str) -> str:
    """Heading of a tier of results: how well they match."""
    headings = {"prefix": "Words that begin so", "most words": "Most of the words"}
    return headings.get(name, name.capitalize())


def further_tags(highlight: Highlight, shown: Iterable[str] = ()) -> list[str]:
    """Tags of a highlight without those that the page already shows.

    Those shown as a star or a badge are left out too.
    """
    marks = {"favorite": highlight.favorite, "discard": highlight.discarded}
    known = {*map(str.casefold, shown), *(name for name, holds in marks.items() if holds)}
    return [name for name in highlight.tags if name.casefold() not in known]


# --- dates
# --------------------------------------------------------------------------------------------------


def day(stamp: str) -> str:
    """Format a stamp of ISO 8601 as `12 Mar 2025`, or part of one as `Mar 2025` or `2025`.

    Other text is unchanged.
    """
    year, month, date = [*stamp[:10].split("-"), "", ""][:3]
    if not (year.isdecimal() and len(year) == len("2025")):
        return stamp
    name = (
        MONTHS[int(month) - 1][:3] if month.isdecimal() and 1 <= int(month) <= len(MONTHS) else ""
    )
    number = str(int(date)) if name and date.isdecimal() else ""
    return NBSP.join(part for part in (number, name, year) if part)


def month(stamp: str) -> str:
    """Format a stamp of ISO 8601 as `Mar 2025`."""
    return day(stamp[:7])


def reading_time(minutes: int) -> str:
    """Format a reading time: `about 40 minutes`, `about 5 hours`."""
    hours = count(round(minutes / 60), "hour")
    return f"about {count(minutes, 'minute') if minutes < _HOURS else hours}"


def span(earliest: str, latest: str) -> str:
    """Format a span of days: `12 Mar to 3 May 2025`, with a shared year only once."""
    first, last = day(earliest), day(latest)
    if not first or first == last:
        return last
    year = f"{NBSP}{last[-4:]}"
    begun = first.removesuffix(year) if first.endswith(year) and first != last[-4:] else first
    return f"{begun} to {last}"


def moment(clock: str) -> str:
    """Format a time of ours (ISO 8601 UTC) in this computer's zone: `3 May 2025, 09:56`."""
    try:
        at = datetime.fromisoformat(clock)
    except ValueError:
        return clock
    local = (at if at.tzinfo else at.replace(tzinfo=UTC)).astimezone()
    return f"{day(local.isoformat())}, {local:%H:%M}"


def local_day(clock: str) -> str:
    """Format the day of a time of ours (ISO 8601 UTC) in this computer's zone: `3 May 2025`."""
    return moment(clock).partition(", ")[0]


def hour(clock: str) -> str:
    """Format the hour of a time of ours (ISO 8601 UTC) in this computer's zone: `09:56`."""
    return moment(clock).rpartition(", ")[2]


def duration(seconds: float) -> str:
    """Format a duration: `4 ms`, `1.2 seconds` or `3 min 20 s`."""
    if seconds < 1:
        return f"{max(1, round(seconds * 1000))}{NBSP}ms"
    if seconds < 60:  # noqa: PLR2004 seconds to a minute
        return f"{seconds:.1f}{NBSP}seconds"
    return f"{int(seconds // 60)}{NBSP}min {int(seconds % 60)}{NBSP}s"


# --- locations
# --------------------------------------------------------------------------------------------------


def place(location: str) -> str:
    """Format a location briefly: `p. 80`, `loc. 911`.

    Other text is cut at forty letters.
    """
    found = _PLACE.fullmatch(location.strip())
    if found:
        sort = "p." if found[1].lower().startswith("p") else "loc."
        return f"{sort}{NBSP}{found[2].replace('-', '–')}"
    text = location.strip()
    return text if len(text) <= _PLACE_LETTERS else text[:_PLACE_LETTERS].rstrip() + "…"


def folio(highlight: Highlight) -> str:
    """Label of a highlight on its document's page: its location, else its number there."""
    return place(highlight.location) or f"{highlight.number:,}"


def long_place(location: str) -> str:
    """Format a location for a citation: `p. 80`, `location 911`."""
    return place(location).replace(f"loc.{NBSP}", f"location{NBSP}")


def lines(first: int, last: int) -> str:
    """Format a range of lines: `line 74` or `lines 74–76`."""
    return f"line{NBSP}{first:,}" if first == last else f"lines{NBSP}{first:,}–{last:,}"


def file_name(path: str) -> str:
    """Name of a file by its path."""
    return PurePath(path).name


def compared(before: str, after: str) -> Markup:
    """Compare two versions of a Markdown text, without its markup.

    It is the later one, with words of the earlier one in `<del>` and new ones in `<ins>`.
    """
    old, new = plain(before).split(), plain(after).split()
    if len(old) + len(new) > _WORDS:
        return _framed(_OUT, old) + " " + _framed(_IN, new)
    parts = []
    for change, old_first, old_last, new_first, new_last in SequenceMatcher(
        None, old, new, autojunk=False
    ).get_opcodes():
        if change == "equal":
            parts.append(Markup.escape(" ".join(new[new_first:new_last])))
        else:
            parts += [_framed(_OUT, old[old_first:old_last]), _framed(_IN, new[new_first:new_last])]
    return Markup(" ").join(part for part in parts if part)


def _framed(frame: Markup, words: list[str]) -> Markup:
    return frame.format(" ".join(words)) if words else Markup()
