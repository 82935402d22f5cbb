"""What tells an export from a reader's own note: an exporter's marks, or highlights and a work they are from."""

from collections.abc import Iterator

from app.importer.dates import only_stamp
from app.importer.entries import entry, is_known
from app.importer.headings import level, opening, speaks_of_annotations, title
from app.importer.lines import block_end, is_address, is_bullet, is_exported, is_rule
from app.importer.marks import peel
from app.importer.metadata import Draft
from app.importer.source import Source

COVER = "![rw-book-cover"  # stands at the head of nearly every export, and of nothing else
_HEAD = 40  # lines
_SUMMARIES = frozenset({"summary", "abstract"})


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
    if opened is None:
        return draft.stated_kind is not None or _is_made_of_passages(lines)
    return _is_described(draft, plain=not speaks_of_annotations(lines[opened]))


def _is_described(draft: Draft, *, plain: bool) -> bool:
    """Whether a work is named well enough for highlights without any mark. Below annotations, which own notes have too, an author does not do."""
    fields = draft.fields.keys() & {"url", "cover", "exporter_id"}
    return draft.stated_kind is not None or (bool(fields or draft.authors) if plain else bool(fields - {"url"}))


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
    """Whether most of what stands at the margin, but for metadata and a summary, are passages with marks."""
    blocks = list(_blocks(lines))
    return sum(blocks) * 2 > len(blocks)


def _blocks(lines: list[str]) -> Iterator[bool]:
    """For each block that is no metadata, whether it is a passage with a mark."""
    summary = False
    i = 0
    while i < len(lines):
        line = lines[i]
        found = entry(line) if line.strip() else None
        if level(line):
            summary = title(line).casefold() in _SUMMARIES
        if not line.strip() or level(line) or is_rule(line) or is_address(line) or only_stamp(line) or (found and is_known(found)):
            i += 1
            continue
        stop = block_end(lines, i, len(lines), is_bullet)
        marked = "```" not in line and any(map(_is_passage, lines[i:stop] if is_bullet(line) else lines[stop - 1 : stop]))
        if marked or not summary:
            yield marked
        i = max(stop, i + 1)


def _is_passage(line: str) -> bool:
    return is_exported(line) or bool(peel(line).location)
