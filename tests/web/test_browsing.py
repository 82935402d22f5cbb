"""Pages to wander through the library by: timeline, walk, numbers, another passage at home."""

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient

from app.store.db.library import Library
from app.store.reads.days import days_marked
from app.web.pages.browsing.calendar import by_weekday, year_of_squares
from tests.web.site import read


def counts(client: TestClient) -> Counter[str]:
    """Highlights of the library by the day on which they were marked; "" for the undated."""
    found: Counter[str] = Counter()
    cursor = ""
    while True:
        answer = client.get("/api/highlights", params={"limit": 200, "cursor": cursor}).json()
        for one in answer["items"]:
            found[(one["highlighted_at"] or one["added_at"] or "")[:10]] += 1
        cursor = answer["next_cursor"]
        if not cursor:
            return found


def test_days_are_counted_as_the_highlights_tell_them(client: TestClient, engine: Library) -> None:
    told = counts(client)
    del told[""]
    with engine.reading() as db:
        assert {str(day): number for day, number in days_marked(db).items()} == dict(told)


def test_what_no_file_dates_is_undated_and_said_so(own_client: TestClient, tmp_path: Path) -> None:
    library = Library(tmp_path / "library.db")
    with library.writing() as db:
        db.exec_driver_sql(
            "UPDATE highlights SET at = '', highlighted_at = '', added_at = '' WHERE id IN (1, 2)"
        )
    library.close()
    assert "2 have no date in any file" in read(own_client, "/timeline").words()
    undated = read(own_client, "/timeline?when=undated")
    assert "Undated 2\u00a0highlights" in undated.words().replace(" highlights", "\u00a0highlights")
    assert len(undated.all("article")) == 2
    assert "2 have no date" in read(own_client, "/numbers").words()


def test_the_timeline_lists_a_day(client: TestClient) -> None:
    told = counts(client)
    day = max(told)
    page = read(client, f"/timeline?when={day}")
    cards = [a for a in page.all("article") if a.get("class") == "card"]
    assert len({each["id"] for each in cards}) >= told[day]
    assert f"{date.fromisoformat(day):%A}" in page.words()


def test_a_day_without_highlights_tells_the_nearest_ones(client: TestClient) -> None:
    days = sorted(day for day in counts(client) if day)
    page = read(client, "/timeline?when=1999-12-31")
    assert "Nothing on that day." in page.words()
    links = [a["href"] for a in page.all("a") if len(a.get("href", "")) == 25]
    assert f"/timeline?when={days[0]}" in links
    after = read(client, "/timeline?when=2190-05")
    assert "Nothing in that month." in after.words()
    assert f"/timeline?when={days[-1]}" in [a.get("href") for a in after.all("a")]


@pytest.mark.parametrize("when", ["", "nonsense", "0000", "9999-99-99", "2025-13", "²⁰²⁵"])
def test_any_time_is_answered_with_the_newest_month(client: TestClient, when: str) -> None:
    page = client.get("/timeline", params={"when": when})
    newest = max(counts(client))
    assert page.status_code == 200
    assert f"{date.fromisoformat(newest):%B %Y}</h2>" in page.text


def test_a_year_of_three_digits_has_its_month(own_client: TestClient, tmp_path: Path) -> None:
    library = Library(tmp_path / "library.db")
    with library.writing() as db:
        db.exec_driver_sql("UPDATE highlights SET at = '0999-03-02' WHERE id = 1")
    library.close()
    page = read(own_client, "/timeline?when=0999")
    assert "March 999 1 highlight" in page.words().replace("\u00a0", " ")
    assert len(page.all("article")) == 1
    assert read(own_client, "/numbers?year=0999").status == 200


def test_an_empty_library_has_no_days(empty_client: TestClient) -> None:
    assert "nothing in the library is dated" in read(empty_client, "/timeline").words()
    assert read(empty_client, "/numbers").status == 200
    assert "no highlight to walk to" in read(empty_client, "/walk").words()


