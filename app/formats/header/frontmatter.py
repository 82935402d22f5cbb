"""Header between `---` or `+++` lines, as text only: YAML, TOML, or plain `key: value` lines."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import frontmatter
import yaml
from frontmatter.default_handlers import BaseHandler

from app.formats.fields import field_of
from app.formats.header.toml import load_toml, plain_pairs, toml_comments, toml_end
from app.formats.lines import is_rule
from app.model import Line, Problem
from app.text import storable

Value = str | tuple[str, ...]

LONGEST = 64 * 1024  # letters; a header longer than this is prose
_DEEPEST = 20  # PyYAML's C loader dies uncatchably at some thousands
_MOST_NODES = 5000
_FENCE = re.compile(r"^---[ \t]*$", re.MULTILINE)
_KEY_AT_MARGIN = re.compile(r"[A-Za-z][\w-]{0,40}:(?: |$)")
_GROUPS = ("kindle-sync",)  # mappings within a header that describe the document
_FIELDS_INSIDE = {"title": "title", "author": "author", "asin": "asin", "bookImageUrl": "cover"}
_SIGNS = " \t\r\n:,-?[]{}#"
_COMMENTED = re.compile(
    r"([ \t]{0,40}(?:- |[^\s#:'\"-][^:#\n]{0,60}:[ \t]))[ \t]{0,40}([^\s'\"\[{|>&*!%@`][^\n]*)"
)
_KEY = re.compile(r"""["']?([^\s:#\-\[\]{}>|*`"'][^:\n"']{0,60})["']?:(?:[ \t]+(.*))?""")
_ITEM = re.compile(r"[ \t]{0,40}-(?: +(.*))?")
_ENDS = {'"': '"', "'": "'"}
_CLOSED = {
    '"': re.compile('"'),
    "'": re.compile(r"(?<=[^\s'])'(?![\w'])"),
}  # a single quote within a word is an apostrophe
_ELIDED = re.compile(
    r"'(?:t(?:is|was|were|il|ill|ween)|em|n|cause|bout|round|neath|[0-9]0s)\b", re.IGNORECASE
)  # words that begin with an apostrophe
_ANCHOR = re.compile(r"&[\w-]{1,40} ")
NULLS = frozenset({"null", "Null", "NULL", "~"})


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


class _Handler(BaseHandler):
    """Handler of python-frontmatter that loads strings only, event by event.

    No objects are built, so a hostile header cannot exhaust memory.
    """

    FM_BOUNDARY = _FENCE
    START_DELIMITER = END_DELIMITER = "---"

    def __init__(self) -> None:
        super().__init__()
        self.unread: set[int] = (
            set()
        )  # numbers of the lines, from 1, that hold what is neither key nor value

    def load(self, fm: str) -> dict[str, Value]:
        """Keys and values of the header.

        ValueError unless it is a mapping of bounded size and depth.
        """
        quoted = "\n".join(map(_keep_hash, fm.split("\n"))) if "#" in fm else fm
        try:
            values, spans = _mapping(quoted)
        except yaml.YAMLError as error:
            raise ValueError(_reason(error)) from error
        self.unread.update(_comment_lines(quoted, spans))
        return values


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
    handler = _Handler()
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


def _keep_hash(line: str) -> str:
    """Line with a plain value that has a `#` in quotes, since YAML would drop it as a comment."""
    match = _COMMENTED.fullmatch(line) if "#" in line else None
    if not match or not (match[2].startswith("#") or " #" in match[2]):
        return line
    return match[1] + "'" + match[2].rstrip().replace("'", "''") + "'"


