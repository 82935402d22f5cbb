"""Other engines over the same texts.

Tantivy, ripgrep and MiniSearch, each where it can be had on this machine. No part of the project
needs them.

tantivy: `pip install tantivy`. ripgrep: `rg` on the PATH. MiniSearch: `npm install minisearch`, and
its folder in FLORILEGIUM_MINISEARCH.
"""

import importlib
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

Ask = Callable[[str, str], object]  # the class of a query, and the query
NOT_OF_RIPGREP = (
    "medium and common",
    "4 stop words",
    "misspelled",
)  # which looks for one thing at a time
MOST_IN_NODE = 300_000  # texts: of more its index needs more memory than node gives
_TEXTS = "SELECT text || ' ' || note || ' ' || title FROM highlight_search ORDER BY rowid"


def texts_of(db: Connection) -> list[str]:
    """The highlights' texts, notes and titles, one line each."""
    return [row[0].replace("\n", " ") for row in db.exec_driver_sql(_TEXTS)]


def tantivy(folder: Path, texts: Sequence[str]) -> Ask | None:
    """The best twenty of a query in tantivy's own grammar, and how many there are.

    None where it is not installed.
    """
    if find_spec("tantivy") is None:
        return None
    library: Any = importlib.import_module("tantivy")
    schema = library.SchemaBuilder()
    schema.add_text_field("text", stored=True, tokenizer_name="en_stem")
    index = library.Index(schema.build(), path=str(folder))
    writer = index.writer(200_000_000)
    for text in texts:
        writer.add_document(library.Document(text=text))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def ask(name: str, query: str) -> object:
        if name.startswith("prefix"):
            asked = library.Query.regex_query(index.schema, "text", f"{query.rstrip('*')}.*")
        elif name == "misspelled":
            asked = library.Query.fuzzy_term_query(index.schema, "text", query, distance=1)
        else:
            every = " OR " not in query and not query.startswith('"')
            asked = index.parse_query("+" + query.replace(" ", " +") if every else query, ["text"])
        found = searcher.search(asked, 20)
        return [searcher.doc(address)["text"] for _, address in found.hits], found.count

    return ask


def ripgrep(folder: Path, texts: Sequence[str]) -> Ask | None:
    """How many lines hold a query, counted by ripgrep; None where it is not installed."""
    program = shutil.which("rg")
    if program is None:
        return None
    file = folder / "texts.txt"
    file.write_text("\n".join(texts))

    def ask(name: str, query: str) -> object:
        words = "|".join(map(re.escape, query.strip('*"').split(" OR ")))
        pattern = rf"\b({words})" + ("" if name.startswith("prefix") else r"\b")
        return subprocess.run(
            [program, "-i", "-c", pattern, file], capture_output=True, check=False
        ).stdout

    return ask


def minisearch(
    folder: Path, texts: Sequence[str], queries: Mapping[str, Sequence[str]]
) -> dict[str, list[float]]:
    """How long MiniSearch takes for each query of each class, in milliseconds.

    Empty where it cannot be had.
    """
    installed, node = os.environ.get("FLORILEGIUM_MINISEARCH", ""), shutil.which("node")
    if not installed or node is None or len(texts) > MOST_IN_NODE:
        return {}
    options: dict[str, dict[str, object]] = {
        "prefix": {"prefix": True},
        "misspelled": {"fuzzy": 0.2},
        "OR of 3 common": {"combineWith": "OR"},
    }
    asked = [
        (
            query.replace(" OR ", " ").rstrip("*"),
            options.get(
                name.split(" ")[0] if name.startswith("prefix") else name, {"combineWith": "AND"}
            ),
        )
        for name, each in queries.items()
        for query in each
    ]
    file = folder / "minisearch.json"
    file.write_text(json.dumps({"texts": texts, "queries": asked}))
    command = [
        node,
        "--max-old-space-size=8000",
        str(Path(__file__).with_name("beside.mjs")),
        installed,
        str(file),
    ]
    told = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    taken = iter(told["taken"])
    return {name: sorted(next(taken) for _ in each) for name, each in queries.items()}
