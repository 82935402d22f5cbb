"""The page of the reader's own template: written or uploaded, previewed, and exported with."""

from functools import partial
from http import HTTPStatus
from typing import Annotated, Literal

from fastapi import File, Form, Request, UploadFile
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from app.errors import FlorilegiumError, WrongUseError
from app.export.selection import Order, batches, make_plan
from app.export.templates.form import (
    EXAMPLE,
    OF_DOCUMENT,
    OF_HIGHLIGHT,
    template_form,
    values_of,
)
from app.export.templates.renderer import LONGEST, Template, checked, open_renderer
from app.store.reads.exported import KeptDocument
from app.web.deps import Db, Router, read
from app.web.exports.jobs import Exports
from app.web.render import show

AT_ONCE = 2  # previews: each has a process of its own
Ending = Literal[".md", ".txt", ".html", ".org", ".tex", ".csv"]
Word = Annotated[str, Form(max_length=10_000)]
Words = Annotated[str, Form(max_length=4 * LONGEST)]
router = Router(include_in_schema=False)


class TooManyPreviewsError(FlorilegiumError):
    """other templates are being tried; try again in a few seconds"""

    status = 503
    retry_after = 5


@router.get("/export/template")
def write(request: Request, db: Db, q: str = "") -> HTMLResponse:
    """Page on which a template is written."""
    return _page(db, request, q, EXAMPLE, ".md")


@router.post("/export/template")
def use(
    request: Request,
    text: Words = "",
    ending: Annotated[Ending, Form()] = ".md",
    q: Word = "",
    do: Annotated[Literal["try", "export"], Form()] = "try",
    file: Annotated[UploadFile | None, File()] = None,
) -> Response:
    """Try the template on a document, then export with it if that is asked.

    An uploaded file takes its place. Errors here are shown beside the template.
    """
    text, result, fault = text.replace("\r\n", "\n"), "", None
    try:
        text = _uploaded(file) or text
        result = _tried(request, text, ending, q)
        if do == "export":
            return _begun(request, text, ending, q)
    except FlorilegiumError as error:
        fault = error
    page = partial(_page, request=request, asked=q, text=text, ending=ending)
    return read(request.app.state.library, lambda db: page(db, result=result, fault=fault))


def _begun(request: Request, text: str, ending: str, asked: str) -> RedirectResponse:
    form = template_form(_template(text, ending))
    exports: Exports = request.app.state.exports
    begun = exports.begin(
        "your template", "florilegium.zip", form.media_type, form.pieces, asked.strip()
    )
    return RedirectResponse(f"/export/{begun.id}", HTTPStatus.SEE_OTHER)


def _uploaded(file: UploadFile | None) -> str:
    if file is None or not file.filename:
        return ""
    try:
        return file.file.read(4 * LONGEST).decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise WrongUseError(f"'{file.filename}' is no text in UTF-8") from error


def _template(text: str, ending: str) -> Template:
    name = f"template{ending}.jinja"
    return checked(Template(name, {name: text}))


def _tried(request: Request, text: str, ending: str, asked: str) -> str:
    """What the template makes of a document; WrongUseError says what is wrong with it."""
    order = Order(partial(read, request.app.state.library), asked)
    plan = order.ask(partial(make_plan, query=asked))
    documents = next(batches(order, plan), ())
    if not documents:
        raise WrongUseError("there is no document to try it on; import files first")
    places = request.app.state.previews
    if not places.acquire(blocking=False):
        raise TooManyPreviewsError
    try:
        with open_renderer(_template(text, ending)) as renderer:
            return renderer.render(values_of(_shown(documents)))
    finally:
        places.release()


def _shown(documents: tuple[KeptDocument, ...]) -> KeptDocument:
    """The document that a template is tried on: the first with highlights, else the first."""
    return next((one for one in documents if one.highlights), documents[0])


def _page(
    db: Connection,
    request: Request,
    asked: str,
    text: str,
    ending: str,
    result: str = "",
    fault: FlorilegiumError | None = None,
) -> HTMLResponse:
    page = show(
        request,
        db,
        "export_template.html",
        status=fault.status if fault else HTTPStatus.OK,
        asked=asked,
        text=text,
        ending=ending,
        endings=(".md", ".txt", ".html", ".org", ".tex", ".csv"),
        result=result,
        fault=str(fault) if fault else "",
        of_document=OF_DOCUMENT,
        of_highlight=OF_HIGHLIGHT,
    )
    if fault and fault.retry_after:
        page.headers["Retry-After"] = str(fault.retry_after)
    return page
