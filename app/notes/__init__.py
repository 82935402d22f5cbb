"""The reader's own notes: Markdown files in one folder, read, written and removed without loss."""
