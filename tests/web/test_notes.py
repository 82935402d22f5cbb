"""The pages of notes without scripts: written, previewed, merged, chosen, quoted into, deleted."""

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from app.importer.run import import_paths
from app.settings import Settings
from app.store.db.library import Library
from tests.conftest import Lend
from tests.statements import heard
from tests.web.site import Page, read

NOTE = "# On waiting\n\nOf [[The Salt Road]].\n\nThe last line.\n"
EXPORT = """# The Salt Road

## Metadata
- Author: [[Ilse Tarn]]
- Category: #books

## Highlights
- Salt was weighed at each gate. ([Location 12](https://readwise.io/to_kindle?location=12))
"""
EDIT = "/notes/Own/On%20waiting.md/edit"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a note and an export."""
    folder = tmp_path / "vault"
    (folder / "Own").mkdir(parents=True)
    (folder / "Own" / "On waiting.md").write_text(NOTE)
    (folder / "The Salt Road.md").write_text(EXPORT)
    return folder


@pytest.fixture
def file(folder: Path) -> Path:
    """The file of the note."""
    return folder / "Own" / "On waiting.md"


@pytest.fixture
def own(lend: Lend, blank_file: Path, folder: Path, tmp_path: Path) -> Iterator[TestClient]:
    """A browser without scripts on a library where that folder is served."""
    path = Path(shutil.copy(blank_file, tmp_path / "library.db"))
    with Library(path) as library:
        import_paths(library, [folder])
        app = lend(path, library)
        app.state.settings = Settings(path, folder=folder)
        yield TestClient(app, base_url="http://127.0.0.1:8000")


def fields(page: Page) -> dict[str, str]:
    """The hidden fields of a page's editor or choice."""
    return {
        field["name"]: unescape(field["value"])
        for field in page.all("input")
        if field.get("type") == "hidden" and field.get("name") in ("version", "theirs")
    }


def post(client: TestClient, address: str, **data: str) -> Page:
    """The page that a form leads to."""
    answer = client.post(address, data=data)
    return Page(str(answer.url), answer.status_code, answer.text)


def typed(page: Page) -> str:
    """What stands in the field of a text."""
    found = re.search(r"<textarea[^>]{0,300}>\n(.*?)</textarea>", page.html, re.DOTALL)
    assert found
    return unescape(found[1])


def test_notes_are_listed_and_lead_to_their_documents(own: TestClient) -> None:
    page = read(own, "/notes")
    assert ("On waiting" in page.words(), "The Salt Road" in page.words()) == (True, False)
    document = own.get("/notes/Own/On%20waiting.md")
    assert document.url.path.startswith("/documents/")
    assert EDIT in document.text
    assert "/notes/" not in own.get("/pages/The Salt Road").text.split("<main")[1]


def test_a_note_is_edited_and_the_act_undone(own: TestClient, file: Path) -> None:
    page = read(own, EDIT)
    assert (typed(page), page.unbalanced) == (NOTE, [])
    text = NOTE.replace("last", "very last").replace("\n", "\r\n")  # as browsers send it
    done = post(own, EDIT, text=text, **fields(page))
    assert (done.status, "The very last line." in done.words()) == (200, True)
    assert file.read_text() == NOTE.replace("last", "very last")
    undo = re.search(r'formaction="(/changes/\w{1,20}/undo)"', done.html)
    assert undo
    post(own, undo[1])
    assert file.read_text() == NOTE


def test_line_ends_and_the_mark_of_a_file_stay(own: TestClient, file: Path) -> None:
    file.write_bytes(b"\xef\xbb\xbfone\r\ntwo\r\n")
    post(own, EDIT, text="one\r\ntwo\r\nthree\r\n", **fields(read(own, EDIT)))
    assert file.read_bytes() == b"\xef\xbb\xbfone\r\ntwo\r\nthree\r\n"


def test_a_long_text_of_any_script_is_saved_and_one_too_long_has_no_editor(
    own: TestClient, file: Path
) -> None:
    text = "# Ожидание\n\n" + "Длинная строка о терпении.\n" * 12_000
    assert post(own, EDIT, text=text, **fields(read(own, EDIT))).status == 200
    assert file.read_text() == text
    file.write_text("word " * 100_000)
    answer = own.get(EDIT)
    assert (answer.status_code, "too many for a page" in answer.text) == (413, True)


