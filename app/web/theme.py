"""Light, dark or sepia, and whether pictures of the web are loaded: the reader's choices, kept in cookies."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from app.web.present.links import inside

THEMES = ("light", "sepia", "dark")
_COOKIE = "theme"
_PICTURES = "pictures"
_YEAR = 365 * 24 * 3600  # seconds


def chosen_theme(request: Request) -> str:
    """The theme that was chosen, or nothing."""
    theme = request.cookies.get(_COOKIE, "")
    return theme if theme in THEMES else ""


def loads_pictures(request: Request) -> bool:
    """Whether the reader lets his browser load pictures of the web."""
    return request.cookies.get(_PICTURES) == "web"


def make_router() -> APIRouter:
    """The routes of these choices."""
    router = APIRouter(include_in_schema=False)
    router.add_api_route("/theme", choose_theme, methods=["POST"])
    router.add_api_route("/pictures", choose_pictures, methods=["POST"])
    return router


def choose_theme(theme: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/") -> RedirectResponse:
    """Keep the choice (an unknown one is the system's) and lead back to the page it was made on."""
    answer = RedirectResponse(inside(back), HTTPStatus.SEE_OTHER)
    if theme in THEMES:
        answer.set_cookie(_COOKIE, theme, max_age=_YEAR, httponly=True, samesite="lax")
    else:
        answer.delete_cookie(_COOKIE)
    return answer


def choose_pictures(load: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/") -> RedirectResponse:
    """Keep whether pictures of the web are loaded, for good, and lead back."""
    answer = RedirectResponse(inside(back), HTTPStatus.SEE_OTHER)
    if load == "web":
        answer.set_cookie(_PICTURES, load, max_age=_YEAR, httponly=True, samesite="lax")
    else:
        answer.delete_cookie(_PICTURES)
    return answer
