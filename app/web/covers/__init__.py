"""Covers that are drawn, not fetched: a document always has the same one."""
