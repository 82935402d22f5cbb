"""Settings of the program; the only module that reads the environment."""

import os
from dataclasses import dataclass
from pathlib import Path

from platformdirs import user_data_path


@dataclass(frozen=True, slots=True)
class Settings:
    """Library file and server address; `token` guards every address beyond the loopback.

    `folder` is the folder that is served, if any.
    """

    library: Path
    host: str = "127.0.0.1"
    port: int = 8000
    token: str = ""
    folder: Path | None = None
    copies: Path | None = None  # folder of the dated copies; None where none are made

    def __post_init__(self) -> None:
        object.__setattr__(self, "token", self.token.strip())  # one of blanks is none

    @property
    def notes(self) -> Path:
        """Folder of the reader's own notes: the served one, else `LIBRARY.notes/` beside it."""
        # resolve() would follow links, as a scan does not
        return Path(os.path.abspath(self.folder or notes_beside(self.library)))  # noqa: PTH100


def notes_beside(library: Path) -> Path:
    """Folder of notes beside a library, where no folder is served."""
    # resolve() would follow links, as a scan does not
    return Path(os.path.abspath(library.with_name(f"{library.name}.notes")))  # noqa: PTH100


def default_library() -> Path:
    """File of the library: `FLORILEGIUM_DB`, or the platform's data folder."""
    return named_library() or user_data_path("florilegium", appauthor=False) / "library.db"


def named_library() -> Path | None:
    """File that `FLORILEGIUM_DB` names, or None where it is not set."""
    named = os.environ.get("FLORILEGIUM_DB", "")
    return Path(named).expanduser() if named else None


def named_copies() -> str:
    """Folder that `FLORILEGIUM_BACKUPS` names for dated copies, `off`, or an empty string."""
    return os.environ.get("FLORILEGIUM_BACKUPS", "")


def token_from_environment() -> str:
    """Token that `FLORILEGIUM_TOKEN` gives, or an empty string."""
    return os.environ.get("FLORILEGIUM_TOKEN", "")