def test_a_year_has_a_square_for_each_day() -> None:
    drawn = year_of_squares(2024, {date(2024, 2, 29): 7}, date(2026, 1, 1))
    assert len(drawn.squares) == 366
    assert len({(square.x, square.y) for square in drawn.squares}) == 366
    assert [s.level for s in drawn.squares if s.day == date(2024, 2, 29)] == [3]
    assert year_of_squares(2026, {date(2026, 1, 1): 1}, date(2026, 3, 1)).squares[-1].day == date(
        2026, 3, 1
    )


def test_weekdays_add_up() -> None:
    summed = by_weekday({date(2026, 11, 30): 2, date(2026, 11, 23): 3})
    assert summed["Monday"] == (5, 2)
    assert next(iter(summed)) == "Monday"
    assert sum(number for number, _ in summed.values()) == 5


def test_a_walk_goes_on_by_every_way_and_never_back(client: TestClient) -> None:
    page = read(client, "/walk?here=nosuchhigh")
    assert page.status == 404
    address, met = str(client.get("/walk").url), set()
    for _ in range(4):
        query = parse_qs(urlsplit(address).query)
        (here,) = query["here"]
        assert here not in met
        met.add(here)
        page = read(client, address)
        ways = [a for a in page.all("a") if "data-way" in a]
        assert [a["data-way"] for a in ways] == [str(n + 1) for n in range(len(ways))]
        assert read(client, address).words() == page.words()  # the same again when it is reloaded
        for way in ways[:-1]:
            assert parse_qs(urlsplit(way["href"]).query)["here"][0] not in met
        address = ways[0]["href"] if len(ways) > 1 else str(client.get(ways[0]["href"]).url)


def test_a_walk_offers_no_discarded_passage(own_client: TestClient) -> None:
    every = own_client.get("/api/highlights", params={"limit": 200}).json()["items"]
    kept = every[0]["id"]
    body = {"ids": [one["id"] for one in every if one["id"] != kept], "discarded": True}
    while own_client.get("/api/highlights", params={"limit": 200}).json()["next_cursor"]:
        pytest.fail("the library is larger than this test")
    assert own_client.post("/api/highlights/change", json=body).status_code == 200
    assert f"here={kept}" in str(own_client.get("/walk").url)
    ways = [a for a in read(own_client, f"/walk?here={kept}").all("a") if "data-way" in a]
    assert len(ways) == 1  # by chance alone


def test_numbers_add_up_to_all_highlights(client: TestClient) -> None:
    told = counts(client)
    page = read(client, "/numbers")
    assert f"{sum(told.values())}\u00a0highlights" in page.words().replace(" ", "\u00a0")
    year = max(told)[:4]
    of_it = sum(n for day, n in told.items() if day.startswith(year))
    assert f"{of_it}\u00a0highlight" in read(client, f"/numbers?year={year}").html
    assert read(client, "/numbers?year=nonsense&by=weekdays").words().count("Monday")


def test_what_a_bar_says_is_what_its_search_finds(client: TestClient) -> None:
    html = client.get("/numbers").text
    rows = re.findall(
        r'<th scope="row"><a href="(/search[^"]*)"><bdi>.*?</bdi></a></th>'
        r'<td class="amount">([\d,]+)</td>',
        html,
    )
    assert len(rows) > 10
    for href, number in rows:
        asked = parse_qs(urlsplit(href.replace("&amp;", "&").replace("&#34;", '"')).query)["q"][0]
        found = client.get("/api/search", params={"q": asked}).json()
        assert found["total"] == int(number.replace(",", "")), asked


def test_home_shows_another_passage_each_time(client: TestClient) -> None:
    address, seen = "/", []
    for _ in range(5):
        page = read(client, address)
        (another,) = [a["href"] for a in page.all("a") if "data-another" in a]
        seen.append(re.findall(r'class="opened".*?</blockquote>', page.html, re.DOTALL)[0])
        address = another
    assert all(before != after for before, after in pairwise(seen))
    assert client.get("/?turn=-1").status_code == 422
