"""Import of files into the library: scan, read, parse, match, write."""
