"""Edits: the reader's own layer of overrides above the files."""
