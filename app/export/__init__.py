"""What leaves the library: all of it as files, works as they are cited, and drafts."""
