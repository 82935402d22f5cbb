"""What the reader does to tags, row by row, and that it stands after the files are read again."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection

from app.importer import acts
from app.importer.run import import_paths
from app.importer.verify import verify
from app.search.search import search
from app.store.db.library import Library
from app.store.edits.tags import change_tag, delete_tag
from app.store.reads.authors_tags import list_tags, tag_details
from app.store.reads.highlights import list_highlights
from app.text import name_key
from tests.identity.vault import Passage, Vault, export

NOW = "2025-05-03T08:00:00Z"
ROWS = [
    line.split("\t")
    for line in Path(__file__).with_name("tag_acts.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
TAGS = (("moss", "time/slow"), ("mosses",), ("moss", "mosses"), ("Salt", "time/fast"))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A folder with one book of four tagged passages, and the library that holds it."""
    folder = tmp_path_factory.mktemp("tags")
    (folder / "notes").mkdir()
    (folder / "library.db").write_bytes(empty_library.read_bytes())
    with Library(folder / "library.db") as library:
        vault = Vault(folder / "notes", library)
        passages = [Passage(f"Passage {n} of it.", n, tags=tags) for n, tags in enumerate(TAGS, 1)]
        vault.write("Book.md", export(passages))
        vault.take()
    return folder


@pytest.fixture
def vault(tmp_path: Path, prepared: Path) -> Iterator[Vault]:
    """A library of its own over copies of those files."""
    (tmp_path / "notes").mkdir()
    (tmp_path / "library.db").write_bytes((prepared / "library.db").read_bytes())
    with Library(tmp_path / "library.db") as library:
        vault = Vault(tmp_path / "notes", library, clock=1_800_000_000)
        vault.write("Book.md", (prepared / "notes/Book.md").read_text("utf-8"))
        yield vault


def do(library: Library, act: str, done: list[str]) -> None:
    """One act of a row; its change is added to those done."""
    if act.startswith("~"):
        assert acts.undo(library, done[int(act[1:]) - 1], NOW).not_undone == ()
        return
    with library.writing() as db:
        if act.startswith("-"):
            done.append(delete_tag(db, act[1:], NOW)[1])
            return
        name, sign, value = re.fullmatch(r"!?(\S+)(?: ([>=:]) (.+))?", act).groups()  # type: ignore[union-attr]
        said = {">": {"new": value}, "=": {"aliases": [value]}, ":": {"description": value}}
        done.append(change_tag(db, name, NOW, **said.get(sign, {"hidden": True}))[1])  # type: ignore[arg-type]


def shown(vault: Vault) -> list[str]:
    """Tags of each passage, in reading order."""
    return [" ".join(sorted(h.tags)) for h in vault.live()]


@pytest.mark.parametrize(
    ("done", "after", "brought", "comes", "asked"),
    [row[1:] for row in ROWS],
    ids=[row[0] for row in ROWS],
)
def test_acts_on_tags_hold_when_files_are_read_again(
    vault: Vault, done: str, after: str, brought: str, comes: str, asked: str
) -> None:
    changes: list[str] = []
    for act in done.split(", "):
        do(vault.engine, act, changes)
    wanted = [" ".join(sorted(tags.split())) for tags in after.split("; ")]
    assert shown(vault) == wanted
    vault.write("Book.md", (vault.folder / "Book.md").read_text("utf-8") + "\n")
    later = Passage("A later passage.", 9, tags=tuple(brought.split()))
    vault.write("Later.md", export([later], title="Later"))
    vault.take()
    assert shown(vault) == [" ".join(sorted(comes.split())), *wanted]
    with vault.engine.reading() as db:
        for name, number in (each.split() for each in asked.split(", ")):
            assert (name, search(db, f"#{name}").total) == (name, int(number))
    for change in reversed(changes):
        if f"~{changes.index(change) + 1}" not in done:
            acts.undo(vault.engine, change, NOW)
    assert shown(vault)[1:] == [" ".join(sorted(tags)) for tags in TAGS]
    assert verify(vault.engine) == []


def test_what_is_said_of_a_tag_goes_with_its_name(vault: Vault) -> None:
    changes: list[str] = []
    first = ("time : Slow or fast.", "time/slow : Slow.", "!time/slow", "mosses : Those of moss.")
    for act in (*first, "time > pace", "mosses > moss"):
        do(vault.engine, act, changes)
    vault.take()
    with vault.engine.reading() as db:
        told = [tag_details(db, name) for name in ("pace", "pace/slow", "moss")]
        assert [each.description for each in told] == ["Slow or fast.", "Slow.", "Those of moss."]
        assert [each.hidden for each in told] == [False, True, False]
    do(vault.engine, "~5", changes)
    with vault.engine.reading() as db:
        told = [tag_details(db, name) for name in ("time", "time/slow")]
        assert [(each.description, each.hidden) for each in told] == [
            ("Slow or fast.", False),
            ("Slow.", True),
        ]


VAULTS = ("vault-03", "vault-10")  # with many tags, and of several exporters


@pytest.mark.parametrize("name", VAULTS)
def test_acts_on_the_tags_of_real_exports_hold_when_these_are_read_again(
    shared: Path, tmp_path: Path, empty_library: Path, name: str
) -> None:
    """The commonest tags are merged, renamed, deleted; then every file is read anew."""
    files = [path for path in (shared / "corpus" / name).rglob("*.md") if path.is_file()]
    (tmp_path / "library.db").write_bytes(empty_library.read_bytes())
    with Library(tmp_path / "library.db") as library:
        import_paths(library, files)
        with library.reading() as db:
            few = [tag.name for tag in list_tags(db, sort="highlights", limit=5).items]
            before = _tags_by_code(db)
        assert len(few) == 5
        one, two, three, four, five = few
        acted: list[str] = []
        with library.writing() as db:
            acted += [change_tag(db, two, NOW, new=one)[1]]
            acted += [change_tag(db, three, NOW, new="other/name")[1]]
            acted += [change_tag(db, "other", NOW, new="another")[1]]
            acted += [delete_tag(db, four, NOW)[1]]
            acted += [change_tag(db, five, NOW, aliases=["not there"], hidden=True)[1]]
            after = _tags_by_code(db)
        assert after != before
        with library.writing() as db:
            db.exec_driver_sql("UPDATE files SET parser = 0")  # as if read by an earlier program
        import_paths(library, files)
        with library.reading() as db:
            assert _tags_by_code(db) == after
            assert tag_details(db, "another/name").aliases
        for change in reversed(acted):
            acts.undo(library, change, NOW)
        with library.reading() as db:
            assert _tags_by_code(db) == before


def _tags_by_code(db: Connection) -> dict[str, list[str]]:
    """Tags of every live highlight, by its code, in one form."""
    found: dict[str, list[str]] = {}
    cursor = ""
    while True:
        page = list_highlights(db, cursor=cursor, limit=200)
        found |= {h.id: sorted(map(name_key, h.tags)) for h in page.items}
        if not (cursor := page.next_cursor):
            return found


def test_a_hidden_tag_hides_none_that_it_is_merged_into(vault: Vault) -> None:
    for act in ("!mosses", "mosses > moss"):
        do(vault.engine, act, [])
    with vault.engine.reading() as db:
        assert "moss" in [each.name for each in list_tags(db).items]
