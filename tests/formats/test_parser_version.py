"""PARSER is raised whenever a sample comes to be read otherwise.

What libraries hold is then read again.
"""

import hashlib
import json
from pathlib import Path

import pytest

from app.formats.registry import PARSER
from tests.formats.test_samples import INPUTS, SAMPLES

KNOWN = SAMPLES.with_name("parser_version.json")


def test_a_changed_result_asks_for_a_higher_parser_version() -> None:
    """A hash of each sample and of its result lies beside the version that gave it.

    A sample that is new or was itself changed asks for nothing: no library holds it.
    """
    known = json.loads(KNOWN.read_text(encoding="utf-8"))
    now = {str(path.relative_to(SAMPLES)): _hashes(path) for path in INPUTS}
    before = known["samples"]
    changed = [
        p
        for p, (sample, result) in now.items()
        if p in before and before[p][0] == sample and before[p][1] != result
    ]
    assert not changed or known["parser"] < PARSER, (
        f"raise PARSER in app/formats/registry.py: {', '.join(changed)} is read otherwise now"
    )
    if known != (fresh := {"parser": PARSER, "samples": now}):
        KNOWN.write_text(json.dumps(fresh, indent=1) + "\n", encoding="utf-8")
        pytest.fail(
            f"{KNOWN.name} was out of date and has been written anew: run again, and keep it"
        )


def _hashes(path: Path) -> list[str]:
    pair = path, path.with_name(f"{path.name}.json")
    return [hashlib.sha256(file.read_bytes()).hexdigest()[:16] for file in pair]
