"""A tray as a draft: the reader's words, quotations with footnotes, and their sources; pure."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from itertools import count

from markdown_it import MarkdownIt

from app.export.citations import Source, cited, literal
from app.trays import Quotation, Tray

_LABEL = re.compile(r"\[\^([^\]\s]{1,40})\]")
_FENCES = re.compile(r"`{3,40}|~{3,40}")
# What begins a line behind which a footnote's mark would be part of code, a table, a heading or
# HTML.
_NO_PROSE = re.compile(
    r"(?: {0,3}(?:[-*+>]|[0-9]{1,9}[.)])[ \t]{1,4}){0,20}"
    r"(?: {0,3}(?:`{3}|~{3})|\||#{1,6}\s|\$\$|<|\t| {4}|(?:[-*_]\s?){3,40}$)"
)


def sources(tray: Tray) -> list[Source]:
    """The works that a tray's passages are from, each once, in the order of first quotations."""
    quoted = {
        each.quotation.document: each.quotation for each in reversed(tray.items) if each.quotation
    }
    first = dict.fromkeys(each.quotation.document for each in tray.items if each.quotation)
    return [source_of(quoted[document]) for document in first]


def source_of(quotation: Quotation) -> Source:
    """The work that a passage is from."""
    q = quotation
    return Source(q.title, q.authors, q.kind, q.published, q.url)


def footnote(quotation: Quotation, *, addressed: bool = True) -> str:
    """A citation of one passage in Markdown.

    Authors, title, year, place, and its address where wanted.
    """
    source = source_of(quotation)
    link = quotation.link or source.url
    return cited(replace(source, url=""), quotation.location, link if addressed else "")


def draft(tray: Tray) -> str:
    """The draft in Markdown: each passage a quotation with a footnote, the sources at the end."""
    labels = _free_labels(tray)
    parts, notes = [f"# {literal(tray.name)}"], []
    for item in tray.items:
        if item.quotation is None:
            parts.append(item.words.strip("\n"))
        else:
            label = next(labels)
            parts.append(_quoted(item.quotation.text, f"[^{label}]"))
            notes.append(f"[^{label}]: {footnote(item.quotation)}")
    listed = [f"- {cited(source)}" for source in sources(tray)]
    closing = ["## Sources", "\n".join(listed), "\n".join(notes)] if notes else []
    return "\n\n".join([*filter(None, parts), *closing]) + "\n"


def _quoted(text: str, mark: str) -> str:
    """A text as a quotation with the mark of its footnote at its end.

    Where no code or table takes it in: whatever fence is open is closed before the mark.
    """
    lines = text.strip("\n").split("\n")
    lines[-1] = lines[-1].rstrip()
    apart = [*lines, "", mark]
    tries = [apart, *([*lines, fence, "", mark] for fence in _fences(text))]
    if not _NO_PROSE.match(lines[-1]):
        tries.insert(0, [*lines[:-1], lines[-1] + mark])
    chosen = next((each for each in tries if _ends_in_prose("\n".join(each), mark)), None)
    quoted = "\n".join(f"> {line}".rstrip() for line in chosen or lines)
    return quoted if chosen else f"{quoted}\n\n{mark}"


def _fences(text: str) -> list[str]:
    """The marks of code blocks in a text, the last one first: one of them closes what is open."""
    return list(dict.fromkeys(reversed(_FENCES.findall(text))))


def _ends_in_prose(text: str, mark: str) -> bool:
    """Tell whether the mark at a text's end is read as words, not as code, HTML or a table."""
    tokens = _reader().parse(text)
    last = next((token for token in reversed(tokens) if token.type == "inline"), None)
    words = last.children[-1] if last and last.children else None
    return bool(words and words.type == "text" and words.content.endswith(mark))


@cache
def _reader() -> MarkdownIt:
    """A reader of Markdown as other programs have it: with tables and HTML."""
    return MarkdownIt("commonmark").enable("table")


def _free_labels(tray: Tray) -> Iterator[str]:
    """1, 2, 3 ..., without those that the words or passages use for footnotes of their own."""
    texts = (item.words or (item.quotation.text if item.quotation else "") for item in tray.items)
    used = {label for text in texts for label in _LABEL.findall(text)}
    return (label for label in map(str, count(1)) if label not in used)
