"""What a reader asks for: the search grammar, from text to a tree and from the tree to plain words. Every text is a query."""
