"""What other programs hang behind a passage: their links, and the notes of Zotero."""
