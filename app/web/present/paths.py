"""Paths as people know them: from the name of the folder that was imported on, uploads under the name they had."""

from functools import cached_property
from pathlib import Path, PurePath

from sqlalchemy import Connection

from app.store.reads.imports import roots


class ShortPaths:
    """What a page calls with a path to show; the folders that were imported are asked for when it first does."""

    def __init__(self, db: Connection, staged: Path) -> None:
        self._db, self._staged = db, f"{staged}/"

    @cached_property
    def _above(self) -> tuple[str, ...]:
        """What stands before the names of the folders that were imported, the longest first."""
        return tuple(sorted({f"{PurePath(root).parent}/".replace("//", "/") for root in roots(self._db)}, key=len, reverse=True))

    def __call__(self, path: str) -> str:
        """The path from its imported folder's name on; of a file named by itself its name and its folder's."""
        if path.startswith(self._staged):
            return path[len(self._staged) :]
        if not path.startswith("/"):
            return path.removeprefix("./").replace("../", "")
        above = next((each for each in self._above if path.startswith(each)), None)
        return path[len(above) :] if above and len(above) < len(path) else "/".join(PurePath(path).parts[-2:]).lstrip("/")
