"""Where the highlights of a file begin that no heading opens."""

from app.formats.dates import only_stamp
from app.formats.exporters.marking_headings import marks_passage
from app.formats.fields import entry, is_known, labelled
from app.formats.headings import is_highlights_heading, level, opening, title
from app.formats.lines import (
    block_end,
    fence_end,
    is_address,
    is_bullet,
    is_exported,
    is_marked,
    is_rule,
)
from app.formats.markers.stripping import strip_markers

_NEARBY = 60  # lines below a marker that show whether each paragraph has one
METADATA = frozenset(
    {
        "metadata",
        "about",
        "properties",
        "info",
        "information",
        "details",
        "bibliographic data",
        "readwise information",
        "book info",
        "episode metadata",
    }
)
_OPENINGS = frozenset({"highlights", "my highlights", "annotations", "clippings", "quotes"})
SUMMARIES = frozenset({"summary", "abstract"})
_FULL_TEXT = frozenset({"full document", "full text", "full article", "document"})


def is_full_text(line: str) -> bool:
    """Whether a heading announces the whole text of a document."""
    return title(line).casefold() in _FULL_TEXT


def begins_export(lines: list[str], start: int) -> bool:
    """Whether a heading begins the whole export anew, as a cover or metadata come next."""
    name = title(lines[start])
    if level(lines[start]) > 1 and name.casefold().strip(" :") not in METADATA:
        return False
    following = [line for line in lines[start + 1 : start + 6] if line.strip()][:2]
    if level(lines[start]) == 1:
        return bool(following) and (
            following[0].startswith("![rw-book-cover") or title(following[0]).casefold() in METADATA
        )
    return bool(following) and following[0].startswith(
        ("- Author:", "- Full Title:", "* Author:", "* Full Title:")
    )


def first_passage(lines: list[str], start: int) -> int:
    """Index of the first passage with an exporter's marker, or of the chapter above it.

    The number of lines without one.
    """
    at = start
    while at < len(lines):
        line = lines[at]
        if level(line) and (is_full_text(line) or opening(title(line))):
            return len(lines)
        if "```" in line:
            at = fence_end(lines, at)
        elif marks_passage(line):
            return _chapter_above(lines, start, at)
        elif is_exported(line) and not _is_metadata(line, lines[at - 1] if at > start else ""):
            first = _beginning(lines, start, at)
            return (
                _chapter_above(lines, start, first)
                if _stands_alone(lines, first, at)
                else len(lines)
            )
        at += 1
    return len(lines)


def _is_metadata(line: str, above: str) -> bool:
    """Whether a line with a marker is no passage.

    A key with its value, a row of a table, or a marker alone without text above.
    """
    metadata = entry(line)
    alone = not strip_markers(line).text.strip("-*+> \t") and (
        not above.strip() or level(above) > 0
    )
    return (
        (metadata is not None and (is_known(metadata) or metadata.strong))
        or (
            metadata is not None
            and is_bullet(line)
            and _is_listed_field(above)
            and not is_exported(line)
        )
        or alone
        or line[:1] == "|"
    )


def _is_listed_field(line: str) -> bool:
    """Whether a line is a known field in a list, so that a bullet below it is one as well."""
    metadata = entry(line)
    return metadata is not None and is_bullet(line) and is_known(metadata)


def _beginning(lines: list[str], start: int, marked: int) -> int:
    """Index of the first line of the passage whose marker is on line `marked`."""
    i = marked
    while i > start and not is_bullet(lines[i]):
        above = lines[i - 1]
        within = lines[i][:1] in " \t" or (lines[i][:1] == ">") == (above[:1] == ">")
        if (
            not above.strip()
            or level(above)
            or is_rule(above)
            or not within
            or _is_head(above)
            or is_marked(above)
        ):
            break
        i -= 1
    return i


def _stands_alone(lines: list[str], first: int, marked: int) -> bool:
    """Whether a passage certainly begins with its first line.

    It is a bullet, or one of several paragraphs that each have a marker.
    """
    if is_bullet(lines[first]):
        return True
    if not strip_markers(lines[marked]).text.strip("> \t"):
        return False
    pending = False
    i = marked + 1
    end = min(len(lines), marked + _NEARBY)
    while i < end:
        stop = max(i + 1, block_end(lines, i, end))
        exported = any(map(is_exported, lines[i:stop]))
        if exported and pending:
            return False
        pending = pending or not (
            exported
            or not lines[i].strip()
            or is_rule(lines[i])
            or level(lines[i])
            or labelled(lines[i])  # the note on it
        )
        i = stop
    return True


def announces(line: str) -> bool:
    """Whether a line without a `#` serves as the heading of the metadata or the highlights.

    As `Highlights:` or `**Metadata**`.
    """
    text = line.strip()
    name = text.strip("*_: ").casefold()
    return name != text.casefold() and (name in METADATA or name in _OPENINGS)


def _is_head(line: str) -> bool:
    """Whether a line directly above a passage is metadata."""
    metadata = entry(line)
    return (
        is_address(line)
        or announces(line)
        or only_stamp(line) is not None
        or (metadata is not None and (metadata.strong or is_known(metadata)))
    )


def _chapter_above(lines: list[str], start: int, passage: int) -> int:
    """Index of the headings right above a passage that are its chapters, else its own."""
    first = i = passage
    while i > start:
        i -= 1
        if not lines[i].strip():
            continue
        name = title(lines[i]).casefold().strip(" :")
        if (
            not level(lines[i])
            or is_highlights_heading(name)
            or name in METADATA | SUMMARIES
            or name.startswith(("by ", "citation ("))
            or level(lines[i]) > level(lines[first]) > 0
            or not any(map(level, lines[start:i]))
        ):
            break
        first = i
    return first
