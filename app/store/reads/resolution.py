"""Resolution of links to documents: by path, else the document nearest to the link's folder."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import PurePath

from sqlalchemy import Connection, select

from app.store.db.derived_schema import names
from app.store.db.import_schema import files
from app.store.db.keys import texts
from app.store.db.rows import row_ids
from app.store.db.schema import document_files, documents
from app.text import name_key

Path = tuple[str, ...]  # the parts of a file's path as keys, the last without its suffix
_NUMBERED = re.compile(r"(?:rw|rwhi|rhwi)?-?(\d{4,18})")
_BLOCK = re.compile(r"\^[A-Za-z0-9-]{1,60}")  # as other programs write them
_CODE = re.compile(r"[a-z2-7]{10}")
_TIED = 4  # first parts of a rank: all but the path's length and letters
_EACH = 50_000  # rows of paths that are examined: no library has as many documents of one name


@dataclass(slots=True)
class NamedDocument:
    """Document with a name, and the paths of the files that hold it."""

    row: int
    code: str
    title: str
    gone: int
    paths: dict[Path, str] = field(default_factory=dict)  # with the folder as people know it

    @property
    def folder(self) -> str:
        """Folder of the document's file with the shortest path."""
        return self.paths[_shortest(self)] if self.paths else ""


@lru_cache(maxsize=1 << 14)
def keys_of(name: str) -> tuple[str, ...]:
    """Keys under which a linked name may be found: the whole name, and the last part of a path."""
    whole = name_key(name)
    return tuple(dict.fromkeys(key for key in (whole, whole.rpartition("/")[2]) if key))


def named_documents(db: Connection, keys: Collection[str]) -> dict[str, list[NamedDocument]]:
    """Documents with each of these keys for a name."""
    rows = db.execute(
        select(
            names.c.key, documents.c.id, documents.c.code, documents.c.title, documents.c.gone,
            files.c.path, files.c.root, files.c.gone.label("lost"),
        )
        .join(documents, documents.c.id == names.c.document_id)
        .outerjoin(document_files, document_files.c.document_id == documents.c.id)
        .outerjoin(files, files.c.id == document_files.c.file_id)
        .where(names.c.key.in_(texts(keys))).order_by(documents.c.code, files.c.path).limit(_EACH)
    )  # fmt: skip
    found: dict[str, dict[int, NamedDocument]] = {}
    for row in rows:
        each = found.setdefault(row.key, {})
        document = each.setdefault(row.id, NamedDocument(row.id, row.code, row.title, row.gone))
        if row.path and (row.gone or not row.lost):
            document.paths[path_parts(row.path)] = folder(row.path, row.root)
    return {key: list(each.values()) for key, each in found.items()}


def folders_of(db: Connection, rows: Collection[int]) -> dict[int, list[Path]]:
    """Folders with the files of each of these documents (by row)."""
    held = select(document_files.c.document_id, files.c.path).join(files)
    held = held.where(document_files.c.document_id.in_(row_ids(list(rows))))
    found: dict[int, list[Path]] = {}
    for row in db.execute(held):
        found.setdefault(row.document_id, []).append(path_parts(row.path)[:-1])
    return found


@lru_cache(maxsize=1 << 12)  # links of one document come from one folder
def path_parts(path: str) -> Path:
    """Parts of a path as keys, the last without its suffix."""
    pure = PurePath(path)
    return tuple(map(name_key, (*pure.parts[:-1], pure.stem)))


def folder(path: str, root: str) -> str:
    """Folder of a file as shown to people: from the name of the imported folder on."""
    parent = PurePath(path).parent
    above = PurePath(root).parent if root else parent.parent
    return str(parent.relative_to(above)) if parent.is_relative_to(above) else str(parent)


def source_folders(db: Connection, codes: Collection[str]) -> dict[str, list[Path]]:
    """Folders with the files of each of these documents (by code)."""
    held = select(documents.c.code, files.c.path).select_from(
        documents.join(document_files).join(files)
    )
    found: dict[str, list[Path]] = {}
    for row in db.execute(held.where(documents.c.code.in_(texts(codes)))):
        found.setdefault(row.code, []).append(path_parts(row.path)[:-1])
    return found


def passage_keys(anchor: str, document: str = "") -> tuple[str, ...]:
    """Keys of the highlight that `^id` may name.

    An exporter's id, the highlight's own code, or a block's id in the document with this code.
    """
    name = anchor.lstrip("^").lower()
    number = _NUMBERED.fullmatch(name)
    found = (f"readwise:{number[1]}",) if number else ()
    own = (f"code:{name}",) if _CODE.fullmatch(name) else ()
    inside = (f"text:{document}:^{name}",) if document else ()
    return (*found, f"block:{name}", f"reader:{name}", *inside, *own)


