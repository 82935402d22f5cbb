"""Groups of document versions that are the same document."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app.identity.keys import id_key, text_hash
from app.identity.observations import DocumentVersion, in_time
from app.model import ParsedDocument


def group_by_document(
    units: Iterable[DocumentVersion], made_one: Mapping[str, Collection[str]] | None = None
) -> list[list[DocumentVersion]]:
    """Group document versions by document, each group oldest first.

    Versions are grouped if they share a key or an exporter's id, or if they are versions of one
    file and share half of their passages.

    `made_one` maps a key to the names of the groups of keys that the reader joined.
    """
    joined = _Joined(made_one or {})
    for unit in in_time(units):
        joined.add(unit)
    return [in_time(members) for members in joined.groups()]


@dataclass(slots=True)
class _Joined:
    made_one: Mapping[str, Collection[str]]
    units: list[DocumentVersion] = field(default_factory=list)
    parent: list[int] = field(default_factory=list)
    first_with: dict[str, int] = field(default_factory=dict)
    last_of_file: dict[int, int] = field(default_factory=dict)

    def add(self, unit: DocumentVersion) -> None:
        index = len(self.units)
        self.units.append(unit)
        self.parent.append(index)
        groups = (group for key in unit.keys for group in self.made_one.get(key, ()))
        for key in (*_joining_keys(unit), *groups):
            self._join(index, self.first_with.setdefault(key, index))
        self._join_by_title(unit, index)
        self._join_versions(unit, index)

    def _join_by_title(self, unit: DocumentVersion, index: int) -> None:
        """Join versions with the same title of which at most one states a kind."""
        for key in unit.keys:
            if key.startswith("title:"):
                anyone = key[: key.rindex("|") + 1] + "*"
                other = self.first_with.setdefault(anyone, index)
                if not (unit.document.kind and self.units[other].document.kind):
                    self._join(index, other)
                    self.first_with[anyone] = index if unit.document.kind else other

    def _join_versions(self, unit: DocumentVersion, index: int) -> None:
        """Join a version to the last one of its file by shared passages, if every key changed."""
        if unit.single:
            other = self.last_of_file.get(unit.file_id, index)
            if self._root(other) != self._root(index) and _alike(
                self.units[other].document, unit.document
            ):
                self._join(index, other)
            self.last_of_file[unit.file_id] = index

    def _root(self, index: int) -> int:
        while self.parent[index] != index:
            self.parent[index] = self.parent[self.parent[index]]
            index = self.parent[index]
        return index

    def _join(self, a: int, b: int) -> None:
        a, b = sorted((self._root(a), self._root(b)))
        self.parent[b] = a

    def groups(self) -> Iterator[list[DocumentVersion]]:
        groups: dict[int, list[DocumentVersion]] = {}
        for index, unit in enumerate(self.units):
            groups.setdefault(self._root(index), []).append(unit)
        yield from groups.values()


def _joining_keys(unit: DocumentVersion) -> Iterator[str]:
    yield from unit.keys
    if not unit.own:  # a reader's page that quotes a passage stays a page of its own
        yield from (id_key(i) for h in unit.document.highlights for i in h.ids)


def _alike(a: ParsedDocument, b: ParsedDocument) -> bool:
    """Whether two documents share at least half of the passages of the shorter one."""
    mine, theirs = {text_hash(h) for h in a.highlights}, {text_hash(h) for h in b.highlights}
    return bool(mine and theirs) and 2 * len(mine & theirs) >= min(len(mine), len(theirs))
