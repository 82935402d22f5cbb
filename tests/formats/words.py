"""What stands anywhere in what a parser gave."""

from collections.abc import Iterator
from dataclasses import asdict

from app.model import ParsedFile


def said(parsed: ParsedFile) -> str:
    """All that the parser gave, keys of properties included, as one text."""
    return " ".join(_strings(asdict(parsed)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from _strings(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from _strings(item)
