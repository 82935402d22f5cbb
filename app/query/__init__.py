"""The search grammar: from text to a tree and from the tree to plain words."""
