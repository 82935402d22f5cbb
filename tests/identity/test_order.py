"""Whatever order the versions of a vault are imported in, and however often.

The library says the same.
"""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.importer.run import import_paths
from app.importer.verify import verify
from app.store.db.library import Library
from app.store.reads.documents import list_documents
from tests.examples import examples
from tests.identity.vault import Passage, Vault, export

WORDS = ("amber", "birch", "cedar", "dune", "ember", "fjord", "grove", "heath", "islet", "jetty")
sentences = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(" ".join)
passages = st.builds(
    Passage,
    text=sentences,
    number=st.just(0),
    note=st.sampled_from(("", "mine")),
    tags=st.sampled_from(((), ("t",))),
)


@st.composite
def edits(draw: st.DrawFn) -> list[list[Passage]]:
    """Versions of one export, each made from the one before by adding.

    Dropping and rewording passages; every passage has its own id.
    """
    number = 1
    versions: list[list[Passage]] = [[]]
    for _ in range(draw(st.integers(2, 4))):
        current = [p for p in versions[-1] if draw(st.integers(0, 4))]
        current = [
            Passage(draw(sentences), p.number, p.note, p.tags) if not draw(st.integers(0, 3)) else p
            for p in current
        ]
        for _ in range(draw(st.integers(0, 3))):
            fresh = draw(passages)
            current.insert(
                draw(st.integers(0, len(current))),
                Passage(fresh.text, number, fresh.note, fresh.tags),
            )
            number += 1
        versions.append(current)
    return versions[1:]


def said(vault: Vault) -> tuple[object, ...]:
    """All that the library says of live and gone passages."""
    live = [(h.document.title, h.text, h.note, h.tags, h.location) for h in vault.live()]
    return live, vault.gone()


def library(folder: Path, empty: Path) -> Vault:
    """A new vault."""
    (folder / "notes").mkdir(parents=True)
    return Vault(folder / "notes", Library(Path(shutil.copy(empty, folder / "library.db"))))


def replay(
    vault: Vault, versions: Sequence[Sequence[Passage]], order: Sequence[int]
) -> tuple[object, ...]:
    """What the library says after these versions of one file were imported in this order.

    Each with the mtime it was written at.
    """
    for index in order:
        vault.take(vault.write("Tides.md", export(versions[index]), at=1_700_000_000 + 60 * index))
    vault.engine.close()
    return said(vault)


