"""Libraries as earlier versions of the program left them."""

import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import create_engine

from app.resources import folder

_NAMES = "SELECT type, name FROM sqlite_master WHERE name NOT LIKE 'sqlite%' ORDER BY type DESC"


def make_older(library: Path, revision: str = "0002") -> None:
    """Take a library back to an earlier schema: what later migrations made goes, the rows stay."""
    with tempfile.TemporaryDirectory() as made:
        older = Path(made) / "older.db"
        _make_at(older, revision)
        with closing(sqlite3.connect(library)) as db, closing(sqlite3.connect(older)) as wanted, db:
            known = set(wanted.execute(_NAMES))
            for kind, name in [each for each in db.execute(_NAMES).fetchall() if each not in known]:
                db.execute(f"DROP {kind} IF EXISTS {name}")
            for table in sorted(
                name for kind, name in known if kind == "table" and "_search" not in name
            ):
                for column in sorted(_columns(db, table) - _columns(wanted, table)):
                    db.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
            db.execute("UPDATE alembic_version SET version_num = ?", (revision,))


def _make_at(library: Path, revision: str) -> None:
    engine = create_engine(f"sqlite:///{library}")
    with engine.begin() as db:
        config = Config(attributes={"connection": db})
        config.set_main_option("script_location", str(folder("alembic")).replace("%", "%%"))
        command.upgrade(config, revision)
    engine.dispose()


def _columns(db: sqlite3.Connection, table: str) -> set[str]:
    return {row[1] for row in db.execute(f"PRAGMA table_info({table})")}
