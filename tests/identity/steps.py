"""How much work something is, whatever else the machine has to do."""

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

ROOMS = tuple(
    f"{Path(__file__).resolve().parents[2] / 'app' / room}/"
    for room in ("importer", "formats", "identity")
)


def steps(work: Callable[..., object], *material: object) -> int:
    """How many instructions of the import's code run while the work is done on the material."""
    count = 0

    def watch(frame: FrameType, event: str, _: object) -> Any:  # noqa: ANN401 - as `settrace` takes it
        nonlocal count
        if not frame.f_code.co_filename.startswith(ROOMS):
            return None
        frame.f_trace_opcodes, frame.f_trace_lines = True, False
        count += event == "opcode"
        return watch

    before = sys.gettrace()
    sys.settrace(watch)
    try:
        work(*material)
    finally:
        sys.settrace(before)
    return count
