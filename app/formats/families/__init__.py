"""Parsers, one module for each family of exporters and templates."""
