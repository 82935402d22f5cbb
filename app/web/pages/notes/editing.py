"""The editor of a note: its text, a preview of it, saved and deleted; all of it by forms."""

from dataclasses import dataclass, replace
from http import HTTPStatus

from fastapi import Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from app.errors import FlorilegiumError
from app.formats.registry import parse_file
from app.notes.acts import delete_note
from app.notes.editing import ClashError, Saved, begun, open_note, path_of, save_note
from app.notes.errors import ChangedMeanwhileError, NotePathError, NoteTooLargeError
from app.notes.renaming import rename_note
from app.store.db.library import Library
from app.store.reads.documents import document
from app.store.reads.notes import note_at, note_of_version
from app.text import stamp_now
from app.web.deps import Db, Router
from app.web.errors import problem
from app.web.pages.notes.clashing import show_clash
from app.web.pages.notes.typed import Typed
from app.web.present.doing import after
from app.web.present.highlights import with_links
from app.web.present.links import of_note
from app.web.render import show

_LONGEST = 400_000  # letters of a text that is edited on a page
_SHOWN = 60_000  # letters of a text that a preview shows
router = Router(include_in_schema=False)


@dataclass(frozen=True, slots=True)
class Editor:
    """State of the editor: the note (a new one has no path), its text, the version it came from.

    `wrong` states why it could not be saved, or be renamed to `to`; `unsaved` that no file holds
    this text yet.
    """

    path: str = ""
    name: str = ""
    text: str = ""
    version: str = ""
    wrong: str = ""
    unsaved: bool = False
    to: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """Text of a note as it will be read: Markdown without header, and what is wrong with it."""

    title: str
    text: str
    wrong: str


@router.get("/notes/new")
def new(request: Request, db: Db, name: str = "") -> HTMLResponse:
    """The editor with a new note; `name` is what it shall be called."""
    return _edit(request, db, Editor(name=name, text=begun(name) if name.strip() else ""))


@router.get("/notes/{path:path}/edit")
def edit(request: Request, db: Db, path: str) -> HTMLResponse:
    """The editor with a note."""
    opened = open_note(request.app.state.settings.notes, path)
    if len(opened.text) > _LONGEST:
        raise NoteTooLargeError(
            f"'{path}' has more than {_LONGEST:,} letters, too many for a page; change it in the "
            f"program that made it"
        )
    return _edit(request, db, Editor(opened.path, "", opened.text, opened.version))


@router.post("/notes/preview")
def preview(request: Request, db: Db, typed: Typed) -> HTMLResponse:
    """A text as it will be read, as a part of the editor."""
    source = _source(request, db, typed.path)
    read = _as_its_page(db, read_as_note(typed.path, typed.text), source)
    return show(request, db, "parts/note_preview.html", read=read, source=source)


@router.post("/notes/new")
def save_new(request: Request, library: Library, typed: Typed) -> Response:
    """Save a new note under its name, or show how it will be read."""
    return _act(request, library, Editor(name=typed.name, text=typed.text, unsaved=True), typed.do)


@router.post("/notes/{path:path}/edit")
def save(request: Request, library: Library, path: str, typed: Typed) -> Response:
    """Save a note over the version that it was made from, or show how it will be read."""
    editor = Editor(path, "", typed.text, typed.version, unsaved=True)
    return _act(request, library, editor, typed.do)


@router.post("/notes/{path:path}/delete")
def delete(request: Request, library: Library, path: str, typed: Typed) -> RedirectResponse:
    """Move a note to the bin of its folder, and lead to the list."""
    folder = request.app.state.settings.notes
    done = delete_note(library, folder, path, version=typed.version, at=stamp_now())
    return RedirectResponse(after("/notes", done=done.change), HTTPStatus.SEE_OTHER)


@router.post("/notes/{path:path}/rename")
def rename(request: Request, library: Library, path: str, typed: Typed) -> Response:
    """Save a note, give it another name, and lead to it."""
    folder = request.app.state.settings.notes
    to = typed.to.strip().removesuffix(".md")
    editor = Editor(path, "", typed.text, typed.version, unsaved=True, to=to)
    try:
        saved = save_note(library, folder, path, typed.text, version=typed.version, at=stamp_now())
        version = saved.written.version
        editor = replace(editor, text=saved.text, version=version, unsaved=False)
        if not to:
            raise NotePathError("name: must not be empty")
        done = rename_note(library, folder, path, f"{to}.md", version=version, at=stamp_now())
    except ClashError as clash:
        with library.reading() as db:
            return show_clash(request, db, path, (typed.text, typed.version), clash)
    except FlorilegiumError as error:
        return _not_saved(request, library, editor, error)
    return RedirectResponse(after(of_note(done.path), done=done.change), HTTPStatus.SEE_OTHER)


