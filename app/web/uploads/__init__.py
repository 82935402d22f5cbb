"""Uploads: receive files, rehearse their import, carry it out."""
