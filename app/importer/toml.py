"""The header between `+++` lines, as Hugo and Zola write it: TOML, its values as text."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time

from app.importer.properties import Value, read_properties
from app.model import Line, Problem
from app.text import storable

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


def read_toml(lines: Sequence[str], start: int, end: int) -> tuple[dict[str, Value], tuple[Line, ...], tuple[Problem, ...]]:
    """(values by key, lines with comments, problems) of the header between two fences. What is no TOML is read line by line."""
    inner = lines[start + 1 : end]
    try:
        loaded = tomllib.loads("\n".join(inner), parse_float=str)
        values = dict(_fields(loaded))
    except (ValueError, RecursionError) as error:
        reason = str(error).split("\n")[0][:80] or "it cannot be read"
        values = _plainly(inner)
        problem = Problem(f"front matter is not TOML ({reason}): read line by line", start + 1)
        return values, tuple(_comments(inner, start, values, every=True)), (problem,)
    return values, tuple(_comments(inner, start, values)), ()


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


def _plainly(inner: Sequence[str]) -> dict[str, Value]:
    """`key = value` lines read one by one, and lines that go on with them."""
    pairs = [_PAIR.fullmatch(line) for line in inner]
    told = [f"{found[1]}: {found[2]}" if found else line for found, line in zip(pairs, inner, strict=True)]
    kept = [line for line in told if not line.lstrip().startswith(("#", "["))]
    return read_properties(kept)[0]


def _comments(inner: Sequence[str], start: int, values: Mapping[str, Value], *, every: bool = False) -> Iterator[Line]:
    """The lines that say more than the values do: comments; with `every`, also heads of tables."""
    said = "\n".join("\n".join(value) if isinstance(value, tuple) else value for value in values.values())
    for number, line in enumerate(inner, start + 2):
        _, mark, comment = line.partition("#")
        if (mark and comment.strip() and comment.strip(" \"'],") not in said) or (every and line.lstrip().startswith("[")):
            yield Line(number, line)