def _act(request: Request, library: Library, editor: Editor, do: str) -> Response:
    if do != "preview":
        return _save(request, library, editor)
    with library.reading() as db:
        return _edit(request, db, editor)


def _save(request: Request, library: Library, editor: Editor) -> Response:
    """Save, and lead to the note's page; where that fails show the text again with the reason."""
    folder = request.app.state.settings.notes
    path = editor.path or path_of(editor.name)
    try:
        if not path:
            raise NotePathError("name: must not be empty")
        saved = save_note(
            library, folder, path, editor.text, version=editor.version, at=stamp_now()
        )
    except ClashError as clash:
        if _for_script(request):
            return problem(request, clash.status, str(clash))
        with library.reading() as db:
            return show_clash(request, db, path, (editor.text, editor.version), clash)
    except FlorilegiumError as error:
        return _not_saved(request, library, editor, error)
    return _saved(request, saved)


def _not_saved(
    request: Request, library: Library, editor: Editor, error: FlorilegiumError
) -> Response:
    message = str(error)
    if isinstance(error, ChangedMeanwhileError):
        if error.present is None:
            editor, message = _gone_from(request, library, editor)
        elif not editor.version:
            message = f"there is a note '{path_of(editor.name)}' already; choose another name"
    headers = {"Retry-After": str(error.retry_after)} if error.retry_after else None
    if _for_script(request):
        return problem(request, error.status, message, headers, more={"version": editor.version})
    with library.reading() as db:
        page = _edit(request, db, replace(editor, wrong=message), error.status)
    page.headers.update(headers or {})
    return page


def _gone_from(request: Request, library: Library, editor: Editor) -> tuple[Editor, str]:
    """The editor of a note whose file is gone, and the line that tells why.

    Saving again writes it where another program moved the file, else anew.
    """
    with library.reading() as db:
        moved = note_of_version(db, request.app.state.settings.notes, editor.version)
    if moved and moved != editor.path:
        said = f"'{editor.path}' was moved to '{moved}' meanwhile; save again to save it there"
        return replace(editor, path=moved), said
    return replace(editor, version=""), f"'{editor.path}' was deleted meanwhile"


def _saved(request: Request, saved: Saved) -> Response:
    path, change = saved.written.path, saved.written.change
    if _for_script(request):
        body = {
            "path": path,
            "version": saved.written.version,
            "text": saved.text,
            "joined": saved.joined,
            "change": change or None,
            "address": of_note(path),
            "edit": of_note(path, "edit"),
        }
        return JSONResponse(body)
    return RedirectResponse(after(of_note(path), done=change), HTTPStatus.SEE_OTHER)


def _for_script(request: Request) -> bool:
    return request.headers.get("accept", "") == "application/json"


def _edit(request: Request, db: Db, editor: Editor, status: int = HTTPStatus.OK) -> HTMLResponse:
    source = _source(request, db, editor.path)
    return show(
        request,
        db,
        "note_edit.html",
        room="Notes",
        status=status,
        editor=editor,
        folder=request.app.state.settings.notes.name,
        read=_as_its_page(db, read_as_note(editor.path, editor.text), source),
        source=source,
    )


def _as_its_page(db: Db, read: Preview, source: str) -> Preview:
    """A text with the links that the reader made of mentions in it, as the note's page shows it."""
    if not source:
        return read
    return replace(read, text=with_links(read.text, document(db, source), "body"))


def _source(request: Request, db: Db, path: str) -> str:
    """Code of the document from which the links of a note are resolved; empty for a new one."""
    return note_at(db, request.app.state.settings.notes / path) if path else ""


def read_as_note(path: str, text: str) -> Preview:
    """How an import reads a text: its title, its body, and what prevents saving it."""
    parsed = parse_file(path or "new.md", text.encode("utf-8", "replace"))
    if not parsed.documents:
        return Preview("", "", "")
    wrong = f"this reads as an export ({parsed.format}) and cannot be saved as a note"
    document = parsed.documents[0]
    return Preview(document.title, document.body[:_SHOWN], wrong if parsed.format != "note" else "")
