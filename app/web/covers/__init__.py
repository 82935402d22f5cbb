"""Covers drawn, not fetched: the same document always wears the same one."""
