"""Positions of the nodes of a graph, pure and always the same for the same graph."""
