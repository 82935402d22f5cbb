"""Paths of notes within their folder: which may be read, and which may be made anew. Pure."""

import unicodedata

from app.importer.files.kinds import is_passed_over
from app.notes.errors import NotePathError

SUFFIX = ".md"
_LONGEST, _DEEPEST = 240, 20  # bytes of one name, for a disk takes 255; folders within each other
_BESIDE = (".florilegium.md", ".gone.md")  # endings of what an export writes beside a file
_OF_LINKS = frozenset("[]#^")  # a `[[name]]` could not hold them
_OF_DISKS = frozenset('<>:"|?*')  # Windows has no such names
_DEVICES = frozenset(
    {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10))}
)
_UNSEEN = frozenset({"Cc", "Cs", "Zl", "Zp"})  # categories of Unicode: controls, halves, line ends
_TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")

Parts = tuple[str, ...]  # folders, then the file's name


def parts_of(path: str) -> Parts:
    """Parts of a note's path, which is relative to the folder of notes.

    Raises NotePathError for a path that leads out of the folder, to a hidden name, or to a file
    that does not end in `.md`.
    """
    parts = tuple(path.split("/"))
    if len(parts) > _DEEPEST:
        raise NotePathError(f"a note lies at most {_DEEPEST - 1} folders deep")
    for part in parts:
        _check(part)
    if not parts[-1].lower().endswith(SUFFIX):
        raise NotePathError(f"a note's name ends in {SUFFIX}; '{parts[-1]}' does not")
    if any(map(is_passed_over, parts[:-1])):
        raise NotePathError(f"nothing is read in a folder of '{path}', so no note can lie there")
    return parts


def _check(part: str) -> None:
    if part in {"", ".", ".."}:
        raise NotePathError("a note lies within its folder: no part of its path is empty or ..")
    if part.startswith("."):
        raise NotePathError(f"'{part}' would be hidden; a name does not begin with a dot")
    if any(unicodedata.category(letter) in _UNSEEN or letter in _TURNING for letter in part):
        raise NotePathError("a name has no signs that cannot be seen")
    if "\\" in part:
        raise NotePathError(f"'{part}' has a backslash, which some systems take for a folder's end")
    if len(part.encode()) > _LONGEST:
        raise NotePathError(f"a name has at most {_LONGEST} bytes")


def check_new(parts: Parts) -> Parts:
    """Parts of a path at which a file is to be made, composed (NFC).

    Raises NotePathError for names that not every system and every link can hold.
    """
    for part in parts:
        stem = part.partition(".")[0].rstrip().lower()
        if stem in _DEVICES:
            raise NotePathError(f"'{part}' is the name of a device on Windows; choose another")
        if part != part.strip() or part.endswith(".") or _has_blank_stem(part):
            raise NotePathError(f"'{part}' begins or ends with a blank or a dot")
        if odd := sorted((_OF_LINKS | _OF_DISKS) & set(part)):
            raise NotePathError(
                f"'{part}' holds {odd[0]}, which a link or some disks cannot hold; leave it out"
            )
    if parts[-1].lower().endswith(_BESIDE):
        raise NotePathError(f"'{parts[-1]}' is a name that exports write; choose another")
    if not parts[-1].endswith(SUFFIX):
        raise NotePathError(f"a new note's name ends in {SUFFIX}, in small letters")
    return tuple(unicodedata.normalize("NFC", part) for part in parts)


def _has_blank_stem(part: str) -> bool:
    stem = part[: -len(SUFFIX)] if part.lower().endswith(SUFFIX) else part
    return not stem.strip() or stem != stem.rstrip(" .")


def same_file(one: str, other: str) -> bool:
    """Whether two names are one name in other normal forms of Unicode."""
    return unicodedata.normalize("NFC", one) == unicodedata.normalize("NFC", other)


def alike(one: str, other: str) -> bool:
    """Whether some disks take two names for one: they differ in case or normal form alone."""
    return _folded(one) == _folded(other)


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKD", name).casefold())
