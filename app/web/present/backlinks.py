"""Backlinks of a thing: grouped by document, each with its sentence."""

import re
from collections.abc import Iterable, Sequence
from itertools import groupby

from app.model import Backlink, DocumentSummary
from app.web.present.highlights import with_links

_BLOCK = re.compile(
    r"(?:>|[-*+](?: \[[ xX]\])?|\d{1,4}[.)]|#{1,6})[ \t]{1,8}|\|[ \t]{0,8}"
)  # the beginning of a block of Markdown
_ID = re.compile(r"[ \t]\^[\w-]{1,40}$")


def by_document(links: Iterable[Backlink]) -> list[tuple[DocumentSummary, Sequence[Backlink]]]:
    """Group consecutive links of the same document, in their order.

    A document whose links continue after those of another is listed twice: the order is that of the
    page.
    """
    return [
        (document, list(those))
        for document, those in groupby(links, key=lambda each: each.document)
    ]


def sentence(context: str) -> str:
    """Strip the sentence around a link of its block marks and its block id.

    The marks are those of a list, quotation or heading at its beginning.
    """
    text = context.strip()
    while found := _BLOCK.match(text):
        text = text[found.end() :]
    return _ID.sub("", text.removesuffix("|")).strip()


# What templates call them.
FILTERS = {"by_document": by_document, "sentence": sentence, "with_links": with_links}