def test_pages_of_notes_ask_a_few_times_however_much_there_is(
    own: TestClient, folder: Path
) -> None:
    library: Library = own.app.state.library  # type: ignore[attr-defined] # the application, which the client knows as ASGI
    counts = []
    for links in (1, 40):
        many = "".join(f"[[The Salt Road]] [[wanted {n}]] #tag{n}\n\n" for n in range(links))
        for n in range(links):
            (folder / f"note {n}.md").write_text(f"# Note {n}\n\n{many}")
        import_paths(library, [folder])
        for url in ("/notes", EDIT, "/notes/note%200.md/edit", "/api/notes"):
            with heard(library.readers) as asked:
                assert own.get(url).status_code == 200
            counts.append(len(asked))
    assert counts[:4] == counts[4:]
    assert max(counts) <= 6


def test_a_preview_is_how_a_text_will_be_read(own: TestClient, file: Path) -> None:
    text = (
        "---\ntags: [x]\n---\n# On waiting\n\n**Bold** [[The Salt Road]]\n<script>alert(1)</script>"
    )
    page = post(own, EDIT, text=text, do="preview", **fields(read(own, EDIT)))
    assert typed(page) == text
    shown = page.html.split("data-as-read")[1]
    assert "<strong>Bold</strong>" in shown
    assert 'href="/pages/The%20Salt%20Road"' in shown
    assert "<script>alert" not in page.html
    assert "tags:" not in shown
    assert file.read_text() == NOTE
    part = own.post("/notes/preview", data={"text": text, "path": "Own/On waiting.md"})
    assert "<strong>Bold</strong>" in part.text
    assert "<main" not in part.text
    warned = post(own, "/notes/preview", text=EXPORT, path="x.md")
    assert "reads as an export" in warned.words()


def test_a_new_note_comes_from_a_name_that_is_wanted(own: TestClient, folder: Path) -> None:
    wanted = read(own, "/pages/What%20is%20salt%3F")
    address = re.search(r'href="(/notes/new\?[^"]{1,200})"', wanted.html)
    assert address
    page = read(own, unescape(address[1]))
    assert typed(page) == "# What is salt?\n\n"
    done = post(own, "/notes/new", name="What is salt?", text=f"{typed(page)}A road.")
    assert "A road." in done.words()
    assert (folder / "What is salt.md").read_text() == "# What is salt?\n\nA road."
    assert str(own.get("/pages/What%20is%20salt%3F").url) == done.url.partition("?")[0]


def test_what_cannot_be_saved_is_kept_in_its_field_with_the_reason(
    own: TestClient, folder: Path, file: Path
) -> None:
    for name, text, reason in (
        ("", "words", "must not be empty"),
        ("Own/On waiting", "words", "already"),
        ("own/x", "words", "some disks do not tell"),
        ("The Salt Road", "words", "holds an export"),
        ("CON", "words", "a device"),
        ("x", EXPORT, "as an export"),
        ("x", "", "has words"),
    ):
        page = post(own, "/notes/new", name=name, text=text)
        assert page.status in (409, 412, 422), reason
        assert reason in page.words()
        assert typed(page) == text
    page = post(own, EDIT, text=EXPORT, **fields(read(own, EDIT)))
    assert (page.status, typed(page), file.read_text()) == (422, EXPORT, NOTE)
    assert sorted(each.name for each in folder.rglob("*.md")) == [
        "On waiting.md",
        "The Salt Road.md",
    ]


def test_words_are_kept_while_the_library_is_locked(own: TestClient, file: Path) -> None:
    version = fields(read(own, EDIT))
    library: Library = own.app.state.library  # type: ignore[attr-defined] # the application, which the client knows as ASGI
    library.patience = 0.05
    with Library(library.path) as other, other.writing():
        page = post(own, EDIT, text="mine", **version)
    library.patience = 60
    assert (page.status, typed(page), file.read_text()) == (503, "mine", NOTE)
    assert post(own, EDIT, text="mine", **fields(page)).status == 200


def test_changes_that_do_not_touch_are_joined(own: TestClient, file: Path) -> None:
    version = fields(read(own, EDIT))
    file.write_text(NOTE.replace("last", "very last"))
    done = post(own, EDIT, text=NOTE.replace("Of [[", "On [["), **version)
    assert done.status == 200
    assert file.read_text() == NOTE.replace("Of [[", "On [[").replace("last", "very last")


