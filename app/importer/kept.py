"""Kept versions, parsed before the library is locked for writing."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from app.formats.registry import parse_file
from app.model import ParsedFile
from app.store.writes.versions import Version, deflated, inflate

Parsed = Mapping[tuple[str, str], ParsedFile]  # what versions say, by path and hash
Given = TypeVar("Given")


class Unread(NamedTuple):
    """A version to parse: path, hash, whether it is read wherever it lies, bytes deflated."""

    path: str
    sha256: str
    named: bool
    data: bytes


class UnreadError(Exception):
    """Versions of which a transaction must know what they say before it can be carried out."""

    def __init__(self, missing: Iterable[Unread]) -> None:
        super().__init__()
        self.missing = tuple(missing)


def understood(
    db: Connection, versions: Iterable[Version], parsed: Parsed
) -> dict[Version, ParsedFile]:
    """What each of these versions says; UnreadError where that is not known of all."""
    versions = list(versions)
    missing = [version for version in versions if (version.path, version.sha256) not in parsed]
    if missing:
        data = deflated(db, {version.sha256 for version in missing})
        raise UnreadError(Unread(v.path, v.sha256, v.named, data[v.sha256]) for v in missing)
    return {version: parsed[version.path, version.sha256] for version in versions}


def with_understood(
    turn: Callable[[], AbstractContextManager[Connection]],
    work: Callable[[Connection, Parsed], Given],
    known: Parsed | None = None,
) -> Given:
    """Do the work in one transaction, begun again with each version parsed that it lacked.

    `known` is what is known already. DamageError where what is kept of a version is damaged.
    """
    parsed = dict(known or {})
    while True:
        try:
            with turn() as db:
                return work(db, parsed)
        except UnreadError as unread:
            missing = unread.missing
        for path, digest, named, data in missing:
            parsed[path, digest] = parse_file(path, inflate(data, path), named=named)
