"""Every sort of file, with what the parser makes of it as JSON beside it.

A sample without its JSON writes one, to be read before it is kept.
"""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from app.formats.registry import parse_file
from app.model import ParsedHighlight

SAMPLES = Path(__file__).parent / "samples"
INPUTS = sorted(
    p for p in SAMPLES.rglob("*") if p.suffix in {".md", ".txt", ".csv"} or p.name == "list.json"
)


def _full(value: object) -> object:
    """The value without its empty fields, which would hide the others."""
    if isinstance(value, ParsedHighlight):
        return _full(value._asdict())
    if isinstance(value, dict):
        return {
            key: _full(item)
            for key, item in value.items()
            if item is not False and item not in ("", None, (), [], {})
        }
    if isinstance(value, list | tuple):
        return [_full(item) for item in value]
    return value


@pytest.mark.parametrize("path", INPUTS, ids=lambda path: str(path.relative_to(SAMPLES)))
def test_a_sample_gives_what_stands_beside_it(path: Path) -> None:
    parsed = parse_file(str(path.relative_to(SAMPLES)), path.read_bytes(), named=True)
    told = _full(asdict(parsed))
    expected = path.with_name(path.name + ".json")
    if not expected.exists():
        expected.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"{expected.name} was missing and has been written: read it, then run again")
    assert told == json.loads(expected.read_text(encoding="utf-8"))
