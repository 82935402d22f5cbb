"""Names in texts: where they are mentioned, and the sentences around them."""
