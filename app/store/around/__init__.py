"""What belongs to a passage beyond its own document."""
