"""Mentions: where a page's names occur in texts without a link, found when they are read."""
