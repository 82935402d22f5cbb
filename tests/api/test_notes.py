"""The reader's own notes through the API: read, written under their version, deleted, undone."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.settings import Settings
from app.store.db.library import Library
from tests.api.schemas import faults
from tests.conftest import Lend

HERE = "/api/notes/Notes%20on%20crossing.md"
NEW = {"If-None-Match": "*"}
MARKDOWN = {"Content-Type": "text/markdown"}


@pytest.fixture
def notes(lend: Lend, engine: Library, vault: Path, tmp_path: Path) -> TestClient:
    """A program that asks, where the vault is the folder that is served."""
    app = lend(tmp_path / "library.db", engine)
    app.state.settings = Settings(tmp_path / "library.db", folder=vault)
    return TestClient(app, base_url="http://127.0.0.1:8000")


def put(client: TestClient, address: str, text: str | bytes, **headers: str) -> tuple[int, dict]:  # type: ignore[type-arg] # whatever JSON says
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answer = client.put(address, content=text, headers=MARKDOWN | named)
    return answer.status_code, answer.json()


def test_a_note_is_read_written_and_deleted(notes: TestClient, vault: Path) -> None:
    read = notes.get(HERE)
    assert read.headers["content-type"] == "text/markdown; charset=utf-8"
    assert read.content == (vault / "Notes on crossing.md").read_bytes()
    etag = read.headers["ETag"]
    answer = notes.put(HERE, content=f"{read.text}\nMore.\n", headers={"If-Match": etag})
    written = answer.json()
    assert (answer.status_code, answer.headers["ETag"]) == (200, f'"{written["version"]}"')
    assert (vault / "Notes on crossing.md").read_text().endswith("\nMore.\n")
    assert notes.get(f"/api/documents/{written['document']}").json()["body"].endswith("More.")
    gone = notes.delete(HERE, headers={"If-Match": answer.headers["ETag"]}).json()
    assert (gone["version"], notes.get(HERE).status_code) == (None, 404)
    assert notes.get("/api/notes").json()["total"] == 0
    said = notes.get("/api/changes").json()["items"][0]
    assert (said["id"], said["items"][0]["type"]) == (gone["change"], "note")
    assert said["items"][0]["id"] == "Notes on crossing.md"
    assert notes.post(f"/api/changes/{gone['change']}/undo").status_code == 200
    assert notes.get(HERE).text.endswith("More.\n")


def test_a_new_note_is_linked_in_the_moment_of_the_answer(notes: TestClient) -> None:
    status, said = put(
        notes, "/api/notes/Own/New.md", "About [[The Salt Road]].", If_None_Match="*"
    )
    assert (status, said["path"]) == (201, "Own/New.md")
    page = notes.get("/api/pages/The Salt Road").json()
    assert said["document"] in {each["document"]["id"] for each in page["backlinks"]}
    (first, _) = notes.get("/api/notes").json()["items"]
    assert (first["path"], first["page"]) == ("Own/New.md", "/notes/Own/New.md")
    assert put(notes, "/api/notes/Own/New.md", "Other.", If_None_Match="*")[0] == 412


def test_what_changed_meanwhile_is_answered_with_both_versions(
    notes: TestClient, vault: Path
) -> None:
    etag, file = notes.get(HERE).headers["ETag"], vault / "Notes on crossing.md"
    text = file.read_text()
    file.write_text(f"{text}\nTheirs.\n")
    mine = text.replace("# Notes on crossing", "# On crossing")
    status, said = put(notes, HERE, mine, If_Match=etag)
    assert (status, said["present"]) == (412, f"{text}\nTheirs.\n")
    assert said["merged"] == f"{mine}\nTheirs.\n"
    assert file.read_text() == f"{text}\nTheirs.\n"
    status, said = put(notes, HERE, f"{text}\nMine.\n", If_Match=etag)
    assert (status, said["merged"]) == (412, None)
    assert put(notes, HERE, "Both.", If_Match=f'"{said["version"]}"')[0] == 200
    assert notes.delete(HERE, headers={"If-Match": etag}).status_code == 412


@pytest.mark.parametrize("headers", [{}, {"If-Match": "*"}, {"If-Match": '"x"'} | NEW])
def test_nothing_is_written_or_deleted_blindly(
    notes: TestClient, vault: Path, headers: dict[str, str]
) -> None:
    before = (vault / "Notes on crossing.md").read_bytes()
    assert notes.put(HERE, content="x", headers=headers).status_code == 428
    assert notes.delete(HERE, headers=headers).status_code in (412, 428)
    assert (vault / "Notes on crossing.md").read_bytes() == before


WRONG = (
    ("%2e%2e/outside.md", 422),
    ("Own/%2e%2e/%2e%2e/outside.md", 422),
    ("/etc/x.md", 422),
    ("The%20Salt%20Road.md/x.md", 409),
    (".hidden.md", 422),
    ("x.exe", 422),
    ("a%00.md", 422),
    ("nul.md", 422),
    ("The%20Salt%20Road.md", 409),
    ("the%20salt%20road.md", 422),
    ("way%20out/x.md", 409),
)


@pytest.mark.parametrize(("path", "status"), WRONG)
def test_nothing_is_written_where_no_note_can_lie(
    notes: TestClient, vault: Path, tmp_path: Path, path: str, status: int
) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (vault / "way out").symlink_to(outside)
    before = {file: file.read_bytes() for file in tmp_path.rglob("*.md")}
    answer = notes.put(f"/api/notes/{path}", content="x", headers=NEW)
    assert answer.status_code == status
    assert not list(faults(answer.json(), problem_schema(notes), {}))
    assert {file: file.read_bytes() for file in tmp_path.rglob("*.md")} == before
    assert [*outside.iterdir()] == []


def problem_schema(client: TestClient) -> dict[str, object]:
    answers = client.get("/api/openapi.json").json()["paths"]["/api/notes"]["get"]["responses"]
    schema: dict[str, object] = answers["default"]["content"]["application/problem+json"]["schema"]
    return schema


def test_what_an_import_would_read_as_an_export_is_refused(notes: TestClient, vault: Path) -> None:
    export = (vault / "The Salt Road.md").read_text()
    status, said = put(notes, "/api/notes/x.md", export, If_None_Match="*")
    assert (status, "as an export" in said["detail"]) == (422, True)
    etag = notes.get(HERE).headers["ETag"]
    assert put(notes, HERE, export, If_Match=etag)[0] == 422


def test_a_body_of_another_kind_or_size_is_refused(
    notes: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    kind = {"Content-Type": "application/json"}
    assert notes.put("/api/notes/x.md", content="x", headers=NEW | kind).status_code == 415
    assert put(notes, "/api/notes/x.md", b"\xff\xfe\xfa", If_None_Match="*")[0] == 422
    monkeypatch.setattr("app.web.security.guard.NOTE_CAP", 10)
    assert put(notes, "/api/notes/x.md", "x" * 11, If_None_Match="*")[0] == 413
