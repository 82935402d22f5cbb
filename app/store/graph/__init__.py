"""The graph of documents, authors, tags and wanted names."""
