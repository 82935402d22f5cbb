"""Observations: a highlight as one version of one file holds it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.model import OWN_KINDS, ParsedDocument, ParsedHighlight


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """Document as one version of one file holds it.

    `live`: the newest version of a file that exists. `single`: a version with no other document.
    """

    file_id: int
    path: str
    version_id: int
    mtime_ns: int
    live: bool
    single: bool
    document: ParsedDocument
    keys: tuple[str, ...]

    @property
    def own(self) -> bool:
        """Whether the reader wrote this page, or the file adds to such a page."""
        return self.document.kind in OWN_KINDS or bool(self.document.beside)

    @property
    def ordered(self) -> bool:
        """Whether its highlights are in reading order, as in Florilegium's own Markdown."""
        return bool(self.document.keys) and not self.document.added


@dataclass(slots=True, eq=False)
class HighlightIdentity:
    """Identity of a highlight across versions.

    Its observations oldest first, each version and index.
    """

    ids: dict[str, str] = field(default_factory=dict)  # number space of an id to the id's key
    hashes: dict[str, None] = field(
        default_factory=dict
    )  # of the texts met without an exporter's id, with a location first
    place: tuple[str, int] | None = None
    observations: list[tuple[DocumentVersion, ParsedHighlight, int]] = field(default_factory=list)
    united_with: "HighlightIdentity | None" = (
        None  # earlier record of the same passage, with which this one was united
    )

    def answering(self) -> "HighlightIdentity":
        """Record that this one was united with, directly or indirectly; itself if it was not."""
        record = self
        while record.united_with is not None:
            record.united_with = (
                record.united_with.united_with or record.united_with
            )  # the way is halved for whoever asks again
            record = record.united_with
        return record

    @property
    def live(self) -> bool:
        """Whether the newest version of any file holds it."""
        for unit, highlight, _ in self.observations:  # noqa: SIM110 - three times as quick as `any`
            if unit.live and not highlight.gone:
                return True
        return False

    def current(self) -> list[ParsedHighlight]:
        """Observations in live versions, newest first; if there are none, those in all versions."""
        if len(self.observations) == 1:
            return [self.observations[0][1]]
        observations = [
            s for s in self.observations if s[0].live and not s[1].gone
        ] or self.observations
        found = [highlight for _, highlight, _ in reversed(observations)]
        beside = [highlight for unit, highlight, _ in observations if unit.document.beside]
        return beside[-1:] or found  # an own file holds all of its passage


def in_time(units: Iterable[DocumentVersion]) -> list[DocumentVersion]:
    """Versions ordered by time, oldest first; versions of the same moment are ordered by path."""
    return sorted(units, key=lambda u: (u.mtime_ns, u.path, u.version_id))
