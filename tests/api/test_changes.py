"""What programs may change through the API, and that what they are answered is so."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from app.importer.run import import_paths
from app.store.db.library import Library
from app.store.edits.edits import change_highlight
from tests.api.schemas import faults
from tests.statements import heard

NOON = "2025-05-03T00:00:00Z"
FERRY = "A ferry is a bridge that has learned patience."


def rewrite(engine: Library, path: Path, old: str, new: str) -> None:
    """Let the file say something else, and import it again."""
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")
    later = path.stat().st_mtime_ns + 60_000_000_000
    os.utime(path, ns=(later, later))
    import_paths(engine, [path.parent])


def found(client: TestClient, query: str) -> dict[str, Any]:
    """The first highlight that a search finds."""
    results = client.get("/api/search", params={"q": query}).json()["results"]
    return next(one for one in results if one["type"] == "highlight")


def ask(
    client: TestClient, method: str, address: str, path: str, body: object = None
) -> dict[str, Any]:
    """The answer to a change, which keeps to the description."""
    answer = client.request(method, address, json=body)
    assert answer.status_code == 200, answer.text
    description = client.get("/api/openapi.json").json()
    schema = description["paths"][path][method.lower()]["responses"]["200"]["content"][
        "application/json"
    ]["schema"]
    told: dict[str, Any] = answer.json()
    assert not list(faults(told, schema, description["components"]["schemas"]))
    return told


def change(client: TestClient, code: str, **fields: object) -> dict[str, Any]:
    """A highlight with other fields."""
    return ask(client, "PATCH", f"/api/highlights/{code}", "/api/highlights/{id}", fields)


def test_a_changed_highlight_is_answered_as_it_is_read(own: TestClient) -> None:
    code = found(own, "patience")["id"]
    told = change(
        own,
        code,
        text="A ferry waits.",
        note="See [[Bridges]].",
        tags=["#boats", "slow/travel"],
        favorite=True,
        discarded=True,
    )

    (done,) = own.get("/api/changes").json()["items"]
    assert told.pop("change") == done["id"]
    assert told == own.get(f"/api/highlights/{code}").json()
    assert (told["text"], told["note"], told["tags"]) == (
        "A ferry waits.",
        "See [[Bridges]].",
        ["boats", "slow/travel"],
    )
    assert (told["favorite"], told["discarded"]) == (True, True)
    assert told["mine"]["text"] == {
        "base": FERRY,
        "mine": "A ferry waits.",
        "theirs": FERRY,
        "conflict": False,
    }
    assert told["mine"]["tags"]["mine"] == ["boats", "slow/travel"]
    assert told["mine"]["favorite"] == {
        "base": False,
        "mine": True,
        "theirs": False,
        "conflict": False,
    }
    assert found(own, "waits")["id"] == code


def test_what_is_left_out_stays_and_null_goes_back(own: TestClient) -> None:
    code = found(own, "patience")["id"]
    change(own, code, text="A ferry waits.", note="Mine.")
    assert change(own, code)["note"] == "Mine."
    told = change(own, code, text=None)

    assert (told["text"], told["note"], list(told["mine"])) == (FERRY, "Mine.", ["note"])


def test_a_conflict_is_told_where_the_files_changed_since(
    own: TestClient, engine: Library, vault: Path
) -> None:
    code = found(own, "patience")["id"]
    change(own, code, text="A ferry waits.", tags=["boats"])
    rewrite(engine, vault / "The Ferry Book.md", "learned patience.", "learned much patience.")
    told = own.get(f"/api/highlights/{code}").json()

    assert told["text"] == "A ferry waits."
    assert (told["mine"]["text"]["theirs"], told["mine"]["text"]["conflict"]) == (
        FERRY.replace("learned", "learned much"),
        True,
    )
    assert told["mine"]["tags"]["conflict"] is False


def test_a_gone_highlight_can_be_kept(own: TestClient, engine: Library, vault: Path) -> None:
    code = found(own, "Nothing is weighed")["id"]
    line = next(
        line
        for line in (vault / "The Ferry Book.md").read_text("utf-8").split("\n")
        if "Nothing is weighed" in line
    )
    rewrite(engine, vault / "The Ferry Book.md", f"{line}\n", "")
    assert own.get(f"/api/highlights/{code}").json()["gone"] is True

    assert change(own, code, kept=True)["gone"] is False
    assert change(own, code, kept=None)["gone"] is True


def test_near_repeats_know_each_other(own: TestClient, engine: Library, vault: Path) -> None:
    link = "([View Highlight](https://read.readwise.io/read/01jaaaaaaaaaaaaaaaaaaaa{}))"
    text = (
        "The lantern on the {} pier was lit each night by a woman who could not see it, and "
        "every boat came home."
    )
    lines = [
        f"- {text.format(word)} {link.format(number)}"
        for word, number in (("outer", "za1"), ("far outer", "za2"))
    ]
    path = vault / "Piers.md"
    path.write_text(
        "\n".join(
            [
                "# Piers",
                "## Metadata",
                "- Author: [[Bo Lund]]",
                "- Category: #books",
                "## Highlights",
                *lines,
                "",
            ]
        ),
        "utf-8",
    )
    import_paths(engine, [vault])
    first, second = (
        one["id"]
        for one in own.get("/api/search", params={"q": "lantern"}).json()["results"]
        if one["type"] == "highlight"
    )

    assert own.get(f"/api/highlights/{first}").json()["near_repeats"] == [second]
    assert own.get(f"/api/highlights/{second}").json()["near_repeats"] == [first]


def test_a_document_is_put_away_and_brought_back(own: TestClient) -> None:
    code = found(own, "patience")["document"]["id"]
    address, path = f"/api/documents/{code}", "/api/documents/{id}"

    assert ask(own, "PATCH", address, path, {"put_away": True})["put_away"] is True
    assert own.get("/api/search?q=patience").json()["total"] == 0
    assert own.get("/api/documents").json()["total"] == 2
    told = ask(own, "PATCH", address, path, {"put_away": False})
    assert (told["put_away"], told["gone"], len(told["highlights"])) == (False, False, 2)
    assert (told.pop("change") is not None, told.pop("could_join")) == (True, [])
    assert told == own.get(address).json()


def test_all_results_are_changed_at_once_and_undone(own: TestClient) -> None:
    path = "/api/highlights/change"
    found_now = {
        one["id"]
        for one in own.get("/api/search", params={"q": "ferry", "limit": 200}).json()["results"]
        if one["type"] == "highlight"
    }
    told = ask(
        own, "POST", path, path, {"query": "ferry", "expect": len(found_now), "add_tags": ["essay"]}
    )
    assert (told["changed"], len(found_now) > 1) == (len(found_now), True)
    assert {
        one["id"]
        for one in own.get("/api/search", params={"q": "tag:essay", "limit": 200}).json()["results"]
    } == found_now
    ask(own, "POST", path, path, {"ids": sorted(found_now)[:1], "remove_tags": ["#Essay"]})
    assert own.get("/api/search", params={"q": "tag:essay"}).json()["total"] == len(found_now) - 1
    undone = ask(own, "POST", f"/api/changes/{told['change']}/undo", "/api/changes/{id}/undo")
    assert (len(undone["not_undone"]), undone["items_total"]) == (1, len(found_now))
    assert own.get("/api/search", params={"q": "tag:essay"}).json()["total"] == 0
    assert own.post(f"/api/changes/{told['change']}/undo").status_code == 409


def test_documents_are_changed_at_once(own: TestClient) -> None:
    path = "/api/documents/change"
    ids = [one["id"] for one in own.get("/api/documents").json()["items"]]
    assert ask(own, "POST", path, path, {"ids": ids, "add_tags": ["shelf"], "favorite": True})[
        "changed"
    ] == len(ids)
    told = [own.get(f"/api/documents/{code}").json() for code in ids]
    assert all(
        one["favorite"] and "shelf" in one["tags"] and one["mine"]["favorite"]["mine"]
        for one in told
    )


def test_a_passage_is_added_split_merged_and_deleted(own: TestClient) -> None:
    wanted = {
        "document": {"title": "The Ferry Log", "authors": ["Ada Moss"]},
        "text": "Ropes remember. Water does not.",
        "tags": ["paper"],
    }
    answer = own.post("/api/highlights", json=wanted)
    assert (answer.status_code, answer.json()["text"]) == (201, wanted["text"])
    code = answer.json()["id"]
    again = ask(own, "POST", "/api/highlights", "/api/highlights", wanted)
    assert (again["id"], again["change"]) == (code, None)
    split = ask(
        own, "POST", f"/api/highlights/{code}/split", "/api/highlights/{id}/split", {"at": 15}
    )
    assert [one["text"] for one in split["highlights"]] == ["Ropes remember.", "Water does not."]
    rest = split["highlights"][1]["id"]
    merged = ask(
        own, "POST", f"/api/highlights/{code}/merge", "/api/highlights/{id}/merge", {"with": rest}
    )
    assert (
        [one["id"] for one in merged["highlights"]]
        == [own.get(f"/api/highlights/{rest}").json()["id"]]
        == [code]
    )
    assert ask(own, "DELETE", f"/api/highlights/{code}", "/api/highlights/{id}")["changed"] == 1
    assert own.get(f"/api/highlights/{code}").json()["gone"] is True


def test_documents_are_renamed_and_joined(own: TestClient) -> None:
    first, second = (
        one["id"] for one in own.get("/api/documents", params={"sort": "title"}).json()["items"][:2]
    )
    other = own.get(f"/api/documents/{second}").json()
    wanted = {"title": other["title"], "authors": other["authors"]}
    told = ask(own, "PATCH", f"/api/documents/{first}", "/api/documents/{id}", wanted)
    assert [one["id"] for one in told["could_join"]] == [second]
    address, path = f"/api/documents/{first}/join", "/api/documents/{id}/join"
    assert ask(own, "POST", address, path, {"with": second, "dry_run": True})["change"] is None
    joined = ask(own, "POST", address, path, {"with": second})
    assert (
        own.get(f"/api/documents/{second}").json()["id"]
        == own.get(f"/api/documents/{first}").json()["id"]
        == joined["document"]["id"]
    )
    ask(own, "POST", f"/api/changes/{joined['change']}/undo", "/api/changes/{id}/undo")
    assert {own.get(f"/api/documents/{code}").json()["id"] for code in (first, second)} == {
        first,
        second,
    }


def test_an_import_is_taken_back_once(own: TestClient, engine: Library, vault: Path) -> None:
    rewrite(engine, vault / "The Ferry Book.md", "learned patience.", "learned much patience.")
    shown = own.get("/api/imports/2").json()["differences"]
    assert [(one["what"], one["before"], one["document"]) for one in shown] == [
        ("reworded", FERRY, "The Ferry Book")
    ]

    told = ask(own, "POST", "/api/imports/2/undo", "/api/imports/{number}/undo")
    one = {"added": 0, "changed": 1, "gone": 0}
    assert told == {"import": 2, "documents": one, "highlights": one}
    assert own.get("/api/imports/2").json()["undone_at"]
    assert found(own, "patience")["text"] == FERRY
    again = own.post("/api/imports/2/undo")
    assert (again.status_code, again.headers["content-type"]) == (409, "application/problem+json")


@pytest.mark.parametrize(
    "body",
    [
        {"colour": "red"},
        {"text": 7},
        {"text": ""},
        {"text": " \n"},
        {"note": ["a"]},
        {"tags": "a"},
        {"tags": [1]},
        {"tags": [None]},
        {"favorite": "yes"},
        {"favorite": 1},
        {"discarded": "1"},
        {"kept": 0},
        {"note": "fine", "gone": True},
        {"id": "x"},
        [],
        "text",
        7,
        None,
    ],
)
def test_what_is_no_change_is_refused_and_changes_nothing(client: TestClient, body: object) -> None:
    code = found(client, "patience")["id"]
    before = client.get(f"/api/highlights/{code}").json()
    answer = client.patch(f"/api/highlights/{code}", json=body)

    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    assert client.get(f"/api/highlights/{code}").json() == before


@pytest.mark.parametrize(
    ("body", "detail"),
    [
        ({"text": "x" * 100_001}, "text: must have at most 100,000 letters"),
        ({"note": "\U0001f33f" * 100_001}, "note: must have at most 100,000 letters"),
        ({"tags": ["x" * 201]}, "tags: a tag must have at most 200 letters"),
        (
            {"tags": [f"t{i}" for i in range(501)]},
            "tags: at most 500 tags may be added to those of the files",
        ),
        (
            {"tags": [f"t{i}" for i in range(60_000)]},
            "tags: at most 500 tags may be added to those of the files",
        ),
        (
            {"note": "fine", "tags": [f"t{i}" for i in range(501)]},
            "tags: at most 500 tags may be added to those of the files",
        ),
    ],
)
def test_what_is_too_long_is_refused_and_changes_nothing(
    client: TestClient, body: object, detail: str
) -> None:
    code = found(client, "patience")["id"]
    before = client.get(f"/api/highlights/{code}").json()
    answer = client.patch(f"/api/highlights/{code}", json=body)

    assert (answer.status_code, answer.json()["detail"]) == (422, detail)
    assert client.get(f"/api/highlights/{code}").json() == before


def test_what_is_as_long_as_it_may_be_is_taken_however_json_spells_it(own: TestClient) -> None:
    longest = {
        "text": "\U0001f33f" * 100_000,
        "note": "\U0001f33f" * 100_000,
        "tags": [f"{i:03}" + "\U0001f33f" * 197 for i in range(500)],
    }
    answer = own.patch(
        f"/api/highlights/{found(own, 'patience')['id']}",
        content=json.dumps(longest),
        headers={"Content-Type": "application/json"},
    )

    assert answer.status_code == 200, answer.text[:200]
    assert answer.json()["text"] == longest["text"]
    assert len(answer.json()["tags"]) == 500


def test_what_an_import_brought_is_never_too_long(
    own: TestClient, engine: Library, vault: Path
) -> None:
    brought = [f"b{i}" for i in range(800)]
    passage = (
        "- "
        + "silt " * 25_000
        + "end. ([Location 1](https://readwise.io/to_kindle?action=open&asin=B07&location=1))"
    )
    tags = "    - Tags: " + " ".join(f"#{name}" for name in brought)
    (vault / "Long.md").write_text(
        f"# Long\n## Metadata\n- Author: [[Bo Lund]]\n- Category: #books\n## "
        f"Highlights\n{passage}\n{tags}\n"
    )
    import_paths(engine, [vault])
    code = found(own, "silt")["id"]
    was = own.get(f"/api/highlights/{code}").json()
    assert (len(was["text"]) > 100_000, len(was["tags"])) == (True, 800)

    assert len(change(own, code, tags=[*was["tags"], "mine"])["tags"]) == 801
    assert (
        len(change(own, code, tags=[*was["tags"], *(f"t{i}" for i in range(500))])["tags"]) == 1_300
    )
    assert change(own, code, text=was["text"].replace("end", "END"))["text"].endswith("END.")
    assert change(own, code, text=was["text"], tags=was["tags"])["mine"] == {}
    assert own.patch(f"/api/highlights/{code}", json={"text": was["text"] + "x"}).status_code == 422


def test_a_change_costs_what_its_field_costs(own: TestClient, engine: Library) -> None:
    """Tags may be many: a change of another field neither reads nor writes them.

    And the index finds what it should.
    """
    code = found(own, "patience")["id"]
    change(own, code, tags=["slow/travel"])
    with heard(engine.writers) as asked:
        with engine.writing() as db:
            change_highlight(db, code, {"note": "On quays.", "favorite": True}, NOON)
        with engine.writing() as db:
            change_highlight(db, code, {"text": "A ferry dawdles."}, NOON)

    assert [statement for statement in asked if "tags" in statement] == []
    for query in ("quays", "dawdles", "tag:slow/travel quays", "slow dawdles", "is:favorite quays"):
        assert found(own, query)["id"] == code, query
    assert own.get("/api/search", params={"q": '"has learned patience"'}).json()["total"] == 0


HALVES = (b'{"text": "\\ud800"}', b'{"note": "a\\udc00b"}', b'{"tags": ["\\udfff"]}')


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{", 422),
        (b"\xff", 400),
        (b'{"note": "a", "note": 1}', 422),
        *((half, 422) for half in HALVES),
    ],
)
def test_bytes_that_are_no_change_are_refused(client: TestClient, body: bytes, status: int) -> None:
    code = found(client, "patience")["id"]

    answer = client.patch(
        f"/api/highlights/{code}", content=body, headers={"Content-Type": "application/json"}
    )
    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )


@pytest.mark.parametrize(
    ("method", "address", "body", "status"),
    [
        ("PATCH", "highlights/nosuchcode", {"note": "x"}, 404),
        ("PATCH", "documents/nosuchcode", {"put_away": True}, 404),
        ("PATCH", "documents/nosuchcode", {"put_away": 1}, 422),
        ("PATCH", "documents/nosuchcode", {}, 404),
        ("PATCH", "documents/nosuchcode", {"put_away": True, "text": "x"}, 422),
        ("PATCH", "documents/nosuchcode", {"title": " "}, 422),
        ("PATCH", "documents/nosuchcode", {"kind": "novel"}, 422),
        ("POST", "imports/99/undo", None, 404),
        ("POST", "imports/0/undo", None, 422),
        ("POST", f"imports/{10**30}/undo", None, 422),
        ("GET", "imports/1/undo", None, 405),
        ("DELETE", "highlights/nosuchcode", None, 404),
        ("POST", "highlights", {"document": "nosuchcode", "text": "x"}, 404),
        ("POST", "highlights", {"document": {"title": " "}, "text": "x"}, 422),
        ("POST", "highlights", {"document": {"title": "x"}, "text": " "}, 422),
        (
            "POST",
            "highlights",
            {"document": {"title": "x"}, "text": "x", "highlighted_at": "yesterday"},
            422,
        ),
        ("POST", "highlights/nosuchcode/merge", {"with": "x"}, 404),
        ("POST", "highlights/nosuchcode/split", {"at": 3}, 404),
        ("POST", "highlights/nosuchcode/split", {"at": 0}, 422),
        ("POST", "documents/nosuchcode/join", {"with": "x"}, 404),
        ("POST", "highlights/change", {"ids": ["nosuchcode"], "favorite": True}, 404),
        ("POST", "highlights/change", {"favorite": True}, 400),
        ("POST", "highlights/change", {"ids": ["x"], "query": "x", "favorite": True}, 400),
        ("POST", "highlights/change", {"ids": ["x"]}, 400),
        (
            "POST",
            "highlights/change",
            {"query": "patience", "expect": 10_000, "favorite": True},
            409,
        ),
        ("POST", "documents/change", {"ids": ["nosuchcode"], "add_tags": ["x"]}, 404),
        ("POST", "changes/nosuchcode/undo", None, 404),
    ],
)
def test_errors_are_problem_documents(
    client: TestClient, method: str, address: str, body: object, status: int
) -> None:
    answer = client.request(method, f"/api/{address}", json=body)

    assert (answer.status_code, answer.headers["content-type"]) == (
        status,
        "application/problem+json",
    )
    assert answer.json()["status"] == status


@pytest.mark.parametrize(
    ("address", "detail"),
    [
        ("documents?limit=500", "limit: must be at most 200"),
        ("documents?limit=0", "limit: must be at least 1"),
        ("documents?limit=many", "limit: must be a whole number"),
        ("highlights?gone=perhaps", "gone: must be true or false"),
        ("documents?sort=colour", "sort: must be 'latest', 'title', 'author' or 'highlights'"),
    ],
)
def test_what_does_not_fit_is_told_in_words(client: TestClient, address: str, detail: str) -> None:
    assert client.get(f"/api/{address}").json()["detail"] == detail


@pytest.mark.parametrize(
    "headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "http://evil.example"}]
)
def test_another_site_changes_nothing(client: TestClient, headers: dict[str, str]) -> None:
    hit = found(client, "patience")
    for method, address, body in (
        ("PATCH", f"highlights/{hit['id']}", {"note": "theirs"}),
        ("PATCH", f"documents/{hit['document']['id']}", {"put_away": True}),
        ("POST", "imports/1/undo", None),
    ):
        assert (
            client.request(method, f"/api/{address}", json=body, headers=headers).status_code == 403
        )

    assert found(client, "patience")["note"] == hit["note"]
    assert not client.get("/api/imports/1").json()["undone_at"]
