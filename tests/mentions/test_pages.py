"""The panel on pages: read, linked and ignored as a reader without scripts does it."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from tests.conftest import Lend
from tests.identity.vault import Vault
from tests.web.site import Page, read

AUTHOR = "/authors/Ada%20Lorn"


@pytest.fixture
def client(lend: Lend, vault: Vault) -> Iterator[TestClient]:
    """A browser on the vault."""
    engine = vault.engine
    with TestClient(lend(engine.path, engine), base_url="http://127.0.0.1:8000") as client:
        yield client


def press(client: TestClient, page: Page, words: str, number: int = 0) -> Page:
    """Press a button of the page's one form, by the end of its address; gives the next page."""
    pressed = [each["formaction"] for each in page.all("button") if "formaction" in each]
    address = [each for each in pressed if each.endswith(words) or words in each][number]
    answer = client.post(address, data={"back": page.url})
    return Page(answer.url.raw_path.decode(), answer.status_code, answer.text)


def test_a_mention_is_linked_undone_and_ignored_without_scripts(client: TestClient) -> None:
    page = read(client, f"{AUTHOR}?half=mentioned")
    assert "Linked 1 Mentioned 3" in page.words()
    assert "The name is in 3 places without a link." in page.words()
    after = press(client, page, "do=link&highlight=")
    assert "Linked “Ada Lorn” in a passage. Undo" in after.words()
    assert "Linked 2 Mentioned 2" in after.words()
    back = press(client, after, "/undo")
    assert "Linked 1 Mentioned 3" in back.words()
    ignored = press(client, back, "do=ignore+all")
    assert "You ignore this name everywhere." in ignored.words()
    assert "Linked 1 Mentioned 0" in ignored.words()


def test_a_page_tells_what_is_ignored_where_nothing_else_is_left(client: TestClient) -> None:
    page = read(client, f"{AUTHOR}?half=mentioned")
    for _ in range(3):
        page = press(client, page, "do=ignore&")
    assert "Linked 1 Mentioned 0" in page.words()
    assert "No passage names it without a link, but for 3 that you ignore." in page.words()


def test_a_wanted_page_is_there_while_its_panel_is_narrowed_and_acted_on(
    client: TestClient,
) -> None:
    narrowed = read(client, "/pages/Nowhere%20Yet?half=linked&said=zebra")
    assert narrowed.status == 200
    assert "1\u00a0place links to it" in narrowed.words().replace("1 place", "1\u00a0place")
    assert "None of them has these words." in narrowed.words()
    named = read(client, "/pages/slow%20gardeners")
    assert (named.status, "nothing links to it" in named.words()) == (200, True)
    ignored = press(client, named, "do=ignore+all")
    assert (ignored.status, "Undo" in ignored.words()) == (200, True)
    assert read(client, "/pages/Not%20A%20Word%20Of%20It").status == 404


def test_all_are_linked_at_once(client: TestClient) -> None:
    page = press(client, read(client, f"{AUTHOR}?half=mentioned"), "do=link+all")
    assert "Linked 4 Mentioned 0" in page.words()
    assert "No passage names it without a link." in page.words()
    assert "Linked “Ada Lorn” in 3 places. Undo" in page.words()
    assert 'href="/pages/Ada%20Lorn">ada lorn</a>' in read(client, "/pages/On%20patience").html


@pytest.mark.parametrize(
    ("url", "heads"),
    [
        ("/pages/Reading%20Walls", "Linked 0 Mentioned 1"),
        ("/pages/The%20Slow%20Garden", "Linked 1 Mentioned 1"),
        ("/tags/moss", "Linked 0 Mentioned 1"),
        ("/pages/Nowhere%20Yet", "Linked 1 Mentioned 1"),
        ("/pages/Waiting%20Long", "Linked 0 Mentioned 1"),
        ("/authors/Petra%20Ilmarin", "Linked 0 Mentioned 0"),
    ],
)
def test_every_sort_of_page_counts_both_halves(client: TestClient, url: str, heads: str) -> None:
    page = read(client, url)
    assert heads in page.words()
    assert page.unbalanced == []


