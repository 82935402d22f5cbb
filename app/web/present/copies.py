"""Formats for copying a highlight: plain, Markdown with its citation, link, BibTeX."""

import re
from collections.abc import Mapping

from app.export.citations import Source, bibtex, web_address
from app.markdown.plain import plain
from app.model import Document, Highlight
from app.web.present.text import NBSP, long_place


def copies(highlight: Highlight, document: Document, origin: str) -> Mapping[str, str]:
    """Texts by `plain`, `markdown`, `link` and `bibtex`.

    `origin` is the address at which the library is served.
    """
    where = f"{origin.rstrip('/')}/highlights/{highlight.id}"
    words = highlight.text.strip()
    quoted = "\n".join(f"> {line}".rstrip() for line in words.split("\n"))
    return {
        "plain": f"{plain(words)} ({_cited(highlight, highlight.document.title)})",
        "markdown": f"{quoted}\n\n{_cited(highlight, _dated(document))}.",
        "link": f"[{_link_words(highlight)}]({where})",
        "bibtex": bibtex([_source(highlight, document)]).rstrip("\n"),
    }


def quotation(highlight: Highlight) -> str:
    """A highlight as a Markdown quotation with its citation, and the reader's note below."""
    quoted = "\n".join(f"> {line}".rstrip() for line in highlight.text.strip().split("\n"))
    title = f"*{highlight.document.title or 'Untitled'}*"
    note = f"\n\n{highlight.note.strip()}" if highlight.note.strip() else ""
    return f"{quoted}\n\n{_cited(highlight, title)}.{note}"


def _cited(highlight: Highlight, title: str) -> str:
    return ", ".join(
        filter(
            None, (", ".join(highlight.document.authors), title or "Untitled", _place(highlight))
        )
    )


def _dated(document: Document) -> str:
    year = document.published[:4]
    return f"*{document.title or 'Untitled'}*" + (f" ({year})" if year.isdecimal() else "")


def _place(highlight: Highlight) -> str:
    return long_place(highlight.location).replace(NBSP, " ")


def _link_words(highlight: Highlight) -> str:
    words = ", ".join(filter(None, (highlight.document.title or "Untitled", _place(highlight))))
    return re.sub(r"([\\\[\]])", r"\\\1", words)


def _source(highlight: Highlight, document: Document) -> Source:
    return Source(
        document.title,
        document.authors,
        document.kind,
        document.published,
        web_address(document.url),
        _place(highlight),
    )
