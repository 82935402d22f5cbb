"""The token that guards a library which others can reach: asked for in a header, or once in the address and then in a cookie."""

import hmac
from http import HTTPStatus
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from app.errors import WrongUseError
from app.settings import Settings
from app.text import in_path

TOKEN_LENGTH = 32  # the least number of characters that cannot be guessed over a network
COOKIE = "florilegium"
LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_YEAR = 365 * 24 * 3600  # seconds


def check_binding(settings: Settings) -> None:
    """Raise WrongUseError where others could reach the library without a token that nobody guesses."""
    if settings.token and len(settings.token) < TOKEN_LENGTH:
        raise WrongUseError(f"the token is shorter than {TOKEN_LENGTH} characters; give FLORILEGIUM_TOKEN a longer one")
    if not settings.token and bracketed(settings.host) not in LOOPBACK:
        raise WrongUseError(f"'{settings.host}' can be reached by others: first set FLORILEGIUM_TOKEN to {TOKEN_LENGTH} characters or more")


def ask_for_token(request: Request, token: str) -> Response | None:
    """Nothing for one who has the token; for one who brings it in the address, a cookie and the address without it; else an error."""
    if not token:
        return None
    if request.method in SAFE and _same(request.query_params.get("token", ""), token):
        return _admitted(request, token)
    scheme, _, given = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() in {"bearer", "token"} and _same(given.strip(), token):
        return None
    if _same(request.cookies.get(COOKIE, ""), _cookie_value(token)):
        return None
    raise HTTPException(
        HTTPStatus.UNAUTHORIZED, "this library asks for its token; open it once with ?token= and the token", {"WWW-Authenticate": "Bearer"}
    )


def _admitted(request: Request, token: str) -> Response:
    rest = urlencode([(name, value) for name, value in request.query_params.multi_items() if name != "token"])
    path = "/" + in_path(request.scope["path"].lstrip("/"))  # two slashes would begin another host
    response = RedirectResponse(path + (f"?{rest}" if rest else ""), HTTPStatus.SEE_OTHER, {"Cache-Control": "no-store"})
    response.set_cookie(COOKIE, _cookie_value(token), max_age=_YEAR, httponly=True, samesite="strict", secure=request.scope["scheme"] == "https")
    return response


def _cookie_value(token: str) -> str:
    return hmac.digest(token.encode(), b"florilegium cookie", "sha256").hex()


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())


def bracketed(host: str) -> str:
    """A host as it stands in an address: IPv6 in brackets."""
    return f"[{host}]" if ":" in host else host
