"""Errors as responses: RFC 9457 problem documents under /api, else a page; never a traceback."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from app.errors import FlorilegiumError, invalid_value

# The part of the OpenAPI description that is the same for every error.
PROBLEM = {
    "description": "A problem document (RFC 9457)",
    "content": {
        "application/problem+json": {
            "schema": {
                "title": "Problem",
                "type": "object",
                "properties": {
                    "type": {"type": "string"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "instance": {"type": "string"},
                },
                "required": ["type", "title", "status", "detail", "instance"],
            }
        }
    },
}
_DETAILS = {
    HTTPStatus.NOT_FOUND: "there is nothing at this address",
    HTTPStatus.METHOD_NOT_ALLOWED: "this address cannot be asked in this way",
    HTTPStatus.INTERNAL_SERVER_ERROR: "something went wrong here; the window that serves the "
    "library tells what",
}

# Fields of forms in which a reader types, with what they are called on pages.
_TYPED = {
    "name": "Name",
    "words": "Your words",
    "note": "Your note",
    "text": "Text",
    "tag": "Tag",
    "add": "Tag",
    "title": "Title",
    "description": "Description",
    "query": "Search",
    "to": "New name",
}


def explain(
    request: Request, status: int, detail: str = "", headers: Mapping[str, str] | None = None
) -> Response:
    """Response to an error: a problem document under /api, a page elsewhere."""
    title = HTTPStatus(status).phrase
    detail = (
        detail if detail and detail != title else _DETAILS.get(HTTPStatus(status), title.lower())
    )
    if is_for_programs(request.scope["path"]) or asked_by_script(request):
        return problem(request, status, detail, headers)
    page: Response = request.app.state.templates.TemplateResponse(
        request,
        "error.html",
        {"status": status, "title": title, "detail": detail, **_sent(request, status)},
        status_code=status,
        headers=headers,
    )
    return page


def _sent(request: Request, status: int) -> dict[str, object]:
    """What a refused form held, to be sent again: words that were typed, and the rest of it."""
    sent: list[tuple[str, str]] = getattr(request.state, "sent", [])
    typed = [(name, value) for name, value in sent if name in _TYPED and value.strip()]
    again = bool(typed) or (bool(sent) and status == HTTPStatus.SERVICE_UNAVAILABLE)
    rest = [pair for pair in sent if pair not in typed]
    return {"again": again, "typed": typed, "rest": rest, "labels": _TYPED}


def problem(
    request: Request,
    status: int,
    detail: str,
    headers: Mapping[str, str] | None = None,
    more: Mapping[str, str | None] | None = None,
) -> JSONResponse:
    """Problem document for an error, whatever the address, with further values of its own."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": detail,
        "instance": request.scope["path"],
        **(more or {}),
    }
    return JSONResponse(body, status, headers, media_type="application/problem+json")


def is_for_programs(path: str) -> bool:
    """Check whether an address is read by programs; the API's own page is read by people."""
    return (path == "/api" or path.startswith("/api/")) and path != "/api/docs"


def asked_by_script(request: Request) -> bool:
    """Check whether an answer is wanted as JSON, as our pages' scripts want it from forms."""
    return request.headers.get("accept", "").startswith("application/json")


def add_handlers(app: FastAPI) -> None:
    """Register `answer` for every error that a route or the router raises."""
    for error in (FlorilegiumError, HTTPException, RequestValidationError):
        app.add_exception_handler(error, answer)


def answer(request: Request, error: Exception) -> Response:
    """Answer an exception with its status; one outside the table is a fault of the program."""
    match error:
        case HTTPException():
            return explain(request, error.status_code, error.detail, error.headers)
        case RequestValidationError():
            return explain(request, HTTPStatus.UNPROCESSABLE_ENTITY, _faults(error))
        case FlorilegiumError():
            return explain(request, error.status, str(error), _when_again(error.retry_after))
    return explain(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def _when_again(seconds: int) -> Mapping[str, str]:
    return {"Retry-After": str(seconds)} if seconds else {}


def _faults(error: RequestValidationError) -> str:
    return "; ".join(_fault(fault) for fault in error.errors())


def _fault(fault: Mapping[str, Any]) -> str:
    if fault["type"] == "json_invalid":  # its location would be the number of a letter
        return "the body is no JSON"
    message = str(fault["msg"])
    return (
        f"{fault['loc'][-1]}: "
        f"{invalid_value(fault['type'], fault.get('ctx', {}), message[:1].lower() + message[1:])}"
    )
