"""Files brought in through the pages: staged under safe names, rehearsed, imported, cancelled.

And what is refused.
"""

import asyncio
import io
import json
import os
import resource
import shutil
import sqlite3
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from threading import Barrier, Thread

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event
from starlette.types import Message

from app.importer.run import Progress, import_paths
from app.importer.verify import verify
from app.store.db.library import Library
from app.store.reads.stats import stats
from app.web.security import guard
from app.web.security.guard import UPLOAD_CAP
from app.web.streams import steps
from app.web.uploads import receive
from app.web.uploads.jobs import ImportJobs
from tests.conftest import Lend
from tests.loops import run_apart
from tests.web.site import read

KITE = """# Kites Over Small Towns

## Metadata
- Author: [[Rosalind Thackery]]
- Full Title: Kites Over Small Towns
- Category: #books

## Highlights
- String is the longer half of flying. ([Location {place}](https://readwise.io/open/{number}))
"""
BOOK = KITE.format(place=8, number=9001).encode()


@pytest.fixture
def library(empty_library: Path, tmp_path: Path) -> Path:
    """An empty library."""
    return Path(shutil.copy(empty_library, tmp_path / "library.db"))


@pytest.fixture
def engine(library: Path) -> Iterator[Library]:
    engine = Library(library)
    yield engine
    engine.close()


