"""Passages of a file: read from bullets and paragraphs into highlights, below their chapters."""
