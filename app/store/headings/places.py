"""Places of the headings of a page, in a fixed number of queries."""

import json
from collections.abc import Sequence

from sqlalchemy import Connection

from app.model.headings import DocumentPlace, PassagePlace, Places, TitleHeading
from app.text import name_key

_OF_EACH = 5  # documents of a heading
_LINKING = 12  # passages that link to a wanted name
_BESIDE = 3  # tags that are used together with one
_SEEN = 3  # passages in which two tags are used together, at least
_TITLES = """
SELECT code, title, aliases, highlights FROM documents
WHERE gone = 0 AND title <> '' AND kind <> 'tweet' AND (highlights > 0 OR kind IN ('note', 'text'))
"""
_KEYS = "(SELECT value FROM json_each(?))"
_WORKS = f"""
SELECT a.name, d.code, d.title, d.highlights AS number FROM authors a
JOIN document_authors w ON w.author_id = a.id JOIN documents d ON d.id = w.document_id
WHERE a.key IN {_KEYS} AND d.gone = 0 ORDER BY d.highlights DESC, d.code
"""
_TAGGED = f"""
SELECT name, code, title, number FROM
  (SELECT t.name, d.code, d.title, c.highlights AS number,
     row_number() OVER (PARTITION BY t.id ORDER BY c.highlights DESC, d.code) AS place
   FROM tags t JOIN tag_counts c ON c.tag_id = t.id JOIN documents d ON d.id = c.document_id
   WHERE t.key IN {_KEYS})
WHERE place <= {_OF_EACH} ORDER BY place
"""
_TOGETHER = f"""
SELECT one.name AS name, other.name AS beside, count(*) AS number
FROM tags one JOIN highlight_tags a ON a.tag_id = one.id
JOIN highlight_tags b ON b.highlight_id = a.highlight_id AND b.tag_id <> a.tag_id
JOIN tags other ON other.id = b.tag_id
WHERE one.key IN {_KEYS} AND other.key NOT IN (SELECT key FROM my_tags WHERE hidden = 1)
GROUP BY one.id, other.id HAVING number >= {_SEEN} ORDER BY number DESC, other.key
"""
_PASSAGES = f"""
SELECT h.id, h.code, h.location, h.position, d.code AS document, d.title
FROM highlights h JOIN documents d ON d.id = h.document_id
WHERE h.id IN {_KEYS} AND h.gone = 0 AND h.discarded = 0 ORDER BY h.id
"""
_LINKS = f"""
SELECT DISTINCT l.target, coalesce(h.code, '') AS code, coalesce(h.location, '') AS location,
  coalesce(h.position, -1) AS position, d.code AS document, d.title
FROM links l JOIN documents d ON d.id = l.document_id AND d.gone = 0
LEFT JOIN highlights h ON h.id = l.highlight_id
WHERE l.target IN {_KEYS} AND coalesce(h.gone, 0) = 0 ORDER BY d.title_key, position
"""


def titles(db: Connection) -> list[TitleHeading]:
    """The documents that have a heading: all with a title and a highlight, but no tweets."""
    return [
        TitleHeading(code, title, tuple(json.loads(aliases)) if aliases else (), highlights)
        for code, title, aliases, highlights in db.exec_driver_sql(_TITLES)
    ]


def places_of(
    db: Connection,
    *,
    authors: Sequence[str],
    tags: Sequence[str],
    wanted: Sequence[str],
    rows: Sequence[int],
) -> Places:
    """The places of these authors, tags and wanted names, and of these rows of highlights."""
    keys, linked = _in_json(tags), _in_json(wanted)
    together: dict[str, list[tuple[str, int]]] = {}
    for row in db.exec_driver_sql(_TOGETHER, (keys,)) if tags else ():
        together.setdefault(row.name, []).append((row.beside, row.number))
    linking: dict[str, list[PassagePlace]] = {}
    for row in db.exec_driver_sql(_LINKS, (linked,)) if wanted else ():
        linking.setdefault(row.target, []).append(_passage(row))
    return Places(
        works=_documents(db, _WORKS, _in_json(authors)) if authors else {},
        tagged=_documents(db, _TAGGED, keys) if tags else {},
        together={name: several[:_BESIDE] for name, several in together.items()},
        passages={r.id: _passage(r) for r in db.exec_driver_sql(_PASSAGES, (json.dumps([*rows]),))},
        linking={key: several[:_LINKING] for key, several in linking.items()},
    )


def _in_json(names: Sequence[str]) -> str:
    return json.dumps([name_key(name) for name in names])


def _documents(db: Connection, query: str, asked: str) -> dict[str, list[DocumentPlace]]:
    found: dict[str, list[DocumentPlace]] = {}
    for name, code, title, number in db.exec_driver_sql(query, (asked,)):
        of = found.setdefault(name, [])
        if len(of) < _OF_EACH:
            of.append(DocumentPlace(code, title, number))
    return found


def _passage(row: object) -> PassagePlace:
    return PassagePlace(
        row.code,  # type: ignore[attr-defined] # a row of `_PASSAGES` or `_LINKS`
        row.location,  # type: ignore[attr-defined]
        row.position + 1,  # type: ignore[attr-defined]
        row.document,  # type: ignore[attr-defined]
        row.title,  # type: ignore[attr-defined]
    )
