"""Results in memory: made once, and anew after whatever is written."""

from app.store.db.library import Library
from app.store.remembered import remembered
from tests.store.library import add_import


def test_a_result_is_made_once_for_each_state_of_the_library(engine: Library) -> None:
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    def asked(*, lasting: bool = True) -> int:
        with engine.reading() as db:
            return remembered(db, ("a",), make, lasting=lambda _: lasting)

    assert (asked(), asked()) == (1, 1)
    with engine.writing() as db:
        assert remembered(db, ("a",), make) == 2, "a writer sees more"
        add_import(db)
    assert (asked(lasting=False), asked(), asked()) == (3, 4, 4)
    with engine.writing() as db:
        db.exec_driver_sql(
            "INSERT INTO index_log (mark, highlights, documents) VALUES (1,'[]','[]')"
        )
    assert (asked(), asked()) == (5, 5)
