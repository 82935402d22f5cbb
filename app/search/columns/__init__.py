"""The column index beside FTS5: arrays by which searches choose, rank and count rows."""
