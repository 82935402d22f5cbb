"""Names that the reader gave up for others.

What is shown in place of a tag or an author, and what was written.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from sqlalchemy import Connection

from app.store.db.own_schema import written_names
from app.store.db.rows import add_rows, tag_key
from app.text import name_key, tag_name

What = Literal["tag", "author"]
Owner = Literal["document", "highlight"]


@dataclass(frozen=True, slots=True)
class Aliases:
    """The names that lead to others, by key: as the old one was spelled, and the new one.

    A tag leads with those below it: where `a` leads to `b`, `a/c` shows as `b/c`.
    """

    names: Mapping[str, tuple[str, str]]
    nested: bool = False
    _shown: dict[str, str] = field(default_factory=dict)

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.names)

    def shown(self, name: str) -> str:
        """The name that is shown for a name.

        A chain is followed to its end, a circle once round.
        """
        if not self.names:
            return name
        if name not in self._shown:
            self._shown[name] = self._follow(name)
        return self._shown[name]

    def _follow(self, name: str) -> str:
        used: set[str] = set()
        while (depth := self._depth(name, used)) is not None:
            parts = name.split("/")
            key = name_key("/".join(parts[:depth]))
            used.add(key)
            name = "/".join((self.names[key][1], *parts[depth:]))
        return name

    def _depth(self, name: str, used: Collection[str]) -> int | None:
        """How many parts of the name are an old name that was not used yet: the most there are."""
        parts = name.split("/")
        for depth in range(len(parts), 0 if self.nested else len(parts) - 1, -1):
            key = name_key("/".join(parts[:depth]))
            if key in self.names and key not in used:
                return depth
        return None

    def all_shown(self, names: Iterable[str]) -> tuple[str, ...]:
        """The names that are shown for these, each once whatever its case."""
        return tuple({name_key(each): each for each in map(self.shown, names)}.values())

    def leading_to(self, name: str) -> list[str]:
        """The old names, as they were spelled, for which this one is shown."""
        key = name_key(name)
        old = (spelled for each, (spelled, _) in self.names.items() if each != key)
        return [each for each in old if name_key(self.shown(each)) == key]

    def as_written(self, names: Sequence[str], written: Sequence[str]) -> list[str]:
        """Names that the reader gives, each by those of the written ones for which it is shown."""
        by_shown: dict[str, list[str]] = {}
        for each in written:
            by_shown.setdefault(name_key(self.shown(each)), []).append(each)
        meant = self.all_shown(names)
        return [each for name in meant for each in by_shown.get(name_key(name), (name,))]


def read_aliases(db: Connection, what: What) -> Aliases:
    """The reader's aliases of tags, or of authors."""
    query = "SELECT key, old, name FROM my_aliases WHERE what = ?"
    rows = db.exec_driver_sql(query, (what,)).all()
    return Aliases({key: (old, name) for key, old, name in rows}, nested=what == "tag")


def read_all_aliases(db: Connection) -> tuple[Aliases, Aliases]:
    """The reader's aliases of tags and of authors."""
    rows = db.exec_driver_sql("SELECT what, key, old, name FROM my_aliases").all()
    tags, authors = (
        {key: (old, name) for of, key, old, name in rows if of == what}
        for what in ("tag", "author")
    )
    return Aliases(tags, nested=True), Aliases(authors)


def shown_tag(db: Connection, name: str) -> str:
    """The tag that a name leads to, with or without its leading `#`.

    Itself, or what an alias leads to.
    """
    return read_aliases(db, "tag").shown(tag_name(name))


def shown_author(db: Connection, name: str) -> str:
    """The author that a name leads to: itself, or what an alias leads to."""
    return read_aliases(db, "author").shown(name)


def alias_keys(db: Connection, key: str) -> list[str]:
    """The keys of all names that lead to the tag or author of this key."""
    return [tag_key(old) for aliases in read_all_aliases(db) for old in aliases.leading_to(key)]


def read_written(
    db: Connection, what: What, owner: Owner, rows: Collection[int]
) -> dict[int, list[str]]:
    """The names as they were written of those of these rows of which others are shown."""
    found: dict[int, list[str]] = {}
    wanted = what, json.dumps(list(rows))
    for row, name in db.exec_driver_sql(_WRITTEN.format(owner=owner), wanted) if rows else ():
        found.setdefault(row, []).append(name)
    return found


def keep_written(
    db: Connection, what: What, owner: Owner, names: Mapping[int, Sequence[str]], aliases: Aliases
) -> None:
    """Keep the names as they are written of these rows, in place of what was kept.

    Where others are shown for them.
    """
    db.exec_driver_sql(_FORGET.format(owner=owner), (what, json.dumps(list(names))))
    rows = [
        (what, row, name)
        for row, several in names.items()
        if _differ(aliases, several)
        for name in several
    ]
    add_rows(db, written_names, ("what", f"{owner}_id", "name"), rows)


def _differ(aliases: Aliases, names: Sequence[str]) -> bool:
    return any(aliases.shown(name) != name for name in names)


_WRITTEN = """
SELECT {owner}_id, name FROM written_names
WHERE what = ? AND {owner}_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""
_FORGET = (
    "DELETE FROM written_names WHERE what = ? AND {owner}_id IN (SELECT value FROM json_each(?))"
)
