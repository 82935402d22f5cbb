"""The database: engine, schema, rows, keys and counts."""
