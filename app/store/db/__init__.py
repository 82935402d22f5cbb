"""Database: engine, schema, rows, keys and counts."""
