"""What leaves the library in other forms: all of it as files, works as they are cited, and drafts."""
