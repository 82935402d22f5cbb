"""SQL of the library. Functions take a connection; their callers own the transaction."""
