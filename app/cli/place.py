"""Where the library is, and opening it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.cli.output import tell
from app.errors import LibraryError

if TYPE_CHECKING:
    from sqlalchemy import Engine

_MANY = 20_000  # rows whose index takes more than a moment
HIGHEST = 2**53  # of the numbers of imports: the largest whole number that JSON carries everywhere


@dataclass(slots=True)
class Options:
    """What was said before the command's name."""

    named: Path | None = None
    debug: bool = False

    @property
    def library(self) -> Path:
        """The library's file."""
        from app.settings import default_library

        return self.named.expanduser() if self.named else default_library()


@contextmanager
def opened(library: Path) -> Iterator["Engine"]:
    """The library, made where it is missing, and brought to the newest schema and the newest form of its index."""
    from app.store.fts.index import write_index_anew

    with _brought_up(library) as engine:
        for done, total in write_index_anew(engine):
            if not done and total >= _MANY:
                tell(f"writing the search index of {total:,} passages and documents anew, which takes a minute or two for each million")
        yield engine


@contextmanager
def _brought_up(library: Path) -> Iterator["Engine"]:
    from app.store.db.engine import make_engine
    from app.store.migrations import upgrade

    try:
        library.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LibraryError(f"the folder '{library.parent}' for the library cannot be made: {error.strerror}; name another file with --db") from error
    if library.is_dir():
        raise LibraryError(f"'{library}' is a folder; name the library's file with --db")
    engine = make_engine(library)
    try:
        upgrade(engine, library)
        yield engine
    finally:
        engine.dispose()


@contextmanager
def looked_into(library: Path) -> Iterator["Engine"]:
    """The library for reading; an empty one, which leaves nothing behind, where there is none yet."""
    import tempfile

    if library.exists():
        with _brought_up(library) as engine:
            yield engine
        return
    with tempfile.TemporaryDirectory(prefix="florilegium-") as folder, _brought_up(Path(folder) / "empty.db") as engine:
        yield engine
