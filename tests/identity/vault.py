"""A reader's folder and library for the tests of identity.

Exports written, imported, and looked at.
"""

import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from app.importer.run import import_paths
from app.model import Highlight, ImportReport
from app.store.db.library import Library
from app.store.reads.documents import list_documents
from app.store.reads.highlight_filters import HighlightFilter
from app.store.reads.highlights import document_highlights, list_highlights

ULID = "01hzzzzzzzzzzzzzzzzzzz{:04}"


@dataclass(frozen=True)
class Passage:
    """A highlight as an export writes it; a `number` gives it a Reader id."""

    text: str
    number: int = 0
    note: str = ""
    tags: tuple[str, ...] = ()
    location: int = 0

    def lines(self) -> str:
        """The bullet with its link and children."""
        link = (
            f" ([View Highlight](https://read.readwise.io/read/{ULID.format(self.number)}))"
            if self.number
            else ""
        )
        link = link or (
            f" ([Location {self.location}](https://readwise.io/to_kindle?location={self.location}))"
            if self.location
            else ""
        )
        tags = f"\n    - Tags: {' '.join(f'[[{t}]]' for t in self.tags)} " if self.tags else ""
        return f"- {self.text}{link}{tags}" + (f"\n    - Note: {self.note}" if self.note else "")


def export(
    passages: Sequence[Passage | str],
    *,
    title: str = "Tides",
    author: str = "Ana Ruiz",
    url: str = "",
    category: str = "books",
) -> str:
    """An export in the default form for Obsidian."""
    bullets = [p.lines() if isinstance(p, Passage) else f"- {p}" for p in passages]
    metadata = [
        f"- Author: [[{author}]]",
        f"- Full Title: {title}",
        *([f"- Category: #{category}"] if category else []),
        *([f"- URL: {url}"] if url else []),
    ]
    return "\n".join(
        [f"# {title}", "", "## Metadata", *metadata, "", "## Highlights", *bullets, ""]
    )


@dataclass
class Vault:
    """A folder of exports and the library that they are imported into.

    Its clock is the mtime of what is written.
    """

    folder: Path
    engine: Library
    clock: int = field(default=1_700_000_000)

    def write(self, name: str, text: str, at: int | None = None) -> Path:
        """Put a file there, a minute younger than the last one, or of the moment `at`."""
        self.clock += 60
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        os.utime(path, (at or self.clock, at or self.clock))
        return path

    def take(self, *paths: Path, dry_run: bool = False) -> ImportReport:
        """Import the folder, or these paths."""
        return import_paths(self.engine, paths or (self.folder,), dry_run=dry_run)

    def live(self) -> list[Highlight]:
        """The live highlights of the whole library, in reading order.

        Document by document in the order of titles.
        """
        with self.engine.reading() as db:
            documents = list_documents(db, sort="title", limit=200).items
            return [h for d in documents for h in document_highlights(db, d.id)]

    def texts(self) -> list[str]:
        """Their texts."""
        return [h.text for h in self.live()]

    def gone(self) -> list[str]:
        """The texts of the highlights that no file holds any more."""
        with self.engine.reading() as db:
            return sorted(
                h.text for h in list_highlights(db, HighlightFilter(gone=True), limit=200).items
            )

    def titles(self) -> list[str]:
        """The titles of the documents."""
        with self.engine.reading() as db:
            return [d.title for d in list_documents(db, sort="title", limit=200).items]
