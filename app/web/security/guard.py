"""Guard of all requests: host names, origins of changes, the token, security headers.

Only names of this machine are served, only our own pages may change something, and a token is
needed beyond the loopback.
"""

import asyncio
import re
import time
from http import HTTPStatus
from ipaddress import ip_address

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.errors import FlorilegiumError
from app.settings import Settings
from app.web.errors import answer, problem
from app.web.security.attempts import Attempts
from app.web.security.auth import LOOPBACK, SAFE, ask_for_token, bracketed

# bytes of an ordinary request: the longest text, note and tags of a change, at twelve bytes a
# letter as JSON may spell it
BODY_CAP = 4_000_000
UPLOAD_CAP = (
    540_000_000  # bytes of a request that uploads files: the files together, and their names
)
UPLOAD = ("POST", "/import")
BODY_PATIENCE = 30.0  # seconds that the next piece of a request is waited for
SLOWEST = 10_000  # bytes a second that a request must bring on the whole
NOTE_CAP = 20_000_000  # bytes of a note that is written as a whole: as much as imports read


def policy(*, pictures: bool = False) -> str:
    """Content security policy: our own files, and web pictures if the reader wants them."""
    images = "'self' data: https: http:" if pictures else "'self' data:"
    return (
        f"default-src 'none'; script-src 'self'; style-src 'self'; img-src {images}; connect-src "
        f"'self'; font-src 'self'; form-action 'self'; "
        "manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )


HEADERS = {
    "Content-Security-Policy": policy(),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), "
    "payment=(), usb=()",
    "Cache-Control": "no-cache",  # revalidate each time: an unchanged file answers 304 by its ETag
}
_HOST = re.compile(r"(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::[0-9]{1,5})?")
_DIGITS = 18  # more make a number that is too large in any case


class Guard:
    """Outermost middleware: refuses forbidden requests, limits bodies, adds the headers."""

    def __init__(self, app: ASGIApp, settings: Settings, body_cap: int = BODY_CAP) -> None:
        self.app = app
        self.settings = settings
        self.body_cap = body_cap
        self.attempts = Attempts()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or pass it on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        outlet = _Outlet(send)
        request = Request(scope)
        cap = self._cap(request.method, scope["path"])
        try:
            refusal = self._admit(request, cap)
            if request.method == "HEAD":
                scope = {
                    **scope,
                    "method": "GET",
                }  # the same answer; the server leaves its body out
            await (refusal or self.app)(scope, _counted(receive, cap), outlet)
        except Exception as error:
            if not outlet.started:
                response = await run_in_threadpool(answer, request, error)
                await response(scope, receive, outlet)
            if not isinstance(error, HTTPException | FlorilegiumError):
                raise  # for the server to log

    def _cap(self, method: str, path: str) -> int:
        if (method, path) == UPLOAD:
            return UPLOAD_CAP
        return NOTE_CAP if method == "PUT" and path.startswith("/api/notes/") else self.body_cap

    def _admit(self, request: Request, cap: int) -> Response | None:
        scope, headers = request.scope, request.headers
        if not host_is_ours(headers.get("host", ""), self.settings):
            raise HTTPException(
                HTTPStatus.MISDIRECTED_REQUEST,
                "this library has another name; open the address that `florilegium serve` prints",
            )
        if request.method not in SAFE and not comes_from_us(headers, scope["scheme"]):
            raise HTTPException(
                HTTPStatus.FORBIDDEN, "another site asked for this change; nothing was done"
            )
        if not (holds_nothing(scope["path"]) or asked_by_us(headers) or follows_link(headers)):
            return problem(
                request,
                HTTPStatus.FORBIDDEN,
                "another site asked for this; follow a link to it, or type its address",
            )
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:_DIGITS]) > cap:
            raise _too_large(cap)
        if holds_nothing(scope["path"]):
            return None
        refusal = ask_for_token(request, self.settings.token, self.attempts)
        if refusal is None:
            request.app.state.library.check()
        return refusal


def holds_nothing(path: str) -> bool:
    """Check whether an address shows nothing of the library, and so needs no token."""
    return path == "/health" or path.startswith("/static/")


def host_is_ours(host: str, settings: Settings) -> bool:
    """Check whether a Host header names this machine.

    Another name that leads here is an attack by DNS rebinding.
    """
    found = _HOST.fullmatch(host.lower())
    name = found[1] if found else ""
    if name in LOOPBACK:
        return True
    if not settings.token or not name:
        return False
    everywhere = settings.host in {"0.0.0.0", "::"}  # noqa: S104 compared, not bound
    return name == bracketed(settings.host).lower() or (
        everywhere and _is_address(name)
    )  # DNS rebinding needs a name


def comes_from_us(headers: Headers, scheme: str) -> bool:
    """Check whether a change comes from one of our own pages, or from no browser at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    return origin is None or origin == f"{scheme}://{headers.get('host', '')}"


def asked_by_us(headers: Headers) -> bool:
    """Check whether a request comes from our own pages, a typed address, or no browser at all.

    Another port of this computer is another site.
    """
    return headers.get("sec-fetch-site", "none") in {"same-origin", "none"}


def follows_link(headers: Headers) -> bool:
    """Check whether a person follows a link from elsewhere.

    The answer is then shown in a window, not in a frame, an image or a script of a page.
    """
    return (
        headers.get("sec-fetch-mode") == "navigate" and headers.get("sec-fetch-dest") == "document"
    )


def _too_large(cap: int) -> HTTPException:
    return HTTPException(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        f"this is larger than the {cap:,} bytes that one request may hold",
    )


def _counted(receive: Receive, cap: int) -> Receive:
    """Wrap the stream of a request to raise an error once it is longer than `cap`, or stops coming.

    What waits for it, as an upload, is then free again.
    """
    taken, ended, begun = 0, False, time.monotonic()

    async def receive_counted() -> Message:
        nonlocal taken, ended
        if ended:  # what comes is the client's going away
            return await receive()
        slow = BODY_PATIENCE + taken / SLOWEST - (time.monotonic() - begun)
        try:
            message = await asyncio.wait_for(receive(), max(0.0, min(BODY_PATIENCE, slow)))
        except TimeoutError as error:
            raise HTTPException(
                HTTPStatus.REQUEST_TIMEOUT, "the rest of this request did not come; send it again"
            ) from error
        ended = not message.get("more_body", False)
        taken += len(message.get("body", b""))
        if taken > cap:
            raise _too_large(cap)
        return message

    return receive_counted


class _Outlet:
    """Sender of a response with our headers, which knows whether it has begun."""

    def __init__(self, send: Send) -> None:
        self.send = send
        self.started = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                headers.setdefault(name, value)
        await self.send(message)


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True
