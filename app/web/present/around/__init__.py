"""What is around a passage or a name: echoes, the graph, the index."""
