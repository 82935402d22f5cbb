"""What the form of a note brings: longer fields than other forms may have."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request

from app.notes.text import plain_lines
from app.web.security.guard import BODY_CAP


@dataclass(frozen=True, slots=True)
class Fields:
    """Fields of the editor and of the choice between two versions; empty where none was sent.

    `theirs` is the version that the choice was made of, `choices` what was chosen at each place,
    `to` the name that a note is to have.
    """

    name: str
    text: str
    version: str
    theirs: str
    path: str
    to: str
    do: str
    choices: dict[int, str]


async def fields_of(request: Request) -> Fields:
    """Read the fields of a request: a text of other scripts takes up to nine bytes a letter."""
    form = await request.form(max_part_size=BODY_CAP)
    fields = {name: value for name, value in form.items() if isinstance(value, str)}
    chosen = {name[1:]: value for name, value in fields.items() if name[:1] == "p"}
    return Fields(
        fields.get("name", ""),
        plain_lines(fields.get("text", "")),
        fields.get("version", ""),
        fields.get("theirs", ""),
        fields.get("path", ""),
        fields.get("to", ""),
        fields.get("do", "save"),
        {int(number): value for number, value in chosen.items() if _is_number(number)},
    )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 8  # noqa: PLR2004


Typed = Annotated[Fields, Depends(fields_of)]
