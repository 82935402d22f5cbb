"""Header between `+++` lines, as Hugo and Zola write it: TOML, its values as text."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from app.formats.header.properties import Value
from app.model import Line
from app.text import storable

_FENCE = "+++"
_TABLES = (
    "taxonomies",
    "params",
    "extra",
)  # tables in which generators of sites put fields of the document
_PAIR = re.compile(r"[ \t]{0,20}[\"']?([\w.-]{1,60})[\"']?[ \t]{0,20}=[ \t]{0,20}(.*)")


def toml_end(lines: Sequence[str], start: int, longest: int) -> int:
    """Index of the closing fence of a TOML header of at most `longest` letters, or 0."""
    if not lines or lines[start].rstrip() != _FENCE:
        return 0
    length = 0
    for i in range(start + 1, len(lines)):
        if lines[i].rstrip() == _FENCE:
            return i
        length += len(lines[i]) + 1
        if length > longest:
            break
    return 0


def load_toml(inner: Sequence[str]) -> dict[str, Value]:
    """Values by key of a header's lines; ValueError for what is no TOML."""
    try:
        return dict(_fields(tomllib.loads("\n".join(inner), parse_float=str)))
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _fields(loaded: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    """Keys with values as text; those in tables that describe the document come to the top."""
    for key, value in loaded.items():
        if key in _TABLES and isinstance(value, dict):
            yield from ((storable(k), _value(v)) for k, v in value.items() if k not in loaded)
        else:
            yield storable(key), _value(value)


def _value(value: object) -> Value:
    return tuple(map(_text, value)) if isinstance(value, list) else _text(value)


def _text(value: object) -> str:
    if isinstance(value, str):
        return storable(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    return storable(json.dumps(value, ensure_ascii=False, default=str))


def plain_pairs(inner: Sequence[str]) -> list[str]:
    """Lines `key = value` of a broken TOML header as `key: value`, with their continuations.

    Comments and heads of tables are left out.
    """
    pairs = [_PAIR.fullmatch(line) for line in inner]
    yaml_lines = [
        f"{match[1]}: {match[2]}" if match else line
        for match, line in zip(pairs, inner, strict=True)
    ]
    return [line for line in yaml_lines if not line.lstrip().startswith(("#", "["))]


def toml_comments(
    inner: Sequence[str], first: int, values: Mapping[str, Value], *, every: bool = False
) -> Iterator[Line]:
    """Comments of a header; with `every`, heads of tables too.

    `first` is the first line's number.
    """
    loaded = "\n".join(
        "\n".join(value) if isinstance(value, tuple) else value for value in values.values()
    )
    for number, line in enumerate(inner, first):
        _, sign, comment = line.partition("#")
        if (sign and comment.strip() and comment.strip(" \"'],") not in loaded) or (
            every and line.lstrip().startswith("[")
        ):
            yield Line(number, line)
