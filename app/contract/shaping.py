"""Making the shapes of the contract from the program's data, and writing them as JSON.

A shape is a frozen dataclass whose fields are the keys of a JSON object, in their order. A key that
is a keyword of Python ends with an underscore here, which the JSON leaves out: `import_`.
"""

import json
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType
from typing import Any, TypeVar, get_args, get_type_hints

Shape = TypeVar("Shape")


def shaped(shape: type[Shape], source: object, **given: object) -> Shape:
    """Make a shape from `given` fields and, for all others, the source's fields of the same name.

    Where a field may be null, the source's empty text is null. Raises AttributeError for a field
    that neither has, TypeError for one that the shape has not.
    """
    for name, may_be_null in _fields(shape):  # type: ignore[arg-type] # mypy: classes hash
        if name not in given:
            value = getattr(source, name)
            given[name] = None if may_be_null and value == "" else value
    return shape(**given)


@cache
def _fields(shape: Any) -> tuple[tuple[str, bool], ...]:  # noqa: ANN401 a dataclass
    """(name, whether null is allowed) of each field."""
    types = get_type_hints(shape)
    return tuple((each.name, NoneType in get_args(types[each.name])) for each in fields(shape))


@cache
def _order(shape: Any) -> tuple[str, ...]:  # noqa: ANN401 a dataclass
    return tuple(each.name for each in fields(shape))


def key(name: str) -> str:
    """The JSON key of a field."""
    return name.removesuffix("_")


def members(shape: Any) -> Mapping[str, Any]:  # noqa: ANN401 a dataclass
    """The members of a shape by their JSON keys; nested shapes stay what they are."""
    names = _order(type(shape))  # type: ignore[arg-type] # a class of a dataclass is hashable
    return {key(name): getattr(shape, name) for name in names}


def to_json(value: object) -> str:
    """JSON of a shape, or of anything that holds shapes, on one line."""
    return json.dumps(value, ensure_ascii=False, default=_as_json)


def _as_json(value: object) -> Mapping[str, Any]:
    if is_dataclass(value):
        return members(value)
    raise TypeError(f"{type(value).__name__} is no shape")
