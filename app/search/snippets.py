"""Snippets: the part of a text around the matched words, these marked, as HTML."""

import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any

from sqlalchemy import Connection

from app.markdown.placing import Span, placed
from app.markdown.plain import plain
from app.model import Highlight
from app.search.fts_query import Tokens
from app.store.db.rows import in_json
from app.store.fts.form import OPEN, SHUT, searchable
from app.store.fts.hyphens import BEHIND, hyphened, with_joined
from app.store.fts.index import document_texts
from app.store.fts.tables import HIGHLIGHTS, IndexedTable

LENGTH = 300  # letters of a snippet
_BEFORE = 60  # of them before the first mark
_PIECE = 50_000  # letters of a long text that are looked through at once
_PIECES = 8  # of these at most
_WORD = re.compile(r"\w{2,}")
_COLUMNS = frozenset({"title", "body"})  # as an expression names them
_FRAMED = re.compile(f"{OPEN}([^{SHUT}]*){SHUT}")


def framed(
    db: Connection, tokens: Tokens, table: IndexedTable, words: str, ids: Sequence[int]
) -> Mapping[int, tuple[str, ...]]:
    """The texts of these rows with the matches of an FTS5 expression framed, by row id.

    Rows without a match are left out.
    """
    if not words or not ids:
        return {}
    columns = ("text", "note", "title") if table is HIGHLIGHTS else ("body", "title")
    listed = "rowid IN (SELECT value FROM json_each(?))"
    query = f"SELECT rowid, {', '.join(table.indexed)} FROM {table.index} WHERE {listed}"
    rows = [tuple(row) for row in db.exec_driver_sql(query, (in_json(ids),))]
    at = 1 + table.indexed.index(columns[0])
    texts_by_row = dict(
        tokens.framed(table, [row for row in rows if len(row[at]) <= _PIECE], words, columns)
    )
    for row in rows:
        if len(row[at]) > _PIECE and (texts := _of_long(tokens, table, row, words, columns)):
            texts_by_row[row[0]] = texts
    return texts_by_row


def _of_long(
    tokens: Tokens, table: IndexedTable, row: tuple[Any, ...], words: str, columns: Sequence[str]
) -> tuple[str, ...] | None:
    """The texts of a row whose first text is long: the first piece with a match is framed."""
    at = 1 + table.indexed.index(columns[0])
    otherwise = None
    text = row[at].partition(BEHIND)[0]
    for start in _starts(text, words):
        end = start + _PIECE + 4 * LENGTH  # so that the text behind a match is there
        texts = tokens.framed(
            table, [(*row[:at], with_joined(text[start:end]), *row[at + 1 :])], words, columns
        ).get(row[0])
        if texts and OPEN in texts[0]:
            return (text[:start] + texts[0], *texts[1:])
        otherwise = otherwise or texts
    return otherwise


def _starts(text: str, words: str) -> Iterator[int]:
    """Offsets of the pieces of a long text that may match, the likeliest first."""
    lowered = text.lower()
    begun = (
        lowered.find(word[: max(3, len(word) - 3)].lower())
        for word in _WORD.findall(words)
        if word not in ("OR", *_COLUMNS)
    )
    # The word that is found last is the rarest, most likely.
    guessed = max((0, *begun)) // _PIECE * _PIECE
    yield guessed
    yield from (
        start for start in range(0, min(len(text), _PIECES * _PIECE), _PIECE) if start != guessed
    )


def of_highlight(highlight: Highlight, texts: tuple[str, ...]) -> str:
    """The snippet of a highlight: of its text, or of its note where only that matches."""
    for written, derived in zip((highlight.text, highlight.note), texts, strict=False):
        if OPEN in derived:
            text = plain(written)
            return _cut(text, placed(text, _spans(derived), searchable))
    return _cut(plain(highlight.text), [])


def of_documents(db: Connection, found: Mapping[int, tuple[str, ...]]) -> Mapping[int, str]:
    """The snippets of documents with framed texts, by row id: of the body, else of the title."""
    framed = {
        row: next(i for i, derived in enumerate(texts) if OPEN in derived)
        for row, texts in found.items()
        if any(OPEN in t for t in texts)
    }
    return {
        row: _of_text(written[framed[row]], found[row][framed[row]])
        for row, *written in document_texts(db, list(framed))
    }


def _of_text(text: str, derived: str) -> str:
    spans = _spans(derived)
    spans = placed(text, [s for s in spans if s[1] <= spans[0][0] + 4 * LENGTH], searchable)
    near = max(0, spans[0][0] - LENGTH) if spans else 0
    end = near + 4 * LENGTH
    inside = [(first - near, last - near) for first, last in spans if last <= end]
    return _cut(text[near:end], inside, begun=near > 0, ended=end >= len(text))


def of_beginning(beginning: str) -> str:
    """The snippet of a document without a match in its texts."""
    return _cut(plain(beginning), [])


def _unframed(derived: str) -> str:
    return derived.replace(OPEN, "").replace(SHUT, "")


def _spans(derived: str) -> list[Span]:
    """The offsets of framed pieces in the text without its frames.

    A joined form that matched behind the text means the hyphenated word in it.
    """
    text, _, behind = derived.partition(BEHIND)
    spans = [
        (match.start() - 2 * number, match.end() - 2 * number - 2)
        for number, match in enumerate(_FRAMED.finditer(text))
    ]
    if OPEN not in behind:
        return spans
    joined = {match[1] for match in _FRAMED.finditer(behind)}
    return _apart(
        spans + [(first, last) for first, last, word in hyphened(_unframed(text)) if word in joined]
    )


def _apart(spans: Sequence[Span]) -> list[Span]:
    """The spans in order, without those that begin within another; of equal starts the longest."""
    apart: list[Span] = []
    for span in sorted(spans, key=lambda span: (span[0], -span[1])):
        if not apart or span[0] >= apart[-1][1]:
            apart.append(span)
    return apart


def _cut(text: str, spans: Sequence[Span], *, begun: bool = False, ended: bool = True) -> str:
    """The part of the text around the first span, escaped, with the spans marked."""
    first = max(0, spans[0][0] - _BEFORE) if spans and len(text) > LENGTH else 0
    first = max(0, min(first, len(text) - LENGTH))
    last = min(len(text), first + LENGTH)
    first = _word_start(text, first)
    last = _word_end(text, last)
    pieces = ["…" if first or begun else ""]
    at = first
    for start, end in spans:
        if start >= at and end <= last and start < end:
            pieces += [
                escape(text[at:start], quote=False),
                "<mark>",
                escape(text[start:end], quote=False),
                "</mark>",
            ]
            at = end
    pieces += [escape(text[at:last], quote=False), "" if last == len(text) and ended else "…"]
    return " ".join("".join(pieces).split())


def _word_start(text: str, at: int) -> int:
    space = text.find(" ", at, at + 20) if at else -1
    return space + 1 if space >= 0 else at


def _word_end(text: str, at: int) -> int:
    space = text.rfind(" ", at - 20, at) if at < len(text) else -1
    return space if space >= 0 else at
