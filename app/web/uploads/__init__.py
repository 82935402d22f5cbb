"""Uploads: received, rehearsed, imported."""
