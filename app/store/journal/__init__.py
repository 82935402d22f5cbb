"""Journal of acts: what the reader did himself, in a second file, from which it can come back."""
