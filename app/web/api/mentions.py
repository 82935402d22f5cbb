"""Mentions made links or ignored through the API, each act a change that can be undone."""

from pydantic import BaseModel

from app import contract
from app.store.edits.mentions import Do, change_mentions
from app.text import stamp_now
from app.web.api.parameters import NOTHING_ELSE, Filled, Words
from app.web.deps import Db, Router
from app.web.errors import PROBLEM

router = Router(prefix="/api", tags=["names"], responses={"default": PROBLEM})


class MentionAct(BaseModel):
    """What to do with the mention of a name in a highlight or document, or with all of them."""

    model_config = NOTHING_ELSE
    name: Filled
    do: Do
    highlight: Words = ""
    document: Words = ""


@router.post("/mentions")
def act_on_mentions(writer: Db, act: MentionAct) -> contract.Changed:
    """Make a mention a link, or ignore it; or all mentions of the name.

    A link made so is the reader's own: it holds while the words are there, and is written into
    no imported file.
    """
    at = stamp_now()
    where = {"highlight": act.highlight, "document": act.document}
    return contract.changed(*change_mentions(writer, act.name, act.do, at, **where))
