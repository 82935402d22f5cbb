"""Header between `---` or `+++` lines, as text only: YAML, TOML, or plain `key: value` lines."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import frontmatter

from app.formats.header.properties import Value, read_properties
from app.formats.header.toml import load_toml, plain_pairs, toml_comments, toml_end
from app.formats.header.yaml_strings import StringsHandler
from app.formats.lines import is_rule
from app.model import Line, Problem

LONGEST = 64 * 1024  # letters; a header longer than this is prose


@dataclass(frozen=True, slots=True)
class Header:
    """Values of the front matter.

    `end` is the index of the first line after it (0 without one), `comments` its lines with
    more than values.
    """

    values: Mapping[str, Value] = field(default_factory=dict)
    end: int = 0
    problems: tuple[Problem, ...] = ()
    comments: tuple[Line, ...] = ()


def read_header(lines: Sequence[str]) -> Header:
    """Front matter at the head of a file.

    A header that is no YAML is read line by line and reported as a problem.
    """
    start = next((i for i, line in enumerate(lines) if line.strip()), 0)
    if end := toml_end(lines, start, LONGEST):
        return _read_toml(lines[start + 1 : end], start, end)
    end = _end(lines, start)
    if not end:
        return Header()
    inner = [
        "" if is_rule(line) else line for line in lines[start + 1 : end]
    ]  # a longer rule is neither the end nor YAML
    if not any(map(str.strip, inner)):
        return Header({}, end + 1)
    if (usual := _read_simple(inner)) is not None:
        return Header(usual, end + 1)
    handler = StringsHandler()
    try:
        values, _ = frontmatter.parse("\n".join(["---", *inner, "---", ""]), handler=handler)
    except ValueError as error:
        return _read_line_by_line(
            inner,
            start,
            Problem(
                f"front matter is not YAML ({error}): read line by line; nothing was lost",
                start + 1,
            ),
        )
    unread = tuple(Line(start + 1 + n, inner[n - 1]) for n in sorted(handler.unread))
    return Header(values, end + 1, (), unread)  # type: ignore[arg-type] # the handler's own values


def _read_toml(inner: Sequence[str], start: int, end: int) -> Header:
    """Header between `+++` lines; what is no TOML is read line by line."""
    try:
        values = load_toml(inner)
        return Header(values, end + 1, (), tuple(toml_comments(inner, start + 2, values)))
    except ValueError as error:
        values, _ = read_properties(plain_pairs(inner))
        reason = str(error).partition("\n")[0][:80]
        message = f"front matter is not TOML ({reason}): read line by line; nothing was lost"
        return Header(
            values,
            end + 1,
            (Problem(message, start + 1),),
            tuple(toml_comments(inner, start + 2, values, every=True)),
        )


# What nearly every header is made of, and reads the same whoever reads it: no sign of YAML beyond
# these, nothing escaped, no line that goes on.
_PLAIN = r"[^\W_](?:[\w ./+,()'=?&%~;!’-]|:(?=[^\s]))*"
_NAME = r"[^\W_](?:[\w .'’-]*[\w.])?"
_QUOTED = r"[^\"\\\x00-\x1f\x7f-\xa0\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]*"
_USUAL = re.compile(
    rf"([A-Za-z][A-Za-z0-9_]*(?:[ -][A-Za-z0-9_]+)*):(?:(?: "
    rf"+(?:({_PLAIN})|\"({_QUOTED})\"|\[(\[{_NAME}(?:, {_NAME})*\])\]))? *)"
)
_LISTED = re.compile(rf"( *)- (?:({_PLAIN})|\"({_QUOTED})\") *")


def _read_simple(inner: Sequence[str]) -> dict[str, Value] | None:
    """Header of simple lines with the same values as in YAML; None for any other."""
    values: dict[str, Value] = {}
    key = indent = None
    for line in inner:
        if match := _USUAL.fullmatch(line):
            key, plain, quoted, linked = match.groups()
            if key in values:
                return None
            values[key] = plain.rstrip() if plain else (f"[{linked}]",) if linked else quoted or ""
            key, indent = (None, None) if plain or linked or quoted is not None else (key, None)
        elif key is not None and (match := _LISTED.fullmatch(line)):
            space, plain, quoted = match.groups()
            if indent is not None and space != indent:
                return None
            indent = space
            values[key] = (*values[key], plain.rstrip() if plain else quoted)
        else:
            return None
    return values if len(inner) <= _MOST_LINES else None


_MOST_LINES = 500


def _read_line_by_line(inner: Sequence[str], start: int, problem: Problem) -> Header:
    """Header read line by line; an empty one where it does not look like a header."""
    comments = {i: line for i, line in enumerate(inner) if line.lstrip().startswith("# ")}
    values, odd = read_properties([line for i, line in enumerate(inner) if i not in comments])
    lines = tuple(Line(start + 2 + i, line) for i, line in comments.items())
    return Header(values, start + len(inner) + 2, (problem,), lines) if not odd else Header()


def _end(lines: Sequence[str], start: int) -> int:
    """Index of the closing fence, or 0 without a header."""
    if not lines or lines[start].rstrip() != "---":
        return 0
    length = 0
    for i in range(start + 1, len(lines)):
        line = lines[i].rstrip()
        if line in ("---", "..."):  # Pandoc ends with three dots
            return i
        length += len(line) + 1
        if length > LONGEST:
            break
    return 0
