"""What is written into the full-text index, and the log of changes to it."""
