"""What an import writes."""
