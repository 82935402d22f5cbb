"""Token that guards a library which other computers can reach.

It is read from a header, or once from the address and then from a cookie.
"""

import hmac
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.errors import WrongUseError
from app.settings import Settings
from app.text import quoted_path
from app.web.security.attempts import Attempts

TOKEN_LENGTH = 32  # the fewest characters that cannot be guessed over a network
COOKIE = "florilegium"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_YEAR = 365 * 24 * 3600  # seconds


def check_binding(settings: Settings) -> None:
    """Raise WrongUseError where others could reach the library without a long enough token."""
    if settings.token and len(settings.token) < TOKEN_LENGTH:
        raise WrongUseError(
            f"the token is shorter than {TOKEN_LENGTH} characters; give FLORILEGIUM_TOKEN a "
            f"longer one"
        )
    if not settings.token and bracketed(settings.host) not in LOOPBACK:
        raise WrongUseError(
            f"'{settings.host}' can be reached by others: first set FLORILEGIUM_TOKEN to "
            f"{TOKEN_LENGTH} characters or more"
        )


def ask_for_token(request: Request, token: str, attempts: Attempts) -> Response | None:
    """Check the token of a request; None where it is right.

    A right token in the address is answered with a cookie and a redirect to the address without it;
    a wrong or missing one with an error. A client with too many wrong tokens must wait, whatever it
    sends now.
    """
    if not token:
        return None
    in_address = request.query_params.get("token", "") if request.method in SAFE else ""
    in_header, in_cookie = _in_header(request), request.cookies.get(COOKIE, "")
    host = request.client.host if request.client else ""
    given = " ".join(filter(None, (in_address, in_header, in_cookie)))
    if given and (seconds := attempts.wait(host)):
        raise HTTPException(
            HTTPStatus.TOO_MANY_REQUESTS,
            "too many wrong tokens were tried; wait a minute",
            {"Retry-After": str(seconds)},
        )
    if _same(in_address, token):
        return _admitted(request, token)
    if _same(in_header, token) or _same(in_cookie, _cookie_value(token)):
        return None
    if given:
        attempts.note(host, given)
    raise HTTPException(
        HTTPStatus.UNAUTHORIZED,
        "this library asks for its token; open it once with ?token= and the token",
        {"WWW-Authenticate": "Bearer"},
    )


def _in_header(request: Request) -> str:
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    return given.strip() if scheme.lower() in {"bearer", "token"} else ""


def _admitted(request: Request, token: str) -> Response:
    rest = urlencode(
        [(name, value) for name, value in request.query_params.multi_items() if name != "token"]
    )
    path = "/" + quoted_path(
        request.scope["path"].lstrip("/")
    )  # two slashes would begin another host
    response = RedirectResponse(
        path + (f"?{rest}" if rest else ""), HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"}
    )
    response.set_cookie(
        COOKIE,
        _cookie_value(token),
        max_age=_YEAR,
        httponly=True,
        samesite="strict",
        secure=request.scope["scheme"] == "https",
    )
    return response


def _cookie_value(token: str) -> str:
    return hmac.digest(token.encode(), b"florilegium cookie", "sha256").hex()


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def bracketed(host: str) -> str:
    """Host as it is written in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host
