"""Theme (light, dark or sepia) and loading of web pictures: choices kept in cookies."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse

from app.web.present.links import inside

THEMES = ("light", "sepia", "dark")
_COOKIE = "theme"
_PICTURES = "pictures"
_YEAR = 365 * 24 * 3600  # seconds
router = APIRouter(include_in_schema=False)


def chosen_theme(request: Request) -> str:
    """The chosen theme, or empty."""
    theme = request.cookies.get(_COOKIE, "")
    return theme if theme in THEMES else ""


def loads_pictures(request: Request) -> bool:
    """Check whether the reader lets his browser load pictures of the web."""
    return request.cookies.get(_PICTURES) == "web"


@router.post("/theme")
def choose_theme(
    theme: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/"
) -> RedirectResponse:
    """Store the theme (an unknown one means the system's) and return to the page."""
    answer = RedirectResponse(inside(back), HTTPStatus.SEE_OTHER)
    if theme in THEMES:
        answer.set_cookie(_COOKIE, theme, max_age=_YEAR, httponly=True, samesite="lax")
    else:
        answer.delete_cookie(_COOKIE)
    return answer


@router.post("/pictures")
def choose_pictures(
    load: Annotated[str, Form()] = "", back: Annotated[str, Form()] = "/"
) -> RedirectResponse:
    """Store for good whether pictures of the web are loaded, and return to the page."""
    answer = RedirectResponse(inside(back), HTTPStatus.SEE_OTHER)
    if load == "web":
        answer.set_cookie(_PICTURES, load, max_age=_YEAR, httponly=True, samesite="lax")
    else:
        answer.delete_cookie(_PICTURES)
    return answer
