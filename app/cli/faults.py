"""Messages for unexpected errors, in one line: the disk, the library's file, or a fault of ours."""

import traceback
from pathlib import Path
from sqlite3 import Error as SQLiteError
from sqlite3 import OperationalError

_PACKAGE = str(Path(__file__).parent.parent)
_LETTERS = 300  # of a message; some hold a whole statement
_ADVICE = {
    "SQLITE_BUSY": "another program is writing to it; try again when that is done",
    "SQLITE_LOCKED": "another program is writing to it; try again when that is done",
    "SQLITE_FULL": "there is no room left; make some and run it again",
    "SQLITE_READONLY": "it may not be written to; mend its permissions, or name another file "
    "with --db",
    "SQLITE_CANTOPEN": "mend the permissions of its folder, or name another file with --db",
    "SQLITE_IOERR": "the disk does not answer as it should; copy what you can and look after it",
    "SQLITE_CORRUPT": "it is damaged; bring a copy back with `florilegium restore FILE`",
    "SQLITE_NOTADB": "it is no library; name another file with --db",
}
_MENDABLE = (
    "no such table: ",
    "no such column: ",
    "Could not decode to UTF-8",
    "vtable constructor failed: ",
    "SQL logic error",
)


def one_line_error(error: BaseException) -> str:
    """Message for an error that no module expected, with advice where there is any."""
    message = " ".join(str(error.__cause__ or error).split())[:_LETTERS]
    if advice := _advice(error):
        return f"the library cannot be used ({message}): {advice}"
    if isinstance(error, OSError) and error.strerror:
        return (
            f"'{error.filename}': {error.strerror.lower()}"
            if error.filename
            else error.strerror.lower()
        )
    named = f"{type(error).__name__}: {message}"
    return (
        f"this is a fault of the program: {named}{_where(error)}; run it again as "
        f"`florilegium --debug ...` and report that"
    )


def _advice(error: BaseException) -> str:
    cause = error if isinstance(error, SQLiteError) else error.__cause__
    if isinstance(cause, OperationalError) and str(cause).startswith(_MENDABLE):
        return "mend it with `florilegium verify --mend`"
    name = getattr(cause, "sqlite_errorname", "") if isinstance(cause, SQLiteError) else ""
    return _ADVICE.get("_".join(name.split("_")[:2]), "")


def _where(error: BaseException) -> str:
    frames = traceback.extract_tb(error.__traceback__)
    ours = [frame for frame in frames if frame.filename.startswith(_PACKAGE)] or frames
    return f" ({Path(ours[-1].filename).name}, line {ours[-1].lineno})" if ours else ""
