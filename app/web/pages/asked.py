"""What the address of an index asks for, the same for authors, tags and wanted pages."""

from typing import Annotated

from fastapi import Depends
from pydantic import AfterValidator

from app.web.present.index import Asking

Begin = Annotated[int, AfterValidator(lambda begin: min(max(0, begin), 2**31))]  # the number of the place a list begins with
Whole = Annotated[int, AfterValidator(lambda part: min(max(1, part), 2**31))]


def asked_index(
    *, sort: str = "name", filter: str = "", letter: str = "", part: Whole = 1, left: bool = False  # noqa: A002 the word of the address
) -> Asking:  # fmt: skip
    """The order, the filter, the letter and the part of a page of an index."""
    return Asking(sort if sort in {"highlights", "documents"} else "name", filter.strip()[:200], letter, part, left)


Asked = Annotated[Asking, Depends(asked_index)]
