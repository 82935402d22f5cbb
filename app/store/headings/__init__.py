"""What the library's index reads: passages to find phrases in, headings, and their places."""
