"""Subjects of mentions: a document, author, tag or wanted name, with all its names."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import Literal

from sqlalchemy import Connection, select

from app.markdown.mentions.finding import NO_LINK
from app.markdown.mentions.naming import spelled_key, with_initials_joined, words_of
from app.model import Target
from app.store.db.aliases import read_aliases
from app.store.db.import_schema import files
from app.store.db.schema import document_files, documents
from app.store.reads.documents import document_id
from app.store.reads.targets import target
from app.text import name_key

_SUBTITLE = ": "
_UNWRITTEN = re.compile(r'[\[\]|#^<>:"?*\\\n]')  # signs that links or files' names cannot hold
_PATHS, _DEEPEST = 3, 20  # of a document's files, and folders of a path, that are looked at
_NAMED_BY_A_WORD = ("book", "note", "text")  # kinds of documents


@dataclass(frozen=True, slots=True)
class Subject:
    """What is mentioned: a page by its type and id, with its names as they are spelled.

    `id` is a document's code, else the name as shown. `row` is a document's row, else 0. The first
    of the names is the one that a link to it is given.
    """

    type: Literal["document", "author", "tag", "name"]
    id: str
    names: tuple[str, ...]
    row: int = 0

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

    Its own name, unless another page has that as well: of a document then the end of its file's
    path, `B/Index`, of a tag `#name`.
    """
    if subject.type not in ("document", "tag") or not subject.names:
        return subject.name
    alike = "SELECT count(*) FROM names WHERE key = ?"
    number = db.exec_driver_sql(alike, (name_key(subject.name),)).scalar_one()
    if subject.type == "tag":
        return f"#{subject.name}" if number else subject.name
    if number == 1 or _leads_to(db, subject.name, subject.id):
        return subject.name
    ends = (end for path in _paths(db, subject.row) for end in _path_ends(path))
    return next((end for end in ends if _leads_to(db, end, subject.id)), subject.name)


def written_name(db: Connection, code: str) -> str:
    """Name by which a `[[name]]` in a text leads to a document; empty for none that fits in one.

    Its title, unless that holds what no file's name can, as a colon, or leads to another document:
    then the name of its file, or the end of that file's path.
    """
    subject = document_subject(db, code)
    paths = _paths(db, subject.row)
    stems = [PurePath(path).stem for path in paths]
    ends = [end for path in paths for end in _path_ends(path)]
    title = subject.name if subject.names else ""
    for name in (title, *stems, *ends):
        if name and not _UNWRITTEN.search(name) and _leads_to(db, name, code):
            return name
    return title if title and not NO_LINK.search(title) and _leads_to(db, title, code) else ""


def _leads_to(db: Connection, name: str, code: str) -> bool:
    best = next(iter(target(db, name)), None)
    return best is not None and (best.type, best.id) == ("document", code)


def _paths(db: Connection, row: int) -> list[str]:
    """Paths of a document's files, the shortest first."""
    held = select(files.c.path).join(document_files).where(document_files.c.document_id == row)
    return sorted(db.scalars(held), key=lambda path: (len(path), path))[:_PATHS]


def _path_ends(path: str) -> Iterator[str]:
    """Ends of a file's path without its suffix, from its folder's name on: `B/Index`, `A/B/Index`.

    Those that a link cannot hold are left out.
    """
    parts = PurePath(path).with_suffix("").parts
    for number in range(2, min(len(parts), _DEEPEST) + 1):
        end = "/".join(parts[-number:])
        if not NO_LINK.search(end):
            yield end


def wanted_subject(name: str) -> Subject:
    """Subject of a name that no document, author or tag has."""
    written = name.partition("|")[0].partition("#")[0].strip() or name
    last = written.rpartition("/")[2].strip() or written  # a path means the name at its end
    return Subject("name", written, _distinct(last))


def document_subject(db: Connection, code: str) -> Subject:
    """Subject of a document: its title, with and without its subtitle, and its other names.

    One word before a colon is a book's name, and of an article only what it is about: `SQL: How to
    begin`. The stems of its files are names for links alone.
    """
    rows = select(documents.c.id, documents.c.title, documents.c.aliases, documents.c.kind)
    row = db.execute(rows.where(documents.c.id == document_id(code))).one_or_none()
    if row is None:
        return Subject("document", code, ())
    short = row.title.split(_SUBTITLE, maxsplit=1)[0]
    if row.kind not in _NAMED_BY_A_WORD and len(words_of(name_key(short))) == 1:
        short = ""
    return Subject("document", code, _distinct(row.title, short, *_listed(row.aliases)), row.id)


def author_subject(db: Connection, name: str) -> Subject:
    """Subject of an author, with the other spellings that the reader joined.

    Initials may be written without full stops between them.
    """
    names = (name, *read_aliases(db, "author").leading_to(name))
    return Subject("author", name, _distinct(*names, *map(with_initials_joined, names)))


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