@given(edits(), st.data())
@settings(
    max_examples=examples(4),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_newest_version_is_live_whatever_the_order(
    empty_library: Path, versions: list[list[Passage]], data: st.DataObject
) -> None:
    """A version imported late or again changes nothing of what is live.

    The newest mtime decides.
    """
    straight = list(range(len(versions)))
    mixed = data.draw(st.permutations(straight)) + data.draw(
        st.lists(st.sampled_from(straight), max_size=2)
    )
    with tempfile.TemporaryDirectory() as folder:
        first = replay(library(Path(folder) / "a", empty_library), versions, straight)
        second = replay(library(Path(folder) / "b", empty_library), versions, mixed)
    assert first == second
    assert sorted(str(row[1]) for row in first[0]) == sorted(p.text for p in versions[-1])  # type: ignore[attr-defined]


@given(st.lists(edits(), min_size=2, max_size=2), st.booleans())
@settings(
    max_examples=examples(5),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_what_is_kept_of_earlier_versions_says_what_they_say(
    empty_library: Path, two: list[list[list[Passage]]], quoted: bool
) -> None:
    """The library after each version is what all versions together give.

    Whether they are read again or not.
    """
    with tempfile.TemporaryDirectory() as folder:
        vault = library(Path(folder) / "a", empty_library)
        if quoted:
            vault.write("Mine.md", f"# Mine\n\n{Passage('amber', 1).lines()}\n")
        for number in range(4):
            for name, versions in zip(("Tides", "Dunes"), two, strict=True):
                numbered = [
                    replace(p, number=p.number and p.number + 10 * (name == "Dunes"))
                    for p in versions[min(number, len(versions) - 1)]
                ]
                vault.write(f"{name}.md", export(numbered, title=name))
            vault.write("Page.md", f"# Page\n\n> amber {number}\n")
            vault.take()
            assert verify(vault.engine) == []
        vault.engine.close()


@st.composite
def vaults(draw: st.DrawFn) -> list[str]:
    """Some exports that name the same few tags and authors in different spellings.

    One document often in two of them.
    """
    words = st.sampled_from(("Tide", "tide", "TIDE", "Straße", "STRASSE", "sea/Tide", "Sea/tide"))
    tagged = st.builds(
        Passage, text=sentences, number=st.just(0), tags=st.lists(words, max_size=2).map(tuple)
    )
    exported = st.builds(
        export,
        st.lists(tagged, min_size=1, max_size=3),
        title=st.sampled_from(WORDS[:3]),
        author=st.sampled_from(("Ana Ruiz", "ANA RUIZ", "ana ruiz")),
    )
    return draw(st.lists(exported, min_size=2, max_size=5))


@given(vaults(), st.data())
@settings(
    max_examples=examples(6),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_the_library_is_the_same_whatever_the_order_and_size_of_batches(
    empty_library: Path, texts: list[str], data: st.DataObject
) -> None:
    """All of it, the index and the shown spelling of each tag and author included.

    But for the numbers of rows.
    """
    order = data.draw(st.permutations(range(len(texts))))
    with tempfile.TemporaryDirectory() as folder:
        at_once, one_by_one, mixed = (library(Path(folder) / name, empty_library) for name in "abc")
        for vault in (at_once, one_by_one, mixed):
            for number, text in enumerate(texts):
                vault.write(f"{number}.md", text, at=1_700_000_000 + number)
        at_once.take()
        import_paths(one_by_one.engine, [one_by_one.folder], together=1)
        for number in order:
            mixed.take(mixed.folder / f"{number}.md")
        first, *others = [contents(vault) for vault in (at_once, one_by_one, mixed)]
    for other in others:
        assert {name: rows for name, rows in other.items() if rows != first[name]} == {}


def contents(vault: Vault) -> dict[str, list[tuple[object, ...]]]:
    """Rows of a library without their numbers."""
    with vault.engine.reading() as db:
        rows = {
            name: sorted(map(tuple, db.exec_driver_sql(query))) for name, query in _CONTENTS.items()
        }
        rows |= {
            f"documents by {sort}": [(each.id,) for each in list_documents(db, sort=sort).items]
            for sort in ("latest", "title", "author", "highlights")
        }
    vault.engine.close()
    return rows


_CONTENTS = {
    "documents": "SELECT code, kind, title, url, body, earliest, latest, highlights, gone, "
    "author_key FROM documents",
    "highlights": "SELECT h.code, d.code, position, text, h.note, location, at, h.gone FROM "
    "highlights h JOIN documents d ON d.id = document_id",
    "tags": "SELECT key, name FROM tags",
    "authors": "SELECT key, name FROM authors",
    "tagged": "SELECT code, key FROM highlight_tags JOIN highlights ON highlights.id = "
    "highlight_id JOIN tags ON tags.id = tag_id",
    "counts": "SELECT code, key, c.documents, c.highlights FROM tag_counts c JOIN documents d ON "
    "d.id = document_id JOIN tags ON tags.id = tag_id",
    "links": "SELECT d.code, place, target, l.name FROM links l JOIN documents d ON d.id = "
    "l.document_id",
    "marks": "SELECT code, marks FROM echo_marks JOIN highlights ON highlights.id = highlight_id",
    "index": "SELECT code, s.text, s.note, s.title, s.authors, s.tags FROM highlight_search s "
    "JOIN highlights h ON h.id = s.rowid",
    "index of documents": "SELECT code, s.title, s.authors, s.tags, s.body FROM document_search "
    "s JOIN documents d ON d.id = s.rowid",
}
