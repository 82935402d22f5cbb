"""Summary of an author's documents.

Tags, recurring names, dates, and authors read in the same weeks.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Select, func, select, text

from app.model import Kind
from app.store.db.derived_schema import links, tag_counts
from app.store.db.own_schema import HIDDEN_TAGS
from app.store.db.rows import documents_by, in_json, live, row_ids
from app.store.db.schema import documents, highlights, tags

_MOST = 8  # tags, names, and authors beside
_FEW = 3  # authors that are listed where all were met in one week
# The weeks in which he was read, the latest half year of them, and who else was marked in each. The
# index of highlights by date holds all that is asked of the others. Undated documents have the
# dates of their files, which say nothing.
_BESIDE = text("""
WITH his(id) AS (SELECT value FROM json_each(:documents)),
weeks(monday) AS (
  SELECT DISTINCT date(substr(h.at, 1, 10), 'weekday 0', '-6 days') FROM highlights h
  WHERE h.document_id IN his AND h.gone = 0 AND (h.highlighted_at <> '' OR h.added_at <> '')
  ORDER BY 1 DESC LIMIT 26),
met AS (
  SELECT DISTINCT weeks.monday, o.document_id FROM weeks
  CROSS JOIN highlights o INDEXED BY ix_highlights_newest
  ON o.at >= weeks.monday AND o.at < date(weeks.monday, '+7 days') AND o.gone = 0
  WHERE o.document_id NOT IN his)
SELECT a.name, count(DISTINCT met.monday) AS number
FROM met JOIN documents d ON d.id = met.document_id AND d.earliest <> ''
JOIN document_authors da ON da.document_id = d.id JOIN authors a ON a.id = da.author_id
WHERE da.author_id NOT IN (SELECT author_id FROM document_authors WHERE document_id IN his)
GROUP BY a.id ORDER BY number DESC, a.key LIMIT :most
""")


@dataclass(frozen=True, slots=True)
class AboutAuthor:
    """Summary of an author's documents.

    `kinds` are kinds with their numbers of documents; `tags` and `names` (linked to more than once)
    are the most frequent; `beside` are other authors with the number of weeks in which both were
    read; `months` are months (`2025-03`) with the highlights marked in them, undated ones under an
    empty one; `earliest` and `latest` are dates, empty where nothing is dated.
    """

    kinds: tuple[tuple[Kind, int], ...] = ()
    tags: tuple[tuple[str, int], ...] = ()
    names: tuple[tuple[str, int], ...] = ()
    beside: tuple[tuple[str, int], ...] = ()
    months: tuple[tuple[str, int], ...] = ()
    earliest: str = ""
    latest: str = ""


def about_author(db: Connection, name: str) -> AboutAuthor:
    """Summarize the live documents of an author, by any spelling of the name."""
    mine = documents.c.id.in_(documents_by(name)) & live(documents)
    rows = db.execute(
        select(documents.c.id, documents.c.kind, documents.c.earliest, documents.c.latest).where(
            mine
        )
    ).all()
    ids = row_ids([row.id for row in rows])
    kinds: dict[Any, int] = {}
    for row in rows:
        kinds[row.kind] = kinds.get(row.kind, 0) + 1
    dated = [row for row in rows if row.earliest]
    return AboutAuthor(
        kinds=tuple(sorted(kinds.items(), key=lambda each: -each[1])),
        tags=_pairs(db, _tags(ids)),
        names=_pairs(db, _names(ids)),
        beside=_beside(db, [row.id for row in dated]),
        months=_pairs(db, _months(ids)),
        earliest=min((row.earliest for row in dated), default=""),
        latest=max((row.latest for row in dated), default=""),
    )


def _pairs(db: Connection, query: Select[*tuple[Any, ...]]) -> tuple[tuple[str, int], ...]:
    return tuple((name, number) for name, number in db.execute(query))


def _tags(ids: Select[int]) -> Select[*tuple[Any, ...]]:
    """Tags with their numbers of highlights; of documents where no highlight has the tag."""
    number = func.max(func.sum(tag_counts.c.highlights), func.sum(tag_counts.c.documents)).label(
        "number"
    )
    counted = select(tags.c.name, number).join(tag_counts).where(tag_counts.c.document_id.in_(ids))
    counted = counted.where(tags.c.key.not_in(HIDDEN_TAGS))
    return counted.group_by(tags.c.id).order_by(number.desc(), tags.c.key).limit(_MOST)


def _names(ids: Select[int]) -> Select[*tuple[Any, ...]]:
    number = func.count().label("number")
    linked = select(func.min(links.c.name), number).where(
        links.c.document_id.in_(ids), links.c.place.in_(("text", "note", "body"))
    )
    linked = linked.where(links.c.target != "").group_by(links.c.target).having(number > 1)
    return linked.order_by(number.desc(), links.c.target).limit(_MOST)


def _months(ids: Select[int]) -> Select[*tuple[Any, ...]]:
    month = func.substr(highlights.c.at, 1, 7).label("month")
    marked = select(month, func.count()).where(
        highlights.c.document_id.in_(ids), highlights.c.gone == 0
    )
    return marked.group_by(month).order_by(month)


def _beside(db: Connection, ids: list[int]) -> tuple[tuple[str, int], ...]:
    if not ids:
        return ()
    met = [
        (str(row.name), int(row.number))
        for row in db.execute(_BESIDE, {"documents": in_json(ids), "most": _MOST})
    ]
    return tuple(
        [each for each in met if each[1] > 1] or met[:_FEW]
    )  # one week alone may be chance
