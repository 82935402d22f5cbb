"""FTS5 index: what is written into it, and the log of its changes."""
