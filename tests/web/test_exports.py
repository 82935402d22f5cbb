"""An export from the pages: chosen, followed, downloaded, cancelled, and removed in the end."""

import asyncio
import io
import json
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore, Event
from zipfile import ZipFile

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from app.errors import LibraryError
from app.export.registry import FORMS
from app.export.selection import Order, counts
from app.store.archive.reading import check_archive
from app.store.db.library import Library
from app.web.exports.jobs import Export, ExportingError, Exports
from app.web.streams import Places, steps
from tests.conftest import Lend
from tests.identity.vault import Passage, Vault, export
from tests.loops import run_apart
from tests.web.site import read


@pytest.fixture
def vault(empty_library: Path, tmp_path: Path) -> Iterator[Vault]:
    """Two books and a page, imported."""
    (tmp_path / "notes").mkdir()
    library = Library(Path(shutil.copy(empty_library, tmp_path / "library.db")))
    vault = Vault(tmp_path / "notes", library)
    vault.write("Tides.md", export([Passage("Salt remembers.", 1), Passage("Air.", 2)]))
    vault.write("Winds.md", export([Passage("Salt in the wind.", 3)], title="Winds"))
    vault.write("Page.md", "# Page\n\nOnly words.\n")
    vault.take()
    yield vault
    library.close()


