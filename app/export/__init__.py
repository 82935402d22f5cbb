"""Taking everything out: the library as files that other programs read."""
