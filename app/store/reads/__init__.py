"""Queries of pages, API and commands."""
