"""Whatever order the versions of a vault are imported in, and however often, the library says the same."""

import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.store.db.engine import make_engine
from tests.examples import examples
from tests.identity.vault import Passage, Vault, export

WORDS = ("amber", "birch", "cedar", "dune", "ember", "fjord", "grove", "heath", "islet", "jetty")
sentences = st.lists(st.sampled_from(WORDS), min_size=3, max_size=9).map(" ".join)
passages = st.builds(Passage, text=sentences, number=st.just(0), note=st.sampled_from(("", "mine")), tags=st.sampled_from(((), ("t",))))


@st.composite
def edits(draw: st.DrawFn) -> list[list[Passage]]:
    """Versions of one export, each made from the one before by adding, dropping and rewording passages; every passage has its own id."""
    number = 1
    versions: list[list[Passage]] = [[]]
    for _ in range(draw(st.integers(2, 4))):
        current = [p for p in versions[-1] if draw(st.integers(0, 4))]
        current = [Passage(draw(sentences), p.number, p.note, p.tags) if not draw(st.integers(0, 3)) else p for p in current]
        for _ in range(draw(st.integers(0, 3))):
            fresh = draw(passages)
            current.insert(draw(st.integers(0, len(current))), Passage(fresh.text, number, fresh.note, fresh.tags))
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
    return Vault(folder / "notes", make_engine(Path(shutil.copy(empty, folder / "library.db"))))


def replay(vault: Vault, versions: Sequence[Sequence[Passage]], order: Sequence[int]) -> tuple[object, ...]:
    """What the library says after these versions of one file were imported in this order, each with the mtime it was written at."""
    for index in order:
        vault.take(vault.write("Tides.md", export(versions[index]), at=1_700_000_000 + 60 * index))
    vault.engine.dispose()
    return said(vault)


@given(edits(), st.data())
@settings(max_examples=examples(4), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_the_newest_version_is_live_whatever_the_order(empty_library: Path, versions: list[list[Passage]], data: st.DataObject) -> None:
    """A version imported late or again changes nothing of what is live: the newest mtime decides."""
    straight = list(range(len(versions)))
    mixed = data.draw(st.permutations(straight)) + data.draw(st.lists(st.sampled_from(straight), max_size=2))
    with tempfile.TemporaryDirectory() as folder:
        first = replay(library(Path(folder) / "a", empty_library), versions, straight)
        second = replay(library(Path(folder) / "b", empty_library), versions, mixed)
    assert first == second
    assert sorted(str(row[1]) for row in first[0]) == sorted(p.text for p in versions[-1])  # type: ignore[attr-defined]
