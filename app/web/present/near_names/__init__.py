"""Near names of tags and of authors: pairs that may be one name, written twice."""
