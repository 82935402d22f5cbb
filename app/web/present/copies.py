"""Formats for copying a highlight: plain, Markdown with its citation, link, BibTeX."""

import re
from collections.abc import Mapping

from app.markdown.plain import plain
from app.model import Document, Highlight
from app.text import base_letters
from app.web.present.text import NBSP, long_place

_ENTRIES = {"book": "book", "article": "online"}  # by kind; all other kinds are `misc`
_SPECIAL = re.compile(r"[\\{}&%$#_~^]")
_ESCAPED = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
_LETTERS = re.compile(r"[^a-z0-9]+")
_KEY_WORDS = 2  # words of the title in a key of BibTeX


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
        "bibtex": bibtex(document, _place(highlight)),
    }


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


def bibtex(document: Document, place: str = "") -> str:
    """Entry of BibTeX for a document, with the location of a passage in its note."""
    authors = " and ".join(document.authors)
    web = document.url if document.url.startswith(("http://", "https://")) else ""
    fields = {
        "author": authors,
        "title": document.title or "Untitled",
        "year": document.published[:4],
        "url": web,
        "note": place,
    }
    lines = [f"  {name} = {{{_escaped(value)}}}" for name, value in fields.items() if value]
    return (
        f"@{_ENTRIES.get(document.kind, 'misc')}{{{_key(document)},\n" + ",\n".join(lines) + "\n}"
    )


def _escaped(text: str) -> str:
    return _SPECIAL.sub(lambda found: _ESCAPED.get(found[0], f"\\{found[0]}"), text)


def _key(document: Document) -> str:
    family = document.authors[0].split()[-1] if document.authors else ""
    title = [word for word in document.title.split() if word.lower() not in {"the", "a", "an"}][
        :_KEY_WORDS
    ]
    parts = (
        _LETTERS.sub("", base_letters(part).lower())
        for part in (family, document.published[:4], *title)
    )
    return "".join(parts) or "document"
