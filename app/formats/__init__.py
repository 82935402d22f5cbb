"""Parsers of export files: the bytes of one file to a `ParsedFile`, without database or network."""
