"""Markers of other programs: the links behind a passage, and Zotero's annotations."""
