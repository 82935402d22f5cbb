"""The buttons of a panel: make a mention a link, ignore it, or all of them."""

from http import HTTPStatus
from typing import Annotated

from fastapi import Form
from fastapi.responses import RedirectResponse

from app.store.edits.mentions import Do, change_mentions
from app.text import stamp_now
from app.web.deps import Db, Router
from app.web.present.doing import after

router = Router(include_in_schema=False)


@router.post("/mentions")
def act_on_mentions(
    writer: Db,
    name: str,
    do: Do,
    highlight: str = "",
    document: str = "",
    back: Annotated[str, Form()] = "/",
) -> RedirectResponse:
    """Do to a mention, or to all, what the button says, and come back to the panel."""
    at = stamp_now()
    _, change = change_mentions(writer, name, do, at, highlight=highlight, document=document)
    return RedirectResponse(after(back, "linked", done=change), HTTPStatus.SEE_OTHER)