def linked_blocks(db: Connection) -> dict[str, tuple[str, ...]]:
    """The `id` of each link to a `^id`, in small letters, by the keys of what it may mean."""
    rows = db.exec_driver_sql(
        "SELECT DISTINCT lower(anchor) AS anchor FROM links WHERE anchor > '^' AND anchor < '_' "
        "ORDER BY anchor"
    )
    found: dict[str, tuple[str, ...]] = {}
    for anchor in rows.scalars():
        if _BLOCK.fullmatch(anchor):
            for key in passage_keys(anchor):
                found[key] = (*found.get(key, ()), anchor[1:])
    return found


@dataclass(frozen=True, slots=True)
class _Order:
    """Candidates for a name, best first, and the best live one in each folder with its rank."""

    documents: Sequence[NamedDocument]
    near: Mapping[Path, tuple[int, NamedDocument]]

    def first(self, folders: Iterable[Path]) -> NamedDocument | None:
        beside = [self.near[each] for each in folders if each in self.near]
        if beside:
            return min(beside, key=lambda each: each[0])[1]
        return self.documents[0] if self.documents else None


def _ordered(key: str, among: Sequence[NamedDocument]) -> _Order:
    order = sorted(among, key=_Rank((key,), (), ()).of)
    near: dict[Path, tuple[int, NamedDocument]] = {}
    for number, document in enumerate(order):
        for path in document.paths if not document.gone else ():
            near.setdefault(path[:-1], (number, document))
    return _Order(order, near)


@dataclass(slots=True)
class Meanings:
    """Resolver of many links to documents; the candidates for each name are ordered once."""

    found: Mapping[str, Sequence[NamedDocument]]
    _orders: dict[str, _Order] = field(default_factory=dict)

    def first(self, name: str, folders: Sequence[Path]) -> NamedDocument | None:
        """Best document for a name, as `meant` orders them."""
        if "/" in name:
            return next(iter(meant(name, self.found, folders)), None)
        key = name_key(name)
        if key not in self._orders:
            self._orders[key] = _ordered(key, self.found.get(key, ()))
        return self._orders[key].first(folders)

    def tied(self, name: str, folders: Sequence[Path]) -> int:
        """How many live documents a name means equally well but for the length of their paths."""
        among = meant(name, self.found, folders)
        if not among:
            return 0
        rank = _rank_of(name, folders)
        first = rank.of(among[0])[:_TIED]
        return sum(not each.gone and rank.of(each)[:_TIED] == first for each in among)


def meant(
    name: str, found: Mapping[str, Sequence[NamedDocument]], folders: Sequence[Path]
) -> list[NamedDocument]:
    """Documents that a link may mean, best first, for a text in one of these folders.

    A path means the document at that path. A bare name means a document in the same folder, then
    the one with the shortest path; gone documents are last.
    """
    whole, stem = (*keys_of(name), "", "")[:2] if "/" in name else (name_key(name), "")
    among = found.get(whole) or found.get(stem) or ()
    fitting = [each for each in among if is_at(name, each, folders)]
    return sorted(fitting or among, key=_rank_of(name, folders).of)


def _rank_of(name: str, folders: Iterable[Path]) -> "_Rank":
    return _Rank(_asked(name), {_joined(each, _asked(name)) for each in folders}, set(folders))


def is_at(name: str, document: NamedDocument, folders: Iterable[Path]) -> bool:
    """Whether a document is at the path that a name states; never for a bare name."""
    asked = _asked(name)
    if len(asked) < 2:  # noqa: PLR2004 - a folder and a name
        return False
    if ".." in asked and any(_joined(each, asked) in document.paths for each in folders):
        return True
    asked = tuple(part for part in asked if part != "..")
    reach = len(asked) - 1
    return reach > 0 and any(
        path[-len(asked) :] == asked or path[-1 - reach : -1] == asked[:-1]
        for path in document.paths
    )


def _asked(name: str) -> Path:
    return tuple(part for part in name_key(name).split("/") if part not in {"", "."})


def _joined(folder: Path, asked: Path) -> Path:
    at = list(folder)
    for part in asked:
        if part == "..":
            del at[-1:]
        else:
            at.append(part)
    return tuple(at)


def _shortest(document: NamedDocument) -> Path:
    return min(document.paths, key=lambda path: (len(path), path), default=())


@dataclass(frozen=True, slots=True)
class _Rank:
    asked: Path
    exact: Collection[Path]
    near: Collection[Path]

    def of(self, document: NamedDocument) -> tuple[bool, bool, bool, bool, int, Path, int]:
        path = _shortest(document)
        return (
            document.gone > 0,
            not any(each in self.exact for each in document.paths),
            not any(each[:-1] in self.near for each in document.paths),
            bool(path) and not any(each[-1:] == self.asked[-1:] for each in document.paths),
            len(path), path, document.row,
        )  # fmt: skip