@pytest.fixture
def app(lend: Lend, library: Path, engine: Library) -> FastAPI:
    return lend(library, engine)


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser without scripts on the empty library."""
    with TestClient(app, base_url="http://127.0.0.1:8000", follow_redirects=False) as client:
        yield client


def dump(library: Path) -> list[str]:
    """All rows of the library, told as SQL."""
    with sqlite3.connect(library) as db:
        lines = [line for line in db.iterdump() if "_search" not in line]
    db.close()
    return lines


def send(client: TestClient, *files: tuple[str, bytes]) -> str:
    """Upload the files; gives the address of the import, once it waits for a word."""
    answer = client.post("/import", files=[("files", file) for file in files])
    assert answer.status_code == 303, answer.text
    job: str = answer.headers["location"]
    await_rest(client, job)
    return job


def await_rest(client: TestClient, job: str) -> str:
    """The last event of an import: it waits, or has ended."""
    return client.get(f"{job}/events").text.strip().split("\n\n")[-1]


def staged(library: Path) -> list[str]:
    folder = library.with_name("library.db.uploads")
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def counted(engine: Library) -> tuple[int, int]:
    with engine.reading() as db:
        counts = stats(db)
    return counts.documents, counts.highlights


def test_a_file_is_shown_then_imported_and_its_copy_removed(
    client: TestClient, engine: Library, library: Path
) -> None:
    before = dump(library)
    job = send(client, ("Kites.md", BOOK))
    page = read(client, job)
    assert "What would change" in page.words()
    assert "1 new highlight" in page.words().replace("\N{NO-BREAK SPACE}", " ")
    assert page.unbalanced == []
    assert dump(library) == before
    assert staged(library) == ["Kites.md"]
    assert client.post(job).headers["location"] == job
    assert '"done"' in await_rest(client, job)
    assert client.get(job).headers["location"] == "/imports/1"
    assert "Kites.md" in read(client, "/imports/1").words()
    assert counted(engine) == (1, 1)
    assert staged(library) == []
    assert verify(engine) == []


def test_what_is_uploaded_is_the_owners_alone_while_it_waits(
    client: TestClient, library: Path
) -> None:
    before = os.umask(0)
    client.post("/import", files={"files": ("Books/Kites.md", BOOK)})
    os.umask(before)
    folder = library.with_name("library.db.uploads")
    assert folder.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in folder.rglob("*") if path.is_file()} == {0o600}


def test_a_full_disk_is_told_and_leaves_nothing_of_an_upload(
    client: TestClient, library: Path
) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, before[1]))
    try:
        answer = client.post("/import", files={"files": ("Kites.md", BOOK * 5000)})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert answer.status_code == 507
    assert "no room left on the disk" in answer.text
    assert not library.with_name("library.db.uploads").exists()
    assert client.post("/import", files={"files": ("Kites.md", BOOK)}).status_code in {200, 303}


def test_a_discarded_upload_leaves_nothing(client: TestClient, library: Path) -> None:
    before = dump(library)
    job = send(client, ("Kites.md", BOOK))
    assert client.post(f"{job}/cancel").headers["location"] == "/import"
    assert client.get(job).status_code == 404
    assert staged(library) == []
    assert dump(library) == before


def test_the_same_name_again_is_a_newer_version(client: TestClient, engine: Library) -> None:
    for note in (b"A page of my own.", b"A page of my own, longer."):
        job = send(client, ("Vault/Own.md", note))
        client.post(job)
        await_rest(client, job)
    assert counted(engine) == (1, 0)
    job = send(client, ("Kites.md", BOOK))
    client.post(job)
    await_rest(client, job)
    assert counted(engine) == (2, 1)
    with engine.reading() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM documents WHERE gone").scalar_one() == 0


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("../../etc/x.md", "etc/x.md"),
        ("/etc/x.md", "etc/x.md"),
        ("..\\..\\x.md", "x.md"),
        ("C:\\Notes\\x.md", "C/Notes/x.md"),
        ("a/./b//x.md", "a/b/x.md"),
        ("x\x00.md", "x.md"),
        ("a\nb\x1b[2J.md", "ab[2J.md"),
        ("größer.md", "größer.md"),
        ("gro\u0308\u00dfer.md", "größer.md"),
        ("....", None),
        ("../..", None),
        ("", None),
    ],
)
def test_a_name_stays_in_its_folder(name: str, path: str | None) -> None:
    assert receive.safe_path(name) == (Path(path) if path else None)


@given(st.text())
def test_no_name_leads_out_of_its_folder(name: str) -> None:
    path = receive.safe_path(name)
    if path is not None:
        assert not path.is_absolute()
        assert ".." not in path.parts
        assert all(len(part.encode()) < 256 for part in path.parts)
        assert len(path.parts) < 16


def test_hostile_names_are_staged_inside(client: TestClient, library: Path, tmp_path: Path) -> None:
    names = (
        "../../../escape.md",
        "a.md",
        "A.md",
        "a.md",
        "dir.md/x.md",
        "dir.md",
        "x" * 400 + ".md",
        "/" * 300 + "deep.md",
        "x" * 200 + "." + "\U0001f9f2" * 22 + "/long.md",
    )
    send(client, *((name, BOOK) for name in names))
    assert [
        path
        for path in tmp_path.rglob("*")
        if path.is_file() and "uploads" not in str(path) and "library" not in path.name
    ] == []
    assert {"escape.md", "a.md", "again 2/A.md", "again 3/a.md", "dir.md/x.md", "deep.md"} <= set(
        staged(library)
    )


def test_what_cannot_be_read_is_passed_over(client: TestClient, library: Path) -> None:
    others = (
        "picture.png",
        ".obsidian/app.json",
        "node_modules/a/readme.md",
        ".trash/Old.md",
        "....",
    )
    job = send(client, ("Kites.md", BOOK), *((name, b"x") for name in others))
    assert staged(library) == ["Kites.md"]
    assert "5 files of other sorts passed over" in read(client, job).words().replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_an_upload_of_nothing_is_refused(client: TestClient, library: Path) -> None:
    for answer in (
        client.post("/import", files={"files": ("", b"")}),
        client.post("/import", files={"files": ("a.png", b"x")}),
        client.post("/import", data={"path": "x"}),
        client.post(
            "/import",
            content=b"no form",
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        ),
        client.post(
            "/import",
            content=b"--x\r\nbroken",
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        ),
        client.post(
            "/import",
            content=b"--x\r\n"
            b'Content-Disposition: form-data; name="files"; filename="a.md"\r\n\r\nhalf',
            headers={"Content-Type": "multipart/form-data; boundary=x"},
        ),
    ):
        assert answer.status_code == 400, answer.text
        assert staged(library) == []
    assert client.get("/import").status_code == 200


def test_caps_are_counted_while_files_stream_in(
    client: TestClient, library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(receive, "HUGE", 300_000)
    monkeypatch.setattr(receive, "TOGETHER", 700_000)
    monkeypatch.setattr(receive, "FILES", 5)
    for files, words in (
        ([("a.md", b"x" * 300_001)], "larger than"),
        ([(f"{n}.md", b"x" * 290_000) for n in range(3)], "together"),
        ([(f"{n}.md", b"x") for n in range(6)], "more than 5 files"),
    ):
        answer = client.post("/import", files=[("files", file) for file in files])
        assert answer.status_code == 413
        assert words in answer.text
        assert staged(library) == []
    send(client, *((f"{n}.md", b"x" * 100) for n in range(5)))


def test_only_uploads_may_be_large(client: TestClient) -> None:
    large = {"Content-Length": str(UPLOAD_CAP)}
    assert client.post("/theme", content=b"", headers=large).status_code == 413
    assert (
        client.post(
            "/import", content=b"", headers={"Content-Length": str(UPLOAD_CAP + 1)}
        ).status_code
        == 413
    )
    assert client.post("/import", content=b"", headers=large).status_code == 400


def test_another_site_uploads_nothing(client: TestClient, library: Path) -> None:
    answer = client.post(
        "/import",
        files={"files": ("Kites.md", BOOK)},
        headers={"Origin": "http://elsewhere.example"},
    )
    assert answer.status_code == 403
    assert staged(library) == []


def test_a_path_on_this_disk_is_read_in_place(
    client: TestClient, engine: Library, tmp_path: Path
) -> None:
    (tmp_path / "notes").mkdir()
    (tmp_path / "notes" / "Kites.md").write_bytes(BOOK)
    answer = client.post("/import", files={"path": (None, str(tmp_path / "notes"))})
    job = answer.headers["location"]
    await_rest(client, job)
    client.post(job)
    await_rest(client, job)
    assert counted(engine) == (1, 1)
    assert (tmp_path / "notes" / "Kites.md").read_bytes() == BOOK
    assert import_paths(engine, [tmp_path / "notes"]).files.unchanged == 1


@pytest.mark.parametrize("path", ["/" + "n" * 300, "~/" + "n" * 300, "/a\0b"])
def test_a_path_that_cannot_be_is_not_there(client: TestClient, path: str) -> None:
    assert client.post("/import", files={"path": (None, path)}).status_code == 404


def test_a_path_that_is_not_there_is_told(client: TestClient, tmp_path: Path) -> None:
    assert (
        client.post("/import", files={"path": (None, "~nobody-of-this-name/x")}).status_code == 400
    )
    assert (
        client.post("/import", files={"path": (None, str(tmp_path / "nowhere"))}).status_code == 404
    )
    assert client.post("/import", files={"path": (None, "notes")}).status_code == 400


def test_a_second_import_is_told_to_wait(client: TestClient, engine: Library) -> None:
    job = send(client, ("Kites.md", BOOK))
    with engine.writing():  # the import waits for its turn to write
        client.post(job)
        answer = client.post("/import", files={"files": ("b.md", BOOK)})
        page = read(client, "/import")
    assert answer.status_code == 409
    assert "wait until it has ended" in answer.text
    assert job in page.links()
    assert page.all("form")[0]["action"] != "/import"
    await_rest(client, job)
    send(client, ("b.md", BOOK))


def test_an_import_that_waits_hides_no_form_and_gives_way_to_another(
    client: TestClient, engine: Library, library: Path
) -> None:
    job = send(client, ("Kites.md", BOOK))
    page = read(client, "/import")
    assert "waits for your word" in page.words()
    assert job in page.links()
    assert [form["action"] for form in page.all("form")].count("/import") == 2
    second = send(client, ("b.md", BOOK))
    assert staged(library) == ["b.md"]
    assert client.post(job).status_code == 404
    client.post(second)
    await_rest(client, second)
    assert counted(engine) == (1, 1)


@pytest.mark.parametrize(
    ("name", "data"),
    [("broken.zip", b"PK\3\4 and no more"), ("picture.md", bytes(range(256)) * 50)],
)
def test_of_what_cannot_be_read_there_is_nothing_to_import(
    client: TestClient, name: str, data: bytes
) -> None:
    job = send(client, (name, data))
    page = read(client, job)
    assert "1 file could not be read." in page.words().replace("\N{NO-BREAK SPACE}", " ").replace(
        " .", "."
    )
    assert [form["action"] for form in page.all("form") if form["action"].startswith(job)] == [
        f"{job}/cancel"
    ]
    assert page.unbalanced == []


def test_an_import_that_fails_for_a_reason_nobody_foresaw_is_told_and_logged(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """No trace is printed by a thread that dies; the next import is not kept from beginning."""
    engine = Library(tmp_path / "no library.db")
    jobs = ImportJobs(engine, tmp_path / "staged")
    job = jobs.begin()
    jobs.rehearse(job.id, [tmp_path], "Kites.md")
    assert jobs._thread
    jobs._thread.join()
    engine.close()
    assert (jobs.find(job.id).stage, jobs.find(job.id).error) == (
        "failed",
        "something went wrong here; the window that serves the library tells what",
    )
    (record,) = caplog.records
    assert record.name == "app.web.jobs"
    assert "no such table" in str(record.exc_info)
    assert jobs.begin().stage == "staging"


def test_an_import_ends_also_where_what_was_uploaded_cannot_be_removed(
    engine: Library, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    jobs = ImportJobs(engine, tmp_path / "staged")
    job = jobs.begin()
    (tmp_path / "Kites.md").write_bytes(BOOK)
    jobs.folder = tmp_path / ("n" * 300)  # a name that no disk can hold, nor look for
    jobs.rehearse(job.id, [tmp_path / "Kites.md"], "Kites.md")
    assert jobs._thread
    jobs._thread.join()
    jobs.carry_out(job.id)
    jobs._thread.join()
    assert jobs.find(job.id).stage == "done"
    assert "File name too long" in str(caplog.records[0].exc_info)


def test_an_import_is_cancelled_before_it_writes(
    client: TestClient, engine: Library, library: Path
) -> None:
    job = send(client, ("Kites.md", BOOK))
    with engine.writing():  # the import waits for its turn to write
        client.post(job)
        assert "Importing" in read(client, job).words()
        assert client.post(f"{job}/cancel").headers["location"] == job
    assert '"cancelled"' in await_rest(client, job)
    page = read(client, job)
    assert "Cancelled" in page.words()
    assert page.unbalanced == []
    assert counted(engine) == (0, 0)
    assert verify(engine) == []
    assert staged(library) == []


def test_a_rehearsal_that_is_cancelled_too_late_can_still_be_carried_out(
    engine: Library, tmp_path: Path
) -> None:
    jobs = ImportJobs(engine, tmp_path / "staged")
    job = jobs.begin()
    (tmp_path / "Kites.md").write_bytes(BOOK)

    def cancel_at_last(_db: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("UPDATE imports"):
            jobs.cancel(job.id)

    event.listen(Engine, "before_cursor_execute", cancel_at_last)
    jobs.rehearse(job.id, [tmp_path / "Kites.md"], "Kites.md")
    assert jobs._thread
    jobs._thread.join()
    event.remove(Engine, "before_cursor_execute", cancel_at_last)
    assert jobs.find(job.id).stage == "ready"
    jobs.carry_out(job.id)
    jobs._thread.join()
    assert jobs.find(job.id).stage == "done"


def test_an_import_stopped_between_batches_leaves_the_library_whole(
    engine: Library, tmp_path: Path
) -> None:
    for number in range(700):
        (tmp_path / f"{number}.md").write_text(
            KITE.format(place=number, number=number + 100).replace("Small Towns", f"Town {number}")
        )

    def stop(progress: Progress) -> None:
        if progress.done == 680:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        import_paths(engine, [tmp_path], progress=stop)
    documents, highlights = counted(engine)
    assert 0 < documents < 700
    assert documents == highlights
    assert verify(engine) == []
    import_paths(engine, [tmp_path])
    assert counted(engine) == (700, 700)


def test_an_upload_that_never_came_whole_is_forgotten(engine: Library, tmp_path: Path) -> None:
    jobs = ImportJobs(engine, tmp_path / "staged")
    job = jobs.begin()
    (tmp_path / "staged").mkdir()
    assert jobs.current() == job
    jobs.drop(job.id)
    assert jobs.current() is None
    assert not (tmp_path / "staged").exists()


def test_the_events_of_a_dropped_import_end_by_saying_so(engine: Library, tmp_path: Path) -> None:
    jobs = ImportJobs(engine, tmp_path / "uploads")
    job = jobs.begin()

    async def followed() -> list[str]:
        told = []
        async for step in steps(partial(jobs.step_of, job.id), asyncio.Event()):
            told.append(json.loads(step.removeprefix("data: "))["stage"])
            if len(told) == 1:
                jobs.drop(job.id)
        return told

    with ThreadPoolExecutor(
        1
    ) as pool:  # a thread of its own: one of pytest's may have a loop already
        assert pool.submit(asyncio.run, followed()).result() == ["staging", "over"]


def test_of_two_at_once_one_begins(engine: Library, tmp_path: Path) -> None:
    jobs = ImportJobs(engine, tmp_path / "staged")
    together = Barrier(8)
    outcomes: list[str] = []

    def begin() -> None:
        together.wait()
        try:
            outcomes.append(jobs.begin().stage)
        except Exception as error:  # noqa: BLE001 any is a finding
            outcomes.append(type(error).__name__)

    threads = [Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["BusyError"] * 7 + ["staging"]


def test_what_a_killed_server_left_is_removed_at_the_next_start(
    app: FastAPI, library: Path
) -> None:
    left = library.with_name("library.db.uploads") / "left.md"
    left.parent.mkdir()
    left.write_bytes(BOOK)
    with TestClient(app, base_url="http://127.0.0.1:8000") as client:
        assert client.get("/import").status_code == 200
        assert staged(library) == []
        waiting = client.post(
            "/import", files={"files": ("Kites.md", BOOK)}, follow_redirects=False
        )
        assert waiting.status_code == 303
    assert staged(library) == []


def test_a_zip_is_staged_whole(client: TestClient, library: Path) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("Books/Kites.md", BOOK)
    job = send(client, ("readwise.zip", packed.getvalue()))
    assert staged(library) == ["readwise.zip"]
    assert read(client, job).status == 200


def test_the_empty_library_leads_to_the_import(client: TestClient) -> None:
    assert "/import" in read(client, "/").links()
    assert "/import" in read(client, "/imports").links()


def test_an_upload_that_stalls_is_ended_and_frees_the_next(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also one that brings a byte now and then."""
    monkeypatch.setattr(guard, "BODY_PATIENCE", 0.1)
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="Kites.md"\r\n\r\n# K'

    async def stalled(pause: float) -> int:
        """Status of the answer to an upload whose first piece is all that comes in time."""
        pieces = [head]
        statuses: list[int] = []

        async def receive() -> Message:
            if not pieces:
                await asyncio.sleep(pause)
            body = pieces.pop() if pieces else b"."
            return {"type": "http.request", "body": body, "more_body": True}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])

        headers = [
            (b"host", b"127.0.0.1:8000"),
            (b"content-type", b"multipart/form-data; boundary=x"),
        ]
        scope = {
            "type": "http", "http_version": "1.1", "method": "POST", "path": "/import",
            "raw_path": b"/import", "root_path": "", "scheme": "http", "query_string": b"",
            "headers": headers, "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 8000),
        }  # fmt: skip
        await client.app(scope, receive, send)
        return statuses[0]

    for pause in (3600.0, 0.01):
        assert run_apart(stalled(pause)) == 408
        assert client.get("/import").status_code == 200
    assert send(client, ("Kites.md", BOOK))
