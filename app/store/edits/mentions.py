"""The reader's acts on mentions: made links or ignored, in a passage or all at once."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Connection, Row, delete, select

from app.changes import Fields, Item, Own
from app.errors import NotFoundError, UnknownError, WrongUseError
from app.markdown.mentions.finding import linked
from app.markdown.mentions.naming import unmarked
from app.store.db.keys import texts
from app.store.db.own_schema import my_mentions
from app.store.db.rows import add_rows
from app.store.db.schema import documents, highlights
from app.store.edits.changes import record_change
from app.store.mentions.finding import (
    Search,
    first_mention,
    plan_search,
    read_documents,
    read_highlights,
)
from app.store.mentions.panel import unlinked_rows
from app.store.mentions.subjects import leading_name, subject_of
from app.store.reads.documents import document_id
from app.store.reads.highlights import highlight_id
from app.store.writes.own_links import write_own_links
from app.text import name_key

Do = Literal["link", "ignore", "link all", "ignore all"]
EVERYWHERE = ""  # in place of the code of a passage
_COLUMNS = ("code", "key", "act", "name", "words")


@dataclass(frozen=True, slots=True)
class _Place:
    """A passage or document that mentions a name, and the words that do.

    `kind` says what those words are in: a passage, a note, or another text.
    """

    code: str
    words: str
    kind: str = ""


def change_mentions(
    db: Connection, name: str, do: Do, at: str, *, highlight: str = "", document: str = ""
) -> tuple[int, str]:
    """Link or ignore the mention of a name in a highlight or document (by code), or all of them.

    Gives how many mentions that is, and the change's id, empty where nothing changed. A linked
    mention is a link as long as its words are there; what is ignored everywhere is so in what is
    imported later as well. Raises NotFoundError where the name is not mentioned there,
    WrongUseError where it cannot be linked.
    """
    subject, _ = subject_of(db, name)
    search = plan_search(db, subject, common_too=not do.endswith("all"))
    if search is None:
        raise WrongUseError(f"'{name}' is no name; it has no letters")
    act = do.removesuffix(" all")
    # what is ignored is known by the name itself, also where it comes back from an export
    is_link = act == "link" and subject.type != "tag"
    written = leading_name(db, subject) if is_link else subject.name
    if do.endswith("all"):
        places = _all_places(db, search)
        count = len(places)
        if act == "ignore":
            places = [_Place(EVERYWHERE, "")]
    else:
        places = [_one_place(db, search, highlight, document)]
        count = 1
    if act == "link":
        places = [place for place in places if _linkable(place.words, written)]
        count = len(places)
        if not places and not do.endswith("all"):
            raise WrongUseError(f"'{name}' cannot be a link there")
    where = _where(places)
    own = {
        place.code: ("", json.dumps([act, written, place.words], ensure_ascii=False))
        for place in places
    }
    items = _set(db, name_key(subject.name), own)
    return (count if items else 0), record_change(db, _told(do, subject.name, where), items, at)


def _told(do: Do, name: str, where: str) -> str:
    act = "linked" if do.startswith("link") else "ignored"
    return f"{act} “{name}” {'everywhere' if do == 'ignore all' else f'in {where}'}"


def _where(places: Sequence[_Place]) -> str:
    """Places in words, as `a note` or `3 passages`, and `3 places` of several kinds."""
    kinds = {place.kind for place in places}
    kind = kinds.pop() if len(kinds) == 1 else "place"
    return f"a {kind}" if len(places) == 1 else f"{len(places):,} {kind}s"


def _linkable(words: str, name: str) -> bool:
    return linked(words, (0, len(words)), name) != words


def _one_place(db: Connection, search: Search, highlight: str, document: str) -> _Place:
    """The place that a code leads to, and its words; NotFoundError where it mentions nothing."""
    if bool(highlight) == bool(document):
        raise WrongUseError("name a highlight or a document, by its id")
    if highlight:
        row = db.execute(select(highlights.c.id).where(highlights.c.id == highlight_id(highlight)))
        known = row.scalar_one_or_none()
        if known is None:
            raise UnknownError("highlight", highlight)
        places = _places_of(search, read_highlights(db, [known]))
    else:
        row = db.execute(select(documents.c.id).where(documents.c.id == document_id(document)))
        known = row.scalar_one_or_none()
        if known is None:
            raise UnknownError("document", document)
        places = _places_of(search, read_documents(db, [known]))
    if not places:
        raise NotFoundError(f"'{search.subject.name}' is not mentioned there without a link")
    return places[0]


def _all_places(db: Connection, search: Search) -> list[_Place]:
    passages, works = unlinked_rows(db, search)
    return [
        *_places_of(search, read_highlights(db, sorted(passages))),
        *_places_of(search, read_documents(db, sorted(works))),
    ]


def _places_of(search: Search, rows: Sequence[Row[Any]]) -> list[_Place]:
    places = []
    for row in rows:
        if first := first_mention(search.finder, row):
            (at, text), span = first
            places.append(_Place(row.code, unmarked(text[slice(*span)]), _kind(row, at)))
    return places


def _kind(row: Row[Any], at: str) -> str:
    if at == "note":
        return "note"
    return "passage" if at == "text" else "note" if row.kind == "note" else "text"


def _set(db: Connection, key: str, own: Mapping[str, Own]) -> list[Item]:
    """Let the reader say this of a name's mentions, by code; gives what changed."""
    known = _known(db, own, [key])
    changed = {code: value for code, value in own.items() if known.get((code, key)) != value}
    items = [
        Item("mention", code, key, _shown(known.get((code, key))), _shown(value),
             known.get((code, key)), value)
        for code, value in changed.items()
    ]  # fmt: skip
    _write(db, {(code, key): value for code, value in changed.items()})
    return items


