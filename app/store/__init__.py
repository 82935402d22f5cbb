"""All SQL of the house. Functions take a connection; their callers own the transaction."""
