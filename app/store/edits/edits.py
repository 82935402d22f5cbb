"""What the reader does to a highlight or a document: kept as his own, laid over what the files say at once, and told beside it."""

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import islice

from sqlalchemy import Connection, Row, delete, select, union, update

from app import model
from app.errors import FlorilegiumError, WrongUseError
from app.identity.records import GONE, PUT_AWAY, links_in
from app.model import Highlight, MyField
from app.store.db import schema
from app.store.db.counts import settle, write_tag_counts
from app.store.db.relations import replace_links, sync, tag_ids
from app.store.db.rows import add_rows
from app.store.db.schema import documents, highlight_files, highlight_tags, highlights, links, repeats, tags
from app.store.db.spellings import add_spellings, first_spelled
from app.store.edits.overrides import FIELDS, FLAGS, Mine, as_tags, own_fields, put
from app.store.fts.index import drop_index, index_documents, index_highlights, index_prose
from app.store.reads.documents import document_id, no_document
from app.store.reads.highlights import highlight_id, highlights_by_id, no_highlight
from app.store.writes.highlights import rows_of
from app.text import name_key, tag_name

LONGEST = 100_000  # letters of a text or a note
LONGEST_TAG = 200  # letters
MOST_TAGS = 500  # that are added to those of the files

Said = str | bool | Sequence[str] | None


class TooMuchError(FlorilegiumError):
    """this is more than a change may hold"""

    status = 422
    exit_code = 2


def change_highlight(db: Connection, code: str, wanted: Mapping[str, Said], changed_at: str) -> None:
    """Let the reader's words stand in these fields of a highlight; None goes back to what the files say.

    Raises NotFoundError for an unknown code, WrongUseError for a field that is not his to change, and TooMuchError for a text or a note
    of more than `LONGEST` letters, a tag of more than `LONGEST_TAG`, and more than `MOST_TAGS` tags beside those of the files.
    """
    unknown = wanted.keys() - set(FIELDS)
    if unknown:
        raise WrongUseError(f"a highlight has no field '{min(unknown)}' to change; there are {', '.join(FIELDS)}")
    row = _row(db, code)
    known = own_fields(db, [row.code]).get(row.code, {})
    values: dict[str, str] = {}
    for field, said in wanted.items():
        theirs = known[field].theirs if field in known else _stored(db, row, field)
        mine = theirs if said is None else _as_text(field, said)
        if mine != theirs:
            _check_length(field, mine, theirs)
        put(db, row.code, field, Mine(theirs, mine, theirs), changed_at)
        values[field] = mine
    _lay(db, row, values)


def _row(db: Connection, code: str) -> Row[tuple[object, ...]]:
    row = db.execute(select(highlights).where(highlights.c.id == highlight_id(code))).one_or_none()
    if row is None:
        raise no_highlight(code)
    return row


def _as_text(field: str, said: object) -> str:
    if field in FLAGS:
        return "1" if said in (True, "1") else "0"
    if field == "tags":
        names = (tag_name(str(name)) for name in ([said] if isinstance(said, str) else said if isinstance(said, Sequence) else []))
        return as_tags(dict.fromkeys(name for name in names if name))
    return str(said)


def _check_length(field: str, mine: str, theirs: str) -> None:
    """Raise TooMuchError where the reader's value is longer than it may be; what the files say themselves never is."""
    if field == "tags":
        added = _added(json.loads(mine), json.loads(theirs))
        if any(len(name) > LONGEST_TAG for name in added):
            raise TooMuchError(f"tags: a tag must have at most {LONGEST_TAG} letters")
        if len(added) > MOST_TAGS:
            raise TooMuchError(f"tags: at most {MOST_TAGS} tags may be added to those of the files")
    elif field not in FLAGS and len(mine) > max(LONGEST, len(theirs)):
        raise TooMuchError(f"{field}: must have at most {LONGEST:,} letters")


def _added(mine: Sequence[str], theirs: Sequence[str]) -> Sequence[str]:
    """The tags that the files do not say, compared without case; no more than it takes to see that they are too many."""
    written, keys = set(theirs), {name_key(name) for name in theirs}
    return list(islice((name for name in mine if name not in written and name_key(name) not in keys), MOST_TAGS + 1))


def _stored(db: Connection, row: Row[tuple[object, ...]], field: str) -> str:
    if field == "kept":
        return "0"
    if field != "tags":
        return str(row._mapping[field])  # noqa: SLF001 Row's way to read by name
    mine = select(tags.c.name).join(highlight_tags).where(highlight_tags.c.highlight_id == row.id).order_by(tags.c.key)
    return as_tags(db.scalars(mine))