def test_a_half_is_narrowed_sorted_and_paged_by_its_address(client: TestClient) -> None:
    told = read(client, f"{AUTHOR}?half=mentioned&said=taught&by=title").words()
    assert "Mentioned 1" in told
    assert "taught me" in told
    assert "Begins with" not in told
    none = read(client, f"{AUTHOR}?half=mentioned&said=zebra").words()
    assert "None of them has these words." in none
    assert "From the beginning" in read(client, f"{AUTHOR}?half=mentioned&begin=2").words()
    odd = read(client, f"{AUTHOR}?half=nonsense&by=nonsense&begin=-4&said=%22(%2A")
    assert odd.status == 200


def test_a_short_name_tells_where_it_counts(client: TestClient, vault: Vault) -> None:
    vault.write("Own/It.md", "# It\n")
    vault.write("Own/Films.md", "# Films\n\nIt was long. We saw It, and left it.\n")
    vault.take()
    told = read(client, "/pages/It").words()
    assert "only where it is written with capitals" in told
    code = client.get("/api/pages/It").json()["target"]["id"]
    everywhere = read(client, f"/documents/{code}?common=1&half=mentioned").words()
    assert "Shown wherever the words are." in everywhere


def test_the_same_through_the_api(client: TestClient) -> None:
    page = client.get("/api/pages/Ada Lorn?limit=2").json()
    assert (page["mentions_total"], len(page["mentions"])) == (3, 2)
    rest = client.get(
        "/api/pages/Ada Lorn", params={"limit": 2, "mentions_cursor": page["mentions_cursor"]}
    ).json()
    assert (len(rest["mentions"]), rest["mentions_cursor"]) == (1, None)
    first = page["mentions"][0]
    of = first["document"]["id"]
    codes = {"highlight": first["highlight"]} if first["highlight"] else {"document": of}
    done = client.post("/api/mentions", json={"name": "Ada Lorn", "do": "link", **codes}).json()
    assert done["changed"] == 1
    items = client.get("/api/changes").json()["items"][0]["items"]
    assert items == [{"type": "mention", "id": next(iter(codes.values())), "field": "ada lorn",
                      "before": None, "after": "link"}]  # fmt: skip
    wrong = client.post("/api/mentions", json={"name": "Ada Lorn", "do": "link"})
    assert (wrong.status_code, wrong.headers["content-type"]) == (400, "application/problem+json")


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("/pages/Ada%20Lorn", "Ada Lorn 1\u00a0document, 3\u00a0highlights"),
        ("/pages/The%20Slow%20Garden", "The Slow Garden: A Year Petra Ilmarin Moss keeps its own"),
        ("/pages/On%20patience", "Begins with The Slow Garden, Reading Walls and ada lorn."),
        ("/pages/moss", "#moss"),
        ("/pages/Nowhere%20Yet#Heading", "Nowhere Yet wanted, 1\u00a0link"),
    ],
)
def test_a_link_tells_the_first_lines_of_where_it_leads(
    client: TestClient, address: str, told: str
) -> None:
    answer = client.get("/lines", params={"of": address})
    assert " ".join(told.split()) in Page("", 200, answer.text).words()


def test_passages_and_documents_tell_their_first_lines_and_nothing_else_does(
    client: TestClient, vault: Vault
) -> None:
    passage = vault.live()[0]
    for address in (f"/highlights/{passage.id}", f"/documents/{passage.document.id}"):
        answer = client.get("/lines", params={"of": address})
        assert passage.document.title in answer.text
    for address in ("", "/", "/search?q=x", "https://moss.example/pages/x", "/documents/nothere"):
        assert client.get("/lines", params={"of": address}).status_code in (200, 404)
    for address in ("/search", "//[x", "/pages/"):
        assert client.get("/lines", params={"of": address}).status_code == 404


def test_a_wanted_name_is_shown_as_such_in_running_text(client: TestClient) -> None:
    html = read(client, "/pages/Other").html
    assert '<a class="wiki wiki--wanted" href="/pages/Nowhere%20Yet">' in html
    html = read(client, "/pages/On%20patience").html
    assert '<a class="wiki" href="/pages/The%20Slow%20Garden">' in html
