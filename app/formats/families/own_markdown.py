"""Florilegium's own Markdown, as `own_markdown.write_document` writes it, read without loss."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.formats.own_markdown import BODY, NOTE, QUOTE, SUMMARY, one_line
from app.formats.source import Source
from app.model import BETWEEN_CHAPTERS, KINDS, Line, ParsedDocument, ParsedHighlight
from app.text import storable

_MARK = "florilegium:"
_FOR_PEOPLE = re.compile(r"#{1,2} |\^")  # headings and names of blocks
_BELOW = re.compile(r"#{3,6} (.*)")  # the heading of a chapter within others


def is_own_markdown(source: Source) -> bool:
    """Whether the header names this program as the file's writer."""
    return "florilegium" in source.header.values


def read_own_markdown(source: Source) -> tuple[ParsedDocument, list[Line]]:
    """Document of the file, and the lines that this program did not write."""
    callouts = _Callouts()
    body = callouts.read(source.lines, source.header.end)
    header = _header(source) | callouts.more
    kind = next((kind for kind in KINDS if kind == header.get("kind")), None)
    document = ParsedDocument(
        title=_text(header.get("title")) or source.stem,
        authors=_list(header.get("authors")),
        kind=kind,
        url=_text(header.get("url")),
        cover_url=_text(header.get("cover_url")),
        summary=_text(header.get("summary")) or callouts.summary,
        note=_text(header.get("note")) or callouts.note,
        tags=_list(header.get("tags")),
        aliases=_list(header.get("aliases")),
        published=_text(header.get("published")) or None,
        properties=_mapping(header.get("properties")),
        exporter_id=_text(header.get("exporter_id")),
        links=_list(header.get("links")),
        body=_text(header.get("body")) or body,
        highlights=tuple(callouts.highlights),
        keys=_list(header.get("keys")),
        names=_list(header.get("names")),
        beside=_text(header.get("beside")),
        added=_flag(header.get("added")),
        favorite=_flag(header.get("favorite")),
        put_away=_flag(header.get("put_away")),
        gone=_flag(header.get("gone")),
        linked=_pairs(header.get("linked")),
        ignored=_pairs(header.get("ignored")),
    )
    return document, callouts.all_unparsed()


def _header(source: Source) -> dict[str, Any]:
    """Values of the header, each line as JSON, or as YAML where another program rewrote it."""
    values: dict[str, Any] = dict(source.header.values)
    for line in source.lines[: source.header.end]:
        key, colon, value = line.partition(": ")
        if colon and key in values:
            values[key] = _json(value, values[key])
    return values


def _json(text: str, otherwise: object = None) -> Any:  # noqa: ANN401 - whatever the JSON holds
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return otherwise


def _text(value: object) -> str:
    return storable(value) if isinstance(value, str) else ""


