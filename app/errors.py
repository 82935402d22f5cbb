"""Root of all errors, and the messages for invalid values.

Messages are read by people: one lower-case line that names the thing and what to do.
"""

from collections.abc import Mapping
from pathlib import Path


class FlorilegiumError(Exception):
    """something went wrong"""

    status = 500
    exit_code = 1
    retry_after = (
        0  # seconds after which the same request may succeed; 0 where that is not to be expected
    )

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.__doc__)


class WrongUseError(FlorilegiumError):
    """the command was used in a way it does not know"""

    status = 400
    exit_code = 2


class NotFoundError(FlorilegiumError):
    """this is not in the library"""

    status = 404


class EmptyError(WrongUseError):
    """a value must not be empty"""

    def __init__(self, field: str) -> None:
        super().__init__(f"{field}: must not be empty")


class UnknownError(NotFoundError):
    """there is no such thing in the library"""

    def __init__(self, what: str, name: str, *, listed: str = "") -> None:
        """Name the sort of thing and its id or name; `listed` is where all of them are listed."""
        where = f"; `{listed}` lists them" if listed else " in the library"
        super().__init__(f"there is no {what} '{name}'{where}")


class UnconnectedError(NotFoundError):
    """nothing has this name, and nothing links to it"""

    def __init__(self, name: str) -> None:
        super().__init__(f"nothing is named '{name}', and nothing links to it")


class SameError(WrongUseError):
    """a thing cannot be joined to itself"""

    def __init__(self, what: str, name: str) -> None:
        """Name the sort of thing, and its id."""
        super().__init__(f"'{name}' is that {what} already; name another one")


class NoFolderError(WrongUseError):
    """there is no folder to write to"""

    def __init__(self, folder: Path, what: str = "") -> None:
        """Name the folder; `what` is to be written there, as `the copy`."""
        written = f"write {what} to" if what else "write to"
        super().__init__(f"there is no folder '{folder}' to {written}; make it first")


class WholeArchiveError(WrongUseError):
    """an archive holds everything, so no query narrows it"""

    def __init__(self, query: str) -> None:
        """`query` is what the query is called where it was given, as `--query`."""
        super().__init__(f"an archive holds everything; leave out {query}")


class LibraryError(FlorilegiumError):
    """the library cannot be opened"""


class NoLibraryError(LibraryError):
    """there is no library yet"""

    def __init__(self, path: Path, act: str) -> None:
        """Name the file that is not there, and the act that finds nothing to do, as `copy`."""
        super().__init__(f"there is no library at '{path}' yet, so there is nothing to {act}")


class NewerError(LibraryError):
    """a file was written by a newer version of this program"""

    def __init__(self, path: Path, schema: str = "", known: str = "") -> None:
        """Name the file; `schema` is its version of the tables, `known` the one that is known."""
        told = f" (schema {schema}, this one knows {known})" if schema else ""
        super().__init__(f"'{path}' was written by a newer florilegium{told}; update the program")


class TakenFileError(LibraryError):
    """a file is there already, and is not written over"""

    def __init__(self, path: Path) -> None:
        super().__init__(f"'{path}' is already there and is left as it is; name another file")


class DamageError(LibraryError):
    """bytes that the library keeps are damaged"""


class LibraryBusyError(LibraryError):
    """something else is writing to the library; nothing was changed, try again in a few seconds"""

    status = 503
    retry_after = 5


class LibraryMovedError(LibraryError):
    """the library's file is no longer the one that was opened; start florilegium anew"""

    status = 503


class ReadOnlyLibraryError(LibraryError):
    """the library cannot be written to; mend its permissions, or copy it to another disk"""

    status = 403


class NoCopyError(LibraryError):
    """no copy of the library can be made in its folder of copies"""

    status = 409


class FullDiskError(LibraryError):
    """there is no room left on the disk; nothing was changed, make room and try again"""

    status = 507


# By pydantic's names of what is wrong with a value; the braces are filled with what it tells
# besides.
_INVALID_VALUES = {
    "int_parsing": "must be a whole number",
    "int_type": "must be a whole number",
    "int_from_float": "must be a whole number",
    "int_parsing_size": "must be a number of fewer digits",
    "greater_than_equal": "must be at least {ge}",
    "less_than_equal": "must be at most {le}",
    "bool_parsing": "must be true or false",
    "bool_type": "must be true or false",
    "string_type": "must be text",
    "string_unicode": "must be whole letters",
    "string_too_long": "must have at most {max_length} letters",
    "string_pattern_mismatch": "must not be empty",
    "list_type": "must be a list",
    "literal_error": "must be {expected}",
    "missing": "is missing",
    "extra_forbidden": "is not known here",
    "model_attributes_type": "must be an object",
}


def invalid_value(kind: str, context: Mapping[str, object], otherwise: str) -> str:
    """Message for an invalid value, as `must be at least 1`.

    `kind` is pydantic's error type, `context` its values; `otherwise` is given for a kind
    without a message of ours.
    """
    return _INVALID_VALUES[kind].format(**context) if kind in _INVALID_VALUES else otherwise
