"""Short paths for people: from the imported folder's name on.

Uploads are shown under the name they had.
"""

from functools import cached_property
from pathlib import Path, PurePath

from sqlalchemy import Connection

from app.store.reads.imports import roots

_NAMED = 3  # of several paths


class ShortPaths:
    """Shortener of paths for a page; it queries the imported folders when it is first called."""

    def __init__(self, db: Connection, staged: Path) -> None:
        self._db, self._staged = db, f"{staged}/"

    @cached_property
    def _above(self) -> tuple[str, ...]:
        """Prefixes of the imported folders, without their own names, the longest first."""
        return tuple(
            sorted(
                {f"{PurePath(root).parent}/".replace("//", "/") for root in roots(self._db)},
                key=len,
                reverse=True,
            )
        )

    def __call__(self, path: str) -> str:
        """Shorten a path to begin at its imported folder's name.

        A file that was imported by itself keeps its name and its folder's. Of several paths, as an
        import names them, the first few are named.
        """
        if ", /" in path:
            several = path.replace(", /", "\n/").split("\n")
            more = len(several) - _NAMED
            named = ", ".join(map(self, several[:_NAMED]))
            return f"{named} and {more:,} more" if more > 0 else named
        if path.startswith(self._staged):
            return path[len(self._staged) :]
        if not path.startswith("/"):
            return path.removeprefix("./").replace("../", "")
        above = next((each for each in self._above if path.startswith(each)), None)
        return (
            path[len(above) :]
            if above and len(above) < len(path)
            else "/".join(PurePath(path).parts[-2:]).lstrip("/")
        )
