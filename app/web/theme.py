"""Light, dark or sepia: the reader's choice, kept in a cookie; without one the system decides."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from app.web.present.links import inside

THEMES = ("light", "sepia", "dark")
_COOKIE = "theme"
_YEAR = 365 * 24 * 3600  # seconds


def chosen_theme(request: Request) -> str:
    """The theme that was chosen, or nothing."""
    theme = request.cookies.get(_COOKIE, "")
    return theme if theme in THEMES else ""


def make_router() -> APIRouter:
    """The one route of this room."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/theme", choose_theme, methods=["POST"])
    return router


def choose_theme(theme: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/") -> RedirectResponse:
    """Keep the choice (an unknown one is the system's) and lead back to the page it was made on."""
    answer = RedirectResponse(inside(back), HTTPStatus.SEE_OTHER)
    if theme in THEMES:
        answer.set_cookie(_COOKIE, theme, max_age=_YEAR, httponly=True, samesite="lax")
    else:
        answer.delete_cookie(_COOKIE)
    return answer
