"""Identity of documents and highlights across versions.

Pure functions from parsed files to records.
"""
