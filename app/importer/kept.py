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
AT_ONCE = 10_000  # deflated bytes that are parsed sooner than a transaction is begun anew


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
    """Parsed form of each of these versions.

    Few and short ones are parsed here where `parsed` lacks them; UnreadError for more.
    """
    versions = list(versions)
    missing = [version for version in versions if (version.path, version.sha256) not in parsed]
    if missing:
        data = deflated(db, {version.sha256 for version in missing})
        unread = [Unread(v.path, v.sha256, v.named, data[v.sha256]) for v in missing]
        if sum(len(each.data) for each in unread) > AT_ONCE:
            raise UnreadError(unread)
        parsed = {**parsed, **_parse(unread)}
    return {version: parsed[version.path, version.sha256] for version in versions}


def _parse(unread: Iterable[Unread]) -> Parsed:
    return {
        (path, digest): parse_file(path, inflate(data, path), named=named)
        for path, digest, named, data in unread
    }


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
        parsed |= _parse(missing)
