"""Which ids, addresses and names make two records one, and which do not."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.identity.asin import asin_of, of_link
from app.identity.keys import canonical_url, document_keys
from app.model import Kind, ParsedDocument, ParsedHighlight

ASIN = "B00SALT001"
LINK = f"https://readwise.io/to_kindle?action=open&asin={ASIN}&location=2"


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("https://docs.example/app/#/guide/stones", "docs.example/app#/guide/stones"),
        ("https://docs.example/app#/guide/stones/?utm_source=x", "docs.example/app#/guide/stones"),
        ("https://docs.example/#/guide?id=2&ref=y", "docs.example#/guide?id=2"),
        ("https://old.example/#!forum/a", "old.example#!forum/a"),
        ("https://old.example/x#!/topic", "old.example/x#!/topic"),
        ("https://mail.example/mail/u/0/#inbox/aaa", "mail.example/mail/u/0#inbox/aaa"),
        ("https://mail.example/mail/u/0/#label/a%2Fb/c", "mail.example/mail/u/0#label/a%2Fb/c"),
        ("https://docs.example/app/#/guide#part", "docs.example/app#/guide"),
        ("https://docs.example/app/#%2Fguide%2Fone", "docs.example/app#/guide/one"),
        ("https://a.example/x#part-two", "a.example/x"),
        ("https://a.example/x#:~:text=one/two", "a.example/x"),
        ("https://a.example/x#utm_source=a/b", "a.example/x"),
        ("https://a.example/x#/", "a.example/x"),
        ("https://a.example/x#!", "a.example/x"),
        ("https://a.example/#/", ""),
        ("https://a.example/#top", ""),
    ],
)
def test_a_route_behind_the_hash_tells_works_apart(url: str, key: str) -> None:
    assert canonical_url(url) == key


@given(st.text(alphabet="#/!?=&:~ab", max_size=20))
def test_an_address_is_its_own_key(fragment: str) -> None:
    key = canonical_url(f"https://a.example/x#{fragment}")
    assert canonical_url(f"https://{key}") == key


@pytest.mark.parametrize(
    "url",
    [
        LINK,
        f"https://readwise.io/to_kindle?location=2&asin={ASIN.lower()}&action=open",
        f"kindle://book?action=open&asin={ASIN}&location=2",
        f"https://read.amazon.com/?asin={ASIN}&ref_=kwl",
        f"https://lesen.amazon.de/kp/notebook?asin={ASIN}",
        f"https://www.amazon.com/Salt-Diary-ebook/dp/{ASIN}/ref=sr_1_1?x=y",
        f"https://www.amazon.co.uk/gp/product/{ASIN}",
        f"https://smile.amazon.com.au/dp/{ASIN}?psc=1",
    ],
)
def test_links_lead_to_a_book(url: str) -> None:
    assert of_link(url) == ASIN


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://a.example/dp/B00SALT001",
        "https://amazon.example/dp/B00SALT001",
        "https://readwise.io/open/12345678",
        "https://[",
        "kindle://book?asin=undefined",
        "kindle://book?asin=0000000000",
        "https://readwise.io/to_kindle?asin=null&location=1",
        "https://www.amazon.com/gp/help/customer",
        "kindle://book?asin=B00SALT0012",
        "https://notamazon.com/dp/B00SALT001",
    ],
)
def test_others_do_not(url: str) -> None:
    assert of_link(url) == ""


def _document(
    *links: str, kind: Kind | None = "book", url: str = "", **properties: str
) -> ParsedDocument:
    values: dict[str, Any] = {
        "title": "Salt",
        "kind": kind,
        "url": url,
        "properties": {k.replace("_", " "): v for k, v in properties.items()},
    }
    return ParsedDocument(
        **values,
        highlights=tuple(ParsedHighlight(f"{n}", url=link) for n, link in enumerate(links)),
    )


@pytest.mark.parametrize(
    "document",
    [
        _document(LINK),
        _document(LINK, LINK, ""),
        _document(LINK, kind=None),
        _document(Amazon_Book_ID=ASIN),
        _document(asin=ASIN.lower()),
        _document(ASIN=f"[[{ASIN}]]"),
        _document(asin=f"[{ASIN}](https://www.amazon.com/dp/{ASIN})"),
        _document(URL=f"kindle://book?action=open&asin={ASIN}"),
        _document(url=f"https://www.amazon.com/dp/{ASIN}"),
        _document(kindle_sync=f'{{"bookId": "3887", "asin": "{ASIN}"}}'),
        _document("kindle://book?asin=B00OTHER01", asin=ASIN),
    ],
)
def test_a_book_is_known_by_amazon_s_id(document: ParsedDocument) -> None:
    assert asin_of(document) == ASIN
    assert f"asin:{ASIN}" in document_keys(document, "x.md")
    assert not document_keys(document, "x.md")[0].startswith("asin:")  # addresses are as before


@pytest.mark.parametrize(
    "document",
    [
        _document(),
        _document(
            LINK, "kindle://book?asin=B00OTHER01"
        ),  # a page on which passages of several books were collected
        _document(LINK, "", ""),
        _document(LINK, ""),
        _document(LINK, kind="supplemental"),
        _document(url=f"https://www.amazon.com/dp/{ASIN}", kind="article"),
        _document(LINK, kind="note"),
        _document(related=f"https://www.amazon.com/dp/{ASIN}"),
        _document(asin=ASIN, URL="kindle://book?asin=B00OTHER01"),
        _document(asin="none"),
    ],
)
def test_what_is_no_one_book_is_not(document: ParsedDocument) -> None:
    assert asin_of(document) == ""
    assert not any(key.startswith("asin:") for key in document_keys(document, "x.md"))
