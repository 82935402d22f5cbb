"""Names that are written into notes for documents, so that a link leads to the very document."""

import re
from collections.abc import Collection, Iterator
from pathlib import PurePath

from sqlalchemy import Connection, select

from app.markdown.mentions.finding import NO_LINK
from app.store.db.import_schema import files
from app.store.db.keys import texts
from app.store.db.schema import document_files, documents
from app.store.reads.resolution import Meanings, keys_of, named_documents

_PATHS, _DEEPEST = 3, 20  # of a document's files, and folders of a path, that are looked at
_UNFIT = re.compile(r'[\[\]|#^<>:"?*\\\n]')  # signs that a link or a file's name cannot hold
_WORDS = str.maketrans("[]|", "()–")  # in place of signs that its words cannot


def written_names(db: Connection, codes: Collection[str]) -> dict[str, str]:
    """By document (its code): the name with which a `[[name]]` leads to it.

    Its title, unless that holds what no file's name can, as a colon, or leads to another document:
    then the name of its file, or the end of that file's path. Empty for none that fits in a link.
    """
    rows = (
        select(documents.c.code, documents.c.title, files.c.path)
        .outerjoin(document_files, document_files.c.document_id == documents.c.id)
        .outerjoin(files, files.c.id == document_files.c.file_id)
        .where(documents.c.code.in_(texts(codes)))
    )
    titles, paths = dict.fromkeys(codes, ""), {code: list[str]() for code in codes}
    for row in db.execute(rows):
        titles[row.code] = row.title
        paths[row.code] += [row.path] if row.path else []
    names = {code: [*_names(titles[code], paths[code])] for code in titles}
    keys = {key for each in names.values() for name in each for key in keys_of(name)}
    means = Meanings(named_documents(db, keys) if keys else {})
    return {
        code: next((name for name in names[code] if _leads_to(means, name, code)), "")
        for code in names
    }


def words_in_link(title: str) -> str:
    """A title as the words of a `[[name|words]]` can hold it."""
    return " ".join(title.split()).translate(_WORDS)


def _leads_to(means: Meanings, name: str, code: str) -> bool:
    first = means.first(name, ())
    return first is not None and first.code == code


def _names(title: str, paths: Collection[str]) -> Iterator[str]:
    """Names that may lead to a document, the one that is read best first."""
    shortest = sorted(paths, key=lambda path: (len(path), path))[:_PATHS]
    stems = (PurePath(path).stem for path in shortest)
    ends = (end for path in shortest for end in _ends(path))
    yield from (name for name in (title, *stems, *ends) if name and not _UNFIT.search(name))
    if title and not NO_LINK.search(title):
        yield title


def _ends(path: str) -> Iterator[str]:
    """Ends of a file's path without its suffix, with its folder first: `B/Index`, `A/B/Index`."""
    parts = PurePath(path).with_suffix("").parts
    for number in range(2, min(len(parts), _DEEPEST) + 1):
        yield "/".join(parts[-number:])
