"""Links of a page: collected while its texts are rendered, then resolved all at once.

Templates render texts one by one, and a query for each would be many. So a link is rendered as a
mark that no text can hold, and the marks are replaced when the page is complete.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from html import escape
from secrets import token_hex
from urllib.parse import quote

from markupsafe import Markup
from sqlalchemy import Connection

from app.markdown.anchors import block_id, heading_id
from app.markdown.links import WikiLink
from app.markdown.rules import page_address
from app.store.reads.leads import Asked, Lead, leads
from app.web.present.pictures import Picture, picture_html
from app.web.present.text import place as place_of

Setters = Mapping[str, Callable[..., Markup]]  # `passage` and `inline`
_WIKI = 'class="wiki"'
_WANTED = 'class="wiki wiki--wanted"'  # of a link whose name nothing has yet
_MISSING = 'class="wiki wiki--missing" title="{}"'  # of a link to a part that is not there
_OPEN = 'class="wiki wiki--open" data-names="{} {}"'  # of a link whose name several pages have
_CHIP = re.compile(r' data-names="(\d+) ([^" ]*)"( href="[^"]*"[^>]*>.*?</a>)', re.DOTALL)
_PAGE: ContextVar["PageLinks | None"] = ContextVar("page_links", default=None)


@dataclass(slots=True)
class PageLinks:
    """Links, embeds and pictures of one page, in the order in which they were rendered."""

    mark: str = field(default_factory=lambda: f"lead{token_hex(8)}")
    noted: list[Asked | Picture] = field(default_factory=list)
    plain: dict[int, str] = field(default_factory=dict)  # the text of an embed that cannot be shown

    def note(self, asked: Asked | Picture) -> str:
        """Collect a link, and return the mark that replaces it for now."""
        self.noted.append(asked)
        return f"{self.mark}-{len(self.noted) - 1}-"


@dataclass(frozen=True, slots=True)
class TextLeads:
    """Links of one text, which belongs to the document of the code `source`."""

    page: PageLinks
    source: str
    whole: bool = True  # a sentence shows no passages and pictures

    def address(self, link: WikiLink) -> str:
        """A mark in place of the address."""
        return "/" + self.page.note(Asked(link.name, link.anchor, self.source))

    def embed(self, link: WikiLink, words: str) -> str:
        """A mark in place of the passage."""
        if not self.whole:
            return ""
        mark = self.page.note(Asked(link.name, link.anchor, self.source, embed=True))
        self.page.plain[len(self.page.noted) - 1] = words
        return mark

    def picture(self, address: str, words: str) -> str:
        """A mark in place of the picture."""
        return "" if not self.whole else self.page.note(Picture(address, words, self.source))


def leads_of(source: str, *, whole: bool = True) -> TextLeads | None:
    """Links of one text on the page that is being rendered; None outside a page."""
    page = _PAGE.get()
    return TextLeads(page, source, whole) if page else None


@contextmanager
def noting_links() -> Iterator[PageLinks]:
    """Collect the links of all texts that are rendered inside this context."""
    links = PageLinks()
    token = _PAGE.set(links)
    try:
        yield links
    finally:
        _PAGE.reset(token)


def resolved(html: str, links: PageLinks, db: Connection, setters: Setters, *, remote: bool) -> str:
    """Replace the marks of a page by the targets of its links.

    `remote` lets pictures of the web be loaded.
    """
    if not links.noted:
        return html
    found = leads(db, list(dict.fromkeys(each for each in links.noted if isinstance(each, Asked))))
    pictures = picture_html(
        db, [each for each in links.noted if isinstance(each, Picture)], remote=remote
    )

    def put(mark: re.Match[str]) -> str:
        number = int(mark[1] or mark[3])
        asked = links.noted[number]
        if isinstance(asked, Picture):
            return f"<p>{pictures[asked]}</p>" if mark[1] else pictures[asked]
        if asked.embed:
            return _embedded(asked, found[asked], links.plain[number], setters, alone=bool(mark[1]))
        begun = (mark[2] or "").replace(_WIKI, _class(asked, found[asked]))
        return begun + escape(address(asked, found[asked]))

    mark = rf"{links.mark}-(\d{{1,9}})-"
    html = re.sub(rf"<p>{mark}</p>|({_WIKI} href=\")?/?{mark}", put, html)
    return _CHIP.sub(_with_chip, html) if " data-names=" in html else html


def _class(asked: Asked, lead: Lead) -> str:
    if lead.wanted:
        return _WANTED
    if lead.missing:
        name = asked.anchor.lstrip("#^")
        return _MISSING.format(escape(f"“{name}” is not there; this leads to the top of the page"))
    if lead.meanings > 1 and asked.name:
        return _OPEN.format(lead.meanings, escape(_page_of(asked)))
    return _WIKI


def _with_chip(link: re.Match[str]) -> str:
    """A link whose name several pages have, and behind it one to the choice of them."""
    number, page, rest = link.groups()
    label = f"{number} pages have this name"
    return (
        f'{rest}<a class="several" href="{page}" aria-label="{label}" title="{label}">{number}</a>'
    )


def address(asked: Asked, lead: Lead) -> str:
    """Address of a link's target: a passage, chapter, heading or document, else the name's page."""
    if lead.highlight:
        return f"/highlights/{lead.highlight}"
    if lead.chapter:
        return f"/documents/{lead.document}?at={lead.chapter}#under-{lead.chapter}"
    if lead.place:
        piece = f"?text={lead.place.piece}" if lead.place.piece else ""
        part = quote(lead.place.anchor)
        at = piece or (f"?at={part}" if part else "")
        return f"/documents/{lead.document}{at}{f'#{part}' if part else ''}"
    if lead.document and asked.anchor and not lead.missing:  # in a text too long to be looked at
        last = asked.anchor.rpartition("#")[2]
        place = quote(block_id(last[1:]) if last.startswith("^") else heading_id(last))
        return f"/documents/{lead.document}?at={place}#{place}"
    if lead.document and not (lead.one and asked.name):
        return f"/documents/{lead.document}"
    return _page_of(asked) if asked.name else "#main"


def _page_of(asked: Asked) -> str:
    """Address of the page of a link's name."""
    return page_address(re.sub(r"^(?:\.{1,2}/)+", "", asked.name) or asked.name)


def _embedded(asked: Asked, lead: Lead, words: str, setters: Setters, *, alone: bool) -> str:
    """Words of an embedded passage with its source; a link where there are none.

    They are a block where the embed is alone in its paragraph.
    """
    href = escape(address(asked, lead))
    if not lead.words:
        link = f'<a {_class(asked, lead)} href="{href}">{escape(words)}</a>'
        return f"<p>{link}</p>" if alone else link
    place = f", {escape(place_of(lead.location))}" if lead.location else ""
    more = f" and {lead.more:,} more" if lead.more else ""
    source = f'<a class="wiki" href="{href}">{escape(lead.title or words)}</a>{place}{more}'
    if alone:
        blocks = "".join(str(setters["passage"](text)) for text in lead.words)
        return f'<blockquote class="embed">{blocks}<p class="source">{source}</p></blockquote>'
    quoted = "".join(
        f'<span class="embed-words">{setters["inline"](text)}</span>' for text in lead.words
    )
    return f'<span class="embed">{quoted}<span class="source">{source}</span></span>'
