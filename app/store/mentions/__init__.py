"""Mentions: where a page's names stand in texts without a link, found when they are read."""
