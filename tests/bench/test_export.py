"""What an export costs beside reading the same by the API's functions and writing it to files.

In an invented library of the size that FLORILEGIUM_BENCH says.
"""

import json
import os
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from app.export.registry import FORMS, Form
from app.export.writing import export_file, export_folder
from app.store.db.library import Library
from app.store.reads.documents import document, list_documents
from app.store.reads.highlights import document_highlights
from tests.bench.library import make_library

pytestmark = pytest.mark.timeout(1800)
SIZE = int(os.environ.get("FLORILEGIUM_BENCH", "20000"))


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Library]:
    path = tmp_path_factory.mktemp("bench") / "library.db"
    make_library(path, SIZE)
    with Library(path) as opened:
        with opened.writing() as db:  # each is known by its number and by its words
            for kind in ("readwise", "text"):
                db.execute(text(_KEYS), {"kind": kind})
        yield opened


_KEYS = "INSERT INTO highlight_keys (key, code) SELECT :kind || ':' || id, code FROM highlights"


def seconds(work: Callable[[], object]) -> float:
    """The processor time that it takes."""
    begun = time.process_time()
    work()
    return time.process_time() - begun


def read_and_write(library: Library, folder: Path) -> None:
    """A file of JSON for each document, read as the API reads it."""
    folder.mkdir()
    cursor = ""
    with library.reading() as db:
        while True:
            page = list_documents(db, sort="title", limit=200, cursor=cursor)
            for each in page.items:
                whole = asdict(document(db, each.id))
                passages = [asdict(one) for one in document_highlights(db, each.id)]
                said = json.dumps(whole | {"passages": passages}, ensure_ascii=False)
                (folder / f"{each.id}.json").write_text(said)
            if not (cursor := page.next_cursor):
                return


def _write_file(library: Library, target: Path, form: Form) -> None:
    export_file(library, form, target)


def test_an_export_costs_less_than_twice_what_reading_and_writing_does(
    library: Library, tmp_path: Path
) -> None:
    bare = seconds(lambda: read_and_write(library, tmp_path / "bare"))
    whole = seconds(lambda: export_folder(library, tmp_path / "out"))
    print(f"\nexport of {SIZE:,}: {whole:.1f} s, bare {bare:.1f} s, {whole / bare:.2f} times")  # noqa: T201
    for name, form in FORMS.items():
        if name != "markdown":
            target = tmp_path / name
            write = export_folder if form.files else _write_file
            took = seconds(partial(write, library, target, form))
            print(f"  {name}: {took:.1f} s")  # noqa: T201
    assert whole < 2 * bare