def _comment_lines(text: str, spans: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Line numbers, from 0, with more than YAML's signs outside the spans: comments."""
    at = 0
    for begin, end in [*spans, (len(text), 0)]:
        between = text[at:begin]
        if between.strip(_SIGNS):
            first = text.count("\n", 0, at)
            yield from (
                first + i for i, part in enumerate(between.split("\n")) if part.strip(_SIGNS)
            )
        at = max(at, end)


def _mapping(text: str) -> tuple[dict[str, Value], list[tuple[int, int]]]:
    """One mapping of a YAML text, and the spans of its keys and values.

    Raises ValueError for aliases, deep nesting, very many nodes, and duplicate keys.
    """
    open_lists: list[list[object]] = [
        []
    ]  # collections that are open, in the whole; a mapping is a list of keys and values by turns
    mappings: list[bool] = []  # which of them are mappings
    spans: list[tuple[int, int]] = []
    for nodes, event in enumerate(yaml.parse(text, Loader=yaml.CBaseLoader)):
        if isinstance(event, yaml.ScalarEvent):
            is_key = bool(mappings) and mappings[-1] and len(open_lists[-1]) % 2 == 0
            if _swallows_keys(text, event):
                raise ValueError("a quote is not closed")
            open_lists[-1].append(
                ""
                if event.implicit[0] and not is_key and event.value in NULLS
                else storable(event.value)
            )
            # parsed events have marks
            spans.append((event.start_mark.index, event.end_mark.index))  # type: ignore[union-attr]
        elif isinstance(event, yaml.CollectionStartEvent):
            mappings.append(isinstance(event, yaml.MappingStartEvent))
            open_lists.append([])
        elif isinstance(event, yaml.CollectionEndEvent):
            inner = open_lists.pop()
            open_lists[-1].append(_pairs(inner) if mappings.pop() else inner)
        elif isinstance(event, yaml.AliasEvent):
            # about what was read, not about a caller's types
            raise ValueError("it holds an alias")  # noqa: TRY004
        if nodes > _MOST_NODES or len(open_lists) > _DEEPEST:
            raise ValueError("it is nested too deep or too long")
    whole = open_lists[0][0] if len(open_lists[0]) == 1 else None
    if not isinstance(whole, dict):
        raise ValueError("no keys and values")  # noqa: TRY004 - the same
    inner_fields = {
        key: value
        for group in _GROUPS
        if isinstance(whole.get(group), dict)
        for key, value in whole[group].items()
    }
    known = {
        _FIELDS_INSIDE[key]: value
        for key, value in inner_fields.items()
        if key in _FIELDS_INSIDE and isinstance(value, str)
    }
    return {
        key: _value(value)
        for key, value in {**whole, **{k: v for k, v in known.items() if k not in whole}}.items()
    }, spans


def _swallows_keys(text: str, event: yaml.ScalarEvent) -> bool:
    """Whether a quoted value runs over a line with a key at the margin, as an unclosed one does."""
    if not event.style or event.style not in "'\"":
        return False
    if event.start_mark.line == event.end_mark.line:  # type: ignore[union-attr]
        return False
    inside = text[event.start_mark.index : event.end_mark.index]  # type: ignore[union-attr]
    return any(map(_KEY_AT_MARGIN.match, inside.split("\n")[1:]))


def _pairs(turns: list[object]) -> dict[str, object]:
    """Mapping of alternating keys and values."""
    keys = [_flat(key) for key in turns[::2]]
    if len(set(keys)) < len(keys):
        raise ValueError("a key stands twice")
    return dict(zip(keys, turns[1::2], strict=True))


def _reason(error: yaml.YAMLError) -> str:
    problem = getattr(error, "problem", None) or "it cannot be read"
    return str(problem).replace("\n", " ")[:80]


def _value(value: object) -> Value:
    if isinstance(value, list):
        return tuple(_item(item) for item in value)
    return _flat(value)


def _item(item: object) -> str:
    """Item of a list; a list in a list is a `[[name]]` without quotes."""
    if isinstance(item, list) and all(isinstance(part, str) for part in item):
        return "[[" + ", ".join(item) + "]]"
    if isinstance(item, dict) and isinstance(item.get("name"), str):
        return str(item["name"])  # of a person: `- name: Ada Quill`
    return _flat(item)


def _flat(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def read_properties(lines: Sequence[str]) -> tuple[dict[str, Value], bool]:
    """(keys and values of a header's lines, whether they look like no header).

    A duplicate key keeps both values.
    """
    properties: dict[str, list[str]] = {}
    key, odd = "", 0
    for line in lines:
        if not line.strip():
            continue
        entry = _KEY.fullmatch(line.rstrip())
        item = None if entry else _ITEM.fullmatch(line.rstrip())
        if entry:
            key = entry[1].strip()
            if key in properties and "title" in field_of(key):
                key = "aliases"
            properties.setdefault(key, []).extend(_values((entry[2] or "").strip()))
        elif not key:
            odd += 1
        elif item:
            properties[key].append(_bare((item[1] or "").strip()))
        else:
            _continue(properties[key], line.strip())
    return {
        k: v[0] if len(v) == 1 else tuple(v) for k, v in properties.items()
    }, odd > 0 or not properties


def _continue(values: list[str], text: str) -> None:
    if values:
        values[-1] = f"{values[-1]}\n{text}"
    else:
        values.append(text)


def _values(text: str) -> list[str]:
    if not text:
        return []
    if text.startswith("[") and text.endswith("]") and not text.startswith("[["):
        return list(dict.fromkeys(_bare(part) for part in split_pair(text[1:-1])))
    return [_bare(text)]


def split_pair(text: str) -> list[str]:
    """Items of `a, b`; of a template's `title, full title` the one title, with its commas."""
    middle = (len(text) - 2) // 2
    if text[:middle] == text[middle + 2 :] and text[middle : middle + 2] == ", ":
        return [text[:middle]]
    return [part.strip() for part in text.split(", ")]


def _bare(text: str) -> str:
    """Text without its quotes or an unclosed one; empty for YAML's null."""
    text = _ANCHOR.sub("", text) if text[:1] == "&" else text
    if text in NULLS:
        return ""
    quote = text[:1]
    if quote not in _ENDS or len(text) < 2:  # noqa: PLR2004 - a quote alone
        return text
    if text[-1] == quote:
        return text[1:-1].replace(quote * 2, quote) if quote == "'" else text[1:-1]
    if _CLOSED[quote].search(text, 1) or _ELIDED.match(text):
        return text
    return text[1:].replace("''", "'").lstrip() if quote == "'" else text[1:].lstrip()
