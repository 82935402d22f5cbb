"""Which highlight of which version is which: pure, from parsed files to the records of the library."""
