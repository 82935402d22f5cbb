"""Kinds of files and folders, by their names: which are read, named in reports, or passed over."""

import os
from collections.abc import Sequence

SUFFIXES = (".md", ".markdown", ".txt", ".csv", ".json")
_KINDS_NAMED = 3
# Files beside notes that contain no text; archives are reported by themselves.
_SILENT = (
    *(
        ".png",
        ".jpg",
        ".jpeg",
        ".gif",
        ".webp",
        ".svg",
        ".bmp",
        ".tif",
        ".tiff",
        ".heic",
        ".avif",
        ".ico",
    ),
    *(
        ".mp3",
        ".m4a",
        ".wav",
        ".ogg",
        ".flac",
        ".mp4",
        ".mov",
        ".webm",
        ".mkv",
        ".css",
        ".js",
        ".woff",
        ".woff2",
        ".ttf",
        ".otf",
    ),
    *(
        ".zip",
        ".db",
        ".db-wal",
        ".db-shm",
        ".icloud",
        ".lock",
        ".tmp",
        ".canvas",
        ".base",
        ".edn",
        ".excalidraw",
    ),
)
PROGRAMS = frozenset(
    {
        ".git",
        ".obsidian",
        ".stfolder",
        ".stversions",
        ".venv",
        ".vscode",
        "node_modules",
        "__pycache__",
        "version-files",
    }
)


def nothing_to_read(others: Sequence[str]) -> str:
    """Message for a folder or archive that contains only files of other kinds."""
    kinds = sorted({kind_of_file(path) for path in others})
    named = ", ".join(kinds[:_KINDS_NAMED]) + (" and others" if len(kinds) > _KINDS_NAMED else "")
    return (
        f"nothing here can be read: it holds {len(others):,} of other kinds ({named}); "
        f"Markdown, plain text, CSV and JSON are read"
    )


def kind_of_file(path: str) -> str:
    """Suffix of a file's name in lower case, as `.html`; the whole name where it has none."""
    # a Path for each of very many files is dear
    return os.path.splitext(path)[1].lower() or os.path.basename(path)  # noqa: PTH119, PTH122


def is_other(name: str) -> bool:
    """Whether a file of this name may contain text.

    Not hidden, no picture, sound or part of a page.
    """
    return not (is_readable(name) or name.startswith(".") or name.lower().endswith(_SILENT))


def is_passed_over(folder: str) -> bool:
    """Whether a folder of this name is not scanned: it holds files of another program."""
    return folder in PROGRAMS


def is_ours(folder: str) -> bool:
    """Whether this is the folder beside a library in which uploads are staged."""
    library, _, ending = folder.rpartition(".")
    # a Path for each of very many folders is dear
    return ending == "uploads" and os.path.isfile(library)  # noqa: PTH113


def is_wanted(member: str) -> bool:
    """Whether a member of an archive is read: by its ending, and in no folder of a program."""
    return is_readable(member) and PROGRAMS.isdisjoint(member.split("/"))


def is_readable(name: str) -> bool:
    """Whether a file of this name is read."""
    return name.lower().endswith(SUFFIXES)
