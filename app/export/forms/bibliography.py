"""Documents as the sources that citation programs read: BibTeX and CSL-JSON.

The reader's own pages are no sources and are left out.
"""

import json
from collections.abc import Iterable, Iterator, Sequence

from app.export.citations import CitationKeys, Source, csl_item, entry
from app.model import OWN_KINDS, Document
from app.store.reads.exported import KeptDocument


def bibtex_pieces(batches: Iterable[Sequence[KeptDocument]]) -> Iterator[str]:
    """The text of a BibTeX file, in a piece for each batch."""
    keys, between = CitationKeys(), ""
    for sources in map(_sources, batches):
        if sources:
            yield between + "\n".join(entry(keys.key(source), source) for source in sources)
            between = "\n"


def csl_pieces(batches: Iterable[Sequence[KeptDocument]]) -> Iterator[str]:
    """The text of a JSON list of CSL items, an item a line, in a piece for each batch."""
    keys, before = CitationKeys(), "[\n"
    for sources in map(_sources, batches):
        items = (csl_item(keys.key(source), source) for source in sources)
        if lines := [json.dumps(item, ensure_ascii=False) for item in items]:
            yield before + ",\n".join(lines)
            before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def _sources(documents: Sequence[KeptDocument]) -> list[Source]:
    return [
        source_of_document(kept.document)
        for kept in documents
        if kept.document.kind not in OWN_KINDS
    ]


def source_of_document(document: Document) -> Source:
    """A document as the source that it is."""
    return Source(document.title, document.authors, document.kind, document.published, document.url)