def test_changes_in_one_place_are_chosen_from(own: TestClient, file: Path) -> None:
    version = fields(read(own, EDIT))
    mine, theirs = NOTE.replace("last", "final"), NOTE.replace("last", "very last")
    file.write_text(theirs)
    page = post(own, EDIT, text=mine, **version)
    assert (page.status, file.read_text(), page.unbalanced) == (412, theirs, [])
    assert "1 place was changed by both; everything else is joined already" in page.words()
    assert 'class="news' not in page.html  # its link would leave the choice
    merge = EDIT.replace("/edit", "/merge")
    told = fields(page) | {"text": typed(page)}
    file.write_text(theirs + "More.\n")  # once more meanwhile: the choice begins anew
    page = post(own, merge, p0="mine", **told)
    assert (page.status, file.read_text()) == (412, theirs + "More.\n")
    file.write_text(theirs)
    assert post(own, merge, p0="mine", **told).status == 200
    assert file.read_text() == mine


@pytest.mark.parametrize(
    ("choice", "text"),
    [
        ("theirs", "The very last line.\n"),
        ("both", "The final line.\nThe very last line.\n"),
        ("", "The final line.\nThe very last line.\n"),
    ],
)
def test_a_choice_is_the_files_or_both(own: TestClient, file: Path, choice: str, text: str) -> None:
    version = fields(read(own, EDIT))
    file.write_text(NOTE.replace("last", "very last"))
    page = post(own, EDIT, text=NOTE.replace("last", "final"), **version)
    told = fields(page) | {"text": typed(page)}
    post(own, EDIT.replace("/edit", "/merge"), p0=choice, **told)
    assert file.read_text() == NOTE.replace("The last line.\n", text)


def test_mine_is_saved_beside_as_another_note(own: TestClient, file: Path) -> None:
    version = fields(read(own, EDIT))
    file.write_text(theirs := NOTE.replace("last", "very last"))
    page = post(own, EDIT, text=NOTE.replace("last", "final"), **version)
    told = fields(page) | {"text": typed(page), "do": "beside"}
    post(own, EDIT.replace("/edit", "/merge"), **told)
    assert file.read_text() == theirs
    assert file.with_name("On waiting 2.md").read_text() == NOTE.replace("last", "final")


def test_a_choice_outlives_the_file_and_a_lock(own: TestClient, file: Path) -> None:
    version = fields(read(own, EDIT))
    merge = EDIT.replace("/edit", "/merge")
    file.write_text(NOTE.replace("last", "very last"))
    page = post(own, EDIT, text=NOTE.replace("last", "final"), **version)
    told = fields(page) | {"text": typed(page)}
    library: Library = own.app.state.library  # type: ignore[attr-defined] # as above
    library.patience = 0.05
    with Library(library.path) as other, other.writing():
        for do in ("save", "beside"):
            page = post(own, merge, p0="mine", do=do, **told)
            assert (page.status, typed(page), page.unbalanced) == (503, told["text"], [])
            assert "Not saved" in page.words()
    library.patience = 60
    file.unlink()
    page = post(own, merge, p0="mine", **told)
    assert (page.status, typed(page)) == (412, told["text"])
    assert "deleted this file" in page.words()
    post(own, merge, p0="mine", **fields(page), text=typed(page))
    assert file.read_text() == told["text"]


def test_a_note_that_was_deleted_meanwhile_is_written_anew(own: TestClient, file: Path) -> None:
    version = fields(read(own, EDIT))
    file.unlink()
    page = post(own, EDIT, text="mine", **version)
    assert (page.status, typed(page)) == (412, "mine")
    assert "was deleted meanwhile" in page.words()
    post(own, EDIT, text="mine", **fields(page))
    assert file.read_text() == "mine"


def test_a_note_is_deleted_and_brought_back(own: TestClient, folder: Path, file: Path) -> None:
    page = post(own, EDIT.replace("/edit", "/delete"), **fields(read(own, EDIT)))
    assert (page.status, file.exists()) == (200, False)
    assert (folder / ".trash" / "Own" / "On waiting.md").read_text() == NOTE
    undo = re.search(r'formaction="(/changes/\w{1,20}/undo)"', page.html)
    assert undo
    post(own, undo[1], back="/notes")
    assert file.read_text() == NOTE


def test_the_preview_has_the_links_that_were_made_of_mentions(own: TestClient) -> None:
    text, new = "# Said\n\nIlse Tarn said so.\n", {"If-None-Match": "*"}
    note = own.put("/api/notes/Said.md", content=text, headers=new).json()["document"]
    linked = {"name": "Ilse Tarn", "do": "link", "document": note}
    assert own.post("/api/mentions", json=linked).json()["changed"] == 1
    link = '<a class="wiki" href="/pages/Ilse%20Tarn">Ilse Tarn</a> said so.'
    shown = own.post("/notes/preview", data={"text": "Ilse Tarn said so.", "path": "Said.md"}).text
    assert link in shown
    for address in ("/notes/Said.md", "/notes/Said.md/edit"):
        assert link in read(own, address).html


