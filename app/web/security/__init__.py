"""The guard before every request, and the token."""
