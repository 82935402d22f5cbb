"""Answers that are remembered are those of a program that has just opened the library."""

import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.background.graph import drawn_graph, keep_graph
from app.background.phrases import keep_phrases
from app.errors import FlorilegiumError
from app.importer import acts
from app.importer.added import Passage
from app.importer.run import import_paths
from app.importer.undo import undo_import
from app.store.around.led import led
from app.store.db.library import Library
from app.store.edits.authors import join_authors
from app.store.edits.distinct import set_distinct
from app.store.edits.edits import change_highlight, put_away
from app.store.edits.mentions import change_mentions
from app.store.edits.tags import change_tag
from app.store.edits.values import Entered
from app.store.graph.graphs import graph_around
from app.store.mentions.panel import Part, linked, mentioned
from app.store.mentions.subjects import subject_of
from app.store.remembered import TIED, remembered
from app.web.ahead import make_ahead
from app.web.pages.subject_index import headings_of_all
from app.web.pages.wiki import most_wanted
from app.web.present.near_names.pairs import near_names
from tests.statements import heard

NAMES = ("Sea", "Rivers", "Ada Moss", "Ben Tarn", "Stone Walls", "shelf/Sea", "sea/deep")
ASKED = ("Sea", "Ada Moss", "Ben Tarn", "sea/deep")
TAGS = ("sea", "seas", "craft", "sea/deep")
WRITERS = ("Ada Moss", "Ben Tarn", "B. Tarn")
FILES = ("Sea", "Craft", "Rivers", "shelf/Sea", "shelf/Ada Moss")
BOOK = """# {title}

## Metadata
- Author: [[{author}]]
- Full Title: {title}
- Category: #books
- Document Tags: [[{tag}]]

## Highlights
"""
PASSAGE = """- {text} ([Location {n}](https://readwise.io/to_kindle?action=open&asin=B0&location={n}))
    - Tags: [[{tag}]]
"""


@dataclass
class Reading:
    """A library, its folder of exports, and what was done in it."""

    library: Library
    folder: Path
    chance: random.Random
    changes: list[str] = field(default_factory=list)
    clock: Iterator[int] = field(default_factory=count)

    def now(self) -> str:
        """A stamp later than all before."""
        return f"2026-01-01T00:{next(self.clock):02}:00Z"

    def words(self) -> str:
        """A sentence that names something, as a link or not."""
        name = self.chance.choice(NAMES)
        said = self.chance.choice((f"[[{name}]]", f"[[{name}|so]]", name.rpartition("/")[2]))
        return f"The slow light of {said} and {self.chance.randrange(1000)} more."

    def book(self, name: str) -> None:
        """Write an export anew."""
        title = name.rpartition("/")[2]
        tag, author = self.chance.choice(TAGS), self.chance.choice(WRITERS)
        passages = "".join(
            PASSAGE.format(text=self.words(), n=n, tag=self.chance.choice(TAGS)) for n in (1, 2)
        )
        file = self.folder / f"{name}.md"
        file.parent.mkdir(exist_ok=True, parents=True)
        file.write_text(BOOK.format(title=title, author=author, tag=tag) + passages)

    def some(self, query: str) -> str:
        """One of the values of a query."""
        with self.library.reading() as db:
            return str(self.chance.choice(db.exec_driver_sql(query).scalars().all()))

    def highlight(self) -> str:
        """A highlight that is there, by its code."""
        return self.some("SELECT code FROM highlights WHERE gone = 0 ORDER BY code")

    def document(self) -> str:
        """A document, by its code."""
        return self.some("SELECT code FROM documents ORDER BY code")


def _say(reading: Reading, name: str, value: Entered) -> str:
    highlight, at = reading.highlight(), reading.now()
    with reading.library.writing() as db:
        return change_highlight(db, highlight, {name: value}, at)


def _retitle(reading: Reading, name: str, value: Entered) -> str:
    document, at = reading.document(), reading.now()
    with reading.library.writing() as db:
        return acts.rename_documents(db, {document: {name: value}}, at)[0]


def _write(reading: Reading, act: Callable[[Connection, str], str]) -> str:
    with reading.library.writing() as db:
        return act(db, reading.now())


def _import(reading: Reading) -> str:
    reading.book(reading.chance.choice(FILES))
    import_paths(reading.library, [reading.folder])
    return ""


def _lose_a_file(reading: Reading) -> str:
    (reading.folder / f"{reading.chance.choice(FILES)}.md").unlink(missing_ok=True)
    import_paths(reading.library, [reading.folder])
    return ""


def _take_back(reading: Reading) -> str:
    row = reading.some("SELECT id FROM imports WHERE undone_at = '' ORDER BY id DESC LIMIT 2")
    undo_import(reading.library, int(row), now=datetime.now(UTC))
    return ""


def _undo(reading: Reading) -> str:
    acts.undo(reading.library, reading.chance.choice(reading.changes), reading.now())
    return ""


