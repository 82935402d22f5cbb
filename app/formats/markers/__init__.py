"""Markers that exporters set behind a passage: read, and taken off its text."""
