"""What a server computes while the library is at rest, and keeps."""
