"""Query parameters that several pages take: of an index, a list, a drawing."""

from typing import Annotated

from fastapi import Depends
from pydantic import AfterValidator

from app.store.graph.graphs import DEEPEST
from app.web.present.index import ORDERS, Asking

_MOST = 2**31


def _bounded(number: int) -> int:
    return min(max(0, number), _MOST)


def _steps(number: int) -> int:
    return min(max(1, number), DEEPEST)


Begin = Annotated[int, AfterValidator(_bounded)]  # the number of the item that a list begins with
Depth = Annotated[int, AfterValidator(_steps)]  # how many edges away a graph goes


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
