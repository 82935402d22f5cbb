"""Errors of notes, each with the status that the web gives it."""

from app.errors import FlorilegiumError


class NotePathError(FlorilegiumError):
    """a note cannot lie at this path"""

    status = 422


class AlikeNameError(NotePathError):
    """A name is there (`near`) that differs from a note's (`wanted`) in letter case alone."""

    def __init__(self, near: str, wanted: str) -> None:
        super().__init__(
            f"'{near}' is there already, which some disks do not tell from '{wanted}'; "
            f"choose another name"
        )
        self.near, self.wanted = near, wanted


class TakenPathError(FlorilegiumError):
    """a note lies at this path already"""

    status = 409


class NoteTextError(FlorilegiumError):
    """a note cannot hold this text"""

    status = 422


class NoteTooLargeError(FlorilegiumError):
    """this is larger than a note may be"""

    status = 413


class NotOursError(FlorilegiumError):
    """what lies at this path is not written here"""

    status = 409


class NoVersionError(FlorilegiumError):
    """name the version that is to be replaced"""

    status = 428


class ChangedSinceError(FlorilegiumError):
    """a note was changed since by other means"""

    status = 409


class ChangedMeanwhileError(FlorilegiumError):
    """The file is another than was expected.

    `present` are its bytes now; None where no file is there.
    """

    status = 412

    def __init__(self, path: str, present: bytes | None) -> None:
        now = "was changed meanwhile" if present is not None else "is not there any more"
        super().__init__(f"'{path}' {now}; nothing was written over it, look at both versions")
        self.path = path
        self.present = present
