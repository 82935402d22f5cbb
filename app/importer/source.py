"""A file's text cut into lines, with its header read: what every family's parser takes."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import PurePath

from app.importer.frontmatter import Header
from app.importer.metadata import Draft


@dataclass(frozen=True, slots=True)
class Source:
    """One file, decoded. `lines` hold the whole text; the body begins at the index `header.end`."""

    path: str
    text: str
    lines: list[str]
    header: Header

    @property
    def stem(self) -> str:
        """The file's name without folder and ending."""
        return PurePath(self.path).stem.strip() or self.path

    @property
    def suffix(self) -> str:
        """The ending of the file's name in lower case, such as `.md`."""
        return _suffix(self.path)

    def draft(self) -> Draft:
        """A document that knows what the header says."""
        draft = Draft(self.stem)
        for key, value in self.header.values.items():
            draft.add(key, value)
            if key.casefold() == "date":  # in a header the date of the work; elsewhere it dates anything
                draft.published(value)
        return draft


@lru_cache(maxsize=16)  # every family asks
def _suffix(path: str) -> str:
    return PurePath(path).suffix.lower()
