"""Passages that mention a subject: by the full-text index, then letter by letter."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Row

from app.markdown.mentions.finding import Finder, Name, make_finder
from app.markdown.mentions.naming import is_handle, is_short, words_of
from app.markdown.mentions.persons import inverted
from app.markdown.placing import Span
from app.store.db.rows import in_json
from app.store.fts.form import fts_phrase
from app.store.mentions.rivals import rivals
from app.store.mentions.subjects import Subject
from app.store.writes.own_links import Text, highlight_texts, texts_of
from app.subject_index.stop_words import stop_words
from app.text import name_key

# A single word that more passages than one of so many hold, and than the least, is a common one.
_COMMON_SHARE = 200
_LEAST_COMMON = 50
_SOUGHT = 8  # rows that FTS5 is asked for one by one, a query each; of more it is asked for all
_AT_ONCE = 500  # rows whose texts are read at once
PROSE = {"highlights": "{text note}", "documents": "body"}  # columns of the index with own words
_INDEX = {"highlights": "highlight_search", "documents": "document_search"}
Rows = tuple[frozenset[int], frozenset[int]]  # of highlights, and of documents


@dataclass(frozen=True, slots=True)
class Search:
    """How the mentions of a subject are found.

    `basis` is what the result depends on besides the texts: which of its names are common, and
    the longer names that go before them.
    """

    subject: Subject
    finder: Finder
    expression: str  # of FTS5, without a column
    basis: tuple[tuple[str, ...], tuple[str, ...]]

    @property
    def within(self) -> tuple[str, str]:
        """Expressions of FTS5 that all highlights, and all documents, fit that mention it."""
        passages, works = PROSE["highlights"], PROSE["documents"]
        return f"{passages} : ({self.expression})", f"{works} : ({self.expression})"


def plan_search(db: Connection, subject: Subject, *, common_too: bool = False) -> Search | None:
    """How the mentions of a subject are found; None where none of its names has a word.

    With `common_too` short and common names count wherever they occur, and works of one word.
    """
    keys = {name_key(name): name for name in subject.names}
    words = {key for key, name in keys.items() if subject.is_work and _is_capital_word(name)}
    common = set() if common_too else {k for k in keys if k in words or is_common(db, k)}
    listed = {name_key(inverted(name)) for name in subject.names if subject.type == "author"}
    longer = rivals(db, [key for key in keys if key not in listed])  # nothing is named so
    names = [Name(key, name, key in common, key in listed) for key, name in keys.items()]
    finder = make_finder(names, longer, lambda key: is_common(db, key))
    if finder is None:
        return None
    expression = " OR ".join(fts_phrase(key) for key in finder.names)
    return Search(subject, finder, expression, (tuple(sorted(common)), tuple(sorted(longer))))


def is_common(db: Connection, key: str) -> bool:
    """Whether a name (a key) is too short or too common to be known wherever its words occur.

    Common is one word that names nothing by itself, as `this` and `work`, or that more than one
    passage of 200 holds, in any of its forms, and fifty at least.
    """
    if is_handle(key):
        return False
    if is_short(key):
        return True
    if len(words := words_of(key)) > 1:
        return False
    if words[0] in _stop_words():
        return True
    size = db.exec_driver_sql("SELECT coalesce(max(id), 0) FROM highlights").scalar_one()
    most = max(_LEAST_COMMON, size // _COMMON_SHARE)
    held = "SELECT 1 FROM highlight_search WHERE highlight_search MATCH ? LIMIT ?"
    query = f"SELECT count(*) FROM ({held})"
    expression = f"{PROSE['highlights']} : {fts_phrase(key)}"
    return bool(db.exec_driver_sql(query, (expression, most + 1)).scalar_one() > most)


def _is_capital_word(name: str) -> bool:
    return len(words_of(name_key(name))) == 1 and any(map(str.isupper, name))


@lru_cache(maxsize=1)
def _stop_words() -> frozenset[str]:
    return frozenset(map(name_key, stop_words()))


def matching_rows(
    db: Connection,
    search: Search,
    table: str,
    *,
    among: Collection[int] | None = None,
    most: int = -1,
) -> list[int]:
    """Row ids of highlights or documents whose words hold a name, newest last; not yet looked at.

    `among` are the rows that are asked, `most` is the number of rows that is enough.
    """
    index = _INDEX[table]
    rowid = "rowid" if among is not None and len(among) <= _SOUGHT else "+rowid"
    asked = "" if among is None else f" AND {rowid} IN (SELECT value FROM json_each(?))"
    asked_of = () if among is None else (in_json(among),)
    values = (f"{PROSE[table]} : ({search.expression})", *asked_of)
    query = f"SELECT rowid FROM {index} WHERE {index} MATCH ?{asked} ORDER BY rowid LIMIT ?"
    return [row[0] for row in db.exec_driver_sql(query, (*values, most))]


def newest_rows(db: Connection, search: Search, most: int) -> list[int]:
    """Row ids of the highlights read in last whose words hold a name."""
    query = (
        "SELECT rowid FROM highlight_search WHERE highlight_search MATCH ?"
        " ORDER BY rowid DESC LIMIT ?"
    )
    values = (f"{PROSE['highlights']} : ({search.expression})", most)
    return [row[0] for row in db.exec_driver_sql(query, values)]


def mentioning(
    db: Connection, search: Search, highlights: Sequence[int], documents: Sequence[int]
) -> Rows:
    """Those of these rows that mention the subject, less a document's own passages.

    A document is not mentioned by its own text, notes and highlights.
    """
    own, finds = search.subject.row, search.finder.first
    passages = (
        row.id
        for at in range(0, len(highlights), _AT_ONCE)
        for row in read_highlights(db, highlights[at : at + _AT_ONCE])
        if row.document_id != own and any(finds(text) for _, text in highlight_texts(row) if text)
    )
    works = (
        row.id
        for at in range(0, len(documents), _AT_ONCE)
        for row in read_documents(db, documents[at : at + _AT_ONCE])
        if row.id != own and first_mention(search.finder, row)
    )
    return frozenset(passages), frozenset(works)


def first_mention(finder: Finder, row: Row[Any]) -> tuple[Text, Span] | None:
    """Text of a row, of a highlight or a document, that mentions a name first, and where.

    A page whose heading is the name is named so itself, which is no mention.
    """
    for text in texts_of(row):
        spans = finder.spans(text[1])
        if text[0] == "body":
            spans = (span for span in spans if not _is_heading(text[1], span))
        if span := next(iter(spans), None):
            return text, span
    return None


def _is_heading(body: str, span: Span) -> bool:
    """Whether a range is all of the heading with which a body begins."""
    before, line_end = body[: span[0]].lstrip(), body.find("\n", span[1])
    behind = body[span[1] : line_end if line_end >= 0 else None]
    return before.strip(" \t") == "#" and not behind.strip(" \t#")


def read_highlights(db: Connection, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Rows of live highlights with their texts; the index has gone ones as well."""
    query = (
        "SELECT id, code, document_id, location, position, text, note FROM highlights"
        " WHERE id IN (SELECT value FROM json_each(?)) AND gone = 0"
    )
    return db.exec_driver_sql(query, (in_json(ids),)).all() if ids else ()


def read_documents(db: Connection, ids: Sequence[int]) -> Sequence[Row[Any]]:
    """Rows of documents with their texts."""
    query = (
        "SELECT id, code, body, summary, note, kind FROM documents"
        " WHERE id IN (SELECT value FROM json_each(?))"
    )
    return db.exec_driver_sql(query, (in_json(ids),)).all() if ids else ()
