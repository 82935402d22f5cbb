"""What a library says of everything in it, to be compared with what another says."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app.export.writing import Exported, export_folder
from app.store.reads.documents import document, list_documents
from app.store.reads.highlights import document_highlights
from tests.identity.vault import Vault

_OF_PLACE = ("files", "latest", "earliest")
# Of a highlight: its document is compared by itself, gaps of merged ones are closed, and files
# say themselves now what the reader made them say.
_NOT_COMPARED = {"document": "", "number": 0, "mine": ()}
AT = "2025-05-03T08:00:00Z"


def said(vault: Vault) -> list[dict[str, Any]]:
    """Each document with its highlights, live and gone, in an order of their own words."""
    with vault.engine.reading() as db:
        codes = [row.id for row in list_documents(db, limit=200).items]
        codes += list(db.exec_driver_sql("SELECT code FROM documents WHERE gone <> 0").scalars())
        found = []
        for code in codes:
            whole = asdict(document(db, code))
            for name in _OF_PLACE:
                del whole[name]
            for gone in (False, True):
                whole[f"highlights, gone {gone}"] = [
                    asdict(one) | _NOT_COMPARED for one in document_highlights(db, code, gone=gone)
                ]
            found.append(whole)
    return sorted(found, key=lambda one: json.dumps({**one, "id": ""}, sort_keys=True))


def exported(vault: Vault, folder: Path, **options: Any) -> Exported:  # noqa: ANN401 - any of its options
    """The vault's library exported to the folder."""
    return export_folder(vault.engine, folder, **options)


def files_in(folder: Path) -> dict[str, str]:
    """The text of each file below a folder, by its path."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {
        path.relative_to(folder).as_posix(): path.read_bytes().decode("latin-1") for path in paths
    }


def brought_back(fresh: Vault, folder: Path) -> Vault:
    """A library that holds what was exported to the folder."""
    report = fresh.take(folder)
    assert report.problems == ()
    assert report.unparsed == 0
    return fresh


def differences(before: Vault, after: Vault, *, pages: bool = True) -> list[tuple[object, ...]]:
    """What the two libraries say otherwise.

    With `pages` also the addresses of the reader's own pages.
    """
    first, second = said(before), said(after)
    rows: list[tuple[object, ...]] = (
        [("documents", len(first), len(second))] if len(first) != len(second) else []
    )
    for one, other in zip(first, second, strict=False):
        own = one["kind"] in {"note", "text"} and not pages
        rows += [
            (one["title"], name, one[name], other[name])
            for name in one
            if one[name] != other[name] and not (own and name == "id")
        ]
    return rows
