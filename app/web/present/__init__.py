"""Presentation of the library's values on pages: text, links, facets, feeds."""
