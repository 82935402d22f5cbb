"""The JSON API: reading, changes and server-sent events."""
