"""The theme: a choice of the reader's that pages remember without scripts."""

import pytest
from fastapi.testclient import TestClient

from tests.web.site import read


@pytest.mark.parametrize("theme", ["light", "sepia", "dark"])
def test_a_chosen_theme_is_worn_by_the_next_page(client: TestClient, theme: str) -> None:
    answer = client.post(
        "/theme", data={"theme": theme, "back": "/tags?sort=documents"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, "/tags?sort=documents")
    page = read(client, "/tags")
    assert page.all("html")[0]["data-theme"] == theme
    assert [
        button["value"] for button in page.all("button") if button.get("aria-pressed") == "true"
    ] == [theme]
    client.cookies.clear()


def test_without_a_choice_the_system_decides(client: TestClient) -> None:
    client.cookies.clear()
    assert "data-theme" not in read(client, "/tags").all("html")[0]


def test_the_choice_can_be_given_back_to_the_system(client: TestClient) -> None:
    client.post("/theme", data={"theme": "dark"})
    client.post("/theme", data={"theme": ""})
    assert "data-theme" not in read(client, "/tags").all("html")[0]
    client.cookies.clear()


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example/", "/\\evil.example/", "", "tags"]
)
def test_the_way_back_never_leads_outside(client: TestClient, back: str) -> None:
    assert (
        client.post("/theme", data={"theme": "", "back": back}, follow_redirects=False).headers[
            "location"
        ]
        == "/"
    )


def test_the_form_leads_back_to_the_page_it_stands_on(client: TestClient) -> None:
    page = read(client, "/documents?kind=note&view=list")
    assert {field["value"] for field in page.all("input") if field.get("name") == "back"} == {
        "/documents?kind=note&view=list"
    }
