"""A file's text cut into lines, with its header read: what every family's parser takes."""

from dataclasses import dataclass
from pathlib import PurePath

from app.formats.document import Draft
from app.formats.frontmatter import Header


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
        return PurePath(self.path).suffix.lower()

    def draft(self) -> Draft:
        """A document that knows what the header says."""
        draft = Draft(self.stem)
        for key, value in self.header.values.items():
            draft.add(key, value)
            if key.casefold() == "date":  # in a header the date of the work; elsewhere it dates anything
                draft.published(value)
        return draft
