"""Files to read: found in folders and archives, and their bytes."""
