"""Other ways in which a person is named: initials in one word, the last name first, a handle."""

import re

_INITIALS = re.compile(r"(?:[A-Z]\.[ ]?){2,4}(?=[A-Z]\w)")
_JOINED = re.compile(r"[A-Z]{2,4}(?=[ ][A-Z]\w)")
_ON_SITE = re.compile(r"(@\w{2,30}) on \w{1,20}")
_NAME_BEFORE = re.compile(r"(?:[A-Z]\.|[A-Z]\w{0,38})[ ]$")
_NAME_BEHIND = re.compile(r"[ ][A-Z]")
_BEFORE = 40  # letters before a name that are looked at


def initials_otherwise(name: str) -> str:
    """A person's name with its first initials in one word, `JRR Tolkien`, or parted where they are.

    Empty where it begins with fewer than two.
    """
    if parted := _INITIALS.match(name):
        return f"{re.sub('[^A-Z]', '', parted[0])} {name[parted.end() :]}"
    if joined := _JOINED.match(name):
        return f"{'. '.join(joined[0])}. {name[joined.end() :].lstrip()}"
    return ""


def handle_of(name: str) -> str:
    """The handle of an author who is known by it alone, `@moss on Twitter`; else empty."""
    site = _ON_SITE.fullmatch(name)
    return site[1] if site else ""


def inverted(name: str) -> str:
    """A person's name as lists of books have it, `Tolkien, J. R. R.`; empty for one word."""
    words = name.split()
    at = len(words) - 1
    while at > 1 and words[at - 1].islower():  # van Gogh
        at -= 1
    plain = at > 0 and not re.search(r"[^\w\s.'’-]", name)
    return f"{' '.join(words[at:])}, {' '.join(words[:at])}" if plain else ""


def is_listed(text: str, start: int, end: int) -> bool:
    """Whether an inverted name in this range of a text is one, and not of two names in a row.

    `James Holt, Ada Lorn` names nobody who is called Ada Holt.
    """
    before = text[max(0, start - _BEFORE) : start]
    return not (_NAME_BEFORE.search(before) or _NAME_BEHIND.match(text, end))
