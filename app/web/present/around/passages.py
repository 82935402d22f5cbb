"""What is around a passage, as its page shows it: words that two passages share, and how far."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from app.markdown.plain import plain
from app.model.around import Echo
from app.store.around.shared_words import shared_ranges
from app.web.present.text import count

_BEFORE = 60  # letters before the first shared word
_LETTERS = 420  # of an echo
_OPENING = 64  # of a passage that is named by its beginning


def filters_and(others: Mapping[str, Callable[..., Any]]) -> dict[str, Callable[..., Any]]:
    """The template filters of this module, by name, and these others."""
    return {**others, "echoed": echoed, "shared": shared, "opening": opening, "apart": apart}


def echoed(markdown: str, other: str) -> Markup:
    """A passage as plain text, the words that another one has as well marked.

    A long one is cut to the part from shortly before the first of them.
    """
    text = " ".join(plain(markdown).split())
    ranges = shared_ranges(text, plain(other))
    first = ranges[0][0] if ranges else 0
    begin = text.rfind(" ", 0, max(0, first - _BEFORE)) + 1 if len(text) > _LETTERS else 0
    end = _end(text, begin)
    pieces, at = [Markup.escape("… " if begin else "")], begin
    for start, stop in ((max(a, begin), min(b, end)) for a, b in ranges if a < end):
        pieces += [
            Markup.escape(text[at:start]),
            Markup("<mark>{}</mark>").format(text[start:stop]),
        ]
        at = stop
    return Markup().join([*pieces, Markup.escape(text[at:end]), " …" if end < len(text) else ""])


def _end(text: str, begin: int) -> int:
    """Where a text of so many letters ends, at a space."""
    last = begin + _LETTERS
    return len(text) if len(text) <= last else max(text.rfind(" ", begin, last), begin + 1)


def shared(echo: Echo) -> str:
    """How much of its words an echo shares, and how long after or before it was marked."""
    share = "All its words" if echo.share >= 1 else f"{int(100 * echo.share)}% of its words"
    if not echo.days:
        return share if echo.days is None else f"{share}; marked the same day"
    side = "after" if echo.days > 0 else "before"
    return f"{share}; {count(abs(echo.days), 'day')} {side} this one"


def opening(markdown: str) -> str:
    """The first words of a passage, to name it by."""
    text = " ".join(plain(markdown[: 4 * _OPENING]).split())
    if len(text) <= _OPENING:
        return text
    return f"{text[:_OPENING].rpartition(' ')[0] or text[:_OPENING]} …"


def apart(first: str, last: str) -> str:
    """How long one stamp is after another: in days, months or years."""
    try:
        days = (date.fromisoformat(last[:10]) - date.fromisoformat(first[:10])).days
    except ValueError:
        return ""
    for unit, length in (("year", 365), ("month", 30)):
        if days >= 2 * length or days == length:
            return count(days // length, unit)
    return count(days, "day")
