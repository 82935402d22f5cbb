"""Search: from the tree of a query to hits, facets and suggestions."""
