"""The one error root. Its messages are read by people: one line, lower-case, naming the thing and what to do."""


class FlorilegiumError(Exception):
    """something went wrong"""

    status = 500
    exit_code = 1

    def __init__(self, message: str = "") -> None:
        super().__init__(message or self.__doc__)


class WrongUseError(FlorilegiumError):
    """the command was used in a way it does not know"""

    status = 400
    exit_code = 2


class NotFoundError(FlorilegiumError):
    """this is not in the library"""

    status = 404


class LibraryError(FlorilegiumError):
    """the library cannot be opened"""
