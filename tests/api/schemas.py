"""Whether a value keeps to a schema of the API's description."""

from collections.abc import Iterator, Mapping
from typing import Any

TYPES: Mapping[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}


def faults(
    value: object, schema: Mapping[str, Any], shapes: Mapping[str, Any], where: str = "$"
) -> Iterator[str]:
    """What in a value does not keep to its schema.

    A member that the schema does not name is a fault too.
    """
    if "$ref" in schema:
        schema = shapes[schema["$ref"].rpartition("/")[2]]
    if "anyOf" in schema:
        if all(list(faults(value, one, shapes, where)) for one in schema["anyOf"]):
            yield f"{where}: {value!r} is none of {schema['anyOf']}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{where}: {value!r} is not in {schema['enum']}"
    if not isinstance(value, TYPES[schema["type"]]) or (
        isinstance(value, bool) and schema["type"] != "boolean"
    ):
        yield f"{where}: {value!r} is no {schema['type']}"
    elif isinstance(value, dict):
        yield from _faults_of_members(value, schema, shapes, where)
    elif isinstance(value, list):
        kinds = schema.get("prefixItems") or [schema["items"]] * len(value)
        if len(kinds) != len(value):
            yield f"{where}: holds {len(value)} items"
        for number, (item, kind) in enumerate(zip(value, kinds, strict=False)):
            yield from faults(item, kind, shapes, f"{where}[{number}]")


def _faults_of_members(
    value: dict[str, object], schema: Mapping[str, Any], shapes: Mapping[str, Any], where: str
) -> Iterator[str]:
    named, others = schema.get("properties", {}), schema.get("additionalProperties")
    yield from (
        f"{where}.{name} is missing" for name in schema.get("required", ()) if name not in value
    )
    for name, member in value.items():
        if name not in named and not others:
            yield f"{where}.{name} is not described"
        else:
            yield from faults(member, named.get(name, others), shapes, f"{where}.{name}")
