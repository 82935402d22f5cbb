"""History of one file: a matcher that has read its versions, stored as JSON to continue from."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from app.identity.matching import Matcher
from app.identity.observations import DocumentVersion, HighlightIdentity
from app.model import ParsedDocument, ParsedHighlight

Observations = list[tuple[DocumentVersion, ParsedHighlight, int]]

_NOTHING = ParsedDocument("")


@dataclass(slots=True)
class History:
    """Keys of a file's only document, its last version, and a matcher of all versions."""

    keys: tuple[str, ...]
    last: DocumentVersion  # without its document
    matcher: Matcher

    def ids(self) -> set[str]:
        """Keys of all highlights that have ids."""
        return {key for record in self.matcher.records for key in record.ids}


def dump(matcher: Matcher, keys: Iterable[str]) -> bytes:
    """Serialize a matcher that has read all versions of one file.

    Of a highlight that never changed only the first observation is stored.
    """
    records = [record for record in matcher.records if record.united_with is None]
    number = {id(record): n for n, record in enumerate(records)}
    (previous,) = matcher.previous.values()
    rows = [
        [
            record.ids,
            [*record.hashes],
            record.place,
            [
                [u.version_id, u.mtime_ns, h._replace(lines=()), i]
                for u, h, i in _first_times(record)
            ],
        ]
        for record in records
    ]  # fmt: skip
    by_text = {
        digest: [*dict.fromkeys(number[id(record.answering())] for record in candidates)]
        for digest, candidates in matcher.by_text.items()
    }  # fmt: skip
    value = {
        "keys": [*keys],
        "records": rows,
        "by_text": by_text,
        "previous": [number[id(r.answering())] for r in previous],
    }
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode(
        "utf-8", "surrogatepass"
    )


def _first_times(record: HighlightIdentity) -> Observations:
    kept: Observations = []
    for observation in record.observations:
        if not kept or kept[-1][1]._replace(lines=()) != observation[1]._replace(lines=()):
            kept.append(observation)
    return kept


def load(data: bytes, last: DocumentVersion) -> History:
    """Load a history that was dumped when `last` was the newest version of its file."""
    value = json.loads(data.decode("utf-8", "surrogatepass"))
    units: dict[int, DocumentVersion] = {}
    records = [_record(row, last, units) for row in value["records"]]
    matcher = Matcher(
        records={record: n for n, record in enumerate(records)},
        by_text={
            digest: dict.fromkeys(records[n] for n in numbers)
            for digest, numbers in value["by_text"].items()
        },
        previous={last.file_id: [records[n] for n in value["previous"]]},
        resumed=True,
    )
    for record in records:
        for key in record.ids:
            matcher.by_id.setdefault(key, record)
    return History(tuple(value["keys"]), last, matcher)


def _record(
    row: list[Any], last: DocumentVersion, units: dict[int, DocumentVersion]
) -> HighlightIdentity:
    ids, hashes, place, observations = row
    met = [
        (_unit(version, mtime, last, units), ParsedHighlight(*map(_frozen, highlight)), index)
        for version, mtime, highlight, index in observations
    ]
    return HighlightIdentity(
        ids, dict.fromkeys(hashes), (place[0], place[1]) if place else None, met
    )


def _unit(
    version: int, mtime: int, last: DocumentVersion, units: dict[int, DocumentVersion]
) -> DocumentVersion:
    if version not in units:
        units[version] = DocumentVersion(
            last.file_id,
            last.path,
            version,
            mtime,
            live=False,
            single=True,
            document=_NOTHING,
            keys=(),
        )
    return units[version]


def _frozen(value: Any) -> Any:  # noqa: ANN401 whatever JSON holds
    return tuple(map(_frozen, value)) if isinstance(value, list) else value


def is_plain(document: ParsedDocument) -> bool:
    """Whether a document is neither in Florilegium's own Markdown nor an appendix to another."""
    return not (document.keys or document.beside or document.added or document.gone)