@pytest.fixture
def app(lend: Lend, vault: Vault) -> FastAPI:
    return lend(vault.engine.path, vault.engine)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser without scripts."""
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


def begun(client: TestClient, **form: str) -> str:
    """The address of an export that has come to rest."""
    answer = client.post("/export", data=form)
    assert answer.status_code == 303, answer.text
    job: str = answer.headers["location"]
    assert client.get(f"{job}/events").text.endswith("\n\n")
    return job


def waiting(vault: Vault) -> list[str]:
    folder = vault.engine.path.with_name("library.db.exports")
    return sorted(path.name for path in folder.glob("*"))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("query", ["", "salt"])
def test_a_file_is_what_the_api_gives(client: TestClient, form: str, query: str) -> None:
    job = begun(client, form=form, q=query)
    page = read(client, job)
    assert "The file is ready" in page.words()
    assert page.unbalanced == []
    assert f"{job}/file" in page.links()
    answer = client.get(f"{job}/file")
    assert answer.content == client.get(f"/api/export?format={form}&q={query}").content
    assert len(answer.content) == int(answer.headers["content-length"])
    assert f"florilegium{FORMS[form].suffix}" in answer.headers["content-disposition"]


def test_the_page_counts_and_lists_the_forms(client: TestClient) -> None:
    words = read(client, "/export").words().replace("\N{NO-BREAK SPACE}", " ")
    assert "3 highlights in 3 documents" in words
    assert all(form.label in words for form in FORMS.values())
    assert "Archive" in words
    words = read(client, "/export?q=salt").words().replace("\N{NO-BREAK SPACE}", " ")
    assert "2 highlights in 2 documents" in words
    assert "Archive" not in words


def test_a_zip_of_markdown_imports_as_the_folder_does(client: TestClient) -> None:
    answer = client.get(f"{begun(client, form='markdown')}/file")
    names = ZipFile(io.BytesIO(answer.content)).namelist()
    assert sorted(names) == ["Page.md", "Tides.md", "Winds.md"]


def test_an_archive_is_whole(client: TestClient, vault: Vault, tmp_path: Path) -> None:
    answer = client.get(f"{begun(client, form='archive')}/file")
    (tmp_path / "all.zip").write_bytes(answer.content)
    assert check_archive(tmp_path / "all.zip")["tables"]["documents"]["rows"] == 3
    assert client.get("/api/export?format=archive").content == answer.content
    assert client.get("/api/export?format=archive&q=salt").status_code == 400
    assert len(waiting(vault)) == 1


def test_only_one_file_waits_and_none_outlives_the_server(client: TestClient, vault: Vault) -> None:
    first, second = (begun(client, form="csv") for _ in range(2))
    assert waiting(vault) == [second.rpartition("/")[2]]
    assert client.get(first).status_code == client.get(f"{first}/file").status_code == 404
    assert client.post(f"{second}/cancel").headers["location"] == "/export"
    assert waiting(vault) == []
    begun(client, form="csv")
    client.__exit__()
    assert not vault.engine.path.with_name("library.db.exports").exists()
    client.__enter__()


def test_a_form_that_is_none_is_told(client: TestClient) -> None:
    assert client.post("/export", data={"form": "docx"}).status_code == 404


def test_downloads_of_files_have_few_places(client: TestClient, app: FastAPI) -> None:
    job = begun(client, form="csv")
    app.state.downloads = Places(0)
    assert client.get(f"{job}/file").status_code == 503


def test_a_template_is_tried_on_a_document_and_exported_with(client: TestClient) -> None:
    page = read(client, "/export/template?q=wind")
    assert page.unbalanced == []
    assert "{{ document.title }}" in page.html
    asked = {"text": "# {{ document.title }}\n<b>{{ highlights | length }}</b>\n", "q": "wind"}
    tried = client.post("/export/template", data=asked)
    assert "# Winds\n&lt;b&gt;1&lt;/b&gt;" in tried.text
    job = client.post("/export/template", data=asked | {"do": "export", "ending": ".txt"})
    location = job.headers["location"]
    client.get(f"{location}/events")
    archive = ZipFile(io.BytesIO(client.get(f"{location}/file").content))
    assert archive.read("Winds.txt").decode() == "# Winds\n<b>1</b>\n"


def test_a_template_may_come_as_a_file(client: TestClient) -> None:
    sent = [("file", ("mine.md.jinja", b"Mine: {{ document.kind }}"))]
    assert "Mine: book" in client.post("/export/template", data={"q": "wind"}, files=sent).text
    sent = [("file", ("mine.md.jinja", b"\xff\xfe"))]
    assert client.post("/export/template", data={"q": "wind"}, files=sent).status_code == 400


def test_a_wrong_template_is_told_with_its_line_and_kept(client: TestClient, app: FastAPI) -> None:
    answer = client.post("/export/template", data={"text": "a\n{{ nothing }}"})
    assert answer.status_code == 400
    assert "line 2 of" in answer.text
    assert "{{ nothing }}" in answer.text
    first = client.post("/export/template", data={"text": "first {{ document.title }}."}).text
    title = first.split("<code>first ")[1].split(".</code>")[0]
    later = f"{{{{ nothing if document.title != '{title}' }}}}"
    job = client.post("/export/template", data={"text": later, "do": "export"})
    location = job.headers["location"]
    client.get(f"{location}/events")
    assert "This failed" in client.get(location).text
    assert "line 1 of" in client.get(location).text
    assert client.post("/export/template", data={"q": "none such", "text": "x"}).status_code == 400
    app.state.previews = BoundedSemaphore(1)
    with app.state.previews:
        busy = client.post("/export/template", data={"text": "x"})
        assert (busy.status_code, busy.headers["Retry-After"]) == (503, "5")


@pytest.mark.parametrize(
    ("typed", "file"), [("{{ mine", b""), ("{{ mine }}", b"\xff\xfe"), ("mine" * 60_000, b"")]
)
def test_a_template_that_cannot_be_exported_with_is_kept(
    client: TestClient, typed: str, file: bytes
) -> None:
    sent = [("file", ("a.jinja", file))] if file else None
    answer = client.post("/export/template", data={"text": typed, "do": "export"}, files=sent)
    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert f">\n{typed}</textarea>" in answer.text


class Slow:
    """Pieces that wait between two documents until they may go on."""

    def __init__(self) -> None:
        self.begun, self.go = Event(), Event()

    def __call__(self, order: Order) -> Iterator[bytes]:
        yield b"one"
        assert order.tell
        order.tell(1, 2)
        self.begun.set()
        assert self.go.wait(60)
        order.tell(2, 2)
        yield b"two"


@pytest.fixture
def exports(vault: Vault, tmp_path: Path) -> Iterator[Exports]:
    made = Exports(vault.engine, tmp_path / "exports")
    yield made
    made.close()


def rest(exports: Exports, one: Export) -> list[dict[str, object]]:
    """The events of an export until it has come to rest."""

    async def heard() -> list[str]:
        return [step async for step in steps(partial(exports.step_of, one.id), asyncio.Event())]

    return [json.loads(step.removeprefix("data: ")) for step in run_apart(heard())]


def test_an_export_is_followed_and_cancelled(exports: Exports) -> None:
    slow = Slow()
    one = exports.begin("Slow", "slow.txt", "text/plain", slow)
    assert slow.begun.wait(60)
    assert (exports.find(one.id).done, exports.find(one.id).total) == (1, 2)
    with pytest.raises(ExportingError):
        exports.begin("Other", "other.txt", "text/plain", Slow())
    exports.cancel(one.id)
    slow.go.set()
    assert rest(exports, one)[-1]["stage"] == "cancelled"
    assert list(exports.folder.iterdir()) == []


def test_an_export_that_fails_says_why_and_leaves_no_file(
    exports: Exports, caplog: pytest.LogCaptureFixture
) -> None:
    def failing(error: Exception, order: Order) -> Iterator[bytes]:
        yield b"one"
        raise error

    for error, told in (
        (LibraryError("the library is elsewhere"), "elsewhere"),
        (OSError(28, "No space left on device"), "No space left on device; make room"),
        (ValueError("x"), "something went wrong"),
    ):
        one = exports.begin("F", "f", "text/plain", partial(failing, error))
        assert rest(exports, one)[-1]["stage"] == "failed"
        assert told in exports.find(one.id).error
        assert list(exports.folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(client: TestClient, vault: Vault) -> None:
    vault.engine.path.with_name("library.db.exports").write_text("a file in its place")
    for answer in (
        client.post("/export", data={"form": "csv"}),
        client.get("/api/export?format=archive"),
    ):
        assert answer.status_code == 500
        assert "cannot be made" in answer.text
    vault.engine.path.with_name("library.db.exports").unlink()


def test_counts_are_what_is_exported(vault: Vault) -> None:
    with vault.engine.reading() as db:
        for query, documents, highlights in (("", 3, 3), ("salt", 2, 2), ("tides", 1, 2)):
            counted = counts(db, query)
            assert (counted.documents, counted.highlights) == (documents, highlights)
