"""From files to the library: walk, read, parse, match, write."""