def test_a_note_that_was_moved_elsewhere_is_saved_there(
    own: TestClient, folder: Path, file: Path
) -> None:
    version = fields(read(own, EDIT))
    file.rename(folder / "On patience.md")
    import_paths(own.app.state.library, [folder])  # type: ignore[attr-defined]
    page = post(own, EDIT, text=f"{NOTE}More.\n", do="save", **version)
    assert "was moved to 'On patience.md' meanwhile" in page.words()
    assert typed(page) == f"{NOTE}More.\n"
    assert page.html.count('action="/notes/On%20patience.md/edit"') == 1
    post(own, "/notes/On%20patience.md/edit", text=typed(page), do="save", **fields(page))
    assert (folder / "On patience.md").read_text() == f"{NOTE}More.\n"
    assert not file.exists()


def test_a_passage_is_quoted_into_a_note_with_its_link(
    own: TestClient, folder: Path, file: Path
) -> None:
    passage = own.get("/api/highlights").json()["items"][0]["id"]
    address = f"/highlights/{passage}"
    form = read(own, f"{address}?do=quote&at={passage}")
    assert 'value="Own/On waiting.md"' in form.html
    done = post(own, f"{address}/notes", note="Own/On waiting.md", back=address)
    assert "Changed the note “Own/On waiting.md”" in done.words()
    assert '<a href="/notes/Own/On%20waiting.md">“Own/On waiting.md”</a>' in done.html
    assert file.read_text() == (
        f"{NOTE}\n> Salt was weighed at each gate.\n>\n"
        f"> Ilse Tarn, [[The Salt Road#^{passage}|The Salt Road]]\n"
    )
    shown = read(own, "/notes/Own/On%20waiting.md").html
    assert f'href="{address}"' in shown
    assert "On waiting" in read(own, address).html.split('id="linked"')[1]
    post(own, f"{address}/notes", note="Own/On waiting.md", name="On salt", back=address)
    assert (folder / "On salt.md").read_text().startswith("# On salt\n\n> Salt was weighed")
    assert own.post(f"{address}/notes", data={}).status_code == 400


def test_names_are_completed_each_once(own: TestClient) -> None:
    own.put("/api/notes/Salt.md", content="# Salt\n\n#salt", headers={"If-None-Match": "*"})
    found = own.get("/complete/names?q=salt").json()
    assert found == [
        {"name": "Salt", "about": "your note", "link": "Salt"},
        {"name": "The Salt Road", "about": "Ilse Tarn, book", "link": "The Salt Road"},
    ]
    (author,) = own.get("/complete/names?q=ilse").json()
    assert author == {"name": "Ilse Tarn", "about": "author", "link": "Ilse Tarn"}
    for nothing in ("", "  ", "[[", "x" * 999):
        assert own.get("/complete/names", params={"q": nothing}).json() == []


def test_a_name_that_several_have_or_no_link_can_hold_is_completed_by_its_file(
    own: TestClient,
) -> None:
    for path, title in (("A/Twin", "Twin"), ("B/Twin", "Twin"), ("Talk", "Twin #18 | Talk [1]")):
        text, new = f"# {title}\n\nSalt.\n", {"If-None-Match": "*"}
        assert own.put(f"/api/notes/{path}.md", content=text, headers=new).status_code == 201
    found = own.get("/complete/names?q=twin").json()
    assert sorted((each["about"], each["link"]) for each in found) == [
        ("your note", "Talk|Twin #18 – Talk (1)"),
        ("your note", "Twin"),
        ("your note, in B", "B/Twin|Twin"),
    ]


def test_a_passage_of_a_title_that_no_file_can_have_is_quoted_with_a_link(
    own: TestClient, folder: Path
) -> None:
    (folder / "Walls.md").write_text(
        '# Walls\n\n## Metadata\n- Author: [[Bo Lund]]\n- Full Title: Walls: A "Memoir" [2]\n'
        "- Category: #books\n\n## Highlights\n- Rain is a verb.\n"
    )
    import_paths(own.app.state.library, [folder])  # type: ignore[attr-defined]
    (rain,) = own.get("/api/search?q=verb").json()["results"]
    post(own, f"/highlights/{rain['id']}/notes", name="On rain", back="/notes")
    assert (
        (folder / "On rain.md")
        .read_text()
        .endswith(f'Bo Lund, [[Walls#^{rain["id"]}|Walls: A "Memoir" (2)]]\n')
    )
    linking = own.get(f"/api/highlights/{rain['id']}").json()["backlinks"]
    assert [each["document"]["title"] for each in linking] == ["On rain"]


