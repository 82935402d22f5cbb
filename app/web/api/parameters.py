"""Types of the parameters of the API, in addresses and in the JSON of requests."""

from typing import Annotated

from fastapi import Path, Query
from pydantic import ConfigDict, Field

from app.web.security.guard import BODY_CAP

Cursor = Annotated[
    str, Query(description="The next_cursor of the page before; empty for the first page.")
]
Limit = Annotated[int, Query(ge=1, le=200, description="How many at most.")]
Tag = Annotated[str, Query(description="Only what has this tag or one below it.")]
Author = Annotated[str, Query(description="Only what is by this author.")]
Id = Annotated[str, Path(description="The id, as lists and search give it.")]
Name = Annotated[
    str, Path(description="The name as shown; it may hold slashes, and case does not matter.")
]
Number = Annotated[int, Path(ge=1, le=2**53, description="The number of the import.")]

# The bounds also make pydantic check each letter: half a surrogate pair, which JSON can spell, is
# refused.
Words = Annotated[
    str, Field(max_length=BODY_CAP)
]  # the store knows which values may be longer, because those of files are
Filled = Annotated[Words, Field(pattern=r"\S")]
# Of a body: fields that it does not name, and values of other types, are refused.
NOTHING_ELSE = ConfigDict(extra="forbid", strict=True)
