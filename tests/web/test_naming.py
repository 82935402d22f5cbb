"""Tags and authors renamed on their pages, as a reader without scripts does it."""

import re
from html import escape, unescape

import pytest
from fastapi.testclient import TestClient

from tests.web.site import read


@pytest.fixture
def client(own_client: TestClient) -> TestClient:
    """A library of its own, for names are changed in it."""
    return own_client


def test_a_tag_is_merged_after_its_effect_was_told_and_taken_apart_again(
    client: TestClient,
) -> None:
    names = [
        each["name"] for each in client.get("/api/tags").json()["items"] if "/" not in each["name"]
    ]
    one, other = names[0], names[-1]
    number = client.get(f"/api/tags/{one}").json()["highlights"]
    assert "See what that does" in read(client, f"/tags/{one}").words()
    told = read(client, f"/naming/tag?name={one}&to={other}").words()
    assert f"#{one} becomes #{other}" in told
    assert f"Merge in {number:,} place" in told.replace("\u00a0", " ")
    assert f"Names that lead to it then 1 #{one} ; what you import later is read so" in told
    assert "Files written to 0" in told
    assert client.get(f"/api/tags/{one}").json()["name"] == one
    client.post("/naming/tag", data={"name": one, "to": other})
    seen = client.get(f"/api/tags/{one}").json()
    assert (seen["name"], seen["aliases"]) == (other, [one])
    assert f"#<bdi>{escape(one)}</bdi>" in read(client, f"/tags/{one}").html
    change = client.get("/api/changes").json()["items"][0]
    assert change["what"] == f"renamed #{one} to #{other}"
    client.post(f"/changes/{change['id']}/undo", data={"back": "/tags"})
    assert client.get(f"/api/tags/{one}").json()["highlights"] == number


def test_the_tags_below_a_tag_are_told_with_their_new_names(client: TestClient) -> None:
    passage = client.get("/api/highlights").json()["items"][0]["id"]
    client.patch(f"/api/highlights/{passage}", json={"tags": ["sky/fog"]})
    told = read(client, "/naming/tag?name=sky&to=climate").words().replace("\u00a0", " ")
    assert "Tags below it that go with it 1 #sky/fog → #climate/fog" in told
    assert "The old name leads to the new one" in told


def test_the_table_counts_what_merging_and_deleting_would_do(client: TestClient) -> None:
    one, other, third = (each["id"] for each in client.get("/api/highlights").json()["items"][:3])
    for passage, names in ((one, ["brine"]), (other, ["brine", "salt"]), (third, ["salt"])):
        client.patch(f"/api/highlights/{passage}", json={"tags": names})
    held = client.get(f"/api/highlights/{one}").json()["document"]
    client.patch(f"/api/documents/{held['id']}", json={"tags": ["brine"]})
    client.patch("/api/tags/brine", json={"aliases": ["Sole"]})
    in_it = client.get("/api/search?q=tag:brine is:highlight").json()["total"]
    then = client.get("/api/search?q=(tag:brine OR tag:salt) is:highlight").json()["total"]
    told = read(client, "/naming/tag?name=brine&to=salt").words().replace("\u00a0", " ")
    assert "#salt is there already, on 2 highlights: both become one tag" in told
    assert "Highlights that change their tag 2 in" in told
    assert f"Documents and notes that change it 1 {held['title']}" in told
    assert "Of these have both already 1 and keep one" in told
    assert f"Highlights of #salt then {then} now 2" in told
    assert "Names that lead to it then 2 #brine , #Sole" in told
    assert "Merge in 3 places" in told
    assert "#salt becomes #brine" in read(client, "/naming/tag?name=salt&to=brine").words()
    told = read(client, "/naming/tag?name=brine&do=delete").words().replace("\u00a0", " ")
    assert f"Documents and notes that lose it 1 {held['title']}" in told
    assert "Take it off 3 places" in told
    client.post("/naming/tag", data={"name": "brine", "to": "salt"})
    seen = client.get("/api/tags/brine").json()
    assert (seen["name"], seen["highlights"], seen["documents"]) == ("salt", then, 1)
    assert in_it <= then


