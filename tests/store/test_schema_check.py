"""The schema is compared with what it should be, and what is derived of it is made anew."""

import pytest

from app.importer.verify import verify
from app.store.db.library import Library
from app.store.schema_check import mend_schema, schema_faults

DERIVED = {
    "DROP TABLE highlight_search": "the table 'highlight_search' is missing",
    "DROP TABLE highlight_search_idx": "the table 'highlight_search_idx' is missing",
    "DROP TABLE document_search_words": "the table 'document_search_words' is missing",
    "DROP INDEX ix_links_stem": "the index 'ix_links_stem' is missing",
    "DROP TABLE names": "the table 'names' is missing",
    "DROP TABLE tag_counts": "the table 'tag_counts' is missing",
    "CREATE TRIGGER of_others AFTER INSERT ON tags BEGIN DELETE FROM "
    "tags; END": "trigger 'of_others'",
}
STORED = ("DROP TABLE my_fields", "ALTER TABLE highlights DROP COLUMN color")


def change(library: Library, *statements: str) -> None:
    with library.migrating() as db:
        db.exec_driver_sql("PRAGMA foreign_keys=OFF")
        for statement in statements:
            db.exec_driver_sql(statement)
        db.exec_driver_sql("PRAGMA foreign_keys=ON")


def test_a_new_library_is_as_it_should_be(engine: Library) -> None:
    with engine.reading() as db:
        assert schema_faults(db) == []


@pytest.mark.parametrize(("statement", "said"), DERIVED.items(), ids=DERIVED)
def test_what_is_derived_is_missed_and_made_anew(
    engine: Library, statement: str, said: str
) -> None:
    change(engine, statement)
    assert any(
        said in problem.message and "verify --mend" in problem.message for problem in verify(engine)
    )
    with engine.writing() as db:
        mend_schema(db)
    with engine.reading() as db:
        assert schema_faults(db) == []


def test_an_index_over_other_columns_is_made_anew(engine: Library) -> None:
    change(engine, "DROP INDEX ix_links_stem", "CREATE INDEX ix_links_stem ON links (name)")
    with engine.writing() as db:
        assert [fault.said for fault in schema_faults(db)] == [
            "index 'ix_links_stem' is not as it should be"
        ]
        mend_schema(db)
        assert schema_faults(db) == []


@pytest.mark.parametrize("statement", STORED)
def test_what_only_a_copy_can_bring_back_is_said_and_left(engine: Library, statement: str) -> None:
    change(engine, statement)
    problems = [problem.message for problem in verify(engine, mend=True)]
    assert len(problems) == 1
    assert "`florilegium restore FILE`" in problems[0]
    with engine.reading() as db:
        assert len(schema_faults(db)) == 1


def test_tables_and_columns_of_others_are_no_fault(engine: Library) -> None:
    change(
        engine,
        "CREATE TABLE mine (x)",
        "CREATE INDEX mine_x ON mine (x)",
        "ALTER TABLE tags ADD COLUMN mine TEXT",
    )
    with engine.reading() as db:
        assert schema_faults(db) == []
