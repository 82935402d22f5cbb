"""Who links to a thing: the places of one document together, each with its sentence as it reads by itself."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from app.model import Backlink, DocumentSummary

_BLOCK = re.compile(r"(?:>|[-*+](?: \[[ xX]\])?|\d{1,4}[.)]|#{1,6})[ \t]{1,8}|\|[ \t]{0,8}")  # what begins a block of Markdown
_ID = re.compile(r"[ \t]\^[\w-]{1,40}$")


def by_document(links: Iterable[Backlink]) -> list[tuple[DocumentSummary, Sequence[Backlink]]]:
    """The links in their order, those that follow one another in a document under it.

    A document whose links go on behind those of another stands twice: the order is that of the page.
    """
    return [(document, list(those)) for document, those in groupby(links, key=lambda each: each.document)]


def sentence(context: str) -> str:
    """The Markdown around a link without the marks of the list, quotation or heading that it begins, and without the id behind it."""
    text = context.strip()
    while found := _BLOCK.match(text):
        text = text[found.end() :]
    return _ID.sub("", text.removesuffix("|")).strip()
