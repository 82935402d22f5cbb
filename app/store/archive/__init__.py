"""Archive of everything that a library stores: one compressed file that other programs can read.

Described in `docs/archive.md`.
"""