def _lay(db: Connection, row: Row[tuple[object, ...]], values: Mapping[str, str]) -> None:
    plain: dict[str, int | str] = {field: int(v) if field in FLAGS else v for field, v in values.items() if field not in ("tags", "kept")}
    if "kept" in values:
        held = values["kept"] == "1" or _in_a_file(db, row.id)
        plain["gone"] = _when_held(db, row.document_id) if held else GONE
    if plain:
        db.execute(update(highlights).where(highlights.c.id == row.id).values(**plain))
    for place in values.keys() & {"text", "note"}:
        db.execute(delete(links).where(links.c.highlight_id == row.id, links.c.place == place))
        replace_links(db, [], ((row.document_id, row.id, link) for link in links_in(place, values[place])))
    stale = {row.id}
    if "tags" in values:
        names = json.loads(values["tags"])
        ids = tag_ids(db, names)
        sync(db, highlight_tags, ("highlight_id", "tag_id"), [row.id], ((row.id, ids[name]) for name in names))
        write_tag_counts(db, [row.document_id])
        respelled = add_spellings(db, "tag", row.document_id, {ids[name]: name for name in first_spelled(names)})
        index_documents(db, sorted(respelled))
        stale |= rows_of(db, respelled)
    if plain.get("gone", row.gone) != row.gone:
        settle(db, [row.document_id])
        write_tag_counts(db, [row.document_id])
        index_documents(db, [row.document_id])
    if values.keys() & {"tags", "kept"}:
        index_highlights(db, sorted(stale))
    else:  # names of tags may be many, and another field has nothing to do with them
        index_prose(db, row.id, {column: values[column] for column in ("text", "note") if column in values})


def _when_held(db: Connection, document_id: int) -> int:
    """What `gone` says of a highlight that is not gone: it is put away with its document."""
    return PUT_AWAY if db.execute(select(documents.c.gone).where(documents.c.id == document_id)).scalar_one() == PUT_AWAY else 0


def _in_a_file(db: Connection, highlight_id: int) -> bool:
    return db.execute(select(highlight_files.c.file_id).where(highlight_files.c.highlight_id == highlight_id).limit(1)).first() is not None


def put_away(db: Connection, code: str, *, away: bool, changed_at: str) -> None:
    """Put a document out of sight, for good over re-imports, or bring it back; its highlights go and come with it."""
    row = db.execute(select(documents.c.id, documents.c.code, documents.c.gone).where(documents.c.id == document_id(code))).one_or_none()
    if row is None:
        raise no_document(code)
    if away == (row.gone == PUT_AWAY):
        return
    db.execute(delete(schema.my_fields).where(schema.my_fields.c.code == row.code, schema.my_fields.c.field == "put_away"))
    if away:
        add_rows(db, schema.my_fields, ("code", "field", "mine", "theirs", "changed_at"), [(row.code, "put_away", "1", "0", changed_at)])
    before, after = (0, PUT_AWAY) if away else (PUT_AWAY, 0)
    db.execute(update(highlights).where(highlights.c.document_id == row.id, highlights.c.gone == before).values(gone=after))
    db.execute(update(documents).where(documents.c.id == row.id).values(gone=after))
    settle(db, [row.id])
    held = list(db.scalars(select(highlights.c.id).where(highlights.c.document_id == row.id)))
    drop_index(db, held, [row.id])
    index_documents(db, [row.id])
    index_highlights(db, held)
    write_tag_counts(db, [row.id])


def my_fields(db: Connection, code: str) -> tuple[MyField, ...]:
    """The reader's fields of the highlight with this very code, by name."""
    fields = own_fields(db, [code]).get(code, {})
    return tuple(
        MyField(name, _read(name, own.base), _read(name, own.mine), _read(name, own.theirs), _differ(name, own.base, own.theirs))
        for name, own in sorted(fields.items())
    )


def near_repeats(db: Connection, code: str) -> tuple[Highlight, ...]:
    """The live highlights that may be the same passage as the one of this very code, in reading order."""
    own = select(highlights.c.id).where(highlights.c.code == code).scalar_subquery()
    pairs = union(
        select(repeats.c.other_id).where(repeats.c.highlight_id == own),
        select(repeats.c.highlight_id).where(repeats.c.other_id == own),
    )
    others = select(highlights.c.id).where(highlights.c.id.in_(pairs), highlights.c.gone == 0)
    ids = list(db.scalars(others.order_by(highlights.c.position, highlights.c.id)))
    of = highlights_by_id(db, ids)
    return tuple(of[each] for each in ids)


def _read(field: str, value: str) -> model.Said:
    if field in FLAGS:
        return value == "1"
    return tuple(json.loads(value)) if field == "tags" else value


def _differ(field: str, base: str, theirs: str) -> bool:
    return _keys(json.loads(base)) != _keys(json.loads(theirs)) if field == "tags" else base != theirs


def _keys(names: Iterable[str]) -> set[str]:
    return {name_key(name) for name in names}
