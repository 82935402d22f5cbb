"""Documents with all that an export writes: keys, names, files, gone and merged highlights."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from app.identity.records import GONE, MERGED
from app.model import Document, Highlight
from app.store.db.import_schema import LIBRARY_ROOT
from app.store.db.rows import among, row_ids
from app.store.db.schema import documents, highlights
from app.store.reads.documents import DETAILS, document_of
from app.store.reads.highlights import WHOLE, highlights_of
from app.text import code as code_of
from app.text import stated_key


class HeldIn(NamedTuple):
    """File that holds a document.

    `documents` counts the documents in it, `mtime_ns` is that of its newest version, `gone` means
    that it does not exist any more, `own` that it is one of the library's own files.
    """

    id: int
    path: str
    root: str
    mtime_ns: int
    format: str
    documents: int
    gone: bool
    own: bool


class PlacedDocument(NamedTuple):
    """Data that decides the name of an exported document.

    Row id, code, title, file keys and files.
    """

    row: int
    code: str
    title: str
    page_keys: tuple[str, ...]
    files: tuple[HeldIn, ...]


class KeptHighlight(NamedTuple):
    """Highlight with the keys that lead to it, its own first, and whether no file holds it.

    `merged` are the keys of highlights that the reader merged with it.
    """

    highlight: Highlight
    keys: tuple[str, ...]
    merged: tuple[str, ...]
    gone: bool
    ignored: tuple[tuple[str, str], ...] = ()  # (name, words) of mentions that the reader ignores


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """Document with the keys that lead to it, its name keys for links, and the names in its header.

    `highlights` are in reading order, gone ones too, but not those that were merged with others.
    """

    document: Document
    keys: tuple[str, ...]
    names: tuple[str, ...]
    links: tuple[str, ...]
    highlights: tuple[KeptHighlight, ...]
    ignored: tuple[tuple[str, str], ...] = ()


def placed_documents(db: Connection) -> list[PlacedDocument]:
    """Documents, gone ones included, in the order of their codes."""
    held: dict[int, list[HeldIn]] = {}
    for document, *values in db.exec_driver_sql(_FILES):
        row, path, root, mtime_ns, family, number, gone = values
        held.setdefault(document, []).append(
            HeldIn(row, path, root, mtime_ns, family, number, bool(gone), root == LIBRARY_ROOT)
        )
    keys = _listed(
        db,
        "SELECT code, key FROM document_keys WHERE key >= 'file:' AND key < 'file;' ORDER BY key",
    )
    rows = db.exec_driver_sql("SELECT id, code, title FROM documents ORDER BY code")
    return [
        PlacedDocument(row, code, title, tuple(keys.get(code, ())), tuple(held.get(row, ())))
        for row, code, title in rows
    ]


_FILES = """
SELECT document_files.document_id, files.id, files.path, files.root, files.mtime_ns, files.format,
  (SELECT count(*) FROM document_files AS other WHERE other.file_id = files.id), files.gone
