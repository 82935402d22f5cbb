"""What the reader says of headings of the library's index: accepted, hidden, or merged."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Make the table."""
    op.execute("""CREATE TABLE my_headings (
  "key" TEXT NOT NULL,
  act TEXT DEFAULT '' NOT NULL,
  name TEXT DEFAULT '' NOT NULL,
  see TEXT DEFAULT '' NOT NULL,
  CONSTRAINT pk_my_headings PRIMARY KEY ("key")
)
 WITHOUT ROWID""")
