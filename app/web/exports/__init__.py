"""Exports from the pages: chosen, followed while they are written, then downloaded."""
