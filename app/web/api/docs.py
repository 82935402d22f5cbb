"""The API's description for people: a page of our own, made from the OpenAPI description."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse

from app.web.deps import Db, Router
from app.web.render import show

Schema = Mapping[str, Any]
_REFERENCE = "#/components/schemas/"
router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A parameter or a member of a shape; `kind` describes its type in words."""

    name: str
    kind: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """An address of the API: its summary, its parameters, and the shapes of request and answer."""

    method: str
    path: str
    tells: str
    parameters: tuple[Field, ...]
    sent: str
    answer: str


@dataclass(frozen=True, slots=True)
class Shape:
    """A shape of the API's JSON."""

    name: str
    tells: str
    fields: tuple[Field, ...]


@router.get("/api/docs")
def describe(request: Request, db: Db) -> HTMLResponse:
    """The description of every address of the API and of every shape of its answers."""
    schema = request.app.openapi()
    return show(
        request,
        db,
        "api_docs.html",
        about=schema["info"]["description"],
        addresses=tuple(addresses(schema)),
        shapes=tuple(shapes(schema)),
    )


def addresses(schema: Schema) -> Iterator[Address]:
    """The addresses in the order in which the API lists them."""
    for path, methods in schema["paths"].items():
        for method, asked in methods.items():
            parameters = (
                Field(p["name"], kind(p["schema"]), p.get("description", ""))
                for p in asked.get("parameters", ())
            )
            sent = _shape(asked["requestBody"]) if "requestBody" in asked else ""
            answer = next(
                each for status, each in asked["responses"].items() if status.startswith("2")
            )
            yield Address(
                method.upper(), path, asked["description"], tuple(parameters), sent, _shape(answer)
            )


def _shape(holds: Schema) -> str:
    if "content" not in holds:
        return "nothing"
    if "application/json" not in holds["content"]:
        return "a file"
    return kind(holds["content"]["application/json"]["schema"])


def shapes(schema: Schema) -> Iterator[Shape]:
    """The shapes by name."""
    for name, shape in sorted(schema["components"]["schemas"].items()):
        fields = (Field(member, kind(holds)) for member, holds in shape["properties"].items())
        yield Shape(readable(name), shape.get("description", ""), tuple(fields))


def kind(schema: Schema) -> str:
    """Describe a type in words: `integer, 1 to 200`, `list of Highlight`, `string or null`."""
    if "$ref" in schema:
        return readable(schema["$ref"].removeprefix(_REFERENCE))
    if "anyOf" in schema:
        return " or ".join(kind(one) for one in schema["anyOf"])
    if "enum" in schema:
        return ", ".join(f"“{word}”" for word in schema["enum"])
    if "prefixItems" in schema:
        return f"list of {' and '.join(kind(one) for one in schema['prefixItems'])}"
    if schema.get("type") == "array":
        return f"list of {kind(schema['items'])}"
    bounds = (
        f", {schema['minimum']} to {schema['maximum']}"
        if "minimum" in schema and "maximum" in schema
        else ""
    )
    default = (
        f" ({schema['default']} unless said)"
        if schema.get("default") not in {None, "", False}
        else ""
    )
    return f"{schema.get('type', 'anything')}{bounds}{default}"


def readable(name: str) -> str:
    """A shape's name for people: `Listing of Highlight`."""
    return name.replace("_", " of ", 1).rstrip("_")
