"""HTML of our own renderer as XML: every tag closed, every sign allowed, links to the web alone."""

import re
from collections.abc import Sequence
from html import escape
from html.parser import HTMLParser

from app.export.citations import web_address

_EMPTY = frozenset({"br", "hr"})
_KEPT = ("start", "colspan", "rowspan", "display", "mathvariant")
# What XML 1.0 does not allow, and what is no character.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
MATHML = 'xmlns="http://www.w3.org/1998/Math/MathML"'


def as_xhtml(html: str) -> str:
    """The same as well-formed XML.

    Ids, classes and links that lead into the library are left out: elsewhere they mean nothing.
    """
    reader = _Rewriter()
    reader.feed(html)
    reader.close()
    return reader.text()


def xml_text(text: str) -> str:
    """Plain text as XML has it, also between double quotes; `�` for what XML does not allow."""
    return escape(_FORBIDDEN.sub("\ufffd", text).replace("\r", "\n")).replace("&#x27;", "'")


class _Rewriter(HTMLParser):
    """Reads HTML and writes it anew as XML."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.open: list[tuple[str, bool]] = []  # each tag, and whether it was written

    def text(self) -> str:
        """What was read, with all that is still open closed."""
        self.parts += [f"</{tag}>" for tag, written in reversed(self.open) if written]
        return "".join(self.parts)

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        """Write a tag with the attributes that are kept; a link without its target not at all."""
        if tag in _EMPTY:
            self.parts.append(f"<{tag}/>")
            return
        values = {name: value or "" for name, value in attrs}
        kept = [f'{name}="{xml_text(values[name])}"' for name in _KEPT if name in values]
        if tag == "math":
            kept.append(MATHML)
        if address := web_address(values.get("href", "")):
            kept.append(f'href="{xml_text(address)}"')
        written = tag != "a" or bool(address)
        if written:
            self.parts.append(f"<{' '.join((tag, *kept))}>")
        self.open.append((tag, written))

    def handle_endtag(self, tag: str) -> None:
        """Close the tag, and all that was opened in it."""
        if tag not in (name for name, _ in self.open):
            return
        while self.open:
            name, written = self.open.pop()
            if written:
                self.parts.append(f"</{name}>")
            if name == tag:
                return

    def handle_data(self, data: str) -> None:
        """Write text."""
        self.parts.append(xml_text(data))