def _list(value: object) -> tuple[str, ...]:
    values = value if isinstance(value, (list, tuple)) else [value]
    return tuple(storable(each) for each in values if isinstance(each, str) and each)


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Pairs of two filled texts in a list; whatever else is in it is left out."""
    pairs = (_list(each) for each in value) if isinstance(value, list) else ()
    return tuple((each[0], each[1]) for each in pairs if len(each) == 2)  # noqa: PLR2004


def _flag(value: object) -> bool:
    return value in (True, "true")


def _mapping(value: object) -> dict[str, str]:
    loaded = _json(value) if isinstance(value, str) else value
    pairs = loaded.items() if isinstance(loaded, Mapping) else ()
    return {storable(key): storable(text) for key, text in pairs if isinstance(text, str)}


@dataclass(slots=True)
class _Callouts:
    """Reader of the lines below the header, with what it has read so far."""

    highlights: list[ParsedHighlight] = field(default_factory=list)
    unparsed: list[Line] = field(default_factory=list)
    headings: list[Line] = field(default_factory=list)  # below others
    summary: str = ""
    note: str = ""
    more: dict[str, Any] = field(default_factory=dict)  # fields of the document in a comment
    passage: tuple[str, int] | None = None  # text without its record as yet, line number
    note_below: str = ""  # the note below it
    end: int = 0  # the number of the last line read

    def read(self, lines: Sequence[str], start: int) -> str:
        """Read the lines from this index on; gives the prose after the last highlight."""
        at = start
        while at < len(lines):
            if lines[at] == BODY:
                self._close()
                body = lines[at + 1 :]
                return "\n".join(body[:-1] if body and not body[-1] else body)
            at = self._read_line(lines, at)
        self._close()
        return ""

    def _read_line(self, lines: Sequence[str], at: int) -> int:
        """Read the construct at this index; gives the index after it."""
        line = lines[at]
        if line.startswith("> [!"):
            end = next((n for n in range(at, len(lines)) if lines[n][:1] != ">"), len(lines))
            text = "\n".join(each[1:].removeprefix(" ") for each in lines[at + 1 : end])
            self._read_callout(line[2:], text, at + 1)
            self.end = end
            return end
        if (
            line.startswith("%% {")
            and line.endswith(" %%")
            and self._read_record(line[3:-3], at + 1)
        ):
            return at + 1
        if _BELOW.match(line):
            self.headings.append(Line(at + 1, line))
        elif line.strip() and not _FOR_PEOPLE.match(line):
            self.unparsed.append(Line(at + 1, line))
        return at + 1

    def all_unparsed(self) -> list[Line]:
        """The lines that this program did not write, headings that are no chapters among them."""
        chapters = {
            one_line(part) for h in self.highlights for part in h.chapter.split(BETWEEN_CHAPTERS)
        }
        other = [each for each in self.headings if each.text.lstrip("#")[1:] not in chapters]
        return sorted((*self.unparsed, *other), key=lambda line: line.number)

    def _read_callout(self, head: str, text: str, line: int) -> None:
        if head.startswith(QUOTE):
            self._close()
            self.passage = text, line
        elif head == NOTE and self.passage:
            self.note_below = text
        elif head == NOTE and not self.highlights and not self.note:
            self.note = text
        elif head == SUMMARY and not self.summary:
            self.summary = text
        else:
            self._keep_unparsed(head, text, line)

    def _keep_unparsed(self, head: str, text: str, line: int) -> None:
        """Keep the lines of a callout that this program did not write."""
        quoted = [f"> {head}", *(f"> {each}" for each in text.split("\n"))]
        self.unparsed += [Line(line + n, each) for n, each in enumerate(quoted) if each != "> "]

    def _read_record(self, text: str, line: int) -> bool:
        """Read the fields of the highlight above, or of the document.

        False for any other comment.
        """
        record = _json(text)
        if not isinstance(record, dict):
            return False
        if not self.passage:
            self.more |= {} if self.highlights else record
            return not self.highlights
        self.end = line
        self._add(record)
        return True

    def _close(self) -> None:
        """Keep a highlight whose record was deleted."""
        if self.passage:
            self._add({})

    def _add(self, record: Mapping[str, Any]) -> None:
        if not self.passage:
            return
        text, first = self.passage
        self.highlights.append(
            ParsedHighlight(
                text=_text(record.get("text")) or text,
                note=_text(record.get("note")) or self.note_below,
                tags=_list(record.get("tags")),
                chapter=_text(record.get("chapter")),
                location=_text(record.get("location")),
                url=_text(record.get("url")),
                color=_text(record.get("color")),
                highlighted_at=_text(record.get("highlighted_at")) or None,
                added_at=_text(record.get("added_at")) or None,
                ids=_list(record.get("ids")),
                lines=((first, self.end),),
                keys=_list(record.get("keys")),
                favorite=_flag(record["favorite"]) if "favorite" in record else None,
                discarded=_flag(record["discarded"]) if "discarded" in record else None,
                gone=_flag(record.get("gone")),
                linked=_pairs(record.get("linked")),
                ignored=_pairs(record.get("ignored")),
            )
        )
        self.passage, self.note_below = None, ""
