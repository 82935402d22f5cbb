"""Observations: a highlight as one version of one file held it."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from app.model import OWN_KINDS, ParsedDocument, ParsedHighlight


@dataclass(frozen=True, slots=True)
class DocumentVersion:
    """One document as one version of one file held it.

    `live` is the newest version of a file that is there, `single` one with no other document.
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
        """Whether the reader wrote it, or it adds to such a page, which its file alone tells."""
        return self.document.kind in OWN_KINDS or bool(self.document.beside)

    @property
    def ordered(self) -> bool:
        """Whether its highlights stand in reading order, as in Florilegium's own Markdown."""
        return bool(self.document.keys) and not self.document.added


@dataclass(slots=True, eq=False)
class HighlightIdentity:
    """A highlight over all versions: its observations in order of time, with unit and index."""

    ids: dict[str, str] = field(default_factory=dict)  # the id's key: its sort
    hashes: dict[str, None] = field(default_factory=dict)  # of the texts met without an id of the exporter's, first with their place
    place: tuple[str, int] | None = None
    observations: list[tuple[DocumentVersion, ParsedHighlight, int]] = field(default_factory=list)
    united_with: "HighlightIdentity | None" = None  # the one met before it that turned out to be the same passage, and now answers for it

    def answering(self) -> "HighlightIdentity":
        """The record that answers for this one: itself unless it was united with another."""
        record = self
        while record.united_with is not None:
            record.united_with = record.united_with.united_with or record.united_with  # the way is halved for whoever asks again
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
        """What the live versions say of it, else what any did, the newest first."""
        if len(self.observations) == 1:
            return [self.observations[0][1]]
        observations = [s for s in self.observations if s[0].live and not s[1].gone] or self.observations
        found = [highlight for _, highlight, _ in reversed(observations)]
        beside = [highlight for unit, highlight, _ in observations if unit.document.beside]
        return beside[-1:] or found  # what the library adds to a page says all of the passage


def in_time(units: Iterable[DocumentVersion]) -> list[DocumentVersion]:
    """The units from the oldest version to the newest; paths decide between files of one moment."""
    return sorted(units, key=lambda u: (u.mtime_ns, u.path, u.version_id))
