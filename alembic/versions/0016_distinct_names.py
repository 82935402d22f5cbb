"""Pairs of nearly equal names of tags or authors that the reader says are two; writes counted."""

from alembic import op

revision = "0016"
down_revision = "0015"

_COUNTED = (
    "INSERT INTO table_writes VALUES ('my_distinct_names', 1)"
    " ON CONFLICT (name) DO UPDATE SET number = number + 1;"
)


def upgrade() -> None:
    """Make the table, and the triggers that count its writes."""
    op.execute("""CREATE TABLE my_distinct_names (
  what TEXT NOT NULL,
  "key" TEXT NOT NULL,
  other TEXT NOT NULL,
  CONSTRAINT pk_my_distinct_names PRIMARY KEY (what, "key", other)
)
 WITHOUT ROWID""")
    for event in ("INSERT", "UPDATE", "DELETE"):
        op.execute(
            f"CREATE TRIGGER my_distinct_names_{event.lower()} AFTER {event} ON my_distinct_names"
            f" BEGIN {_COUNTED} END"
        )
