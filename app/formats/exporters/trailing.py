"""What exporters write at the end of a passage: a link, a location in brackets, a block id."""

import re

from app.formats.exporters.links import (
    LinkMarker,
    cited_page,
    is_of_exporter,
    link_ids,
    link_marker,
    location_label,
)

# A block id that holds Readwise's number: templates write what letters they please before it.
# Behind others than its own a date is none.
_NUMBERED = re.compile(
    r"\^(?:(?:rw|readwise|rhwi)[A-Za-z_-]{0,16}([0-9]{1,20})"
    r"|(?!ref-)[A-Za-z][A-Za-z_-]{0,15}(?!(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-3][0-9]$)"
    r"([0-9]{6,20})|([0-9]{6,20}))",
    re.IGNORECASE,
)
_BLOCK = re.compile(r"\^[A-Za-z0-9_-]{1,64}")
_KINDLE_REF = re.compile(r"\^ref-([0-9]{1,12})")
_LED_LOCATION = re.compile(
    r"(?:^|\s)(?:[—–-]{1,2}\s)?(\(?)(location|loc\.?|page|position|time|pp?\.|S\.):?\s?$",
    re.IGNORECASE,
)
_ABBREVIATED = frozenset({"p.", "pp.", "s."})  # pages, which writers cite so as well
_LED_NUMBER = re.compile(r"[0-9ivxlc]{1,9}(?:[-–][0-9ivxlc]{1,9})?", re.IGNORECASE)
BLOCK_ID = re.compile(r"(?:^|\n|(?<=\s))\^[A-Za-z0-9_-]{6,64}\s{0,4}$")  # that ends a text
HYPOTHESIS_GROUP = re.compile(r"[-*] Group: #?([^\s#][^\n#]{0,60})")
_NOTE_BEHIND = re.compile(
    r"([^\n]{1,20000}?[—–-] (?:location|page): \[[0-9]{1,7}\]\(kindle://[^()\s]{1,300}\))"
    r"(?! ?\^)([^\n]{1,20000})"
)
_HTML_LINK = re.compile(
    r"\(?<a href=[\"'](https?://[^\"'<>\s()]{1,300})[\"'][^<>]{0,100}>([^<>\[\]]{1,40})</a>\)?$"
)
_BARE_ADDRESS = re.compile(
    r"(?<=\s)[(<]?(https://(?:read\.readwise\.io/(?:new/)?read/[0-9A-Za-z]{26}"
    r"|readwise\.io/open/[0-9]{1,20}))[)>]?$"
)
_LONGEST_ADDRESS = 480
_FOOTNOTE_HEAD = re.compile(r"\s{0,8}\[\^[^\[\]\s]{1,20}\]:\s{0,8}")
_LONGEST_TAIL, _LONGEST_LEAD = 80, 24  # letters


def trailing_link(text: str) -> tuple[str, str, str, LinkMarker] | None:
    """(text before, label, target, marker) of the exporter's link at the end of a text, or None."""
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
    target = target[1:-1] if target.startswith("<") and target.endswith(">") else target
    led = _LED_LOCATION.search(before[-_LONGEST_LEAD:]) if _LED_NUMBER.fullmatch(label) else None
    if led and led[2].casefold() in _ABBREVIATED and not _cites(target):
        led = None  # a citation in the passage
    if led:
        target = target.removesuffix(")") if led[1] else target
        location = location_label(f"{'p.' if led[2] == 'S.' else led[2]} {label}")
        return (
            before[: len(before) - len(led.group())].rstrip(),
            label,
            target,
            LinkMarker(link_ids(target), location),
        )
    marker = link_marker(label, target, wrapped=wrapped)
    return (
        None
        if marker is None or _FOOTNOTE_HEAD.fullmatch(before)
        else (before.rstrip(), label, target, marker)
    )


def _cites(target: str) -> bool:
    """Whether an address is an exporter's, so that a page before it is the passage's own."""
    return target.startswith("zotero:") or is_of_exporter(target)


def bare_address_as_link(text: str) -> str:
    """Text that ends with an exporter's bare address, or HTML link, ending with a Markdown link.

    Empty for any other.
    """
    tail = text[-_LONGEST_ADDRESS:]
    if tail.endswith(("</a>", "</a>)")):
        link = _HTML_LINK.search(tail)
        label, address = (link[2], link[1]) if link else ("", "")
    else:
        link = _BARE_ADDRESS.search(tail) if "readwise.io/" in tail else None
        label, address = "View Highlight", link[1] if link else ""
    return f"{text[: len(text) - len(tail) + link.start()]}([{label}]({address}))" if link else ""


def cut_note(line: str) -> tuple[str, str]:
    """(passage with its link into Kindle, the note that its plugin writes right behind); else "".

    As `Moss is slow. — location: [210](kindle://…)my thought`.
    """
    match = _NOTE_BEHIND.fullmatch(line) if "](kindle://" in line else None
    return (match[1], match[2].strip()) if match else (line, "")


def trailing_location(text: str) -> tuple[str, str] | None:
    """(text before, location) of a location in brackets at the end of a text, or None."""
    start = text.rfind("(", len(text) - _LONGEST_TAIL if len(text) > _LONGEST_TAIL else 0)
    inner = text[start + 1 : -1].replace("\u00a0", " ") if start >= 0 else ""
    location = location_label(inner) or (
        cited_page(inner) if text[start - 2 : start].strip() == "”" else ""
    )
    return (text[:start].rstrip(), location) if location else None


def trailing_block(text: str) -> tuple[str, list[str], str, str] | None:
    """Parts of a text that ends with a block id; None for any other.

    (text before, Readwise's numbers, Kindle plugin's number, any other block id).
    """
    start = text.rfind("^")
    if start < 0 or (start and not text[start - 1].isspace()):
        return None
    if not _BLOCK.fullmatch(text, start):
        return None
    number = _NUMBERED.fullmatch(text, start)
    reference = _KINDLE_REF.fullmatch(text, start)
    return (
        text[:start].rstrip(),
        [next(filter(None, number.groups()))] if number else [],
        reference[1] if reference else "",
        "" if number or reference else text[start + 1 :].rstrip(),
    )
