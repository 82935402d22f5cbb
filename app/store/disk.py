"""Making files lasting: what was written, and the names of files in a folder, survive a loss of power."""

import os
from pathlib import Path


def sync_file(path: Path) -> None:
    """Wait until the file's bytes are on the disk; an OSError where the disk fails."""
    with path.open("rb+") as written:
        os.fsync(written.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in the folder are on the disk; an OSError where the disk fails."""
    if os.name != "posix":  # other systems open no folders
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)