def test_other_names_of_a_tag_are_given_on_its_page(client: TestClient) -> None:
    name = client.get("/api/tags?sort=highlights").json()["items"][0]["name"]
    form = {"name": name, "description": "", "aliases": "first name\r\n\r\n#second\r\n"}
    client.post("/naming/tag/about", data=form)
    assert client.get(f"/api/tags/{name}").json()["aliases"] == ["first name", "second"]
    assert "first name\nsecond</textarea>" in read(client, f"/tags/{name}").html
    assert client.get("/api/tags/second").json()["name"] == name
    client.post("/naming/tag/about", data=form | {"aliases": "second"})
    assert client.get(f"/api/tags/{name}").json()["aliases"] == ["second"]


def test_another_tag_in_use_is_no_other_name_before_its_effect_was_told(client: TestClient) -> None:
    one, other = (each["id"] for each in client.get("/api/highlights").json()["items"][:2])
    for passage, name in ((one, "brine"), (other, "salt")):
        client.patch(f"/api/highlights/{passage}", json={"tags": [name]})
    form = {"name": "salt", "description": "Of the sea.", "aliases": "Sole\n#Brine"}
    shown = client.post("/naming/tag/about", data=form)
    assert "#brine becomes #salt" in re.sub(r"<[^>]*>", "", shown.text)
    assert client.get("/api/tags/brine").json()["name"] == "brine"
    seen = client.get("/api/tags/salt").json()
    assert (seen["description"], seen["aliases"]) == ("Of the sea.", ["Sole"])


def test_a_tag_counts_its_highlights_alike_by_document_and_in_all(client: TestClient) -> None:
    held = client.get("/api/highlights").json()["items"][0]["document"]
    client.patch(f"/api/documents/{held['id']}", json={"tags": ["brine"]})
    number = client.get("/api/tags/brine").json()["highlights"]
    words = read(client, "/tags/brine").words()
    assert re.search(rf"Most in {re.escape(held['title'])} {number}\b", words)


def test_a_tag_is_described_hidden_and_taken_off(client: TestClient) -> None:
    name = client.get("/api/tags?sort=highlights").json()["items"][0]["name"]
    client.post(
        "/naming/tag/about", data={"name": name, "description": "About *this*.", "hidden": "1"}
    )
    assert "About <em>this</em>." in read(client, f"/tags/{name}").html
    assert "Hidden by you" in read(client, "/tags").words()
    assert name not in [each["name"] for each in client.get("/api/tags").json()["items"]]
    facets = client.get("/api/search?q=sort:new").json()["facets"]["tag"]
    assert facets
    assert name not in [each for each, _ in facets]
    assert client.get("/complete/tags", params={"q": name[:3]}).text.count(f'"{name}"') == 0
    assert "Take it off" in read(client, f"/naming/tag?name={name}&do=delete").words()
    client.post("/naming/tag", data={"name": name, "do": "delete"})
    assert client.get(f"/api/tags/{name}").json()["highlights"] == 0


@pytest.mark.parametrize("room", ["tag", "author"])
def test_a_name_that_cannot_be_one_is_told_and_asked_again(client: TestClient, room: str) -> None:
    name = client.get(f"/api/{room}s").json()["items"][0]["name"]
    answer = client.get(f"/naming/{room}", params={"name": name, "to": " "})
    assert (answer.status_code, "must not be empty" in answer.text, 'id="to"' in answer.text) == (
        422,
        True,
        True,
    )
    assert client.post(f"/naming/{room}", data={"name": name, "to": " "}).status_code == 400


