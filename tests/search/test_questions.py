"""Questions of a reader of the long report: the passage meant is among the first three."""

import shutil
from pathlib import Path

from app.importer.run import import_paths
from app.search.search import search
from app.store.db.library import Library

QUESTIONS = Path(__file__).with_name("questions.tsv")
ENOUGH = 36


def test_questions_about_the_report_find_their_passage(
    shared: Path, empty_library: Path, tmp_path: Path
) -> None:
    """Forty questions, each with the code of the passage that answers it."""
    asked = [line.split("\t") for line in QUESTIONS.read_text(encoding="utf-8").splitlines()]
    engine = Library(Path(shutil.copy(empty_library, tmp_path)))
    import_paths(engine, [shared / "seeds"])
    with engine.reading() as db:
        first = {
            question: [
                hit.highlight.id for hit in search(db, question, limit=3).hits if hit.highlight
            ]
            for question, _ in asked
        }
    engine.close()
    missed = {question: first[question] for question, code in asked if code not in first[question]}
    assert len(asked) == 40
    assert len(asked) - len(missed) >= ENOUGH, missed
