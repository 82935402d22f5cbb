"""Nearly equal names of tags and authors: those that may be one, and what the reader says."""

from typing import Annotated

from fastapi import Query
from pydantic import BaseModel

from app import contract
from app.store.db.aliases import What
from app.store.edits.distinct import keep_two
from app.text import stamp_now
from app.web.api.parameters import NOTHING_ELSE, Filled
from app.web.deps import Db, Router
from app.web.errors import PROBLEM
from app.web.present.near_names import near_names

router = Router(prefix="/api", tags=["names"], responses={"default": PROBLEM})


class TwoNames(BaseModel):
    """Two names of tags or authors that are nearly the same, and are two."""

    model_config = NOTHING_ELSE
    what: What
    name: Filled
    other: Filled


@router.get("/near-names")
def list_near_names(
    db: Db, what: Annotated[What, Query(description="Which names: of tags or of authors.")] = "tag"
) -> contract.NearNames:
    """Pairs of names that are nearly the same and may be one, without those kept as two.

    They are made one by giving the tag or author `name` the name `other`.
    """
    return contract.near_names(what, near_names(db, what))


@router.post("/near-names")
def keep_two_names(writer: Db, two: TwoNames) -> contract.Changed:
    """Say that two names are two, so that they are offered no more; undone like any change."""
    change = keep_two(writer, two.what, two.name, two.other, stamp_now())
    return contract.changed(int(bool(change)), change)
