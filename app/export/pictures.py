"""The pictures that documents show, as far as they are in imported folders."""

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

from app.importer.pictures import find, kind_of, read_picture
from app.model import ParsedDocument
from app.store.reads.pictures import Held

_EMBEDDED = re.compile(r"!\[\[([^\[\]|#\n]{1,300})|!\[[^\[\]\n]{0,300}\]\(<?([^()<>\s]{1,1000})")
_OUTWARD = re.compile("[a-z][a-z0-9+.-]{1,20}:", re.IGNORECASE)


def addresses(texts: Iterable[str]) -> Iterator[str]:
    """The addresses of pictures in these Markdown texts, as written, without those of the web."""
    for text in texts:
        if "![" in text:
            for found in _EMBEDDED.finditer(text):
                address = (found[1] or unquote(found[2])).strip()
                if not _OUTWARD.match(address):
                    yield address


def texts_of(document: ParsedDocument) -> Iterator[str]:
    """All Markdown texts of a document."""
    yield from (document.summary, document.note, document.body)
    for highlight in document.highlights:
        yield from (highlight.text, highlight.note)


def pictures_of(document: ParsedDocument, held: Sequence[Held]) -> Iterator[tuple[str, bytes]]:
    """The pictures of a document that is in these files.

    Of each its path in the imported folder, and its bytes.
    """
    for address in dict.fromkeys(addresses(texts_of(document))):
        if found := next(find(held, address), None):
            root, path = found
            data = read_picture(root, path)
            if kind_of(data):
                yield _inside(root, path), data


def _inside(root: Path, path: Path) -> str:
    return path.relative_to(root.resolve()).as_posix()


def picture(held: Sequence[Held], address: str) -> bytes:
    """The bytes of the picture that a text of these files shows; empty where there is none."""
    found = next(find(held, address), None)
    return read_picture(*found) if found else b""
