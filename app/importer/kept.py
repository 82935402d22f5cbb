"""Stored versions, parsed before the write transaction begins."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from typing import NamedTuple, TypeVar

from sqlalchemy import Connection

from app.formats.registry import parse_file
from app.model import ParsedFile
from app.store.writes.versions import Version, deflated, inflate

Parsed = Mapping[tuple[str, str], ParsedFile]  # parsed versions, by path and hash
Given = TypeVar("Given")


class Unread(NamedTuple):
    """Version to parse: path, hash, whether it is parsed whatever its path, deflated bytes."""

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
    """Parsed form of each of these versions; UnreadError where one is missing."""
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
    """Run `work` in one transaction, restarted after parsing the versions that it lacked.

    `known` are versions parsed already. DamageError where the stored bytes of a version are
    damaged.
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
