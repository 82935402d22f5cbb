"""Trays, and what lies in them."""

from alembic import op

revision = "0007"
down_revision = "0006"

TABLES = """
CREATE TABLE my_trays (
  code TEXT NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  made_at TEXT DEFAULT '' NOT NULL,
  changed_at TEXT DEFAULT '' NOT NULL,
  put_away INTEGER DEFAULT '0' NOT NULL,
  version INTEGER DEFAULT '0' NOT NULL,
  CONSTRAINT pk_my_trays PRIMARY KEY (code)
)
 WITHOUT ROWID;

CREATE TABLE my_tray_items (
  tray TEXT NOT NULL,
  item TEXT NOT NULL,
  place FLOAT NOT NULL,
  highlight TEXT DEFAULT '' NOT NULL,
  words TEXT DEFAULT '' NOT NULL,
  quoted TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_tray_items PRIMARY KEY (tray, item)
)
 WITHOUT ROWID;

CREATE INDEX ix_my_tray_items_highlight ON my_tray_items (highlight)
"""


def upgrade() -> None:
    """Make the two tables and the index."""
    for statement in TABLES.split(";"):
        op.execute(statement.strip())