def test_two_authors_are_made_one_on_a_page(client: TestClient) -> None:
    one, other = (each["name"] for each in client.get("/api/authors").json()["items"][:2])
    assert f"{one} becomes {other}" in read(client, f"/naming/author?name={one}&to={other}").words()
    client.post("/naming/author", data={"name": one, "to": other})
    assert client.get(f"/api/authors/{one}").json()["aliases"] == [one]
    assert client.get(f"/authors/{one}").status_code == 200


def test_two_names_that_are_two_are_offered_no_more_until_that_is_undone(
    client: TestClient,
) -> None:
    one, other = (each["id"] for each in client.get("/api/highlights").json()["items"][:2])
    client.patch(f"/api/highlights/{one}", json={"tags": ["moss", "lichen"]})
    client.patch(f"/api/highlights/{other}", json={"tags": ["Mosses", "lichen"]})
    words = read(client, "/tags").words()
    assert "Written twice? #Mosses 1 and #moss 1 plural; both on as many Make it #moss" in words
    sent = {"what": "tag", "name": "moss", "other": "mosses"}
    answer = client.post("/naming/distinct", params=sent, data={"back": "/tags"})
    words = read(client, str(answer.url.raw_path, "ascii")).words()
    assert "Said that #moss and #Mosses are two" in words
    assert "Written twice?" not in words
    assert client.post("/api/near-names", json=sent).json() == {"changed": 0, "change": None}
    change = client.get("/api/changes").json()["items"][0]
    client.post(f"/changes/{change['id']}/undo", data={"back": "/tags"})
    (pair,) = client.get("/api/near-names").json()["pairs"]
    assert [pair[key]["name"] for key in ("name", "other")] == ["Mosses", "moss"]
    assert pair["why"] == "plural"
    again = client.post("/api/near-names", json=sent).json()
    assert (again["changed"], bool(again["change"])) == (1, True)
    client.post(f"/api/changes/{again['change']}/undo")
    assert len(client.get("/api/near-names").json()["pairs"]) == 1


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2), (1, 2, 0)])
def test_what_is_said_to_be_two_is_undone_in_any_order(
    client: TestClient, order: tuple[int, ...]
) -> None:
    """Beside acts on the same names, as a merging of both."""
    passages = client.get("/api/highlights").json()["items"][:2]
    for each, names in zip(passages, (["moss", "tarns"], ["mosses", "tarn"]), strict=True):
        client.patch(f"/api/highlights/{each['id']}", json={"tags": names})
    offered = client.get("/api/near-names").json()["pairs"]
    assert len(offered) == 2
    two = {"what": "tag"}
    done = [
        client.post("/api/near-names", json=two | {"name": "mosses", "other": "moss"}).json(),
        client.patch("/api/tags/mosses", json={"name": "moss"}).json(),
        client.post("/api/near-names", json=two | {"name": "tarn", "other": "tarns"}).json(),
    ]
    assert client.get("/api/near-names").json()["pairs"] == []
    for n in order:
        undone = client.post(f"/api/changes/{done[n]['change']}/undo")
        assert undone.json()["not_undone"] == []
    assert client.get("/api/near-names").json()["pairs"] == offered


def test_names_that_are_one_already_or_unknown_cannot_be_two(client: TestClient) -> None:
    author = client.get("/api/authors").json()["items"][0]["name"]
    for name, status in ((author.upper(), 400), ("Nobody at all", 404)):
        body = {"what": "author", "name": author, "other": name}
        assert client.post("/api/near-names", json=body).status_code == status


def test_a_tag_on_nothing_is_listed_apart_and_an_old_name_is_not(client: TestClient) -> None:
    passage = client.get("/api/highlights").json()["items"][0]["id"]
    client.patch(f"/api/highlights/{passage}", json={"tags": ["misspelt", "second"]})
    client.patch("/api/tags/second", json={"name": "third"})
    client.patch(f"/api/highlights/{passage}", json={"tags": ["third"]})
    words = read(client, "/tags").words()
    assert "On nothing any more: misspelt" in words
    assert "second" not in words.partition("On nothing any more:")[2].partition("Last import")[0]


