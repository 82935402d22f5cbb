"""The forms in which documents and highlights leave: pure writers of text, one a module."""
