"""Where a list goes on: the sort values of the last row shown, as one opaque word that can stand in an address."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Sequence
from math import isfinite

Mark = str | int | float


def encode(values: Sequence[Mark]) -> str:
    """The cursor of these values: URL-safe letters only."""
    return urlsafe_b64encode(json.dumps(values, separators=(",", ":")).encode()).decode().rstrip("=")


def decode(cursor: str) -> list[Mark]:
    """The values of a cursor; a bad one gives none, which means the first page."""
    try:
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return []
    return list(values) if isinstance(values, list) and all(map(_is_bindable, values)) else []


def _is_bindable(value: object) -> bool:
    """Whether SQLite takes the value as it is: no booleans, no half letters, whole numbers of 64 bits, no infinity."""
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    if isinstance(value, int):
        return not isinstance(value, bool) and -(2**63) <= value < 2**63
    return isinstance(value, float) and isfinite(value)
