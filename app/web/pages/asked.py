"""Query parameters of an index, the same for authors, tags and wanted pages."""

from typing import Annotated

from fastapi import Depends
from pydantic import AfterValidator

from app.web.present.index import ORDERS, Asking

_MOST = 2**31


def _bounded(number: int) -> int:
    return min(max(0, number), _MOST)


Begin = Annotated[int, AfterValidator(_bounded)]  # the number of the item that a list begins with


def asked_index(
    *,
    sort: str = "name",
    filter: str = "",  # noqa: A002 the word of the address
    letter: str = "",
    part: Begin = 1,
    left: bool = False,
) -> Asking:
    """Order, filter, letter and part of a page of an index; an unknown order means by name."""
    return Asking(sort if sort in ORDERS else "name", filter.strip()[:200], letter, part, left)


Asked = Annotated[Asking, Depends(asked_index)]