@pytest.mark.parametrize("days", [("2021-02-03", "2024-11-05"), ("2024-02-03", "2024-11-05")])
def test_what_a_tag_page_narrows_by_is_as_searches_count_it(
    client: TestClient, days: tuple[str, ...]
) -> None:
    book = {"title": "A Book of Sedge", "authors": ["Marit Oldenshaw"]}
    for n, day in enumerate((*days, days[0])):
        body = {"document": book, "text": f"Sedge was cut {n} times.", "tags": ["sedge", "reed"]}
        dated = {"highlighted_at": f"{day}T08:00:00"}
        assert client.post("/api/highlights", json=body | dated).status_code == 201
    page = read(client, "/tags/sedge")
    aside = page.html[page.html.index("About this tag") : page.html.index('class="cards"')]
    row = r'href="(/search[^"]+)"><(?:bdi|span)>[^<]+</\w+><span class="count">([\d,]+)'
    column = r'href="(/search[^"]+)"><span class="count">([\d,]+)</span><svg'
    rows, columns = re.findall(row, aside), re.findall(column, aside)
    assert {*columns} <= {*rows}
    assert len(columns) == 2
    assert len(rows) == 4
    for address, number in [*rows, *re.findall(row, read(client, "/tags/time").html)]:
        total = client.get(f"/api{unescape(address)}").json()["total"]
        assert total == int(number.replace(",", ""))
    assert "As a list" in page.words()


def test_tags_are_a_tree_or_flat_by_the_last_part_of_their_names(client: TestClient) -> None:
    passage = client.get("/api/highlights").json()["items"][0]["id"]
    client.patch(f"/api/highlights/{passage}", json={"tags": ["sky/aurora", "sky/zodiac"]})
    aurora = read(client, "/tags/sky/aurora").html
    assert aurora.count("<bdi>sky</bdi>") == 1  # above it, not together with it
    tree, flat = read(client, "/tags").html, read(client, "/tags?sort=flat").html
    assert 'class="under"' in tree
    assert 'class="under"' not in flat
    for page, order in ((tree, ("sky/aurora", "sky/zodiac")), (flat, ("sky/aurora", "time"))):
        places = [page.index(f"<bdi>{name}</bdi>") for name in order]
        assert places == sorted(places)
    assert flat.index("<bdi>time</bdi>") < flat.index("<bdi>sky/zodiac</bdi>")


def test_documents_that_have_one_title_after_a_joining_are_joined_from_the_page(
    client: TestClient,
) -> None:
    for name, text in (("Ana Ruiz", "A wall is slow."), ("A. Ruiz", "A wall is kept.")):
        book = {"title": "Walls of Sedge", "authors": [name]}
        client.post("/api/highlights", json={"document": book, "text": text})
    told = read(client, "/naming/author?name=A. Ruiz&to=Ana Ruiz").words().replace("\u00a0", " ")
    assert "Of one title and author then 1 they may be joined, from the author’s page" in told
    assert "Make them one in 1 place" in told
    client.post("/naming/author", data={"name": "A. Ruiz", "to": "Ana Ruiz"})
    page = read(client, "/authors/Ana Ruiz")
    assert "Two documents are named Walls of Sedge" in page.words()
    (join,) = [link for link in page.links() if "/join/" in link]
    assert "Join the two?" in read(client, join).words()
    told = client.post(join).text
    assert "Joined “Walls of Sedge” to “Walls of Sedge”" in unescape(told)
    words = read(client, "/authors/Ana Ruiz").words().replace("\u00a0", " ")
    assert "Two documents are named" not in words
    assert "2 highlights" in words
    for change in client.get("/api/changes").json()["items"][:2]:
        client.post(f"/api/changes/{change['id']}/undo")
    assert client.get("/api/authors/A. Ruiz").json()["documents"] == 1
