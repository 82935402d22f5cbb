"""Subjects of mentions: a document, author, tag or wanted name, with all its names."""

import json
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, select

from app.markdown.mentions.naming import spelled_key, words_of
from app.markdown.mentions.persons import handle_of, initials_otherwise, inverted
from app.model import Target
from app.store.db.aliases import read_aliases
from app.store.db.own_schema import my_fields
from app.store.db.schema import authors, documents
from app.store.mentions.written import written_names
from app.store.reads.documents import document_id
from app.store.reads.targets import target
from app.text import name_key

_SUBTITLE = ": "
_OWN = ("note", "text")  # kinds of documents
_NAMED_BY_A_WORD = ("book", *_OWN)


@dataclass(frozen=True, slots=True)
class Subject:
    """What is mentioned: a page by its type and id, with its names as they are spelled.

    `id` is a document's code, else the name as shown. `row` is a document's row, else 0. The first
    of the names is the one that a link to it is given. `is_work` says that somebody else wrote it:
    one word is its title where it has a capital, *Grit*, and is a word else.
    """

    type: Literal["document", "author", "tag", "name"]
    id: str
    names: tuple[str, ...]
    row: int = 0
    is_work: bool = False

    @property
    def name(self) -> str:
        """Name that a link to it is given."""
        return self.names[0] if self.names else self.id

    @property
    def key(self) -> str:
        """Key of the subject, under which the reader's own links are kept."""
        return self.id if self.type == "document" else name_key(self.id)


def subject_of(db: Connection, name: str) -> tuple[Subject, Target | None]:
    """Subject that a name leads to, and its target; a wanted name has none."""
    targets = target(db, name)
    if not targets:
        return wanted_subject(name), None
    best = targets[0]
    if best.type == "document":
        return document_subject(db, best.id), best
    make = author_subject if best.type == "author" else tag_subject
    return make(db, best.id), best


def leading_name(db: Connection, subject: Subject) -> str:
    """Name by which `subject_of` finds this subject, and which a link to it is given.

    Its own name, unless another page has that as well: of a document then the one that
    `written_names` gives, of a tag `#name`.
    """
    if subject.type not in ("document", "tag") or not subject.names:
        return subject.name
    alike = "SELECT count(*) FROM names WHERE key = ?"
    number = db.exec_driver_sql(alike, (name_key(subject.name),)).scalar_one()
    if subject.type == "tag":
        return f"#{subject.name}" if number else subject.name
    if number == 1:
        return subject.name
    return written_names(db, [subject.id])[subject.id] or subject.name


def wanted_subject(name: str) -> Subject:
    """Subject of a name that no document, author or tag has."""
    written = name.partition("|")[0].partition("#")[0].strip() or name
    last = written.rpartition("/")[2].strip() or written  # a path means the name at its end
    return Subject("name", written, _distinct(last))


def document_subject(db: Connection, code: str) -> Subject:
    """Subject of a document: its title, with and without its subtitle, and its other names.

    So too the title that its files say where the reader gave it another. One word before a colon is
    a book's name, and of an article only what it is about: `SQL: How to begin`. The stems of its
    files are names for links alone.
    """
    said = (my_fields.c.code == documents.c.code) & (my_fields.c.field == "title")
    rows = select(
        documents.c.id, documents.c.title, documents.c.aliases, documents.c.kind, my_fields.c.theirs
    ).outerjoin(my_fields, said)
    row = db.execute(rows.where(documents.c.id == document_id(code))).one_or_none()
    if row is None:
        return Subject("document", code, ())
    titles = (row.title, row.theirs or "")
    shorter = [_without_subtitle(title, row.kind) for title in titles]
    names = (titles[0], shorter[0], *_listed(row.aliases), titles[1], shorter[1])
    return Subject("document", code, _distinct(*names), row.id, row.kind not in _OWN)


def _without_subtitle(title: str, kind: str) -> str:
    """A title up to its colon; empty where that is no name of a document of this kind."""
    short = title.split(_SUBTITLE, maxsplit=1)[0]
    is_word = len(words_of(name_key(short))) == 1
    return "" if is_word and kind not in _NAMED_BY_A_WORD else short


def author_subject(db: Connection, name: str) -> Subject:
    """Subject of an author, with the other spellings that the reader joined.

    Each of them also with its initials written otherwise, unless another author is named so,
    inverted, and by its handle alone.
    """
    names = (name, *read_aliases(db, "author").leading_to(name))
    others = [other for each in names if (other := initials_otherwise(each))]
    keys = [name_key(other) for other in others]
    taken = {*db.scalars(select(authors.c.key).where(authors.c.key.in_(keys)))} if keys else set()
    spelled = [other for other, key in zip(others, keys, strict=True) if key not in taken]
    otherwise = (*spelled, *map(inverted, names), *map(handle_of, names))
    return Subject("author", name, _distinct(*names, *otherwise))


def tag_subject(db: Connection, name: str) -> Subject:
    """Subject of a tag, with the other names that lead to it."""
    return Subject("tag", name, _distinct(name, *read_aliases(db, "tag").leading_to(name)))


def _listed(aliases: str) -> list[str]:
    return [str(each) for each in json.loads(aliases or "[]")]


def _distinct(*names: str) -> tuple[str, ...]:
    """Names with different keys, in their order, without those that have no word."""
    found: dict[str, str] = {}
    for name in names:
        if key := spelled_key(name):
            found.setdefault(key, name)
    return tuple(found.values())
