"""Libraries on disk for the tests of the search: those of the store."""

from tests.store.conftest import blank, db, engine, filled_file, library, queries, schema_file

__all__ = ["blank", "db", "engine", "filled_file", "library", "queries", "schema_file"]
