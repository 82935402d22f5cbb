"""Keys of records: which record a key leads to, and which public code a new record gets."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select, Table, func, select, update

from app.store.db.rows import add_rows
from app.store.db.schema import document_keys, documents, highlight_keys, highlights
from app.text import code

Value = TypeVar("Value")


def texts(items: Iterable[str]) -> Select[str]:
    """Subquery of these texts: one statement, whatever their number."""
    return select(func.json_each(json.dumps(list(items))).table_valued("value").c.value)


def _pairs(rows: Iterable[Row[str, Value]]) -> dict[str, Value]:
    return {row[0]: row[1] for row in rows}


def codes_of_keys(db: Connection, table: Table, keys: Collection[str]) -> dict[str, str]:
    """Code of the record that each known key leads to."""
    if not keys:
        return {}
    return _pairs(db.execute(select(table.c.key, table.c.code).where(table.c.key.in_(texts(keys)))))


def led_to(db: Connection, table: Table, codes: Collection[str]) -> set[str]:
    """Codes, among these, that at least one key leads to."""
    return (
        set(db.scalars(select(table.c.code).where(table.c.code.in_(texts(codes)))))
        if codes
        else set()
    )


def documents_with_keys(
    db: Connection,
    keys: Collection[str],
    beginnings: Collection[str],
    highlight_ids: Collection[str],
) -> set[int]:
    """Row ids of documents with one of the keys or prefixes, or with such a highlight."""
    found = set(codes_of_keys(db, document_keys, keys).values())
    if beginnings:
        found.update(row[0] for row in db.exec_driver_sql(_BEGUN, (json.dumps(list(beginnings)),)))
    rows = (
        set(db.scalars(select(documents.c.id).where(documents.c.code.in_(texts(found)))))
        if found
        else set()
    )
    if highlight_ids:
        codes = set(codes_of_keys(db, highlight_keys, highlight_ids).values())
        rows |= set(
            db.scalars(select(highlights.c.document_id).where(highlights.c.code.in_(texts(codes))))
        )
    return rows


_BEGUN = """
SELECT code FROM json_each(?) AS beginning CROSS JOIN document_keys
WHERE document_keys.key >= beginning.value AND document_keys.key < beginning.value || char(1114111)
"""


def keys_made_one(db: Connection, keys: Collection[str]) -> dict[str, set[str]]:
    """Groups of document keys that the reader joined and that include any of these keys.

    Maps each key of such a group to the names of its groups.
    """
    found: dict[str, set[str]] = {}
    for key, group in db.exec_driver_sql(_MADE_ONE, (json.dumps(list(keys)),)) if keys else ():
        found.setdefault(key, set()).add(group)
    return found


_MADE_ONE = """
SELECT DISTINCT other.key, 'one:' || other.change_id || ':' || other.code
FROM json_each(?) AS known CROSS JOIN my_keys AS one ON one.key = known.value
CROSS JOIN my_changes ON my_changes.id = one.change_id AND my_changes.undone_at = ''
CROSS JOIN my_keys AS other ON other.change_id = one.change_id AND other.code = one.code
"""


def rows_led_to(
    db: Connection, table: Table, keys: Table, codes: Collection[str]
) -> dict[str, Row[Any]]:
    """Rows of `table` that these codes lead to, by the code asked for.

    `keys` is the table of its keys, which knows the codes of rows that were united with another.
    Codes that lead to no row are left out.
    """
    own = select(table).where(table.c.code.in_(texts(codes)))
    found = {row.code: row for row in db.execute(own)}
    others = [code for code in codes if code not in found]
    if others:
        led = select(keys.c.own_code, table).select_from(
            keys.join(table, table.c.code == keys.c.code)
        )
        for row in db.execute(led.where(keys.c.own_code.in_(texts(others)))):
            found.setdefault(row.own_code, row)
    return found


def keys_of_documents(db: Connection, codes: Collection[str]) -> dict[str, list[str]]:
    """Keys that lead to each of these documents (by its code)."""
    found: dict[str, list[str]] = {code: [] for code in codes}
    for row in db.execute(
        select(document_keys.c.key, document_keys.c.code).where(
            document_keys.c.code.in_(texts(codes))
        )
    ):
        found[row.code].append(row.key)
    return found


def rows_answering(db: Connection, keys: Collection[str]) -> dict[str, int]:
    """Row id of the document that each key leads to; keys without a document are left out."""
    answering = select(document_keys.c.key, documents.c.id).join(
        documents, documents.c.code == document_keys.c.code
    )
    return _pairs(db.execute(answering.where(document_keys.c.key.in_(texts(keys)))))


@dataclass(slots=True)
class Codes:
    """Codes of a batch of records: each record gets its former code or a new one, no two the same.

    `before` maps known keys to codes, `ages` maps codes to the row ids of their records,
    `is_used` says whether any record has a code, and `learned` collects the keys that the batch
    adds.
    """

    before: dict[str, str]
    ages: dict[str, int]
    is_used: Callable[[str], bool]
    taken: set[str] = field(default_factory=set)
    learned: dict[str, str] = field(default_factory=dict)

    def choose(self, keys: Sequence[str], former: Iterable[str] = ()) -> str:
        """Choose the code for the record with these keys.

        The oldest known one, a record's own before a shared one.

        `former` are keys by which it was known earlier; they are looked up only where no other key
        is known, and are not learned.
        """
        met = (
            {c for k in keys if (c := self.before.get(k)) and c not in self.taken}
            if self.before
            else None
        )
        met = met or {c for k in former if (c := self.before.get(k)) and c not in self.taken}
        if not met and self.ages:  # a record whose keys were lost is still known by its code
            met = {c for k in keys if (c := code(k)) in self.ages and c not in self.taken}
        chosen = self._earliest(met, keys) if met else self._new(keys)
        self.taken.add(chosen)
        for key in keys:
            if self.before.get(key) != chosen:
                self.learned[key] = chosen
        return chosen

    def _earliest(self, met: set[str], keys: Sequence[str]) -> str:
        own = {code(k) for k in keys} if len(met) > 1 else met
        return min(met, key=lambda c: (c not in own, c not in self.ages, self.ages.get(c, 0), c))

    def owns(self, keys: Sequence[str]) -> bool:
        """Whether one of the keys belongs to a code of its own: such a record chooses first."""
        return any(self.before.get(k) == code(k) for k in keys)

    def _new(self, keys: Sequence[str]) -> str:
        for key in keys:
            if (chosen := code(key)) not in self.taken and chosen not in self.ages:
                return chosen
        numbered = (code(f"{keys[0]}#{n}") for n in count(2))
        return next(c for c in numbered if c not in self.taken and not self.is_used(c))


def codes_of_batch(
    db: Connection, table: Table, known: dict[str, str], here: dict[str, int]
) -> Codes:
    """Codes for records with these known keys, `here` the rows that may be among them, by code.

    Codes of other records are taken: an id that moved on leaves the record that had it unchanged.
    """
    given_out = {given for key, chosen in known.items() for given in (chosen, code(key))}
    elsewhere = ages(db, table, given_out)
    return Codes(known, elsewhere | here, partial(_is_used, db, table), elsewhere.keys() - here)


def _is_used(db: Connection, table: Table, chosen: str) -> bool:
    return db.execute(select(table.c.id).where(table.c.code == chosen)).first() is not None


def ages(db: Connection, table: Table, codes: Collection[str]) -> dict[str, int]:
    """Row ids of the records with these codes; a smaller one is older."""
    if not codes:
        return {}
    return _pairs(
        db.execute(select(table.c.code, table.c.id).where(table.c.code.in_(texts(codes))))
    )


def learn(db: Connection, table: Table, codes: Codes) -> None:
    """Store which record each key leads to; a known key now leads to the new record."""
    learned = [
        (key, chosen, None if code(key) == chosen else code(key))
        for key, chosen in codes.learned.items()
    ]
    add_rows(
        db,
        table,
        ("key", "code", "own_code"),
        [row for row in learned if row[0] not in codes.before],
    )
    for key, chosen, own_code in learned:
        if key in codes.before:
            db.execute(
                update(table).where(table.c.key == key).values(code=chosen, own_code=own_code)
            )


def unite(db: Connection, table: Table, codes: Mapping[str, str]) -> None:
    """Redirect every key that leads to one of these codes to the code that took it in.

    Addresses stay valid.
    """
    if not codes:
        return
    for row in db.execute(
        select(table.c.key, table.c.code).where(table.c.code.in_(texts(codes)))
    ).all():
        chosen = codes[row.code]
        own_code = None if code(row.key) == chosen else code(row.key)
        db.execute(
            update(table).where(table.c.key == row.key).values(code=chosen, own_code=own_code)
        )


def hand_over(db: Connection, old: str, new: str) -> None:
    """Move a record from the key `old` to `new`, keeping its address: its file has moved.

    A later file at `old` is a different record, so the old key is reset to an unused address.
    """
    known = codes_of_keys(db, document_keys, [old, new])
    if old in known:
        free = next(c for n in count(2) if not _is_given_out(db, c := code(f"{old}#{n}")))
        learn(
            db,
            document_keys,
            Codes(
                known, {}, partial(_is_used, db, documents), learned={new: known[old], old: free}
            ),
        )


def _is_given_out(db: Connection, chosen: str) -> bool:
    given = select(documents.c.code).where(documents.c.code == chosen)
    return (
        db.execute(
            given.union_all(select(document_keys.c.code).where(document_keys.c.own_code == chosen))
        ).first()
        is not None
    )
