"""Targets of many links at once, as nodes of the graph."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row

from app.store.db.aliases import Aliases, read_all_aliases
from app.store.db.rows import tag_key
from app.store.reads.resolution import Meanings, Path, folders_of, keys_of, named_documents
from app.text import name_key

# A node by its type and row id; a wanted name by its key.
Ref = tuple[str, int | str]
Links = Sequence[Row[*tuple[Any, ...]]]  # document_id, target, name, number
_OPEN: Ref = ("", 0)  # no node: what a name means is not known yet

_NAMES = """
SELECT n.key, n.document_id, d.gone FROM names n JOIN documents d ON d.id = n.document_id
WHERE n.key IN (SELECT value FROM json_each(?))
"""
_NAMED = "SELECT key, id FROM {table} WHERE key IN (SELECT value FROM json_each(?))"


@dataclass(frozen=True, slots=True)
class Targets:
    """What the names of some links mean."""

    documents: Mapping[str, list[tuple[int, int]]]
    authors: Mapping[str, int]
    tags: Mapping[str, int]
    aliases: tuple[Aliases, Aliases]
    meanings: Meanings
    folders: Mapping[int, list[Path]]

    def of(self, document: int, target: str, name: str) -> Ref | None:
        """The node that a link of a document means; None where that is gone."""
        keys = keys_of(name)
        held = next((found for key in keys if (found := self.documents.get(key))), None)
        if held and "/" not in name and len(held) == 1:
            row, gone = held[0]
            return None if gone else ("document", row)
        if held:
            best = self.meanings.first(name, self.folders.get(document, []))
            if best:
                return None if best.gone else ("document", best.row)
        return self._other(keys, target)

    def _other(self, keys: Sequence[str], target: str) -> Ref:
        by_tag, by_author = self.aliases
        for key in keys:
            if author := self.authors.get(name_key(by_author.shown(key))):
                return "author", author
        if tag := self.tags.get(tag_key(by_tag.shown(target))):
            return "tag", tag
        return "wanted", target


def targets_of(db: Connection, links: Links) -> Targets:
    """What the names of these links mean, in a fixed number of queries."""
    names = {name for _, _, name, _ in links}
    keys = {key for name in names for key in keys_of(name)}
    held: dict[str, list[tuple[int, int]]] = {}
    for row in db.exec_driver_sql(_NAMES, (json.dumps([*keys]),)).all():
        held.setdefault(row.key, []).append((row.document_id, row.gone))
    aliases = read_all_aliases(db)
    other = {name for name in names if not _is_named(name, held)}
    keys = {key for name in other for key in keys_of(name)}
    authors = keys | {name_key(aliases[1].shown(key)) for key in keys}
    targets = {target for _, target, name, _ in links if name in other}
    tags = {tag_key(aliases[0].shown(target)) for target in targets}
    several = {name for name in names if _is_open(name, held)}
    meanings, folders = Meanings({}), dict[int, list[Path]]()
    if several:
        meanings = Meanings(named_documents(db, {key for name in several for key in keys_of(name)}))
        folders = folders_of(db, {row.document_id for row in links if row.name in several})
    return Targets(
        held, _rows(db, "authors", authors), _rows(db, "tags", tags), aliases, meanings, folders
    )


def _is_open(name: str, held: Mapping[str, Sequence[object]]) -> bool:
    """Whether it depends on folders what a name means."""
    found = [held[key] for key in keys_of(name) if key in held]
    return bool(found) and ("/" in name or len(found[0]) > 1)


def _is_named(name: str, held: Mapping[str, Sequence[object]]) -> bool:
    """Whether a name means one document, wherever the link is."""
    found = next((held[key] for key in keys_of(name) if key in held), ())
    return len(found) == 1 and "/" not in name


def _rows(db: Connection, table: str, keys: Collection[str]) -> dict[str, int]:
    if not keys:
        return {}
    rows = db.exec_driver_sql(_NAMED.format(table=table), (json.dumps([*keys]),)).all()
    return {row.key: row.id for row in rows}


def linked(db: Connection, links: Links) -> Iterator[tuple[Ref, Ref, int]]:
    """Each link's document, what it means, and how many such links there are."""
    if not links:
        return
    targets = targets_of(db, links)
    known: dict[tuple[str, str], Ref | None] = {}
    for document, target, name, number in links:
        meant = known.get((target, name), _OPEN)
        if meant == _OPEN:
            meant = targets.of(document, target, name)
            if not _is_open(name, targets.documents):
                known[target, name] = meant
        if meant and meant != ("document", document):
            yield ("document", document), meant, number
