"""Writer of Florilegium's own Markdown, for `export` and for documents added by hand.

A header of JSON values (each line is YAML as well), then what readers see in Obsidian's callouts,
and after each highlight a comment with all its other fields. Described in `docs/own-markdown.md`.
"""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import takewhile
from types import MappingProxyType

from app.model import BETWEEN_CHAPTERS, ParsedDocument, ParsedHighlight
from app.text import code

VERSION = 1
SUMMARY, NOTE, QUOTE = "[!abstract] Summary", "[!note] Note", "[!quote]"
_DEEPEST = 6  # the deepest heading of Markdown
_LONGEST = 2000  # letters of a line in the header: other programs show it, and headers have a limit
BODY = "%% text %%"  # the line before prose that is no passage; all behind it is this prose
TEXT_FIELDS = ("chapter", "location", "url", "color", "highlighted_at", "added_at")
LIST_FIELDS = ("keys", "ids", "tags")
FLAG_FIELDS = ("favorite", "discarded")
HEADER_TEXTS = ("title", "kind", "url", "cover_url", "published", "exporter_id", "beside")
HEADER_LISTS = ("keys", "authors", "tags", "aliases", "names", "links")
HEADER_FLAGS = ("added", "favorite", "put_away", "gone")
# What a line of a Markdown file cannot carry exactly, or what decoding changes.
_INEXACT = re.compile("[\x00-\x08\x0b-\x1f\x7f\x85\u2028\u2029\ufeff\ud800-\udfff]")
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff%]")
_SIGNS = re.compile(r"[\[\]<>|^#%*_`\\]+")
_UNLINKABLE = re.compile(r"[\s<>]|[^ -~]")
_TAG = re.compile(r"[\w/-]{0,80}[^\W\d][\w/-]{0,80}")


def write_document(
    document: ParsedDocument, blocks: Mapping[str, Collection[str]] = MappingProxyType({})
) -> str:
    """Text of the file; `read_own_markdown` gives the document back from it.

    `blocks` are names by which links find a passage's block, by a key of the passage. Empty fields
    are left out; `lines` and `repeats` of highlights are not written.
    """
    parts = [*_header(document), f"# {one_line(document.title)}", ""]
    for head, text in ((SUMMARY, document.summary), (NOTE, document.note)):
        if text:
            parts += [*_callout(head, text), ""]
    parts += _passages(document.highlights, blocks)
    if document.body:
        parts += [BODY, document.body]
    return "\n".join(parts).rstrip("\n") + "\n" if not document.body else "\n".join([*parts, ""])


def as_json(value: object) -> str:
    """Value as JSON on one line that is valid YAML and closes no comment of Obsidian's."""
    return _ESCAPED.sub(_escape, json.dumps(value, ensure_ascii=False))


def _escape(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def _header(document: ParsedDocument) -> Iterator[str]:
    """Lines of the header, then a comment with values too long or unfit for a line."""
    fields = {name: getattr(document, name) for name in (*HEADER_TEXTS, *HEADER_LISTS)}
    fields |= {name: True for name in HEADER_FLAGS if getattr(document, name)}
    fields |= {"properties": dict(document.properties)}
    lines = {name: as_json(value) for name, value in fields.items() if value}
    yield from ("---", f"florilegium: {VERSION}")
    yield from (f"{name}: {line}" for name, line in lines.items() if len(line) <= _LONGEST)
    yield from ("---", "")
    rest = {name: fields[name] for name, line in lines.items() if len(line) > _LONGEST}
    rest |= _inexact({name: getattr(document, name) for name in ("summary", "note", "body")})
    rest |= {name: said for name in ("linked", "ignored") if (said := getattr(document, name))}
    if rest:
        yield from (f"%% {as_json(rest)} %%", "")


def _inexact(texts: Mapping[str, str]) -> dict[str, str]:
    """Texts that lines of a file cannot carry letter by letter."""
    return {name: text for name, text in texts.items() if _INEXACT.search(text)}


def one_line(text: str) -> str:
    """A text as a heading shows it."""
    return " ".join(_INEXACT.sub(" ", text).split())


def _callout(head: str, text: str) -> list[str]:
    """Quotation with its head as first line; carries any text, line by line."""
    shown = _INEXACT.sub("\ufffd", text).split("\n")
    return [f"> {head}", *(f"> {line}" if line else ">" for line in shown)]


def _passages(
    highlights: Iterable[ParsedHighlight], blocks: Mapping[str, Collection[str]]
) -> Iterator[str]:
    chapter, given = "", set[str]()
    for highlight in highlights:
        if highlight.chapter != chapter:
            yield from _headings(highlight.chapter, chapter)
            chapter = highlight.chapter
        found = [*(name for key in highlight.keys for name in blocks.get(key, ()))]
        found += [code(highlight.keys[0])] if highlight.keys else []
        named = [name for name in dict.fromkeys(found) if name.lower() not in given]
        given |= {name.lower() for name in named}
        yield from _passage(highlight, named)


def _headings(chapter: str, before: str) -> Iterator[str]:
    """A heading for each part of a chapter that the one before was not in: `Part / Chapter`."""
    parts, others = chapter.split(BETWEEN_CHAPTERS), before.split(BETWEEN_CHAPTERS)
    same = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(parts, others, strict=False))
    )
    begin = min(same, len(parts) - 1)
    for depth, part in enumerate(parts):
        if depth >= begin and (shown := one_line(part)):
            yield from (f"{'#' * min(depth + 2, _DEEPEST)} {shown}", "")


def _passage(highlight: ParsedHighlight, blocks: Iterable[str]) -> Iterator[str]:
    yield from _callout(f"{QUOTE} {_shown(highlight)}".rstrip(), highlight.text)
    yield ""
    for block in blocks:
        yield from (f"^{block}", "")
    if highlight.note:
        yield from (*_callout(NOTE, highlight.note), "")
    yield from (f"%% {as_json(_record(highlight))} %%", "")


def _record(highlight: ParsedHighlight) -> dict[str, object]:
    """All fields but text and note that are not empty."""
    record: dict[str, object] = {}
    for name in LIST_FIELDS:
        if value := getattr(highlight, name):
            record[name] = list(value)
    record |= {name: value for name in TEXT_FIELDS if (value := getattr(highlight, name))}
    record |= {n: v for n in FLAG_FIELDS if (v := getattr(highlight, n)) is not None}
    record |= {name: said for name in ("linked", "ignored") if (said := getattr(highlight, name))}
    if highlight.gone:
        record["gone"] = True
    return record | _inexact({"text": highlight.text, "note": highlight.note})


def _shown(highlight: ParsedHighlight) -> str:
    """Visible head of a highlight: its location, its star, its tags, and what it is linked to."""
    location = one_line(_SIGNS.sub(" ", highlight.location)) or ("link" if highlight.url else "")
    if highlight.url and not _UNLINKABLE.search(highlight.url):
        location = f"[{location}](<{highlight.url}>)"
    tags = (f"#{tag}" for tag in highlight.tags if _TAG.fullmatch(tag))
    lone = (name for name, _ in highlight.linked if name == one_line(_SIGNS.sub(" ", name)))
    names = (f"[[{name}]]" for name in lone)
    return " ".join(filter(None, (location, "★" if highlight.favorite else "", *tags, *names)))
