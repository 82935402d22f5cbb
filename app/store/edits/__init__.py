"""The reader's own layer over what the files say."""
