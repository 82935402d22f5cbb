"""Markdown: plain words without markup, links between pages, and safe HTML."""
