"""Pages as a parser sees them, and a walk over every page that links lead to."""

from collections import Counter, deque
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http import HTTPStatus
from typing import Final
from urllib.parse import parse_qsl, urldefrag, urljoin, urlsplit

from fastapi.testclient import TestClient

VOID: Final = {
    "area",
    "base",
    "br",
    "col",
    "hr",
    "img",
    "input",
    "link",
    "meta",
    "source",
    "wbr",
    "path",
    "circle",
    "rect",
    "use",
}

# addresses of one kind with a question in them: the first so many tell how they are answered
MANY: Final = 6
FEW: Final = 1  # of those with two parameters and more


@dataclass
class Page(HTMLParser):
    """One page: its elements in order, its words, and where its tags do not match."""

    url: str
    status: int = 200
    html: str = ""
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)
    unbalanced: list[str] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.html)
        self.close()
        self.unbalanced += self._open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.unbalanced.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if "svg" not in self._open:
            self.texts.append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        """The attributes of every element of that name."""
        return [attributes for name, attributes in self.elements if name == tag]

    def words(self) -> str:
        """What people read, drawings aside, with single spaces."""
        return " ".join(" ".join(self.texts).split())

    def links(self) -> list[str]:
        """The addresses inside the site that the page leads to, without their anchors."""
        return [
            urldefrag(urljoin(self.url, a["href"]))[0]
            for a in self.all("a")
            if a["href"].startswith(("/", "#", "?"))
        ]


def read(client: TestClient, url: str) -> Page:
    """A page as it is answered, redirects followed."""
    answer = client.get(url)
    return Page(url, answer.status_code, answer.text)


def walk(client: TestClient, start: str = "/") -> dict[str, Page]:
    """Every page that links lead to.

    Of searches, open forms and lists by their filters the first of each kind; those by two
    filters and more are followed no further. What is no page is only asked for.
    """
    pages: dict[str, Page] = {}
    met = Counter[str]()
    waiting = deque([start])
    while waiting:
        url = waiting.popleft()
        kind = _kind(url)
        if url in pages or ("?" in url and met[kind] >= (FEW if "&" in url else MANY)):
            continue
        met[kind] += 1
        answer = client.get(url)
        page = Page(
            url, answer.status_code, answer.text if "html" in answer.headers["content-type"] else ""
        )
        if page.html or page.status != HTTPStatus.OK:
            pages[url] = page
        if "&" not in url:
            waiting.extend(page.links())
    return pages


def _kind(url: str) -> str:
    """What an address asks for: one of a room's pages, which form, or which parameters it has."""
    parts = urlsplit(url)
    asked = dict(parse_qsl(parts.query, keep_blank_values=True))
    form = [f"do={asked['do']}"] if "do" in asked else sorted(asked)
    return "/".join((parts.path.split("/")[1], *form))
