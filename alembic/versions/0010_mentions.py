"""Mentions of names that the reader made links, or wants to see no more."""

from alembic import op

revision = "0010"
down_revision = "0009"

TABLES = """
CREATE TABLE my_mentions (
  code TEXT NOT NULL,
  "key" TEXT NOT NULL,
  act TEXT DEFAULT '' NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  words TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_mentions PRIMARY KEY (code, "key")
)
 WITHOUT ROWID;

CREATE INDEX ix_my_mentions_key ON my_mentions ("key");

ALTER TABLE links ADD COLUMN mine INTEGER DEFAULT '0' NOT NULL
"""


def upgrade() -> None:
    """Make the table with its index, and the column."""
    for statement in TABLES.split(";"):
        op.execute(statement.strip())
