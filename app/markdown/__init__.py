"""Markdown as the house understands it: words without markup, links between pages, and safe HTML."""