def _shown(own: Own) -> str | None:
    return str(json.loads(own[1])[0]) if own else None


# what every setter takes
def restore_mentions(db: Connection, wanted: Mapping[str, Fields], at: str) -> None:  # noqa: ARG001
    """Restore the reader's acts on mentions, by the codes of passages and the keys of names."""
    _write(db, {(code, key): own for code, fields in wanted.items() for key, own in fields.items()})


Stated = Mapping[str, Sequence[tuple[str, str]]]  # (name, words) by the code of what holds them


def take_own_mentions(db: Connection, linked: Stated, ignored: Stated) -> None:
    """Take in the mentions that an export states as linked and as ignored.

    What the reader says of one of these mentions here stays.
    """
    rows = [
        (code, name_key(name), act, name, words)
        for act, stated in (("link", linked), ("ignore", ignored))
        for code, pairs in stated.items()
        for name, words in pairs
    ]
    codes = {code for code, *_ in rows}
    known = _known(db, codes, [key for _, key, *_ in rows]) if rows else {}
    fresh = {row[:2]: row for row in rows if row[:2] not in known}
    if fresh:
        add_rows(db, my_mentions, _COLUMNS, list(fresh.values()))
        _lay(db, {code for code, _ in fresh})


def _known(db: Connection, codes: Iterable[str], keys: Sequence[str]) -> dict[tuple[str, str], Own]:
    rows = select(my_mentions).where(
        my_mentions.c.code.in_(texts(list(codes))), my_mentions.c.key.in_(texts(keys))
    )
    return {
        (row.code, row.key): ("", json.dumps([row.act, row.name, row.words], ensure_ascii=False))
        for row in db.execute(rows)
    }


def _write(db: Connection, values: Mapping[tuple[str, str], Own]) -> None:
    for code, key in values:
        db.execute(delete(my_mentions).where(my_mentions.c.code == code, my_mentions.c.key == key))
    rows = [(*place, *json.loads(own[1])) for place, own in values.items() if own]
    add_rows(db, my_mentions, _COLUMNS, rows)
    _lay(db, {code for code, _ in values if code})


def _lay(db: Connection, given: Iterable[str]) -> None:
    """Write the reader's own links of what has these codes anew."""
    codes = texts(list(given))
    write_own_links(
        db,
        highlights=list(db.scalars(select(highlights.c.id).where(highlights.c.code.in_(codes)))),
        documents=list(db.scalars(select(documents.c.id).where(documents.c.code.in_(codes)))),
        taken_back=True,
    )
