"""Readwise's account export: CSV with a row for each highlight, in any of its three versions."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from app.formats.dates import stamp
from app.formats.document import DocumentBuilder
from app.formats.names import split_tags
from app.formats.source import Source
from app.model import Line, ParsedDocument, ParsedHighlight

_COLUMNS = {
    "highlight": "text",
    "quote": "text",
    "text": "text",
    "book title": "title",
    "title": "title",
    "book author": "author",
    "author": "author",
    "amazon book id": "asin",
    "amazon id": "asin",
    "asin": "asin",
    "book asin": "asin",
    "kindle asin": "asin",
    "authors": "author",
    "note": "note",
    "notes": "note",
    "color": "color",
    "colour": "color",
    "tags": "tags",
    "location type": "place",
    "location": "location",
    "page": "page",
    "highlighted at": "date",
    "date": "date",
    "url": "url",
    "source url": "url",
    "document tags": "document_tags",
    "category": "kind",
    "highlight url": "link",
}
_KNOWN = frozenset(_COLUMNS.values())
_OF_DOCUMENT = {
    "title": "Title",
    "author": "Author",
    "document_tags": "Document Tags",
    "url": "URL",
    "kind": "Category",
    "asin": "Amazon Book ID",
}
PLACES = {
    "location": "Location",
    "page": "Page",
    "time_offset": "Time",
    "time": "Time",
    "order": "Order",
    "offset": "Offset",
}
# Letters with which spreadsheets begin a formula, wide forms too.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
_CLOSING = re.compile(r"'(?!\w)")
_LONGEST = (
    2**31 - 1
    # letters of a cell, which may be as long as its file: the limit holds for the whole program, so
    # it is one for all
)


def is_table(source: Source) -> bool:
    """Whether a file is a table whose head names a highlight and a title."""
    if source.suffix != ".csv":
        return False
    head = source.text[:4000]
    columns = _columns(
        next(csv.reader(io.StringIO(head, newline=""), delimiter=_delimiter(head)), [])
    )
    return "text" in columns and "title" in columns


def read_table(source: Source) -> tuple[tuple[ParsedDocument, ...], tuple[Line, ...]]:
    """One document for each title and author; unparsed are rows and cells that fit no field."""
    drafts: dict[tuple[str, str], DocumentBuilder] = {}
    earlier: dict[tuple[str, str], dict[str, str]] = defaultdict(dict)
    highlights: dict[tuple[str, str], list[ParsedHighlight]] = {}
    odd: list[Line] = []
    for row, cells, lines in _rows(source.text):
        if not row.get("text", "").strip():
            odd.append(Line(lines[0], ",".join(cells)))
            continue
        key = row.get("title", "").strip(), row.get("author", "").strip()
        builder = drafts.setdefault(key, DocumentBuilder(key[0] or "Quotes"))
        left_over = [
            *_describe(builder, row, earlier[key]),
            *_unplaced(row),
            *_left_over(row, cells),
        ]
        highlights.setdefault(key, []).append(_highlight(row, lines))
        odd += [Line(lines[0], text) for text in left_over]
    documents = (builder.document(tuple(highlights[key])) for key, builder in drafts.items())
    return tuple(documents), tuple(odd)


def _delimiter(text: str) -> str:
    """Delimiter of the cells; spreadsheets may write semicolons or tabs."""
    head = text[: text.find("\n")]
    return max(",;\t", key=head.count)


def _columns(head: list[str]) -> list[str]:
    """Field of each column; a column without a free field keeps its own name, each name once."""
    columns: list[str] = []
    for i, name in enumerate(head, 1):
        field = _COLUMNS.get(name.strip().casefold(), name.strip())
        columns.append(field if field not in columns else f"{name.strip()} ({i})")
    return columns


def _rows(text: str) -> Iterator[tuple[dict[str, str], list[str], tuple[int, int]]]:
    """(cells by column, cells, first and last line number) of every row that is not blank."""
    csv.field_size_limit(_LONGEST)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    columns = _columns(next(rows, []))
    before = rows.line_num
    for cells in rows:
        if any(map(str.strip, cells)):
            values = map(unguarded, cells)
            yield dict(zip(columns, values, strict=False)), cells, (before + 1, rows.line_num)
        before = rows.line_num


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: apostrophes before what begins one."""
    marks, begins, quoted = _guard_of(cell)
    if not begins or (marks == 1 and quoted):
        return cell
    return f"'{cell}" if not marks and not quoted else f"''{cell}"


def unguarded(cell: str) -> str:
    """The cell without the apostrophes that `guarded` put before it.

    One that begins a quotation, as in `'@someone' wrote`, stays.
    """
    if cell[:1] != "'":
        return cell
    marks, begins, quoted = _guard_of(cell)
    if not begins or (marks == 1 and quoted):
        return cell
    return cell[min(marks, 2) :]


def _guard_of(cell: str) -> tuple[int, bool, bool]:
    """The apostrophes before a cell, and two facts about them.

    Whether a formula begins behind them, and whether another apostrophe may end a quotation that
    they begin.
    """
    rest = cell.lstrip("'")
    begins = rest.startswith(_FORMULA)
    return len(cell) - len(rest), begins, begins and _CLOSING.search(rest) is not None


def _describe(
    builder: DocumentBuilder, row: Mapping[str, str], earlier: dict[str, str]
) -> Iterator[str]:
    """Add a row's values to the document; gives those that differ from an `earlier` row's.

    Tags add up.
    """
    for column, name in _OF_DOCUMENT.items():
        value = row.get(column, "").strip()
        if not value or earlier.get(column) == value:
            continue
        if column not in earlier or column == "document_tags":
            earlier[column] = value
            builder.add(name, value)
        else:
            yield f"{name}: {value}"


def _unplaced(row: Mapping[str, str]) -> Iterator[str]:
    """Page of a row that has another location, and a date that cannot be read."""
    page, date = row.get("page", "").strip(), row.get("date", "").strip()
    if page and row.get("location", "").strip() not in ("", page):
        yield f"Page: {page}"
    if date and not stamp(date):
        yield f"Date: {date}"


def _left_over(row: Mapping[str, str], cells: Sequence[str]) -> list[str]:
    """Cells of a row in a column of the owner's own, or beyond all columns."""
    own = [f"{name}: {cell}" for name, cell in row.items() if name not in _KNOWN and cell.strip()]
    return [*own, *filter(str.strip, cells[len(row) :])]


def _highlight(row: dict[str, str], lines: tuple[int, int]) -> ParsedHighlight:
    location_type, location = row.get("place", "").strip().lower(), row.get("location", "").strip()
    page = f"Page {row['page']}" if row.get("page") else ""
    label = PLACES.get(location_type, location_type.capitalize())
    if "place" not in row and row.get("asin", "").strip() and location.isdecimal():
        label = PLACES["location"]  # of a Kindle
    return ParsedHighlight(
        text=row["text"].strip("\n"),
        note=row.get("note", "").strip(),
        tags=tuple(tag.removeprefix(".") for tag in split_tags([row.get("tags", "")])),
        location=f"{label} {location}".strip() if location else page,
        url=row.get("link", "").strip(),
        color=row.get("color", "").strip().lower(),
        highlighted_at=stamp(row.get("date", "")),
        lines=(lines,),
    )
