"""Identity of documents and highlights over versions: pure, from parsed files to records."""