@pytest.mark.parametrize(
    "path", ["The%20Salt%20Road.md/edit", "none.md", "none.md/edit", "%2e%2e/x.md", ".x.md/edit"]
)
def test_what_is_no_note_has_no_editor(own: TestClient, path: str) -> None:
    answer = own.get(f"/notes/{path}")
    assert answer.status_code in (404, 409, 422)
    assert "<textarea" not in answer.text


def test_for_scripts_a_save_answers_the_version_and_what_was_joined(
    own: TestClient, file: Path
) -> None:
    version = fields(read(own, EDIT))
    file.write_text(NOTE.replace("last", "very last"))
    plain = {"Accept": "application/json"}
    data = {"text": NOTE.replace("Of [[", "On [["), **version}
    said = own.post(EDIT, data=data, headers=plain).json()
    assert (said["joined"], said["text"], said["edit"]) == (True, file.read_text(), EDIT)
    clash = own.post(EDIT, data={"text": "mine", **version}, headers=plain)
    assert (clash.status_code, clash.json()["status"]) == (412, 412)
    taken = own.post(
        "/notes/new", data={"name": "Own/On waiting", "text": "x"}, headers=plain
    ).json()
    assert (taken["status"], taken["version"]) == (412, "")


def test_a_note_is_begun_from_the_palette_the_first_page_and_the_menu(own: TestClient) -> None:
    found = Page("/jump", html=own.get("/jump?q=moss %26 stone").text)
    assert "/notes/new?name=moss+%26+stone" in [each["href"] for each in found.all("a")]
    assert "/notes/new" in [each["href"] for each in read(own, "/").all("a")]
    assert typed(read(own, "/notes/new?name=moss+%26+stone")) == "# moss & stone\n\n"


def test_a_note_is_renamed_by_its_form_and_links_still_lead_there(
    own: TestClient, folder: Path, file: Path
) -> None:
    (folder / "Linking.md").write_text("See [[On waiting]].\n")
    editor = read(own, EDIT)
    assert 'value="Own/On waiting"' in editor.html
    done = post(
        own, "/notes/Own/On%20waiting.md/rename", **fields(editor),
        text=NOTE + "\nTyped just now.\n", to="Own/On patience",
    )  # fmt: skip
    assert done.status == 200
    assert "renamed the note" in done.words().lower() or "Undo" in done.words()
    assert not file.exists()
    assert "Typed just now." in (folder / "Own" / "On patience.md").read_text()
    page = read(own, "/pages/On waiting")
    assert "On patience" in page.words()
    change = own.get("/api/changes").json()["items"][0]["id"]
    assert own.post(f"/api/changes/{change}/undo").status_code == 200
    assert "Typed just now." in file.read_text()


@pytest.mark.parametrize(
    ("to", "told"),
    [
        ("The Salt Road", "lies at"),
        ("../out", "within its folder"),
        ("", "must not be empty"),
        (".x", "hidden"),
    ],
)
def test_a_name_that_cannot_be_is_told_and_what_was_typed_stays(
    own: TestClient, file: Path, to: str, told: str
) -> None:
    text = "# On waiting\n\nNew.\n"
    version = fields(read(own, EDIT))
    page = post(own, "/notes/Own/On%20waiting.md/rename", **version, text=text, to=to)
    assert page.status in (409, 422)
    assert "Not renamed" in page.words()
    assert told in page.words()
    assert typed(page) == text
    assert file.exists()


def test_a_note_is_renamed_through_the_api(own: TestClient, folder: Path) -> None:
    address, etag = "/api/notes/Own/On%20waiting.md", own.get("/api/notes/Own/On%20waiting.md")
    tag = {"If-Match": etag.headers["etag"]}
    assert own.patch(address, json={"path": "Own/x.md"}).status_code == 428
    assert own.patch(address, json={"path": "The Salt Road.md"}, headers=tag).status_code == 409
    assert own.patch(address, json={"path": "x.exe"}, headers=tag).status_code == 422
    told = own.patch(address, json={"path": "Deep/Waiting.md"}, headers=tag)
    assert told.status_code == 200
    assert told.json()["path"] == "Deep/Waiting.md"
    assert told.headers["etag"] == own.get("/api/notes/Deep/Waiting.md").headers["etag"]
    assert (folder / "Deep" / "Waiting.md").read_text().startswith("# Waiting")
    assert own.patch(address, json={"path": "Own/x.md"}, headers=tag).status_code == 404
