"""Florilegium: a personal knowledge base for reading highlights."""
