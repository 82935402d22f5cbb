"""YAML as strings only, event by event, so that no hostile header exhausts memory."""

import json
import re
from collections.abc import Iterator, Sequence

import yaml
from frontmatter.default_handlers import BaseHandler

from app.formats.header.properties import NULLS, Value
from app.text import storable

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


class StringsHandler(BaseHandler):
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
