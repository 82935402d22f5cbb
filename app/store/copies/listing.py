"""Dated copies in their folder: which there are, which are kept, and where the folder is."""

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

from app.model import DatedCopy, Held
from app.store.copies.gzip_file import read_comment
from app.store.db.file import beside

_NAME = re.compile(r"(\d{4}-\d\d-\d\d)\.db\.gz")
DAYS, WEEKS, MONTHS = 7, 5, 12
OFF = "off"


def copies_folder(library: Path, named: str = "") -> Path | None:
    """Folder of a library's copies.

    `LIBRARY.backups` beside it or in the folder that is named; None where that is `off`.
    """
    if named == OFF:
        return None
    own = beside(library, ".backups")
    return Path(named).expanduser() / own.name if named else own


def copy_path(folder: Path, day: date) -> Path:
    """File of a day's copy."""
    return folder / f"{day.isoformat()}.db.gz"


def list_copies(folder: Path) -> list[DatedCopy]:
    """Copies in the folder, newest first; none where there is no folder."""
    if not folder.is_dir():
        return []
    found = (_copy(path) for path in folder.iterdir() if _NAME.fullmatch(path.name))
    return sorted(filter(None, found), key=lambda copy: copy.day, reverse=True)


def _copy(path: Path) -> DatedCopy | None:
    """Copy in a file; None for a name that is no day, or a file that is gone by now."""
    with suppress(ValueError, OSError):
        day = date.fromisoformat(path.name[:10])
        comment = comment_of(path)
        held = None
        with suppress(TypeError, KeyError, ValueError):
            held = Held(**{name: int(comment["held"][name]) for name in Held.__slots__})
        return DatedCopy(day, path, path.stat().st_size, str(comment.get("at", "")), held)
    return None


def comment_of(path: Path) -> dict[str, Any]:
    """What a copy states of itself; nothing for a gzip file of another program."""
    with suppress(ValueError):
        comment = json.loads(read_comment(path))
        return comment if isinstance(comment, dict) else {}
    return {}


def kept_days(days: Iterable[date]) -> set[date]:
    """Days whose copies are kept: the last of each of the newest days, weeks and months.

    Days, weeks and months without a copy do not count, so that nothing is lost by waiting.
    """
    newest_first = sorted(days, reverse=True)
    return {
        *newest_first[:DAYS],
        *_newest_of_each(newest_first, lambda day: day.isocalendar()[:2])[:WEEKS],
        *_newest_of_each(newest_first, lambda day: (day.year, day.month))[:MONTHS],
    }


def _newest_of_each(
    newest_first: list[date], period: Callable[[date], tuple[int, int]]
) -> list[date]:
    found: dict[tuple[int, int], date] = {}
    for day in newest_first:
        found.setdefault(period(day), day)
    return list(found.values())


def thin_out(folder: Path) -> list[DatedCopy]:
    """Delete copies that are not kept any longer; gives the deleted ones."""
    copies = list_copies(folder)
    kept = kept_days(copy.day for copy in copies)
    surplus = [copy for copy in copies if copy.day not in kept]
    for copy in surplus:
        copy.path.unlink(missing_ok=True)
    return surplus
