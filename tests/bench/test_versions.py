"""What one more version of a file costs, beside the number of versions that it had."""

import time
from collections.abc import Callable
from pathlib import Path

from app.importer.run import import_paths
from app.store.db.library import Library
from app.store.migrations import upgrade
from tests.bench.vault import HEAD

SAVES = 500
TOLD = {"an export of 300 highlights": (5, 50, 200), "a note of 20 KB": (5, 50, 200, 500)}


def export_of(version: int) -> str:
    """An export in which each version adds a passage and rewords another."""
    lines = [
        f"- {_sentence(n, version if n == version % 300 else 0)} ([Location "
        f"{n}](https://readwise.io/to_kindle?location={n}))"
        for n in range(300)
    ]
    return "\n".join(
        [
            "# Tides",
            "",
            "## Metadata",
            "- Author: [[Ana Ruiz]]",
            "- Full Title: Tides",
            "- Category: #books",
            "",
            "## Highlights",
            *lines,
            "",
        ]
    )


def note_of(version: int) -> str:
    """A page of the reader's, with a paragraph changed in each version."""
    return (
        "# Mine\n\n"
        + "\n\n".join(_sentence(n, version if n == version % 100 else 0, 30) for n in range(100))
        + "\n"
    )


def _sentence(number: int, version: int, length: int = 25) -> str:
    words = [HEAD[(number * 31 + k * k + number * k) % len(HEAD)] for k in range(length)]
    return f"{' '.join(words)} {number} {version or ''}".strip() + "."


def test_one_more_version_costs_the_same_after_many(tmp_path: Path) -> None:
    """Prints the table; on any machine the last versions take under thrice the first ones' time."""
    for (name, told), make in zip(TOLD.items(), (export_of, note_of), strict=True):
        taken = versions(tmp_path / name.replace(" ", "-"), make, max(told))
        for number in told:
            print(f"{name}, version {number:4}: {around(taken, number) * 1000:6.1f} ms CPU")  # noqa: T201 a table for people
        assert around(taken, max(told)) < 3 * around(taken, 5)


def versions(folder: Path, make: Callable[[int], str], many: int) -> list[float]:
    """Seconds of processor time for the import of each version of one file."""
    (folder / "notes").mkdir(parents=True)
    engine = Library(folder / "library.db")
    upgrade(engine)
    taken = []
    for version in range(1, many + 1):
        (folder / "notes" / "Tides.md").write_text(make(version), encoding="utf-8")
        begun = time.process_time()
        import_paths(engine, [folder / "notes"], by_hand=False)
        taken.append(time.process_time() - begun)
    engine.close()
    return taken


def around(taken: list[float], number: int) -> float:
    """The middle one of five neighbours."""
    return sorted(taken[max(0, number - 3) : number + 2])[
        len(taken[max(0, number - 3) : number + 2]) // 2
    ]
