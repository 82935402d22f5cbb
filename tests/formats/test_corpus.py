"""Real exports, read in place where they are.

Nothing raises, every id that stands in a file is found, and the seeds are understood whole.
"""

import collections
import re
from pathlib import Path

import pytest

from app.formats.registry import parse_file
from app.model import ParsedFile

IDS = re.compile(
    r"read\.readwise\.io/(?:new/)?read/([0-9a-z]{26})|readwise\.io/open/(\d+)|\^rw(?:ID-)?(\d+)\b(?!-note)"
)


def _parse(path: Path) -> ParsedFile:
    return parse_file(str(path), path.read_bytes(), named=True)


def _seed(shared: Path, number: int) -> ParsedFile:
    return _parse(next((shared / "seeds").glob(f"{number:03}_*")))


def test_the_later_seed_holds_the_earlier_one(shared: Path) -> None:
    earlier, later = (_seed(shared, number).documents[0] for number in (2, 1))
    assert (len(earlier.highlights), len(later.highlights)) == (9, 146)
    assert {h.ids for h in earlier.highlights} <= {h.ids for h in later.highlights}
    stamps = collections.Counter((h.added_at or "")[:16] for h in later.highlights)
    assert stamps == {"": 8, "2024-10-14T09:56": 1, "2024-10-14T11:56": 58, "2024-10-14T13:34": 79}
    assert all(
        h.url.endswith(h.ids[0]) and "View Highlight" not in h.text and not h.chapter
        for h in later.highlights
    )


@pytest.mark.parametrize(("number", "kind"), [(0, "text"), (3, "text"), (4, "text")])
def test_pages_saved_as_text_are_documents_with_a_body(
    shared: Path, number: int, kind: str
) -> None:
    parsed = _seed(shared, number)
    assert [(d.kind, len(d.highlights), len(d.body) > 1000) for d in parsed.documents] == [
        (kind, 0, True)
    ]


def test_every_export_is_read_and_every_id_found(shared: Path) -> None:
    """Ids within code, full texts and the reader's own prose are no passages.

    So a handful of files may lack some.
    """
    missing = {}
    for path in sorted((shared / "corpus").rglob("*.md")):
        parsed = _parse(path)
        highlights = [h for d in parsed.documents for h in d.highlights]
        if not highlights or parsed.format in ("note", "text"):
            continue
        wanted = {
            code
            for found in IDS.findall(path.read_text(encoding="utf-8"))
            for code in found
            if code
        }
        lacking = wanted - {code for h in highlights for code in h.ids}
        if lacking:
            missing[path] = lacking
    assert len(missing) <= 15, missing
