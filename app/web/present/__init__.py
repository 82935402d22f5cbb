"""How values of the library are shown on pages: text, links, facets, feeds."""
