"""JSON Lines: a document or a highlight a line, with all that is known of it."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from typing import Any

from app.store.reads.exported import KeptDocument

# What is said otherwise, or follows from the rest.
_OMITTED = ("document", "files", "mine", "number", "own_links")


def json_pieces(batches: Iterable[Sequence[KeptDocument]]) -> Iterator[str]:
    """The text of the file, in a piece for each batch."""
    for documents in batches:
        yield "".join(
            json.dumps(record, ensure_ascii=False) + "\n"
            for kept in documents
            for record in _of_document(kept)
        )


def _of_document(kept: KeptDocument) -> Iterator[dict[str, Any]]:
    yield {
        "type": "document",
        **{name: v for name, v in asdict(kept.document).items() if name not in _OMITTED},
        "properties": dict(kept.document.properties),
        "keys": kept.keys,
    }
    for one in kept.highlights:
        values = {name: v for name, v in asdict(one.highlight).items() if name not in _OMITTED}
        yield {
            "type": "highlight",
            "document": kept.document.id,
            **values,
            "gone": one.gone,
            "keys": (*one.keys, *one.merged),
        }
