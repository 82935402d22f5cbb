"""Files that give nothing, and why."""

import re
from pathlib import PurePath

BINARY = "no text"
_COPIES = (
    (".trash", "copy in .trash"),
    (".recycle", "copy in logseq/.recycle"),
    ("bak", "copy in logseq/bak"),
    ("version-files", "copy in logseq/version-files"),
)
_SYNC = re.compile(r"[#\s\[\]*-]{0,20}(?:On )?\[?\[?[^\n]{4,60}?(?:—|-|–|\bReadwise\b)[^\n]{0,20}\bsynced \d+ highlights? from \d+", re.IGNORECASE)


def skip_reason(path: str, text: str, *, named: bool) -> str:
    """Why a file is not read, or an empty string."""
    if not text or text.isspace():
        return "empty"
    if "ynced " in text[:400] and any(map(_SYNC.match, text[:2000].split("\n")[:4])):
        return "sync log"
    if named or not any(folder in path for folder, _ in _COPIES):
        return ""
    folders = PurePath(path).parts[:-1]
    for folder, reason in _COPIES:
        if folder in folders and (folder == ".trash" or "logseq" in folders):
            return reason
    return ""
