"""The searches that the reader keeps under names."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Make their table."""
    op.execute(
        """
CREATE TABLE my_searches (
  code TEXT NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  "query" TEXT DEFAULT '' NOT NULL,
  saved_at TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_searches PRIMARY KEY (code)
)
 WITHOUT ROWID"""
    )
