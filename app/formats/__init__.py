"""From the bytes of one file to what it holds: pure, a `ParsedFile` for any bytes."""
