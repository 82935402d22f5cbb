"""The header between `+++` lines, as Hugo and Zola write it: TOML, its values as text."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from app.model import Line
from app.text import storable

Value = str | tuple[str, ...]

_FENCE = "+++"
_TABLES = ("taxonomies", "params", "extra")  # tables in which generators of sites put fields of the document
_PAIR = re.compile(r"[ \t]{0,20}[\"']?([\w.-]{1,60})[\"']?[ \t]{0,20}=[ \t]{0,20}(.*)")


def toml_end(lines: Sequence[str], start: int, longest: int) -> int:
    """The index of the closing fence of a TOML header of at most `longest` letters, or 0 where there is none."""
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
    """The values by key of a header's lines; raises ValueError for what is no TOML."""
    try:
        return dict(_fields(tomllib.loads("\n".join(inner), parse_float=str)))
    except RecursionError as error:
        raise ValueError("it is nested too deep") from error


def _fields(loaded: Mapping[str, object]) -> Iterator[tuple[str, Value]]:
    """The keys with their values as text; those of the tables that say what the document is stand beside them."""
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
    """The lines `key = value` of a header that is no TOML as `key: value`, and those that go on with them; no comments and heads of tables."""
    pairs = [_PAIR.fullmatch(line) for line in inner]
    told = [f"{found[1]}: {found[2]}" if found else line for found, line in zip(pairs, inner, strict=True)]
    return [line for line in told if not line.lstrip().startswith(("#", "["))]


def toml_comments(inner: Sequence[str], first: int, values: Mapping[str, Value], *, every: bool = False) -> Iterator[Line]:
    """The lines that say more than the values do: comments; with `every`, also heads of tables. `first` is the number of the first line."""
    said = "\n".join("\n".join(value) if isinstance(value, tuple) else value for value in values.values())
    for number, line in enumerate(inner, first):
        _, mark, comment = line.partition("#")
        if (mark and comment.strip() and comment.strip(" \"'],") not in said) or (every and line.lstrip().startswith("[")):
            yield Line(number, line)