FROM document_files JOIN files ON files.id = document_files.file_id ORDER BY files.path
"""


def documents_holding(db: Connection, codes: Iterable[str]) -> dict[str, int]:
    """Codes of the documents of these highlights (by code), each with how many of them it holds."""
    rows = db.exec_driver_sql(_HOLDING, (json.dumps(list(codes)),))
    return {row[0]: row[1] for row in rows}


_HOLDING = """
SELECT documents.code, count(*) FROM json_each(?) AS wanted
CROSS JOIN highlights ON highlights.code = wanted.value
JOIN documents ON documents.id = highlights.document_id
GROUP BY documents.code ORDER BY documents.code
"""


def kept_documents(db: Connection, ids: Sequence[int]) -> list[KeptDocument]:
    """Documents with these row ids, in this order."""
    rows = {row.id: row for row in among(db, DETAILS, documents.c.id, ids)}
    keys, names, links = (_listed(db, query, ids) for query in (_DOCUMENT_KEYS, _NAMES, _LINKS))
    passages = _passages(db, ids)
    ignored = _ignored(db, "document", [row.code for row in rows.values()])
    return [
        KeptDocument(
            document_of(rows[i], ()),
            _own_first(rows[i].code, keys.get(i, ())),
            tuple(names.get(i, ())),
            tuple(links.get(i, ())),
            tuple(passages.get(i, ())),
            tuple(ignored.get(rows[i].code, ())),
        )
        for i in ids
        if i in rows
    ]


class Titled(NamedTuple):
    """Document by row id, with its code, title and number of live highlights.

    `gone` also where it is put away.
    """

    row: int
    code: str
    title: str
    highlights: int
    gone: bool


def titled_documents(db: Connection) -> list[Titled]:
    """Documents, gone ones included, in the order of their codes."""
    rows = db.exec_driver_sql(
        "SELECT id, code, title, highlights, gone FROM documents ORDER BY code"
    )
    return [Titled(row, code, title, number, bool(gone)) for row, code, title, number, gone in rows]


def bare_documents(db: Connection, ids: Sequence[int]) -> list[KeptDocument]:
    """Documents with these row ids, in this order, without keys, names, links and highlights."""
    rows = {row.id: row for row in among(db, DETAILS, documents.c.id, ids)}
    return [KeptDocument(document_of(rows[i], ()), (), (), (), ()) for i in ids if i in rows]


_OF_THESE = "SELECT value FROM json_each(?)"
_DOCUMENT_KEYS = f"""
SELECT documents.id, key FROM documents JOIN document_keys ON document_keys.code = documents.code
WHERE documents.id IN ({_OF_THESE}) ORDER BY key
"""
_NAMES = f"SELECT document_id, key FROM names WHERE document_id IN ({_OF_THESE}) ORDER BY key"
_LINKS = (
    f"SELECT document_id, name FROM links WHERE place = 'metadata' AND document_id IN "
    f"({_OF_THESE}) ORDER BY id"
)
_HIGHLIGHT_KEYS = f"SELECT code, key FROM highlight_keys WHERE code IN ({_OF_THESE}) ORDER BY key"


def _listed(
    db: Connection, query: str, wanted: Sequence[int] | Sequence[str] | None = None
) -> dict[int | str, list[str]]:
    """Texts that a query gives for each row id or code."""
    found: dict[int | str, list[str]] = {}
    for of, text in db.exec_driver_sql(
        query, () if wanted is None else (json.dumps(list(wanted)),)
    ):
        found.setdefault(of, []).append(text)
    return found


def _passages(db: Connection, ids: Sequence[int]) -> dict[int, list[KeptHighlight]]:
    """Highlights of these documents, by row id of the document."""
    of_these = WHOLE.where(highlights.c.document_id.in_(row_ids(list(ids))))
    rows = db.execute(
        of_these.order_by(highlights.c.document_id, highlights.c.position, highlights.c.id)
    ).all()
    merged = _merged(db)
    ignored = _ignored(db, "highlight", [row.code for row in rows])
    keys = _listed(db, _HIGHLIGHT_KEYS, [*(row.code for row in rows), *merged])
    joined: dict[str, list[str]] = {}
    for code, target in merged.items():
        joined.setdefault(target, []).extend(_own_first(code, keys.get(code, ())))
    found: dict[int, list[KeptHighlight]] = {}
    for row, one in zip(rows, highlights_of(db, rows), strict=True):
        if row.gone != MERGED or row.code not in merged:
            own = _own_first(row.code, keys.get(row.code, ()))
            more = tuple(dict.fromkeys(key for key in joined.get(row.code, ()) if key not in own))
            gone, passed = row.gone in (GONE, MERGED), tuple(ignored.get(row.code, ()))
            kept = KeptHighlight(one, own, more, gone, passed)
            found.setdefault(row.document_id, []).append(kept)
    return found


def _ignored(
    db: Connection, what: Literal["document", "highlight"], codes: Sequence[str]
) -> dict[str, list[tuple[str, str]]]:
    """Mentions that the reader ignores, (name, words), by the code of what holds them."""
    found: dict[str, list[tuple[str, str]]] = {}
    if db.exec_driver_sql("SELECT 1 FROM my_mentions WHERE act = 'ignore' LIMIT 1").first():
        asked = json.dumps(codes)
        for code, name, words in db.exec_driver_sql(_IGNORED.format(what=what), (asked, asked)):
            found.setdefault(code, []).append((name, words))
    return found


_IGNORED = """
SELECT code, name, words FROM my_mentions
WHERE act = 'ignore' AND code IN (SELECT value FROM json_each(?))
UNION
SELECT keys.code, name, words FROM {what}_keys AS keys
CROSS JOIN my_mentions ON my_mentions.code = keys.own_code
WHERE act = 'ignore' AND keys.code IN (SELECT value FROM json_each(?))
ORDER BY 1, 2
"""


def _merged(db: Connection) -> dict[str, str]:
    """Codes of merged highlights, each with the code of the final highlight it was merged into."""
    rows = db.exec_driver_sql(
        "SELECT code, mine FROM my_fields WHERE field = 'merged_into' AND mine <> ''"
    )
    into: dict[str, str] = {row.code: row.mine for row in rows}
    return {code: last for code in into if (last := _last(code, into)) != code}


def _last(code: str, into: Mapping[str, str]) -> str:
    met = set()
    while code in into and code not in met:
        met.add(code)
        code = into[code]
    return code


def _own_first(code: str, keys: Sequence[str]) -> tuple[str, ...]:
    """Keys, first the one from which the code is computed; else one that states the code."""
    own = next((key for key in keys if code_of(key) == code), stated_key(code))
    return (own, *(key for key in keys if key != own))
