"""The API: JSON to read, changes to make, events to follow."""
