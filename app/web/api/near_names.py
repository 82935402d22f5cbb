"""Near names of tags and authors: pairs that may be one, and those that the reader says are two."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from app import contract
from app.store.db.aliases import What
from app.store.edits.distinct import set_distinct
from app.text import stamp_now
from app.web.api.parameters import NOTHING_ELSE, Filled
from app.web.deps import Db, Router
from app.web.errors import PROBLEM
from app.web.present.near_names.pairs import near_names

router = Router(prefix="/api", tags=["names"], responses={"default": PROBLEM})


class DistinctNames(BaseModel):
    """Two near names of tags or authors that are two."""

    model_config = NOTHING_ELSE
    what: What
    name: Filled
    other: Filled


@router.get("/near-names")
def list_near_names(
    db: Db, what: Annotated[What, Query(description="Which names: of tags or of authors.")] = "tag"
) -> contract.NearNames:
    """Pairs of near names, which may be one, without those that the reader says are two.

    They are made one by giving the tag or author `name` the name `other`.
    """
    return contract.near_names(what, near_names(db, what))


@router.post("/near-names")
def say_that_names_are_two(writer: Db, names: DistinctNames) -> contract.Changed:
    """Say that two names are two, so that they are offered no more; undone like any change."""
    change = set_distinct(writer, names.what, names.name, names.other, stamp_now())
    return contract.changed(int(bool(change)), change)
