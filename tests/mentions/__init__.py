"""Mentions over libraries."""
