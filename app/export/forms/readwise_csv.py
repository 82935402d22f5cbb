"""CSV in the columns of Readwise's own export, a row for each highlight."""

import csv
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import StringIO

from app.formats.families.readwise_csv import PLACES, guarded
from app.formats.names import split_authors, split_tags
from app.model import Highlight
from app.store.reads.exported import KeptDocument

COLUMNS = (
    *("Highlight", "Book Title", "Book Author", "Amazon Book ID", "Note", "Color", "Tags"),
    *("Location Type", "Location", "Highlighted at", "Document tags"),
)
_TYPES = {label: kind for kind, label in reversed(PLACES.items())}
_ASIN = "asin:"


def csv_pieces(batches: Iterable[Sequence[KeptDocument]]) -> Iterator[str]:
    """The text of the file, in a piece for each batch.

    Of a document it says title, authors, tags and Amazon's id; of a highlight all but chapter,
    link and when it was added.
    """
    yield _lines([COLUMNS])
    for documents in batches:
        yield _lines(row for document in documents for row in _rows(document))


def _lines(rows: Iterable[Sequence[str]]) -> str:
    text = StringIO(newline="")
    csv.writer(text).writerows([guarded(cell) for cell in row] for row in rows)
    return text.getvalue()


def _rows(kept: KeptDocument) -> Iterator[tuple[str, ...]]:
    document = kept.document
    authors = _joined(document.authors, split_authors, (", ", " and ", "; "))
    asin = next((key[len(_ASIN) :] for key in kept.keys if key.startswith(_ASIN)), "")
    tags = _joined(document.tags, split_tags, (",",))
    for one in kept.highlights:
        highlight = one.highlight
        if highlight.text.strip():
            yield (
                *(highlight.text, document.title, authors, asin, highlight.note, highlight.color),
                _joined(tags_of(highlight), split_tags, (",",)),
                *placed(highlight.location),
                highlight.highlighted_at.replace("T", " "),
                tags,
            )


def tags_of(highlight: Highlight) -> tuple[str, ...]:
    """The tags of a highlight, and those that exporters write for its flags."""
    known = {tag.casefold() for tag in highlight.tags}
    flags = (("favorite", highlight.favorite), ("discard", highlight.discarded))
    return (*highlight.tags, *(tag for tag, is_set in flags if is_set and tag not in known))


def _joined(
    names: Sequence[str],
    split: Callable[[Iterable[str]], tuple[str, ...]],
    separators: Sequence[str],
) -> str:
    """Names in one cell, in the first of these ways in which they are read back as they are."""
    if not names:
        return ""
    ways = [separator.join(names) for separator in separators]
    linked = " ".join(f"[[{name}]]" for name in names)
    return next((way for way in (*ways, linked) if split([way]) == tuple(names)), ways[0])


def placed(location: str) -> tuple[str, str]:
    """The type of a location and its number, as `Location 80` is `location` and `80`.

    A location of no known type goes whole into the second.
    """
    label, _, number = location.partition(" ")
    number = number.strip()
    if number and f"{label} {number}" == location and label in _TYPES:
        return _TYPES[label], number
    return "", location
