"""Who led the reader where: authors who name an author, and whom that author names."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app.markdown.plain import plain
from app.store.mentions.kept import Found, find_mentions, planned
from app.store.mentions.panel import rows_with
from app.store.mentions.subjects import Subject, author_subject
from app.store.remembered import LINKED, remembered
from app.subject_index.words import sentences
from app.text import name_key

_SHOWN = 8  # of each list
_READ = 2_000  # passages of an author, the newest, in which names are looked for
_LONGEST = 5  # words of a name
_WITH = """
SELECT other.name, count(*) AS number FROM authors one
JOIN document_authors a ON a.author_id = one.id
JOIN documents d ON d.id = a.document_id AND d.gone = 0
JOIN document_authors b ON b.document_id = a.document_id AND b.author_id <> a.author_id
JOIN authors other ON other.id = b.author_id
WHERE one.key = ? GROUP BY other.id ORDER BY number DESC, other.key LIMIT ?
"""
_NAMING = """
WITH said AS (
  SELECT document_id, highlighted_at, added_at FROM highlights
  WHERE id IN (SELECT value FROM json_each(:highlights))
  UNION ALL SELECT id, earliest, '' FROM documents
  WHERE id IN (SELECT value FROM json_each(:documents)))
SELECT a.name, count(*) AS number,
  min(coalesce(nullif(said.highlighted_at, ''), nullif(said.added_at, ''))) AS first
FROM said JOIN document_authors w ON w.document_id = said.document_id
JOIN authors a ON a.id = w.author_id
WHERE a.key <> :key GROUP BY a.id ORDER BY number DESC, a.key LIMIT :most
"""
_PASSAGES = """
SELECT h.text, coalesce(nullif(h.highlighted_at, ''), h.added_at) AS at
FROM authors a JOIN document_authors w ON w.author_id = a.id
JOIN highlights h ON h.document_id = w.document_id AND h.gone = 0
WHERE a.key = ? ORDER BY h.at DESC, h.code LIMIT ?
"""
_KNOWN = """
SELECT a.key, a.name, min(nullif(d.earliest, '')) AS first FROM authors a
JOIN document_authors w ON w.author_id = a.id
JOIN documents d ON d.id = w.document_id AND d.gone = 0
WHERE a.key IN (SELECT value FROM json_each(?)) GROUP BY a.id
"""


@dataclass(frozen=True, slots=True)
class Naming:
    """An author who names another, or is named: in how many passages, since when.

    `read` is when the one who is named was read first, where that was after; stamps may be empty.
    """

    name: str
    passages: int
    since: str = ""
    read: str = ""


@dataclass(frozen=True, slots=True)
class Led:
    """Authors round one: with whom he wrote, who names him, and whom his passages name."""

    together: tuple[tuple[str, int], ...] = ()
    naming: tuple[Naming, ...] = ()
    named: tuple[Naming, ...] = ()


def led(db: Connection, name: str, first_read: str = "") -> Led:
    """The authors round an author (by the shown name), those with most passages first.

    `first_read` is the stamp of the first passage of his that the reader marked.
    """
    key = name_key(name)
    together = db.exec_driver_sql(_WITH, (key, _SHOWN)).all()
    return Led(
        tuple((row.name, row.number) for row in together),
        _naming(db, name, first_read),
        remembered(db, ("named", key), lambda: _named(db, key)),
    )


def _naming(db: Connection, name: str, first_read: str) -> tuple[Naming, ...]:
    subject = author_subject(db, name)
    found = find_mentions(db, planned(db, subject))
    return remembered(
        db,
        ("naming", name, first_read),
        lambda: _counted(db, subject, found, first_read),
        tables=LINKED,
        of=found.places,
        lasting=lambda _: found.whole,
    )


def _counted(db: Connection, subject: Subject, found: Found, first_read: str) -> tuple[Naming, ...]:
    """Who names an author."""
    highlights, documents = rows_with(db, subject, found)
    if not highlights and not documents:
        return ()
    asked = {
        "highlights": json.dumps([*highlights]),
        "documents": json.dumps([*documents]),
        "key": subject.key,
        "most": _SHOWN,
    }
    rows = db.exec_driver_sql(_NAMING, asked).all()
    return tuple(
        Naming(row.name, row.number, row.first or "", _later(row.first or "", first_read))
        for row in rows
    )


def _named(db: Connection, key: str) -> tuple[Naming, ...]:
    """Other authors of the library whose names occur in an author's passages."""
    passages = db.exec_driver_sql(_PASSAGES, (key, _READ)).all()
    dates: dict[str, list[str]] = {}
    for row in passages:
        for each in names_in(plain(row.text)):
            dates.setdefault(each, []).append(row.at)
    rows = db.exec_driver_sql(_KNOWN, (json.dumps([*dates]),)).all() if dates else ()
    found = [
        Naming(row.name, len(dates[row.key]), since, _later(since, row.first or ""))
        for row in rows
        if row.key != key
        for since in [_first(dates, row.key)]
    ]
    return tuple(sorted(found, key=lambda each: (-each.passages, each.name))[:_SHOWN])


def names_in(text: str) -> set[str]:
    """Keys of what may be a person's name in a plain text: runs of two capitalised words or more.

    Parts of longer runs as well.
    """
    found: set[str] = set()
    if not _may_name(text):
        return found
    for sentence in sentences(text):
        for run in sentence.capitalised():
            words = [sentence.words[at] for at in run]
            for begin in range(len(words) - 1):
                for end in range(begin + 2, min(len(words), begin + _LONGEST) + 1):
                    found.add(name_key(" ".join(words[begin:end])))
    return found


def _may_name(text: str) -> bool:
    """Whether two words with capitals are side by side or one word apart: a quick look first."""
    words = text.replace("_", " ").split()
    capital = "".join("0" if word.islower() else "1" for word in words)
    return "11" in capital or "101" in capital


def _first(dates: Mapping[str, Sequence[str]], key: str) -> str:
    return min((at for at in dates[key] if at), default="")


def _later(since: str, read: str) -> str:
    """When an author was first read, where that was on a later day than his name was met."""
    return read if since and read and read[:10] > since[:10] else ""
