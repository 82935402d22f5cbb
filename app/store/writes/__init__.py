"""Writes of an import."""