ACTS: Mapping[str, Callable[[Reading], str]] = {
    "text": lambda r: _say(r, "text", r.words()),
    "note": lambda r: _say(r, "note", r.words()),
    "tags": lambda r: _say(r, "tags", [r.chance.choice(TAGS)]),
    "star": lambda r: _say(r, "favorite", r.chance.random() < 0.5),
    "discard": lambda r: _say(r, "discarded", value=True),
    "title": lambda r: _retitle(r, "title", r.chance.choice(NAMES[:5])),
    "authors": lambda r: _retitle(r, "authors", [r.chance.choice(WRITERS)]),
    "put away": lambda r: _write(
        r, lambda db, at: put_away(db, r.document(), away=True, changed_at=at)
    ),
    "rename a tag": lambda r: _write(
        r, lambda db, at: change_tag(db, r.chance.choice(TAGS), at, new="ocean")[1]
    ),
    "hide a tag": lambda r: _write(
        r, lambda db, at: change_tag(db, r.chance.choice(TAGS), at, hidden=True)[1]
    ),
    "join authors": lambda r: _write(
        r, lambda db, at: join_authors(db, r.chance.choice(WRITERS), "Zoe Lind", at)[1]
    ),
    "two authors": lambda r: _write(
        r, lambda db, at: set_distinct(db, "author", "Ben Tarn", "B. Tarn", at)
    ),
    "link": lambda r: _write(
        r, lambda db, at: change_mentions(db, r.chance.choice(NAMES), "link all", at)[1]
    ),
    "ignore": lambda r: _write(
        r, lambda db, at: change_mentions(db, r.chance.choice(NAMES), "ignore all", at)[1]
    ),
    "add": lambda r: acts.add(r.library, Passage(r.words(), r.document()), r.now()).change,
    "join": lambda r: acts.join(r.library, r.document(), r.document(), r.now()).change,
    "import": _import,
    "lose a file": _lose_a_file,
    "take back": _take_back,
    "undo": _undo,
}


def _answers(library: Library, names: Sequence[str]) -> Mapping[tuple[str, ...], object]:
    """What pages show of these names, and of all."""
    found: dict[tuple[str, ...], object] = {}
    with library.reading() as db:
        for name in names:
            subject, _ = subject_of(db, name)
            for part in (Part(), Part(sort="title", words="slow")):
                found[name, "linked", str(part)] = linked(db, subject, part)
                found[name, "mentioned", str(part)] = mentioned(db, subject, part)
            if subject.type == "author":
                found[name, "led"] = led(db, subject.id)
            found[name, "graph"] = _graph(db, name)
        found["wanted",] = most_wanted(db)
        found["near tags",], found["near authors",] = (
            near_names(db, "tag"), near_names(db, "author"),
        )  # fmt: skip
        found["index",] = headings_of_all(db, hidden=False)
        found["drawing",] = drawn_graph(db)
    return found


def _graph(db: Connection, name: str) -> object:
    return remembered(db, ("graph", name), lambda: graph_around(db, name), tables=TIED)


@pytest.mark.parametrize("seed", range(1))
def test_remembered_answers_are_fresh_ones(empty_library: Path, tmp_path: Path, seed: int) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(empty_library.read_bytes())
    with Library(path) as library:
        reading = Reading(library, tmp_path / "exports", random.Random(seed))  # noqa: S311 acts of a test
        for name in FILES:
            reading.book(name)
        import_paths(library, [reading.folder])
        if seed:  # of one library nothing is kept
            keep_phrases(library, lambda: False)
            keep_graph(library, lambda: False)
        order = reading.chance.sample([*ACTS], len(ACTS))
        for act in order:
            with suppress(FlorilegiumError, IndexError):  # as what it is done to may not be there
                reading.changes += filter(None, [ACTS[act](reading)])
            if reading.chance.random() < 0.4:
                make_ahead(library, lambda: False)
            names = reading.chance.sample(ASKED, 2)
            with Library(path) as opened:
                fresh = _answers(opened, names)
            kept = _answers(library, names)
            assert {key for key in fresh if kept[key] != fresh[key]} == set(), (act, order)


def test_what_pages_share_is_made_before_they_ask(empty_library: Path, tmp_path: Path) -> None:
    path = tmp_path / "library.db"
    path.write_bytes(empty_library.read_bytes())
    with Library(path) as library:
        reading = Reading(library, tmp_path / "exports", random.Random(0))  # noqa: S311 as above
        reading.book("Sea")
        import_paths(library, [reading.folder])
        keep_phrases(library, lambda: False)
        keep_graph(library, lambda: False)
        make_ahead(library, lambda: True)
        assert _statements(library) > 12, "nothing was made once it was to stop"
        _import(reading)
        make_ahead(library, lambda: False)
        assert _statements(library) <= 8, "states and stamps alone"


def _statements(library: Library) -> int:
    """How many statements the shared lists take."""
    with heard(library.readers) as asked, library.reading() as db:
        most_wanted(db)
        near_names(db, "tag")
        near_names(db, "author")
        headings_of_all(db, hidden=False)
        drawn_graph(db)
    return len(asked)
