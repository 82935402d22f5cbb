"""Where links lead, by every rule: a vault is imported, and each link followed on its page.

The vault is in `links/vault.md`, the rules with one link each in `links/resolution.tsv`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urldefrag

import pytest
from fastapi.testclient import TestClient

from app.importer.run import import_paths
from app.store.db.library import Library
from app.store.reads.links import document_backlinks
from tests.conftest import Lend

HERE = Path(__file__).with_name("links")
ROWS = [
    line.split("\t")
    for line in (HERE / "resolution.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
_LINK = re.compile(
    r'<a class="wiki([^"]*)"[^>]* href="([^"]+)"[^>]*>.*?</a>(?:<a class="several"[^>]*>(\d+))?'
)
_PASSAGE = re.compile(r'<blockquote class="passage.*?</blockquote>', re.DOTALL)
_QUOTED = re.compile(r'<(blockquote|span) class="embed">.*?</\1>', re.DOTALL)


@dataclass(frozen=True)
class Site:
    """The pages over the imported vault, and the address of each file's document."""

    client: TestClient
    library: Library
    addresses: dict[str, str]

    def text(self, path: str) -> str:
        """HTML of the text of a note's page."""
        page = self.client.get(self.addresses[path]).text
        return page[page.index('id="text"') : page.index('id="linked"')]


@pytest.fixture(scope="module")
def site(
    tmp_path_factory: pytest.TempPathFactory, empty_library: Path, lend: Lend
) -> Iterator[Site]:
    """The vault with a note for each row, imported."""
    folder = tmp_path_factory.mktemp("links") / "vault"
    vault = (HERE / "vault.md").read_text("utf-8")
    written = dict(part.split("\n", 1) for part in re.split("^=== ", vault, flags=re.MULTILINE)[1:])
    written |= {_note(number): f"{_unfolded(row[2])}\n" for number, row in enumerate(ROWS)}
    for name, text in written.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    path = folder.with_name("library.db")
    path.write_bytes(empty_library.read_bytes())
    with Library(path) as library, TestClient(lend(path, library)) as client:
        client.base_url = "http://127.0.0.1:8000"
        import_paths(library, [folder])
        with library.reading() as db:
            rows = db.exec_driver_sql(
                "SELECT f.path, d.code FROM files f JOIN document_files o ON o.file_id = f.id "
                "JOIN documents d ON d.id = o.document_id"
            )
            known = {path: f"/documents/{code}" for path, code in rows}
        yield Site(
            client, library, {str(Path(path).relative_to(folder)): at for path, at in known.items()}
        )


def _note(number: int) -> str:
    """Name of the note of a row."""
    return f"{ROWS[number][1].removesuffix('R')}Row {number}.md"


def _plain(html: str) -> str:
    return " ".join(unescape(re.sub("<[^>]*>", "", html)).split())


def _unfolded(text: str) -> str:
    return text.replace("\\n", "\n")


def led(site: Site, number: int) -> str:
    """Where the link of a row leads, as the table writes it."""
    text = site.text(_note(number))
    if quoted := _QUOTED.search(text):
        words = re.split('<(?:p|span) class="source"', quoted[0])[0]
        return f'embed "{_plain(words)}"'
    link = _LINK.search(text)
    if not link:
        return "none"
    where = _told(site, link[1].replace(" wiki", ""), unescape(link[2]), _note(number))
    return f"{where} ?{link[3]}" if link[3] else where


def _told(site: Site, classes: str, href: str, source: str) -> str:
    if "--wanted" in classes:
        return "wanted"
    answer = site.client.get(href)
    address, place = answer.url.path, urldefrag(href)[1]
    room = address.split("/")[1]
    if room != "documents":
        return f'passage "{_passage(answer.text)}"' if room == "highlights" else room[:-1]
    paths = {at: path for path, at in site.addresses.items()}
    path = "self" if paths[address] == source else paths[address]
    if "--missing" in classes or not place or place == "main":
        return f"{path} !" if "--missing" in classes else path
    assert answer.text.count(f'id="{place}"') == 1
    if place.startswith("under-"):
        at = answer.text.index(f'id="{place}"')
        return f'{path} "{_passage(answer.text, at)}"'
    return f"{path}#{place}"


def _passage(html: str, begin: int = 0) -> str:
    """Words of the first passage behind a place of a page."""
    found = _PASSAGE.search(html, begin)
    return _plain(found[0]) if found else ""


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[row[0] for row in ROWS])
def test_a_link_leads_where_the_table_says(site: Site, number: int) -> None:
    assert led(site, number) == ROWS[number][3]


def test_what_a_link_leads_to_knows_of_it(site: Site) -> None:
    places = [re.split(r"[#!?\"]", row[3])[0].strip() for row in ROWS]
    for target in {place for place in places if place in site.addresses}:
        with site.library.reading() as db:
            found = document_backlinks(db, site.addresses[target].rpartition("/")[2])
        linking = {site.addresses[_note(n)] for n, place in enumerate(places) if place == target}
        assert {f"/documents/{link.document.id}" for link in found} >= linking
