"""Results that are computed in the background and kept: the graph of the whole library, its index."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Make the table."""
    op.execute("""CREATE TABLE kept_results (
  name TEXT NOT NULL,
  stamp TEXT DEFAULT '' NOT NULL,
  made_at TEXT DEFAULT '' NOT NULL,
  data BLOB NOT NULL,
  CONSTRAINT pk_kept_results PRIMARY KEY (name)
)""")
