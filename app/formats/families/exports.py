"""What tells an export from a reader's own note."""

from app.formats.document import Draft
from app.formats.entries import entry, is_known
from app.formats.headings import level, opening, title
from app.formats.lines import is_bullet, is_exported
from app.formats.markers import peel
from app.formats.source import Source

COVER = "![rw-book-cover"  # stands at the head of nearly every export, and of nothing else
_HEAD = 40  # lines


def is_export(source: Source) -> bool:
    """Whether a file is an export: it has the exporter's cover, or highlights and a work they are from, or is made of marked passages."""
    if COVER in source.text:
        return True
    lines = source.lines[source.header.end :]
    opened = next((i for i, line in enumerate(lines) if level(line) and opening(title(line))), None)
    marked = any(map(_is_passage, lines))
    if opened is None and not marked:
        return False
    if opened is not None and (marked or "added" in lines[opened]):
        return True
    draft = _stated(source, lines[: _HEAD if opened is None else min(opened, _HEAD)])
    if opened is not None:
        return bool(draft.authors or draft.stated_kind or draft.fields)
    return draft.stated_kind is not None or _is_made_of_passages(lines)


def _stated(source: Source, head: list[str]) -> Draft:
    """What the header and the first lines say of a work."""
    draft = source.draft()
    plain = True  # bare `Key: value` lines count only above all prose
    for line in head:
        found = entry(line)
        if found and (found.strong or line[:2] in ("- ", "* ", "> ") or (plain and is_known(found))):
            draft.add(found.key, found.value)
        elif line.strip() and not level(line):
            plain = False
    return draft


def _is_made_of_passages(lines: list[str]) -> bool:
    """Whether most of what stands at the margin are bullets with marks."""
    margin = [line for line in lines if line.strip() and line[0] not in " \t" and not level(line)]
    return sum(is_bullet(line) and _is_passage(line) for line in margin) * 2 > len(margin)


def _is_passage(line: str) -> bool:
    return is_exported(line) or bool(peel(line).location)
