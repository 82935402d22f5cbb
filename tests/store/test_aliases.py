"""Tags and authors under other names.

What is shown, what comes back with an undo, and what imports bring afterwards.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.errors import NotFoundError, WrongUseError
from app.importer import acts
from app.importer.verify import verify
from app.search.search import search
from app.store.db.aliases import Aliases
from app.store.db.library import Library
from app.store.edits.authors import join_authors, works_of_one_title
from app.store.edits.edits import change_highlights
from app.store.edits.tags import change_tag, delete_tag, effect_of_renaming
from app.store.reads.authors_tags import all_tags, author, list_authors, list_tags, tag, tag_details
from app.store.reads.links import linking_to_name, places_linking
from app.store.reads.targets import target
from app.text import name_key
from tests.examples import examples
from tests.identity.vault import Passage, Vault, export

NOW = "2025-05-03T08:00:00Z"


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory, empty_library: Path) -> Path:
    """A folder with two books with tags, and the library that holds them."""
    folder = tmp_path_factory.mktemp("aliases")
    (folder / "notes").mkdir()
    with Library(Path(shutil.copy(empty_library, folder / "library.db"))) as library:
        vault = Vault(folder / "notes", library)
        vault.write(
            "Tides.md",
            export(
                [
                    Passage("The sea keeps two clocks.", 1, tags=("moss", "time/slow")),
                    Passage("A tide is a breath.", 2, tags=("mosses",)),
                ]
            ),
        )
        vault.write(
            "Walls.md",
            export(
                [
                    Passage("Walls are sentences.", 3, tags=("mosses", "moss")),
                    Passage("A gate is a comma.", 4, tags=("time/fast", "Salt")),
                ],
                title="Walls",
                author="A. Ruiz",
            ),
        )
        vault.take()
    return folder


@contextmanager
def opened(prepared: Path, folder: Path) -> Iterator[Vault]:
    """A copy of that library and its folder of notes."""
    shutil.copytree(prepared / "notes", folder / "notes")
    with Library(Path(shutil.copy(prepared / "library.db", folder / "library.db"))) as library:
        vault = Vault(folder / "notes", library, clock=1_800_000_000)
        vault.take()
        yield vault


@pytest.fixture
def vault(tmp_path: Path, prepared: Path) -> Iterator[Vault]:
    """A copy of it."""
    with opened(prepared, tmp_path) as vault:
        yield vault


def tags_of(vault: Vault) -> list[list[str]]:
    """The tags of each live highlight, in reading order."""
    return [[*h.tags] for h in vault.live()]


def rename(vault: Vault, name: str, new: str) -> str:
    with vault.engine.writing() as db:
        return change_tag(db, name, NOW, new=new)[1]


def found(vault: Vault, query: str) -> int:
    with vault.engine.reading() as db:
        return search(db, query).total


BEFORE = [["moss", "time/slow"], ["mosses"], ["moss", "mosses"], ["Salt", "time/fast"]]


def test_an_early_renaming_is_undone_below_later_ones(vault: Vault) -> None:
    first = rename(vault, "mosses", "moss")
    rename(vault, "moss", "lichen")
    acts.undo(vault.engine, first, NOW)
    assert tags_of(vault)[1:3] == [["mosses"], ["lichen", "mosses"]]


def test_old_names_are_found_and_what_imports_bring_under_them_gets_the_new(vault: Vault) -> None:
    rename(vault, "mosses", "moss")
    vault.write(
        "Later.md", export([Passage("Rain is patient.", 5, tags=("Mosses",))], title="Later")
    )
    vault.take()
    assert (found(vault, "#mosses"), found(vault, "#moss"), found(vault, "#mosses rain")) == (
        4,
        4,
        1,
    )
    with vault.engine.reading() as db:
        assert (tag(db, "#mosses").name, tag(db, "moss").highlights) == ("moss", 4)
        assert tag_details(db, "moss").aliases == ("mosses",)
        assert [each.id for each in target(db, "mosses")] == ["moss"]
        assert "mosses" not in [each.name for each in list_tags(db).items]


def test_what_the_reader_did_to_tags_stays_with_and_without_aliases(vault: Vault) -> None:
    one = vault.live()[1].id
    renamed = rename(vault, "mosses", "moss")
    with vault.engine.writing() as db:
        took = change_highlights(db, {one: {"tags": ["mine"]}}, NOW)
    vault.write(
        "Tides.md", (vault.folder / "Tides.md").read_text().replace("breath", "slow breath")
    )
    vault.take()
    assert tags_of(vault)[1] == ["mine"]
    acts.undo(vault.engine, renamed, NOW)
    assert tags_of(vault)[1] == ["mine"]
    acts.undo(vault.engine, took, NOW)
    assert tags_of(vault)[1] == ["mosses"]


def test_deleting_takes_a_tag_off_what_is_there_and_is_undone(vault: Vault) -> None:
    with vault.engine.writing() as db:
        number, change = delete_tag(db, "time", NOW)
    assert (number, tags_of(vault)[0], tags_of(vault)[3], found(vault, "#time")) == (
        2,
        ["moss"],
        ["Salt"],
        0,
    )
    vault.write("Walls.md", (vault.folder / "Walls.md").read_text() + "\n")
    vault.take()
    assert found(vault, "#time") == 0
    acts.undo(vault.engine, change, NOW)
    assert tags_of(vault) == BEFORE


def test_the_effect_is_told_and_nothing_changed(vault: Vault) -> None:
    with vault.engine.reading() as db:
        told = [
            (e.name, e.new_name, e.highlights, e.there)
            for e in effect_of_renaming(db, "mosses", "moss")
        ]
        below = [(e.name, e.new_name) for e in effect_of_renaming(db, "time", "Pace")]
    assert told == [("mosses", "moss", 2, 2)]
    assert below == [("time", "Pace"), ("time/fast", "Pace/fast"), ("time/slow", "Pace/slow")]
    assert tags_of(vault) == BEFORE


@pytest.mark.parametrize("new", ["", "  ", "#", "time/slow/er", "/", "x" * 201])
def test_names_that_cannot_be_one(vault: Vault, new: str) -> None:
    with vault.engine.writing() as db, pytest.raises(Exception, match=r"^name: "):
        change_tag(db, "time" if "/" in new else "moss", NOW, new=new)


def test_a_tag_is_not_renamed_below_itself_by_the_old_name_of_a_tag_above(vault: Vault) -> None:
    with vault.engine.writing() as db:
        change_tag(db, "moss", NOW, aliases=["green"])
        with pytest.raises(WrongUseError, match="'green/slow' is below 'moss' itself"):
            change_tag(db, "moss", NOW, new="green/slow")
        assert change_tag(db, "mosses", NOW, new="green/slow")[0] == "moss/slow"


def test_a_tag_that_is_not_there(vault: Vault) -> None:
    with (
        vault.engine.writing() as db,
        pytest.raises(NotFoundError, match="there is no tag 'nothing'"),
    ):
        change_tag(db, "nothing", NOW, new="moss")


def test_descriptions_hidden_tags_and_other_names(vault: Vault) -> None:
    with vault.engine.writing() as db:
        _, change = change_tag(
            db,
            "moss",
            NOW,
            description=" Slow *green*. ",
            hidden=True,
            aliases=["Bryophyta", "#mosses"],
        )
        told = tag_details(db, "moss")
        assert (told.description, told.hidden, told.aliases) == (
            "Slow *green*.",
            True,
            ("Bryophyta", "mosses"),
        )
        assert "moss" not in [each.name for each in all_tags(db)]
        assert [each.id for each in target(db, "bryophyta")] == ["moss"]
        with pytest.raises(WrongUseError, match="above or below"):
            change_tag(db, "time/slow", NOW, aliases=["time"])
    assert found(vault, "#bryophyta") == 3
    acts.undo(vault.engine, change, NOW)
    with vault.engine.reading() as db:
        assert tag_details(db, "moss").aliases == ()
        assert "moss" in [each.name for each in all_tags(db)]
    assert tags_of(vault) == BEFORE


def test_tags_of_documents_are_the_same_names(vault: Vault) -> None:
    vault.write("Own.md", "---\ntags: [mosses, time/slow]\n---\n# Own\n\nSome words of mine.\n")
    vault.take()
    change = rename(vault, "mosses", "moss")
    with vault.engine.reading() as db:
        assert (tag(db, "moss").documents, tag(db, "moss").highlights) == (1, 3)
    acts.undo(vault.engine, change, NOW)
    with vault.engine.reading() as db:
        assert (tag(db, "moss").documents, tag(db, "mosses").documents) == (0, 1)
    assert verify(vault.engine) == []


def test_two_spellings_of_an_author_become_one(vault: Vault) -> None:
    with vault.engine.writing() as db:
        to, change = join_authors(db, "A. Ruiz", "ana ruiz", NOW)
        assert (to, author(db, "A. Ruiz").documents) == ("Ana Ruiz", 2)
        assert [each.name for each in list_authors(db).items] == ["Ana Ruiz"]
        assert [each.id for each in target(db, "A. Ruiz")] == ["Ana Ruiz"]
        assert len(places_linking(db, linking_to_name(db, "Ana Ruiz"))) == 2
    vault.write("Third.md", export(["A line."], title="Third", author="A. Ruiz"))
    vault.write(
        "Twice.md",
        export(["Another line."], title="Walls", author="Ana Ruiz", url="https://walls.example/2"),
    )
    vault.take()
    assert found(vault, 'author:"A. Ruiz" is:highlight') == 6
    with vault.engine.reading() as db:
        assert author(db, "Ana Ruiz").documents == 4
        assert [{one.title, two.title} for one, two in works_of_one_title(db, "Ana Ruiz")] == [
            {"Walls"}
        ]
    assert verify(vault.engine) == []
    acts.undo(vault.engine, change, NOW)
    with vault.engine.reading() as db:
        assert (author(db, "Ana Ruiz").documents, author(db, "A. Ruiz").documents) == (2, 2)
    assert verify(vault.engine) == []


NAMES = st.sampled_from(["a", "b", "c", "a/b", "a/c", "b/c"])


@settings(max_examples=examples(100))
@given(pairs=st.dictionaries(NAMES, NAMES, max_size=6), name=NAMES)
def test_every_chain_ends(pairs: dict[str, str], name: str) -> None:
    aliases = Aliases({name_key(old): (old, new) for old, new in pairs.items()}, nested=True)
    assert aliases.shown(name)
    for old in aliases.leading_to(name):
        assert name_key(aliases.shown(old)) == name_key(name)


RENAMINGS = st.tuples(
    st.sampled_from(["moss", "mosses", "time", "Salt"]),
    st.sampled_from(["moss", "lichen", "time", "salt"]),
)


@settings(
    max_examples=examples(5),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(steps=st.lists(RENAMINGS, max_size=5), data=st.data())
def test_any_renamings_undone_in_any_order_leave_nothing(
    prepared: Path, steps: list[tuple[str, str]], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder, opened(prepared, Path(folder)) as vault:
        changes = [change for name, new in steps if (change := rename(vault, name, new))]
        assert verify(vault.engine) == []
        for change in data.draw(st.permutations(changes)):
            acts.undo(vault.engine, change, NOW)
        # a spelling of the reader's may stay until the file is read again
        assert [[name_key(name) for name in names] for names in tags_of(vault)] == [
            [name_key(name) for name in names] for names in BEFORE
        ]
        assert verify(vault.engine) == []
